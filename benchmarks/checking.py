"""How right the checks are on texts whose faults are known, and how long they take over a whole course."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from markdown_it import MarkdownIt

from benchmarks import generated_course
from benchmarks.course import environment
from benchmarks.figure import Figure, shortest, timed
from tests.authoring.checks import labelled_scores, labelled_set

RUNS = 1
SECOND_RUNS = 3
_SCORE = "{:<20} {:>10} {:>10} {:>10} {:>10} {:>10}"
_POINTS = "{:<34} {:>12} {:>10} {:>12} {:>10}"


def figures(course: Path) -> Iterator[Figure]:
    """Yield the checks of a generated course on one core, beside bare parses, and the second run beside the first."""
    folder = generated_course.make(course)
    bare = partial(_process, folder, "-m", "benchmarks.checking", str(folder))
    first, parsed = shortest(partial(_first, folder), bare, RUNS)
    lessons = f"{generated_course.LESSONS} lessons"
    yield Figure(
        f"check --all, {lessons} of {generated_course.WORDS:,} words",
        first,
        "MarkdownIt().parse of each, a process",
        parsed,
    )
    second = min(_process(folder, *_CHECK) for _ in range(SECOND_RUNS))
    yield Figure("check --all, nothing changed", second, "the first time", first)


def tables() -> Iterator[str]:
    """Yield the lines of the tables about the labelled set."""
    told = labelled_scores.told(labelled_set.cases())
    yield f"The labelled set, {len(told)} texts"
    yield _SCORE.format("rule", "faults", "told", "reports", "precision", "recall")
    for each in labelled_scores.scores(told):
        shown = f"{each.precision:.2f}", f"{each.recall:.2f}"
        yield _SCORE.format(each.rule, each.due, each.met, each.reported, *shown)
    yield ""
    yield _POINTS.format("coverage, in points", "not taught", "caught", "taught", "doubted")
    found = labelled_scores.coverage(told)
    caught, doubted = f"{found.caught_share:.1%}", f"{found.doubted_share:.1%}"
    yield _POINTS.format("all", found.untaught, caught, found.taught, doubted)


_CHECK = ("-m", "tui", "check", "--all", "--json")


def _first(folder: Path) -> float:
    for kept in (folder / ".coursewright").glob("checks.db*"):
        kept.unlink()
    return _process(folder, *_CHECK)


def _process(folder: Path, *arguments: str) -> float:
    """Return how long a Python takes on one core, from its call to its end; findings are no failure.

    Raises:
        RuntimeError: it failed, or did not check every lesson.
    """
    # The working directory is where `benchmarks` is found; the course is named.
    named = ("-C", str(folder)) if "tui" in arguments else ()
    command = [sys.executable, *arguments[:2], *named, *arguments[2:]]
    runs: list[subprocess.CompletedProcess[str]] = []

    def run() -> None:
        runs.append(
            subprocess.run(
                command,
                env={**os.environ, **environment(folder)},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                preexec_fn=_on_one_core,
                check=False,
            )
        )

    seconds = timed(run)
    done = runs[0]
    if done.returncode not in (0, 1) or (named and json.loads(done.stdout)["checked"] < generated_course.LESSONS):
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr[-2000:]}")
    return seconds


def _on_one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def main() -> None:
    """Parse all lessons of the course in the folder that is named, and nothing else."""
    for text in generated_course.texts(Path(sys.argv[1])):
        MarkdownIt().parse(text)


if __name__ == "__main__":
    main()
