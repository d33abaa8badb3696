"""The one guided revision of a draft: what the checks found wrong with it, said to the writer who is to mend it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.authoring.course import Course
from tui.authoring.drafting.outcome import Outcome
from tui.authoring.review.attempts import Attempt

if TYPE_CHECKING:
    from tui.authoring.checks.finding import Finding
    from tui.authoring.course_checks import CourseChecks

_MOST = 12
"""Findings told at once: a text with more of them is no better mended by a longer list."""


class Revising:
    """Says what is to be mended in drafted sections; the rules are loaded when the first is looked at."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._checks: CourseChecks | None = None

    def guidance(self, key: str, attempt: Attempt) -> str | None:
        """Return what the writer of a whole text is to mend, or None where it has no error that is its own.

        What the author asked for stands first, since a revision that forgets it would mend nothing.

        Raises:
            InputError: the blueprint, syllabus or glossary is broken.
        """
        if attempt.outcome is not Outcome.COMPLETE:
            return None
        if self._checks is None:
            from tui.authoring.course_checks import CourseChecks

            self._checks = CourseChecks(self._course)
        lesson, section = self._course.section(key)
        found = self._checks.errors_of_section(lesson, section, attempt.text)
        return _said(attempt.feedback, found) if found else None


def _said(feedback: str | None, found: Sequence["Finding"]) -> str:
    lines = [f"- {each.message}" + (f" (“{each.quote}”)" if each.quote else "") for each in found[:_MOST]]
    if len(found) > _MOST:
        lines.append(f"- and {len(found) - _MOST} more like these")
    asked = f"{feedback}\n\n" if feedback else ""
    return f"{asked}The checks found errors; mend each of them and keep the rest:\n" + "\n".join(lines)
