"""Formulas: how many are drawn, and what drawing one costs.

`python -m benchmarks.formulas PATH…` tells it of the formulas in any Markdown files.
"""

import importlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import click
from markdown_it.token import Token

from benchmarks.figure import Figure, shortest, timed
from tests.formulas.typical import typical
from tui.authoring.markdown import parser
from tui.formulas.drawing import draw_display, draw_inline

RUNS = 5
_ROW = "{:<46} {:>10} {:>10} {:>8}"


def figures(folder: Path) -> Iterator[Figure]:
    """Yield the time of a display and of a formula in a sentence, beside latex2mathml's conversion of the same."""
    del folder  # the formulas are the tests'
    convert = importlib.import_module("latex2mathml.converter").convert
    for place, draw in (("display", draw_display.__wrapped__), ("inline", draw_inline.__wrapped__)):
        count = len(typical(place))
        drawn, converted = shortest(partial(_all, draw, place), partial(_all, convert, place), RUNS)
        yield Figure(f"a formula drawn, {place}", drawn / count, "made MathML by latex2mathml", converted / count)


def _all(convert: Callable[[str], object], place: str) -> float:
    return timed(lambda: [convert(tex) for tex in typical(place)])


def tables() -> Iterator[str]:
    """Yield which share of the typical formulas is drawn."""
    yield _ROW.format("typical formulas (tests/formulas/typical)", "formulas", "drawn", "share")
    yield from _shares([(tex, False) for tex in typical("inline")] + [(tex, True) for tex in typical("display")])


def written_in(markdown: str) -> Iterator[tuple[str, bool]]:
    """Yield the formulas of a lesson, each with whether it is a display."""
    return _found(parser().parse(markdown))


def _found(tokens: Iterable[Token]) -> Iterator[tuple[str, bool]]:
    for token in tokens:
        if token.type.startswith("math_"):
            yield token.content, token.type != "math_inline"
        yield from _found(token.children or ())


def _shares(formulas: Iterable[tuple[str, bool]]) -> Iterator[str]:
    different = set(formulas)
    for display in (False, True):
        asked = [tex for tex, displayed in different if displayed is display]
        drawn = sum((draw_display(tex) if display else draw_inline(tex)) is not None for tex in asked)
        share = f"{drawn / len(asked):.1%}" if asked else "–"
        yield _ROW.format("display" if display else "inline", len(asked), drawn, share)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def main(paths: tuple[Path, ...]) -> None:
    """Tell which share of the different formulas in the Markdown files under PATHS is drawn."""
    files = [file for path in paths for file in (sorted(path.rglob("*.md")) if path.is_dir() else [path])]
    click.echo(_ROW.format(f"{len(files)} files", "formulas", "drawn", "share"))
    for line in _shares(found for file in files for found in written_in(file.read_text(encoding="utf-8"))):
        click.echo(line)


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.formulas")
