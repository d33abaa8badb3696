"""The sections of a lesson as a commit has them, by the plan of that commit: titles and places may be others since."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tui.authoring import yaml_model
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.planning import naming
from tui.authoring.planning.model import DayPlan, LessonPlan
from tui.authoring.review import lesson_document


@dataclass(frozen=True)
class PastSection:
    """A section as it was: what it was called, the name under which its attempts are kept, and its text."""

    id: str
    title: str
    kept: str
    body: str


def sections_of(text: str, lesson: LessonPlan, then: LessonPlan | None) -> tuple[PastSection, ...]:
    """Return the sections of a lesson's `text`: by the plan `then`, where that fits, else by the one of now.

    () where neither does: the text cannot be taken apart.
    """
    for plan in (then, lesson):
        if plan is None:
            continue
        try:
            bodies = lesson_document.split(plan, text)
        except AuthoringError:
            continue
        return tuple(
            PastSection(section.id, section.title, plan.kept_key(section), bodies[section.id])
            for section in plan.sections
        )
    return ()


def plan_of(text: str | None, file: str) -> LessonPlan | None:
    """Return the lesson with that file name in the plan that the text of a `plan.yaml` holds, or None."""
    if text is None:
        return None
    try:
        plan = yaml_model.parse(text, DayPlan, name="the plan of then")
    except InputError:
        return None
    # A lesson that is renamed has its new plan one commit later; its slug is the only one of the day.
    slug = naming.slug_of(file)
    named = [lesson for lesson in plan.lessons if lesson.file == file]
    named += [lesson for lesson in plan.lessons if naming.slug_of(lesson.file) == slug]
    return next(iter(named), None)


def holds(text: str, body: str) -> bool:
    """Say whether a section of `text` has exactly this body, whatever the section is called there."""
    pattern = rf"^#{{1,6}}[ \t].*\n[ \t\n]*{re.escape(body)}[ \t\n]*(?=^#{{1,2}}[ \t]|\Z)"
    return body in text and re.search(pattern, text, re.MULTILINE) is not None


def changed_in(bodies: Mapping[str, str], after: str, before: str) -> list[str]:
    """Return the sections of `bodies` (slug → text) that `after` has and `before` lacks."""
    return [slug for slug, body in bodies.items() if holds(after, body) and not holds(before, body)]
