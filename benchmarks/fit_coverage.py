"""`python -m benchmarks.fit_coverage` fits what the rule `coverage` goes by, and says how right it is.

It reads both sets of labelled sections, tests/authoring/checks/coverage_cases and tests/authoring/checks/labelled.
First it prints what the rule would catch and doubt in files that it was not fitted to, each file in its turn
(cross-validated). Then it fits everything, writes the weights and prints the same for them, and for
tests/authoring/checks/coverage_unseen, which no fit sees. The threshold is set on the labelled set.
"""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from benchmarks import boosting
from benchmarks.boosting import Row, Steps
from tests.authoring.checks import labelled_set, test_coverage_cases
from tui.authoring.checks import coverage, score
from tui.authoring.checks.coverage import CoverageSettings, Readings
from tui.authoring.checks.score import Weights
from tui.authoring.checks.subject import Subject
from tui.authoring.planning.model import SectionPlan
from tui.authoring.syllabus.model import Point

FOLDS = 10
SEEDS = (0, 1, 2)
"""Each is a fit; the weights are the mean of them all, which is steadier than any."""
CAUGHT = 0.95
"""The share of the labelled set's points not taught that the threshold must catch."""
POINTS = 9
"""Points that a day has at least: to those of smaller ones others are added, as every day of a course has many."""
UNTAUGHT, LABELLED = 2.0, 6.0
"""What a section weighs that does not teach its point; what one of the labelled set, which is what is promised for."""


@dataclass(frozen=True)
class Section:
    """A labelled section.

    `measures` are as the rule takes them, None where it has no text or is a pattern; `fitted` are taken beside more
    points. `free` says that a doubt of it counts on neither side.
    """

    file: str
    of_set: str
    taught: bool
    free: bool
    measures: dict[str, float] | None
    fitted: dict[str, float] | None

    @property
    def row(self) -> Row:
        """What the fit is made of."""
        assert self.fitted is not None
        weight = (1.0 if self.taught else UNTAUGHT) * (1.0 if self.of_set == "cases" else LABELLED)
        return Row(self.fitted, self.taught, weight)


def sections() -> list[Section]:
    """Return the sections of both sets that weights are fitted to."""
    return [*_labelled(), *_cases(test_coverage_cases.FITTED)]


def _labelled() -> Iterator[Section]:
    cases = labelled_set.cases()
    texts = sorted({point.text for case in cases for point in case.subject.points.values()})
    for case in cases:
        of_set = "coverage" if case.name.startswith("coverage-") else "ordinary"
        lesson = case.subject.lesson
        for section in lesson.sections if lesson is not None else ():
            for address in section.points:
                if address in case.taught:
                    both = _both(case.subject, section, address, texts, f"{case.name} {address}")
                    yield Section(case.name, of_set, case.taught[address], "coverage" in case.may, *both)


def _cases(folder: Path) -> Iterator[Section]:
    for case in test_coverage_cases.cases(folder):
        made = case.subject()
        assert made.lesson is not None
        section = next(each for each in made.lesson.sections if case.address in each.points)
        both = (_measures(made, section, case.address, ruled=ruled) for ruled in (True, False))
        yield Section(case.file, "cases", case.taught, False, *both)


def _both(
    subject: Subject, section: SectionPlan, address: str, texts: Sequence[str], key: str
) -> tuple[dict[str, float] | None, dict[str, float] | None]:
    have = {point.text for point in subject.points.values()}
    others = [text for text in random.Random(key).sample(texts, POINTS * 2) if text not in have]
    more = {f"99.1.1.{number}": Point(text=text) for number, text in enumerate(others, 1)}
    kept = dict(list(more.items())[: max(0, POINTS - len(have))])
    larger = replace(subject, points={**subject.points, **kept})
    return _measures(subject, section, address, ruled=True), _measures(larger, section, address)


def _measures(subject: Subject, section: SectionPlan, address: str, *, ruled: bool = False) -> dict[str, float] | None:
    part = subject.text.part_of(section.id)
    readings = Readings(subject.text)
    if part is None or part.words < CoverageSettings().least_words or not readings.of(part).sentences:
        return None
    if ruled and readings.of(part).repeated > CoverageSettings().most_repeated:
        return None
    return dict(coverage.measured(subject, readings, section, part, address)[1])


def fitted(found: Sequence[Section], seeds: Sequence[int] = SEEDS) -> list[Steps]:
    """Return the fits to these sections, one for each seed."""
    rows = [each.row for each in found if each.fitted is not None]
    return [boosting.fitted(rows, seed) for seed in seeds]


