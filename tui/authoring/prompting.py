"""What the writer of a section is told: plan, templates, what stands before it, and what the author wants otherwise."""

from dataclasses import replace

from tui.authoring.course import Course
from tui.authoring.drafting import prompts
from tui.authoring.drafting.prompts import Prompt, PromptInputs
from tui.authoring.review.attempts import Attempt


def prompt_for(
    course: Course,
    key: str,
    *,
    context_tokens: int,
    max_tokens: int,
    feedback: str | None = None,
    revises: Attempt | None = None,
) -> Prompt:
    """Return the exact prompt of a section: what the plan and the templates say, and what stands before it.

    Without `feedback`, the reason of the last rejection is the feedback; `revises` is the attempt that it speaks of,
    or else that which was rejected, or the newest. Limits in tokens.

    Raises:
        InputError: no section is named so, or a template is broken.
    """
    lesson, section = course.section(key)
    earlier = []
    for other in lesson.sections[: lesson.sections.index(section)]:
        text = course.settled(f"{lesson.id}/{other.id}")
        if text is not None:
            earlier.append((other.title, text))
    inputs = PromptInputs(
        syllabus=course.syllabus,
        day=course.day(lesson.day),
        plan=course.plan(lesson.day),
        lesson=lesson,
        section=section,
        level=course.blueprint.level,
        earlier=tuple(earlier),
        previous_text=revises.text if revises is not None else _previous_text(course, key),
        feedback=feedback_on(course, key, feedback),
    )
    if inputs.feedback is None:
        inputs = replace(inputs, previous_text=None)
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
