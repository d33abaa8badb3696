"""A title that was declined is known again in other words; one that only looks like it is another."""

import pytest

from tui.authoring.drafting.likeness import alike, says

SAME = [
    ("Linear Algebra Refresher", "A primer on linear algebra"),
    ("Linear algebra refresher", "Refresher: Linear Algebra for Deep Learning"),
    ("Norms of vectors", "Vector norms"),
    ("Vector norms and distances", "Distances and Norms of Vectors"),
    ("Capstone Project: Planning", "Planning the capstone project"),
    ("Ethics of data collection", "Data collection ethics"),
    ("Numerical stability", "Numerical Stability in PyTorch"),
    ("Automatic differentiation", "Auto-differentiation"),
    ("How autograd works", "Understanding Autograd at work"),
    ("Beyond the syllabus: Strides", "strides"),
    ("Setting up GPU drivers", "GPU driver setup"),
    ("Federated learning", "Federated Learning: an Overview"),
    ("Data versioning", "Versioning of data sets"),
    ("线性代数入门", "线性代数 入门"),
    ("An introduction", "Introduction"),
]
OTHERS = [
    ("Vector norms", "Matrix norms"),
    ("Capstone Project: Planning", "Capstone Project: Presentation"),
    ("Capstone Project I", "Capstone Project II"),
    ("Capstone, week 1", "Capstone, week 2"),
    ("Gradient descent", "Gradient descent on quantum annealing hardware"),
    ("Tensors", "Tensor parallelism across many machines"),
    ("Attention", "Attention in convolutional networks for audio"),
    ("Linear regression", "Logistic regression"),
    ("Recurrent networks", "Convolutional networks"),
    ("Probability distributions", "Probability calibration"),
    ("Batch normalization", "Layer normalization"),
    ("Supervised learning", "Unsupervised learning"),
    ("Encoder", "Decoder"),
    ("线性代数", "概率论"),
    ("…", "Tensors"),
]


@pytest.mark.parametrize(("title", "other"), SAME)
def test_one_subject_in_other_words_is_one_subject(title: str, other: str) -> None:
    assert alike(title, other)
    assert alike(other, title)


@pytest.mark.parametrize(("title", "other"), OTHERS)
def test_another_subject_in_like_words_is_another_subject(title: str, other: str) -> None:
    assert not alike(title, other)
    assert not alike(other, title)


POINT = "Linear algebra essentials: vectors, matrices, eigenvalues, eigenvectors"


@pytest.mark.parametrize(
    "title", ["Linear Algebra", "Eigenvalues and eigenvectors", "Introduction to matrices", "Vectors"]
)
def test_what_a_point_names_already_is_no_addition(title: str) -> None:
    assert says(POINT, title)


@pytest.mark.parametrize(
    "title", ["Norms of vectors", "Matrix calculus", "Singular value decomposition", "Linear programming", "!"]
)
def test_what_a_point_only_touches_may_be_added(title: str) -> None:
    assert not says(POINT, title)
