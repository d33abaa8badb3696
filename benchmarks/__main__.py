"""`python -m benchmarks [SUBJECT…]` measures and prints a table; docs/benchmarks.md says what each figure means."""

import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from benchmarks import (
    checking,
    committing,
    comparing,
    course,
    days,
    drafting,
    duplicates,
    forecasting,
    formulas,
    importing,
    keys,
    opening,
    reading,
    starting,
    timeline,
)
from benchmarks.figure import Figure

SUBJECTS: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "starting": starting.figures,
    "importing": importing.figures,
    "opening": opening.figures,
    "keys": keys.figures,
    "days": days.figures,
    "reading": reading.figures,
    "comparing": comparing.figures,
    "timeline": timeline.figures,
    "checking": checking.figures,
    "committing": committing.figures,
    "duplicates": duplicates.figures,
    "drafting": drafting.figures,
    "forecasting": forecasting.figures,
    "formulas": formulas.figures,
}
TABLES: dict[str, Callable[[], Iterator[str]]] = {
    "checking": checking.tables,
    "committing": committing.tables,
    "drafting": drafting.tables,
    "forecasting": forecasting.tables,
    "opening": opening.tables,
    "formulas": formulas.tables,
}
"""What a subject tells besides times."""
_ROW = "{:<46} {:>10}   {:<38} {:>10} {:>7}"


@click.command()
@click.argument("subjects", nargs=-1, type=click.Choice(list(SUBJECTS)))
def main(subjects: tuple[str, ...]) -> None:
    """Measure the SUBJECTS, or all, each beside something bare that the same machine does in the same run."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    click.echo(f"Python {platform.python_version()}, {sys.platform}, {platform.machine()}, {cores} cores\n")
    click.echo(_ROW.format("measured", "", "beside", "", "ratio"))
    for subject in subjects or tuple(SUBJECTS):
        with tempfile.TemporaryDirectory() as folder:
            for figure in SUBJECTS[subject](course.copied(Path(folder) / "course")):
                click.echo(_ROW.format(*figure.row()))
    for subject in subjects or tuple(SUBJECTS):
        for line in TABLES[subject]() if subject in TABLES else ():
            click.echo(line)


if __name__ == "__main__":
    main(prog_name="python -m benchmarks")
