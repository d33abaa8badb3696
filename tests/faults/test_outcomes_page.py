"""docs/outcomes.md tells authors what the table of faults holds."""

from pathlib import Path

from tests.faults.table import FAULTS
from tui.authoring.drafting.outcome import Outcome

PAGE = (Path(__file__).parents[2] / "docs" / "outcomes.md").read_text(encoding="utf-8")


def _rows(heading: str) -> dict[str, list[str]]:
    """Return the cells of the table that begins with `heading`, by the first of each row."""
    _, _, table = PAGE.partition(f"| {heading} |")
    lines = table.split("\n\n")[0].splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {first: rest for first, *rest in rows}


def test_every_fault_stands_on_the_page_with_its_outcome_and_no_other_does() -> None:
    told = {name: cells[0].strip("`") for name, cells in _rows("what happened").items()}
    assert told == {fault.name: fault.outcome.value for fault in FAULTS}


def test_the_page_says_where_text_is_kept_and_what_goes_on_by_itself() -> None:
    for name, (_, kept, paid, by_itself, to_do) in _rows("what happened").items():
        fault = next(each for each in FAULTS if each.name == name)
        # A refusal may come after some text.
        assert bool(kept) == (bool(fault.kept) or fault.outcome is Outcome.REFUSED), name
        assert paid.startswith("no") == (fault.charged == 0 and not fault.bounded), name
        assert by_itself if fault.passes else True, name
        assert to_do, name


def test_every_outcome_is_explained() -> None:
    told = {name.strip("`") for name in _rows("outcome")}
    assert told == {outcome.value for outcome in Outcome} - {Outcome.STREAMING.value}
