"""What a lesson says that its code prints is found in the output below it and in the remarks beside it."""

import pytest

from tui.authoring.checks import claims, python_blocks
from tui.authoring.checks.lesson_text import LessonText

CODE = "```python\nprint(1)\n```\n"


def shown(text: str) -> list[str]:
    return [code.content for code in claims.shown_below(LessonText.parse(text)).values()]


def remarked(code: str) -> list[tuple[int, str]]:
    (block,) = LessonText.parse(f"```python\n{code}\n```\n").parts[0].codes
    return [(each.line, each.text) for each in claims.remarks(python_blocks.cells(block)[0])]


@pytest.mark.parametrize("language", ["", "text", "output", "console", "none", "Output"])
def test_a_block_of_output_stands_directly_below(language: str) -> None:
    assert shown(f"{CODE}\n```{language}\n1\n```\n") == ["1\n"]


@pytest.mark.parametrize("words", ["This prints:", "Output:", "**Output:**", "The result is:", "Running it shows:"])
def test_or_a_few_words_announce_it(words: str) -> None:
    assert shown(f"{CODE}\n{words}\n\n```\n1\n```\n") == ["1\n"]


def test_it_is_found_within_a_list_too() -> None:
    assert shown("- item\n\n  ```python\n  print(1)\n  ```\n\n  ```text\n  1\n  ```\n") == ["1\n"]


@pytest.mark.parametrize(
    "text",
    [
        f"{CODE}\nSave this as a file.\n\n```text\n1\n```\n",
        f"{CODE}\nThis prints one number.\n\nAnd:\n\n```text\n1\n```\n",
        f"{CODE}\n## Output\n\n```text\n1\n```\n",
        f"{CODE}\n```bash\n1\n```\n",
        f"{CODE}\n```console\n$ pip install torch\n```\n",
        "```python\nx = 1\n```\n\n```text\nmodel.py\ntrain.py\n```\n",
        "```text\n1\n```\n\n```python\nprint(1)\n```\n",
        f"{CODE}\n- item\n\n  ```text\n  1\n  ```\n",
        "```python\n>>> 1\n1\n```\n\n```text\n1\n```\n",
    ],
)
def test_other_blocks_are_no_output(text: str) -> None:
    assert shown(text) == []


@pytest.mark.parametrize(
    ("code", "claim"),
    [
        ("print(x)  # 3", (2, "3")),
        ("print(x)  # prints 3", (2, "3")),
        ("print(x)  # prints: the sum", (2, "the sum")),
        ("print(x)  # → 3", (2, "3")),
        ("print(x)  # -> torch.Size([2, 3])", (2, "torch.Size([2, 3])")),
        ("print(x)  # => [1, 2] (both)", (2, "[1, 2] (both)")),
        ("print(x)  # ≈ 0.33", (2, "0.33")),
        ("print(x)  # Output: done", (2, "done")),
        ("print(x)\n# 3", (3, "3")),
        ("print(x)\n# tensor([[1.],\n#         [2.]])\n# The two rows.", (3, "tensor([[1.], [2.]])")),
        ("print(x)\n# Output:\n# a\n# b", (4, "a b")),
        ("print(\n    x,\n)  # 3", (4, "3")),
        ("for x in y:\n    print(x)  # 0 1 2", (3, "0 1 2")),
        ("pprint(x)  # {'a': 1}", (2, "{'a': 1}")),
    ],
)
def test_a_remark_at_a_print_says_what_is_printed(code: str, claim: tuple[int, str]) -> None:
    assert remarked(code) == [claim]


@pytest.mark.parametrize(
    "code",
    [
        "print(x)  # the sum",
        "print(x)  # prints the sum",
        "print(x)  # → grows with every step",
        "print(x)  # (1)",
        "print(x)  # 3 rows",
        "x = 3  # 3",
        "# 3\nprint(x)",
        "print(x)\n\n# 3",
        "print('# 3')",
        "y = print(x)  # 3",
        "print(x)  # 1. Print it",
        "print(x)\n# Now the next step",
    ],
)
def test_other_remarks_say_nothing_of_the_output(code: str) -> None:
    assert remarked(code) == []


def test_a_remark_beside_the_next_statement_is_not_the_last_ones() -> None:
    assert remarked("print(x)\nprint(y)  # 3") == [(3, "3")]


@pytest.mark.parametrize(
    "words",
    [
        "It prints `-3`.",
        "This prints `-3`, rounded down.",
        "The code then prints\n``-3``.",
        "Running it prints `-3`.",
        "**Output:** `-3`",
        "The output is `-3`.",
    ],
)
def test_a_sentence_below_says_what_is_printed(words: str) -> None:
    (saying,) = claims.said_below(LessonText.parse(f"{CODE}\n{words}\n")).values()
    assert saying.text == "-3"


@pytest.mark.parametrize(
    "words",
    [
        "It does not print `-3`.",
        "It would print `-3`.",
        "It prints `-3` only if x is even.",
        "It prints `-3` on a big-endian machine.",
        "The function `print` writes it.",
        "A reader expects `-3`. It prints `-4`.",
        "It prints the sum.",
    ],
)
def test_other_sentences_say_nothing_of_the_output(words: str) -> None:
    assert claims.said_below(LessonText.parse(f"{CODE}\n{words}\n")) == {}