def total(fits: Sequence[Steps], section: Section) -> float:
    """Return what a section scores: what has no text, or is a pattern, is never covered."""
    if section.measures is None:
        return float("-inf")
    return sum(fit.total(section.measures) for fit in fits) / len(fits)


def _scored(weights: Weights, found: Sequence[Section]) -> list[float]:
    return [weights.score(each.measures).total if each.measures is not None else float("-inf") for each in found]


def cross_validated(found: Sequence[Section]) -> list[float]:
    """Return what each section scores where its file was left out of the fit."""
    files = sorted({each.file for each in found})
    totals = [0.0] * len(found)
    for seed in SEEDS:
        order = random.Random(seed).sample(files, len(files))
        fold = {file: at % FOLDS for at, file in enumerate(order)}
        for number in range(FOLDS):
            fits = fitted([each for each in found if fold[each.file] != number], [seed])
            for at, each in enumerate(found):
                if fold[each.file] == number:
                    totals[at] += total(fits, each) / len(SEEDS)
    return totals


def threshold(found: Sequence[Section], totals: Sequence[float]) -> float:
    """Return from which score on a point is covered, so that CAUGHT of the labelled set's untaught ones are not."""
    pairs = zip(found, totals, strict=True)
    untaught = sorted(each for section, each in pairs if not section.taught and section.of_set != "cases")
    return untaught[int(CAUGHT * len(untaught))] + 0.001


def _told(
    name: str, found: Sequence[Section], totals: Sequence[float], least: float, of: Callable[[Section], bool]
) -> str:
    untaught = [each for section, each in zip(found, totals, strict=True) if of(section) and not section.taught]
    taught = [
        each for section, each in zip(found, totals, strict=True) if of(section) and section.taught and not section.free
    ]
    caught = sum(each < least for each in untaught) / max(len(untaught), 1)
    doubted = sum(each < least for each in taught) / max(len(taught), 1)
    return f"{name:<44} {len(untaught):>10} {caught:>8.1%} {len(taught):>8} {doubted:>8.1%}"


def _figures(name: str, found: Sequence[Section], totals: Sequence[float], least: float) -> Iterator[str]:
    yield _told(f"{name}: both sets", found, totals, least, lambda _: True)
    yield _told(f"{name}: the labelled set", found, totals, least, lambda each: each.of_set != "cases")


def written(fits: Sequence[Steps], least: float) -> str:
    """Return the weights as the file has them: the mean of the fits, on a scale on which `least` is 1."""
    names = sorted({name for fit in fits for name in fit.places})
    lines = []
    for name in names:
        places = sorted({place for fit in fits for place in fit.places.get(name, ())})
        points = [places[0] - 1, *places]
        counts = [round(sum(fit.count(name, point) for fit in fits) / len(fits), 2) for point in points]
        kept = [
            (place, count) for place, count, before in zip(places, counts[1:], counts, strict=False) if count != before
        ]
        steps = {"from": [place for place, _ in kept], "counts": [counts[0], *(count for _, count in kept)]}
        if any(steps["counts"]):
            lines.append(f"    {json.dumps(name)}: {json.dumps(steps)}")
    bias = round(sum(fit.bias for fit in fits) / len(fits) - least + 1, 3)
    return '{\n  "bias": ' + f'{bias},\n  "measures": {{\n' + ",\n".join(lines) + "\n  }\n}\n"


@click.command()
@click.option("--dry", is_flag=True, help="Write nothing.")
def main(dry: bool) -> None:
    """Fit the weights of the rule `coverage`, print how right they are, and write them."""
    found = sections()
    click.echo(f"{'':<44} {'not taught':>10} {'caught':>8} {'taught':>8} {'doubted':>8}")
    totals = cross_validated(found)
    least = threshold(found, totals)
    for line in _figures("cross-validated by file", found, totals, least):
        click.echo(line)
    fits = fitted(found)
    least = threshold(found, [total(fits, each) for each in found])
    text = written(fits, least)
    if not dry:
        score.FILE.write_text(text, encoding="utf-8")
    shipped = score.read(text)
    for line in _figures("fitted to everything", found, _scored(shipped, found), 1.0):
        click.echo(line)
    unseen = list(_cases(test_coverage_cases.UNSEEN))
    click.echo(_told("never fitted to: coverage_unseen", unseen, _scored(shipped, unseen), 1.0, lambda _: True))


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.fit_coverage")
