"""A lesson is prose first; what counts as code is what a machine would run."""

import pytest

from tests.authoring.checks.subjects import found, subject, whole_lesson
from tui.authoring.checks.code_share import RULE
from tui.authoring.checks.finding import Found

POINT = "How a bowline holds"


def words(count: int) -> str:
    return " ".join(["rope"] * count)


def program(lines: int, language: str = "python", line: str = "knot = tie(rope)") -> str:
    return f"```{language}\n" + f"{line}\n" * lines + "```"


def check(body: str, **settings: object) -> list[Found]:
    return found(RULE, subject(whole_lesson({POINT: body}), kinds=("point",)), **settings)


def test_a_line_of_code_for_twenty_words_is_let_be_and_one_more_is_told() -> None:
    assert check(f"{words(200)}\n\n{program(10)}") == []
    (finding,) = check(f"{words(200)}\n\n{program(11)}")
    assert finding.quote == "knot = tie(rope)"
    assert "11 lines of code stand beside 200 words" in finding.message


def test_the_longest_block_is_told_at_its_first_line() -> None:
    blocks = f"{program(4)}\n\nText.\n\n{program(9, line='loop = close(knot)')}\n\nText.\n\n{program(4)}"
    (finding,) = check(blocks)
    assert finding.quote == "loop = close(knot)"
    assert "this block of 9" in finding.message


def test_a_few_lines_are_never_too_many() -> None:
    assert check(program(5)) == []
    assert len(check(program(5), allowed_lines=4)) == 1


@pytest.mark.parametrize(
    "language", ["python", "Python", "py", "{python}", "{.python .numbered}", "c++", "sh", "sql", "rust"]
)
def test_programs_of_any_language_count(language: str) -> None:
    assert len(check(program(9, language))) == 1


@pytest.mark.parametrize(
    "language", ["text", "console", "output", "TXT", "mermaid", "json", "yaml", "latex", "csv", "{.text}"]
)
def test_output_data_and_drawings_do_not(language: str) -> None:
    assert check(program(40, language)) == []


def test_blank_lines_do_not_count() -> None:
    assert check("```python\n" + "a = 1\n\n\n\n" * 5 + "```") == []


@pytest.mark.parametrize(
    "line",
    ["knot = tie(rope)", "import rope", "    return knot", "for knot in rope:", "tie(rope);", "pip install rope"],
)
def test_a_block_without_a_language_counts_if_it_looks_like_a_program(line: str) -> None:
    assert len(check(program(9, "", line))) == 1
    assert len(check("\n".join(f"    {each}" for each in [line] * 9))) == 1


@pytest.mark.parametrize(
    "line", ["The rope holds 20 kN.", "  /-----\\   o----o", "12.5  13.7  0.2", "rope -> knot -> load"]
)
def test_a_block_without_a_language_that_shows_text_or_a_drawing_does_not(line: str) -> None:
    assert check(program(40, "", line)) == []


def test_what_a_program_prints_below_it_does_not_count() -> None:
    body = f"{program(5)}\n\nIt prints:\n\n{program(9, '', 'load = 3')}"
    assert check(body) == []


def test_of_a_session_only_what_is_typed_counts() -> None:
    session = ">>> knot = tie(rope)\n>>> for each in knot:\n...     print(each)\nloop\nloop\nloop\n"
    assert check(f"```python\n{session}```") == []
    assert check("```bash\n$ tie --around post\nok\nok\nok\nok\nok\nok\n```") == []
    assert len(check(f"```pycon\n{session * 2}```")) == 1


def test_an_ellipsis_in_a_program_makes_no_session_of_it() -> None:
    assert len(check("```python\n" + "def tie(rope):\n    ...\n" * 4 + "```")) == 1


def test_code_within_a_line_and_formulas_do_not_count() -> None:
    assert check(f"{'`a = 1` ' * 60}\n\n$$\n" + "a = 1 \\\\\n" * 40 + "$$") == []


def test_code_in_lists_and_quotes_counts() -> None:
    in_list = "- Text.\n\n" + "\n".join(f"  {line}" for line in program(9).split("\n"))
    assert len(check(in_list)) == 1
    in_quote = "\n".join(f"> {line}" for line in program(9).split("\n"))
    assert len(check(in_quote)) == 1


def test_prose_that_is_still_to_be_written_is_counted_as_planned() -> None:
    text = whole_lesson({"Worked example": f"{words(100)}\n\n{program(12)}"}, points=[POINT])
    kinds = ("orientation", "point", "worked-example", "summary")
    assert found(RULE, subject(text, kinds=kinds, whole=False)) == []
    assert len(found(RULE, subject(text, kinds=kinds))) == 1
    much = whole_lesson({"Worked example": f"{words(100)}\n\n{program(60)}"}, points=[POINT])
    assert len(found(RULE, subject(much, kinds=kinds, whole=False))) == 1


def test_how_much_is_too_much_is_the_authors_to_set() -> None:
    body = f"{words(100)}\n\n{program(10)}"
    assert len(check(body)) == 1
    assert check(body, words_per_line=10) == []
    assert check(body, uncounted=["python"]) == []
