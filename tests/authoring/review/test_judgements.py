"""What a model said of a text is found again by exactly that text."""

from tui.authoring.review import judgements, token_counts
from tui.authoring.review.attempts import AttemptStore

SECTION = "day01_001/tensors"
TEXT, OTHER = "a" * 64, "b" * 64


def judge(store: AttemptStore, address: str, text: str = TEXT, *, teaches: bool = True, quote: str = "So.") -> None:
    judgements.record(store, SECTION, address, text, teaches=teaches, quote=quote, model="judge-1")


def test_a_judgement_is_found_by_the_text_it_is_about(store: AttemptStore) -> None:
    judge(store, "1.1.1.1", quote="A tensor is an array.")
    (found,) = judgements.of(store, SECTION, TEXT)
    assert (found.address, found.teaches, found.quote, found.model) == (
        "1.1.1.1",
        True,
        "A tensor is an array.",
        "judge-1",
    )
    assert judgements.of(store, SECTION, OTHER) == ()
    assert judgements.of(store, "day01_001/strides", TEXT) == ()


def test_of_two_judgements_of_one_point_the_later_counts(store: AttemptStore) -> None:
    judge(store, "1.1.1.1", teaches=False, quote="")
    judge(store, "1.1.1.2")
    judge(store, "1.1.1.1", teaches=True, quote="It does.")
    assert [(each.address, each.teaches) for each in judgements.of(store, SECTION, TEXT)] == [
        ("1.1.1.2", True),
        ("1.1.1.1", True),
    ]


def test_a_count_is_the_model_s_own(store: AttemptStore) -> None:
    token_counts.record(store, "small", TEXT, 120)
    token_counts.record(store, "large", TEXT, 90)
    assert token_counts.get(store, "small", TEXT) == 120
    assert token_counts.get(store, "large", TEXT) == 90
    assert token_counts.get(store, "large", OTHER) is None


def test_of_several_models_counts_the_most_is_what_a_budget_must_hold(store: AttemptStore) -> None:
    assert token_counts.most(store, TEXT) is None
    token_counts.record(store, "small", TEXT, 120)
    token_counts.record(store, "large", TEXT, 90)
    assert token_counts.most(store, TEXT) == 120


def test_counting_a_text_again_keeps_the_later_count(store: AttemptStore) -> None:
    token_counts.record(store, "small", TEXT, 120)
    token_counts.record(store, "small", TEXT, 121)
    assert token_counts.get(store, "small", TEXT) == 121
