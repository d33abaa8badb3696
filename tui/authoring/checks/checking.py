"""Runs the rules: the blueprint says which and how strictly, the plan which findings the author has waived."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from tui.authoring.checks.finding import Finding, Found, Severity
from tui.authoring.checks.registry import RULES
from tui.authoring.checks.rule import Digest, Rule, Settings
from tui.authoring.checks.subject import PlanSubject, Subject
from tui.authoring.errors import InputError
from tui.authoring.planning.blueprint import Blueprint

Configured = tuple[Rule[Any], Severity, Settings]


def configured(blueprint: Blueprint) -> tuple[Configured, ...]:
    """Return the rules that are on, each with its severity and settings as `checks:` in the blueprint says.

    Raises:
        InputError: `checks:` names a rule, a severity or a threshold that there is not.
    """
    known = {rule.id: rule for rule in RULES}
    for name in blueprint.checks:
        if name not in known:
            raise InputError(f"blueprint.yaml, checks.{name}: there is no such rule; there are: {', '.join(known)}.")
    found: list[Configured] = []
    for rule in RULES:
        values = dict(blueprint.checks.get(rule.id, {}))
        asked = values.pop("severity", rule.severity)
        if asked not in (Severity.ERROR, Severity.WARNING, Severity.OFF):
            raise InputError(f"blueprint.yaml, checks.{rule.id}.severity: write error, warning or off.")
        try:
            settings = rule.settings.model_validate(values)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(map(str, first["loc"]))
            raise InputError(f"blueprint.yaml, checks.{rule.id}.{place}: {first['msg'].lower()}.") from error
        if asked != Severity.OFF:
            found.append((rule, Severity(asked), settings))
    return tuple(found)


def check_lesson(subject: Subject, rules: Iterable[Configured]) -> list[Finding]:
    """Return what is wrong within one lesson, in the order of its lines."""
    found = [
        placed(subject, rule, severity, each)
        for rule, severity, settings in rules
        if rule.lesson is not None
        for each in rule.lesson(subject, settings)
    ]
    return sorted(found, key=lambda finding: finding.line)


def check_plan(subject: PlanSubject, rules: Iterable[Configured]) -> list[Finding]:
    """Return what is wrong with one day plan."""
    return [
        Finding(rule.id, each.severity or severity, subject.path, each.line, each.quote, each.message, point=each.point)
        for rule, severity, settings in rules
        if rule.plan is not None
        for each in rule.plan(subject, settings)
    ]


def digests(subject: Subject, rules: Iterable[Configured]) -> dict[str, Digest]:
    """Return what each rule keeps of the lesson to compare it with others, by the name of the rule."""
    return {rule.id: rule.digest(subject) for rule, _, _ in rules if rule.digest is not None}


def check_course(
    kept: Mapping[str, Mapping[str, Digest]], rules: Iterable[Configured], wanted: Collection[str]
) -> Iterator[tuple[str, Rule[Any], Severity, Found]]:
    """Yield what is wrong in the `wanted` lessons beside all: path, rule, severity and finding.

    `kept` maps paths to `digests`.
    """
    for rule, severity, settings in rules:
        if rule.course is None:
            continue
        of_rule = {path: digest[rule.id] for path, digest in kept.items() if rule.id in digest}
        for path, found in rule.course(of_rule, settings, wanted):
            yield path, rule, severity, found


def placed(subject: Subject, rule: Rule[Any], severity: Severity, found: Found) -> Finding:
    """Return `found` in its place, waived where the lesson's plan says so.

    A part that nobody planned belongs to the section above it, as it does where a lesson is taken apart.
    """
    section, first = None, None
    for part in subject.text.parts:
        if part.plan is not None and part.line <= found.line:
            section, first = part.plan.id, part.line
    severity = found.severity or severity
    waivers = subject.lesson.waived if subject.lesson is not None else ()
    if severity is Severity.ERROR and any(w.rule == rule.id and w.quote == found.quote for w in waivers):
        severity = Severity.WAIVED
    return Finding(rule.id, severity, subject.path, found.line, found.quote, found.message, section, found.point, first)
