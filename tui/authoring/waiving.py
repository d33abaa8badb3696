"""Errors that the author lets stand at an approval, each rule for a reason: the plan and the commit keep them."""

from collections.abc import Mapping, Sequence

from tui.authoring import plain_text
from tui.authoring.checks.finding import Finding, Severity
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.planning.model import DayPlan, LessonPlan, Waiver


class FindingsOpen(AuthoringError):
    """Error findings of the lesson are neither mended nor waived; `findings` holds them."""

    def __init__(self, lesson: str, findings: Sequence[Finding]) -> None:
        self.lesson, self.findings = lesson, tuple(findings)
        first = findings[0]
        others = f" ({len(findings) - 1} more)" if len(findings) > 1 else ""
        super().__init__(
            f"{lesson} is not approved: {first.rule}, line {first.line}: {first.message}{others} "
            f"Mend it, or waive the rule with a reason; `coursewright check {lesson}` lists them all."
        )


def check(lessons: Sequence[str], findings: Sequence[Finding], waive: Mapping[str, str]) -> None:
    """Raise InputError where a reason is missing, or a rule is waived of which there is no error."""
    for rule, reason in waive.items():
        if not plain_text.one_line(reason):
            raise InputError(f"A waiver needs a reason: say why the findings of {rule} may stand.")
        if not any(finding.rule == rule and finding.severity is Severity.ERROR for finding in findings):
            have = "has" if len(lessons) == 1 else "have"
            raise InputError(f"{', '.join(lessons)} {have} no error of the rule {rule}: there is nothing to waive.")


def new(lesson: LessonPlan, findings: Sequence[Finding], waive: Mapping[str, str]) -> tuple[Waiver, ...]:
    """Return the waivers that this approval adds.

    Raises:
        FindingsOpen: an error is left.
    """
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if left := [finding for finding in errors if finding.rule not in waive]:
        raise FindingsOpen(lesson.id, left)
    return tuple(
        Waiver(rule=rule, reason=plain_text.one_line(waive[rule]), quote=quote)
        for rule, quote in dict.fromkeys((finding.rule, finding.quote) for finding in errors)
    )


def keep(plan: DayPlan, lesson: LessonPlan, waivers: tuple[Waiver, ...]) -> DayPlan:
    """Return the plan with the waivers kept in it, so that a clone and its checks know them too."""
    if not waivers:
        return plan
    lessons = [
        each.model_copy(update={"waived": (*each.waived, *waivers)}) if each.id == lesson.id else each
        for each in plan.lessons
    ]
    return plan.model_copy(update={"lessons": tuple(lessons)})


def said(waivers: Sequence[Waiver], findings: Sequence[Finding], lesson: LessonPlan) -> list[tuple[str, str]]:
    """Return what the commit says of the findings that stand: those waived now, and those waived before."""
    standing = {(finding.rule, finding.quote) for finding in findings if finding.severity is Severity.WAIVED}
    kept = [waiver for waiver in lesson.waived if (waiver.rule, waiver.quote) in standing]
    each_said = [f"{waiver.rule}: {waiver.reason}" for waiver in (*kept, *waivers)]
    return [("Waived", each) for each in dict.fromkeys(each_said)]
