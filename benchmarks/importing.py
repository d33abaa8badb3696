"""How long the importer needs for a line of the real outline, beside a Markdown parser that only parses it."""

from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt

from benchmarks.course import ROOT
from benchmarks.figure import Figure, shortest, timed
from tui.authoring.syllabus.outline import read_outline

RUNS = 7


def figures(course: Path) -> Iterator[Figure]:
    """Yield the import of one line, on average; the course itself is not looked at."""
    text = (ROOT / "tests" / "outlines" / "pytorch_masterclass.md").read_text(encoding="utf-8")
    lines = len(text.splitlines())
    ours, bare = shortest(
        lambda: timed(lambda: read_outline(text)), lambda: timed(lambda: MarkdownIt().parse(text)), RUNS
    )
    yield Figure(f"import, for a line of {lines:,}", ours / lines, "MarkdownIt().parse, for a line", bare / lines)
