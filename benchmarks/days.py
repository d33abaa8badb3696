"""How long it takes to know where the whole course stands: the first time, and again when nothing has changed."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from benchmarks.course import environment
from benchmarks.figure import Figure, shortest, timed
from tui.authoring.workbench import Workbench

RUNS = 7


def figures(course: Path) -> Iterator[Figure]:
    """Yield the first look at all days beside a bare parse of the syllabus, and the second beside the first."""
    seconds: list[float] = []

    def first() -> float:
        with Workbench.open(course, environment(course)) as workbench:
            once = timed(lambda: list(workbench.days()))
            seconds.append(timed(lambda: list(workbench.days())))
        return once

    text = (course / "syllabus.yaml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    looked, parsed = shortest(first, lambda: timed(lambda: yaml.load(text, loader)), RUNS)
    yield Figure("list(workbench.days()), first time", looked, f"yaml.load of syllabus.yaml, {loader.__name__}", parsed)
    yield Figure("list(workbench.days()), second time", min(seconds), "the first time", looked)
