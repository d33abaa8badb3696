"""The glossary grows with each approval: the terms and symbols that a lesson introduces are kept for the later ones."""

from collections.abc import Sequence

from tui.authoring.checks import glossary
from tui.authoring.course import Course
from tui.authoring.course_checks import CourseChecks
from tui.authoring.errors import AuthoringError
from tui.authoring.history.repository import CommitMessage, Repository
from tui.authoring.planning.model import LessonPlan


def grow(
    course: Course, checks: CourseChecks, repository: Repository, lessons: Sequence[tuple[LessonPlan, str]]
) -> tuple[str, ...]:
    """Add what the approved lessons, each with its text, introduce to the glossary, and commit that by itself.

    Return what to tell the author. Where the author has changed the glossary since its last commit, the additions join
    the change and wait for the author's own commit. The lessons are approved already, so nothing that goes wrong here
    is an error.
    """
    path = course.workspace.glossary
    approved = "The lesson is" if len(lessons) == 1 else "The lessons are"
    try:
        grown, added, givers = checks.glossary, 0, []
        for lesson, text in lessons:
            grown, new = glossary.grow(grown, checks.subject(lesson, text))
            added += len(new)
            givers += [lesson.id] if new else []
        if not added:
            return ()
        as_committed = not path.exists() or repository.is_committed(path)
        glossary.write(path, grown)
        if not as_committed:
            return (f"The glossary has {added} new entries, beside changes of yours: commit it when you like.",)
        noun = "entry" if added == 1 else "entries"
        source = givers[0] if len(givers) == 1 else f"{len(givers)} lessons"
        subject = f"glossary: {added} {noun} from {source}"
        repository.commit_paths([path], CommitMessage(subject, tuple(("Glossary", giver) for giver in givers)))
    except AuthoringError as error:
        return (f"{approved} approved, but the glossary did not grow: {error}",)
    return ()
