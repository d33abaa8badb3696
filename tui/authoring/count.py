"""Counting lessons: where the endpoint counts tokens, its counts take the place of estimates, and are kept."""

from collections.abc import Sequence

from tui.authoring.course import Course
from tui.authoring.drafting import counting
from tui.authoring.drafting.endpoint import Endpoint
from tui.authoring.planning.model import LessonPlan
from tui.authoring.review import position, token_counts


async def count_lessons(course: Course, endpoint: Endpoint, lessons: Sequence[LessonPlan]) -> bool:
    """Have the endpoint count each lesson as it stands, unless it has counted that text before.

    Returns False once the endpoint does not count; the rest is then left to estimates.
    """
    for lesson in lessons:
        text = course.lesson_as_it_stands(lesson)
        if not text or token_counts.get(course.store, endpoint.profile.model, position.sha256(text)) is not None:
            continue
        tokens = await counting.count_tokens(endpoint, text)
        if tokens is None:
            return False
        token_counts.record(course.store, endpoint.profile.model, position.sha256(text), tokens)
    return True
