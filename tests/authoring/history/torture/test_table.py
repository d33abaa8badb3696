"""The documentation tells the cases as they are."""

from tests.authoring.history.torture.table import PAGE, SUBJECTS, page


def test_the_page_tells_every_case() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m tests.authoring.history.torture.table`"


def test_no_two_cases_have_one_name() -> None:
    states = [case.name for cases in SUBJECTS for case in cases]
    assert len(states) == len(set(states))
