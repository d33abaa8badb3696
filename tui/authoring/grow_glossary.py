"""The glossary grows with each approval: the terms and symbols that a lesson introduces are kept for the later ones."""

from tui.authoring.checks import glossary
from tui.authoring.course import Course
from tui.authoring.course_checks import CourseChecks
from tui.authoring.errors import AuthoringError
from tui.authoring.history.repository import CommitMessage, Repository
from tui.authoring.planning.model import LessonPlan


def grow(
    course: Course, checks: CourseChecks, repository: Repository, lesson: LessonPlan, text: str
) -> tuple[str, ...]:
    """Add what the approved lesson introduces to the glossary, commit it by itself, and return what to tell the author.

    Where the author has changed the glossary since its last commit, the additions join the change and wait for the
    author's own commit. The lesson is approved already, so nothing that goes wrong here is an error.
    """
    path = course.workspace.glossary
    try:
        grown, added = glossary.grow(checks.glossary, checks.subject(lesson, text))
        if not added:
            return ()
        as_committed = not path.exists() or repository.is_committed(path)
        glossary.write(path, grown)
        if not as_committed:
            return (f"The glossary has {len(added)} new entries, beside changes of yours: commit it when you like.",)
        noun = "entry" if len(added) == 1 else "entries"
        subject = f"glossary: {len(added)} {noun} from {lesson.id}"
        repository.commit_paths([path], CommitMessage(subject, (("Glossary", lesson.id),)))
    except AuthoringError as error:
        return (f"The lesson is approved, but the glossary did not grow: {error}",)
    return ()
