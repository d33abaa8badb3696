"""What the rules say of the labelled set, held against what is true of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.authoring.checks.labelled_set import Case, Expected
from tui.authoring.checks import checking
from tui.authoring.checks.finding import Finding
from tui.authoring.checks.registry import RULES


@dataclass(frozen=True)
class Told:
    """All that the rules say of one case; what they say of the lessons beside it is left out."""

    case: Case
    findings: tuple[Finding, ...]

    def missed(self, rule: str) -> list[Expected]:
        """Return the faults that the rule should have told and did not."""
        return [each for each in self.due(rule) if not any(self._meets(found, each) for found in self.findings)]

    def due(self, rule: str) -> list[Expected]:
        """Return the faults that the rule should tell."""
        return [each for each in self.case.expect if each.rule == rule]

    def by(self, rule: str) -> list[Finding]:
        """Return what the rule says, without what is right though another rule is the one that must say it."""
        meets = [found for found in self.findings if found.rule == rule]
        return [found for found in meets if rule not in self.case.may or self._is_due(found)]

    def false(self, rule: str) -> list[Finding]:
        """Return what the rule says and should not."""
        return [found for found in self.by(rule) if not self._is_due(found)]

    def _is_due(self, found: Finding) -> bool:
        return any(self._meets(found, each) for each in self.case.expect)

    def _meets(self, found: Finding, expected: Expected) -> bool:
        if found.rule != expected.rule or (expected.point is not None and found.point != expected.point):
            return False
        if expected.piece is None:
            return True
        lines = self.case.subject.text.lines
        line = lines[found.line - 1] if found.line <= len(lines) else ""
        return expected.piece in found.quote or expected.piece in line or expected.piece == found.point


@dataclass(frozen=True)
class Score:
    """How one rule did: faults that were due, those it told, its reports, and those of them that were right."""

    rule: str
    due: int
    met: int
    reported: int
    right: int

    @property
    def precision(self) -> float:
        """The share of its reports that are right; 1 where there is none."""
        return self.right / self.reported if self.reported else 1.0

    @property
    def recall(self) -> float:
        """The share of the faults that it told; 1 where there is none."""
        return self.met / self.due if self.due else 1.0


@dataclass(frozen=True)
class CoverageScore:
    """Points: those not taught and how many of them were caught, those taught and how many of them were doubted."""

    untaught: int
    caught: int
    taught: int
    doubted: int

    @property
    def caught_share(self) -> float:
        """The share of the points not taught that were caught."""
        return self.caught / self.untaught if self.untaught else 1.0

    @property
    def doubted_share(self) -> float:
        """The share of the points taught that were doubted."""
        return self.doubted / self.taught if self.taught else 0.0


def told(cases: Sequence[Case]) -> list[Told]:
    """Run all rules over all cases, each beside the lessons that stand with it in a course."""
    by_name = {case.name: case for case in cases}
    return [Told(case, tuple(_findings(case, by_name))) for case in cases]


def scores(all_told: Sequence[Told]) -> list[Score]:
    """Return how each rule did, in the order of the registry."""
    found = []
    for rule in (each.id for each in RULES):
        due = sum(len(one.due(rule)) for one in all_told)
        missed = sum(len(one.missed(rule)) for one in all_told)
        reported = sum(len(one.by(rule)) for one in all_told)
        false = sum(len(one.false(rule)) for one in all_told)
        found.append(Score(rule, due, due - missed, reported, reported - false))
    return found


def coverage(all_told: Sequence[Told]) -> CoverageScore:
    """Return how the rule `coverage` did, counted in points; cases that leave it free to speak count on one side."""
    untaught = caught = taught = doubted = 0
    for one in all_told:
        reported = {found.point for found in one.findings if found.rule == "coverage"}
        for address, is_taught in one.case.taught.items():
            if not is_taught:
                untaught += 1
                caught += address in reported
            elif "coverage" not in one.case.may:
                taught += 1
                doubted += address in reported
    return CoverageScore(untaught, caught, taught, doubted)


def _findings(case: Case, by_name: Mapping[str, Case]) -> Iterator[Finding]:
    rules = checking.configured(case.subject.blueprint)
    yield from checking.check_lesson(case.subject, rules)
    yield from checking.check_plan(case.plan, rules)
    course = [case, *(by_name[name] for name in case.others)]
    kept = {each.subject.path: checking.digests(each.subject, rules) for each in course}
    for _, rule, severity, found in checking.check_course(kept, rules, {case.subject.path}):
        yield checking.placed(case.subject, rule, severity, found)
    if case.header.run:
        from tui.authoring.checks import running

        by_id = {rule.id: (rule, severity) for rule, severity, _ in rules}
        for found in running.run(case.subject, running.Limits()):
            yield checking.placed(case.subject, *by_id["python"], found)
