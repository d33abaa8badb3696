"""What the writer of a section is told: plan, templates, what stands before it, and what the author wants otherwise."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tui.authoring.course import Course
from tui.authoring.drafting import prompts
from tui.authoring.drafting.prompts import Introduced, Prompt, PromptInputs
from tui.authoring.planning import naming
from tui.authoring.planning.model import LessonPlan, SectionPlan
from tui.authoring.review.attempts import Attempt
from tui.authoring.syllabus.model import topics_of

if TYPE_CHECKING:
    from tui.authoring.checks.glossary import Symbol, Term

_MOST_KNOWN = 40
"""Terms and symbols of earlier days that a day's prompts carry: a course has thousands, and each is read every time."""
_MOST_TODAY = 16
_MOST_FINDINGS = 12


def prompt_for(
    course: Course,
    key: str,
    *,
    context_tokens: int,
    max_tokens: int,
    feedback: str | None = None,
    revises: Attempt | None = None,
    settled: Callable[[str], str | None] | None = None,
) -> Prompt:
    """Return the exact prompt of a section: what the plan and the templates say, and what stands before it.

    Without `feedback`, the reason of the last rejection is the feedback; `revises` is the attempt that it speaks of,
    or else that which was rejected, or the newest. `settled` gives the text of a section on which later ones build; a
    forecast has its own. Limits in tokens.

    Raises:
        InputError: no section is named so, or a template, the blueprint or the glossary is broken.
    """
    lesson, section = course.section(key)
    earlier = [
        (other, text)
        for other in lesson.sections[: lesson.sections.index(section)]
        if (text := (settled or course.settled)(f"{lesson.id}/{other.id}")) is not None
    ]
    inputs = PromptInputs(
        syllabus=course.syllabus,
        day=course.day(lesson.day),
        plan=course.plan(lesson.day),
        lesson=lesson,
        section=section,
        level=course.blueprint.level,
        earlier=tuple((other.title, text) for other, text in earlier),
        previous_text=revises.text if revises is not None else _previous_text(course, key),
        feedback=feedback_on(course, key, feedback),
    )
    if inputs.feedback is None:
        inputs = replace(inputs, previous_text=None)
    inputs = _with_vocabulary(course, inputs, earlier)
    if inputs.previous_text and revises is None:  # what a revision is to mend, its feedback says
        inputs = replace(inputs, findings=_errors(course, lesson, section, inputs.previous_text))
    return prompts.render(inputs, course.workspace.templates, context_tokens=context_tokens, max_tokens=max_tokens)


def feedback_on(course: Course, key: str, given: str | None) -> str | None:
    """Return what the author wants otherwise: as said now, or else when the section was rejected."""
    if given is not None:
        return given
    rejected = course.rejected(key)
    return rejected[1] if rejected is not None else None


def _previous_text(course: Course, key: str) -> str | None:
    """Return the text that feedback speaks of: the rejected one, or else the newest."""
    rejected, newest = course.rejected(key), course.store.latest(course.kept(key))
    if rejected is not None:
        return rejected[0].text
    return newest.text if newest is not None and newest.text else course.standing(key)


def _errors(course: Course, lesson: LessonPlan, section: SectionPlan, text: str) -> tuple[str, ...]:
    from tui.authoring.course_checks import CourseChecks

    found = CourseChecks(course).errors_of_section(lesson, section, text)[:_MOST_FINDINGS]
    return tuple(each.message + (f" (“{each.quote}”)" if each.quote else "") for each in found)


def _with_vocabulary(course: Course, inputs: PromptInputs, earlier: Sequence[tuple[SectionPlan, str]]) -> PromptInputs:
    """Return the inputs with the terms and symbols that the reader has met.

    Those of the days before stand still while this day is drafted and approved; what this day itself has introduced,
    in lessons approved and in the sections before this one, is told apart from them.
    """
    from tui.authoring.course_checks import CourseChecks

    checks = CourseChecks(course)
    lesson, day = inputs.lesson, inputs.day
    before: list[Introduced] = []
    today: list[Introduced] = []
    entries: list[Term | Symbol] = [*checks.glossary.terms, *checks.glossary.notation]
    for each in entries:
        named = each.lesson and naming.LESSON_ID.match(each.lesson)
        number = int(named["day"]) if named else 0
        if number < day.day:
            before.append(Introduced(each.name, each.means))
        elif number == day.day and each.lesson and each.lesson < lesson.id:
            today.append(_spelt(each.name, each.means))
    if earlier:
        text = course.lesson_text(lesson, {other.id: body for other, body in earlier})
        today += [_spelt(name, means) for name, means in checks.introduced(lesson, text)]
    asked = " ".join(
        f"{topic.topic.title} {placed.point.text} {' '.join(placed.point.details)}"
        for topic in topics_of(day)
        for placed in topic.points()
    )
    known = _for_the_day(before, asked)
    told = {each.name.casefold() for each in known}
    new = [each for each in dict.fromkeys(today) if each.name.casefold() not in told]
    return replace(inputs, glossary=known, introduced=tuple(new[-_MOST_TODAY:]))


def _singular(text: str) -> set[str]:
    return {word.removesuffix("s") for word in re.findall(r"\w{3,}", text.casefold())}


def _spelt(name: str, means: str | None) -> Introduced:
    # No cache holds what a section alone is told; a model knows what a term means, and not what a letter stands for.
    return Introduced(name, means if name.startswith("$") else None)


def _for_the_day(known: Sequence[Introduced], asked: str) -> tuple[Introduced, ...]:
    """Return of many terms those that the day's points name, then the newest; in the order in which they came."""
    if len(known) <= _MOST_KNOWN:
        return tuple(known)
    words = _singular(asked)
    named = [at for at, each in enumerate(known) if words & _singular(each.name)]
    newest = [at for at in range(len(known) - 1, -1, -1) if at not in set(named)]
    return tuple(known[at] for at in sorted([*named, *newest][:_MOST_KNOWN]))
