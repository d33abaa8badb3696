"""`python -m benchmarks.pages` writes into the page of each rule how right it is on the labelled set."""

import re

from benchmarks.course import ROOT
from tests.authoring.checks import labelled_scores, labelled_set
from tests.authoring.checks.labelled_scores import Score, Told

PAGES = ROOT / "docs" / "checks"
_STATED = re.compile(r"^(Precision and recall on|On) the labelled set.*(\n.+)*", re.MULTILINE)


def main() -> None:
    """Run the rules over the set and put one paragraph into each page, in place of the one that is there."""
    told = labelled_scores.told(labelled_set.cases())
    for score in labelled_scores.scores(told):
        page = PAGES / f"{score.rule}.md"
        text, count = _STATED.subn(_paragraph(score, told), page.read_text(encoding="utf-8"))
        if count == 0:
            text = f"{text.rstrip()}\n\n{_paragraph(score, told)}\n"
        page.write_text(text, encoding="utf-8")


def _paragraph(score: Score, told: list[Told]) -> str:
    said = f"precision {_down(score.precision)}, recall {_down(score.recall)} ({score.due} faults)."
    line = f"On the labelled set (`make bench`, checks): {said}"
    if score.rule != "coverage":
        return line
    found = labelled_scores.coverage(told)
    caught, doubted = (f"{share * 100:.1f} %" for share in (found.caught_share, found.doubted_share))
    return (
        f"{line}\nOf all points, {caught} of the {found.untaught} not taught are caught, "
        f"{doubted} of the {found.taught} taught doubted."
    )


def _down(share: float) -> str:
    """Return the share rounded down, for a page must not promise more than was measured."""
    return f"{int(share * 100 + 1e-9) / 100:.2f}"


if __name__ == "__main__":
    main()
