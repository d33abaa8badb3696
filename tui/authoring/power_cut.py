"""What a power cut took of approvals: told as it is, and made as if their commits had never been begun."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tui.authoring.course import Course
from tui.authoring.errors import AuthoringError
from tui.authoring.history.lost import Loss, MendingRepository, Noted
from tui.authoring.history.refusals import RepositoryError
from tui.authoring.review import under_way
from tui.authoring.review.under_way import Stroke


@dataclass(frozen=True)
class Lost:
    """The strokes that are lost, oldest first, and what is to be mended before they can be made again."""

    strokes: tuple[Stroke, ...]
    loss: Loss

    def holds(self, stroke: str) -> bool:
        """Say whether that stroke is lost."""
        return any(each.id == stroke for each in self.strokes)


def look(course: Course, repository: MendingRepository, strokes: Sequence[Stroke]) -> tuple[Lost, ...]:
    """Return what of these strokes a power cut has taken, branch by branch."""
    by_branch: dict[str, list[Stroke]] = {}
    for stroke in strokes:
        branch = stroke.lessons[0].branch
        if branch is not None:
            by_branch.setdefault(branch, []).append(stroke)
    found = []
    for each in by_branch.values():
        loss = repository.look_for_loss([_noted(stroke) for stroke in each], _besides(course, repository))
        if loss is not None:
            found.append(Lost(tuple(each[number] for number in loss.lost), loss))
    return tuple(found)


def mend(course: Course, repository: MendingRepository, lost: Lost) -> None:
    """Mend git's repository, and have the strokes count as under way, before their commits.

    Raises:
        AuthoringError: it is not to be mended, git's index is locked, or the disk refuses.
    """
    repository.mend(lost.loss, course.workspace.replaced)
    under_way.lost(course.store, lost.strokes, lost.loss.base)


def tidy(course: Course, repository: MendingRepository, stroke: Stroke) -> None:
    """Take away what lies in git's way though the stroke's commit is whole.

    Raises:
        AuthoringError: git's index is locked, or the disk refuses.
    """
    repository.tidy(_noted(stroke), course.workspace.replaced)


def mend_for(course: Course, lessons: Collection[str]) -> bool:
    """Mend what a power cut took of these lessons, by the names they are kept under; say whether there was anything.

    Raises:
        RepositoryError: it took others, which are to be settled first; it cannot be mended here.
        AuthoringError: git's index is locked, or the disk refuses.
    """
    if not course.lost:
        return False
    with MendingRepository.open(course.workspace.root, terminal=course.terminal) as repository:
        found = look(course, repository, under_way.cut_off(course.store))
        for lost in found:
            kept = {each.lesson for stroke in lost.strokes for each in stroke.lessons}
            if not kept.intersection(lessons):
                first = f"Finish or take back {', '.join(sorted(kept))} first."
                raise RepositoryError(f"{lost.loss.said} {lost.loss.refusal or first}")
            mend(course, repository, lost)
    return bool(found)


def _noted(stroke: Stroke) -> Noted:
    first = stroke.lessons[0]
    return Noted(first.branch, first.head, {each.name: each.blob for each in stroke.lessons}, first.commit)


def _besides(course: Course, repository: MendingRepository) -> dict[str, str]:
    """Return the glossary, which a commit of ours may hold that follows an approval, as its file has it now."""
    path = course.workspace.glossary
    try:
        return {repository.name(path): repository.blob(path)} if path.is_file() else {}
    except (AuthoringError, OSError):
        return {}
