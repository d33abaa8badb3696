"""What was committed of one lesson, newest first, as far as it takes to know which approval stands."""

from collections.abc import Iterator
from dataclasses import dataclass

from tui.authoring.history import lesson_names
from tui.authoring.history import survey as surveying
from tui.authoring.history.refusals import RepositoryError
from tui.authoring.history.work_tree import WorkTree

_FORMAT = "%H%x00%P%x00%s%x00%(trailers:only,unfold)"
_PAGE = 50
"""Commits that are asked for at once: an approval that stands is among the last of its lesson."""


@dataclass(frozen=True)
class Standing:
    """The approval whose text a lesson's file has: its commit, the first parent of that, and the file's blobs.

    `blob` is the file's now, `before` the one that it had before the approval (None: there was no file).
    """

    commit: str
    parent: str | None
    subject: str
    blob: str
    before: str | None


@dataclass(frozen=True)
class _Logged:
    commit: str
    parent: str | None
    subject: str
    trailers: tuple[tuple[str, str], ...]

    def values(self, name: str) -> tuple[str, ...]:
        return tuple(value for each, value in self.trailers if each == name)


def approval_that_stands(tree: WorkTree, name: str, lesson: str, only: str | None = None) -> Standing:
    """Return the approval of `lesson` whose text the file `name` has at HEAD, its renames followed.

    An approval that was undone counts for nothing, and so does what undid it. `only` is the approval that is meant.

    Raises:
        RepositoryError: HEAD has no such file, nothing of it is an approval, or something else was committed since.
    """
    blob = surveying.blobs(tree, "HEAD", [name]).get(name) if surveying.head(tree) else None
    undone: set[str] = set()
    to_skip = 0  # counted, not matched by hash: a rebase gives commits other hashes
    found: _Logged | None = None
    for logged, at_name, at_lesson in _history(tree, name, lesson):
        if undoes := logged.values("Undoes"):
            undone.update(undoes)
            to_skip += 1
            continue
        if logged.values("Was"):
            continue
        if at_lesson in logged.values("Lesson") and ": approve " in logged.subject:
            if to_skip:
                to_skip -= 1
                continue
            found, name = logged, at_name
            break
        raise RepositoryError(
            f"{lesson} was changed by {logged.commit[:10]} after its last approval, so that approval cannot be undone: "
            f"restore an older version instead (`coursewright history {lesson}` lists them)."
        )
    if only is not None and only in undone:
        raise RepositoryError(f"The approval {only[:10]} of {lesson} was undone already.")
    if found is None or blob is None:
        raise RepositoryError(f"No approval of {lesson} stands in git: there is nothing to undo.")
    if only is not None and only != found.commit:
        raise RepositoryError(
            f"{only[:10]} is not the approval of {lesson} that stands: {found.commit[:10]} came after it. "
            f"Undo that one first, or restore an older version (`coursewright history {lesson}` lists them)."
        )
    if surveying.blobs(tree, found.commit, [name]).get(name) != blob:
        raise RepositoryError(
            f"{lesson} holds something else than its approval {found.commit[:10]} gave it: "
            f"restore an older version instead (`coursewright history {lesson}` lists them)."
        )
    before = surveying.blobs(tree, found.parent, [name]).get(name) if found.parent else None
    return Standing(found.commit, found.parent, found.subject, blob, before)


def _history(tree: WorkTree, name: str, lesson: str) -> Iterator[tuple[_Logged, str, str]]:
    """Yield the commits of the file, newest first, each with the names that file and lesson had then."""
    revision: str | None = "HEAD"
    while revision is not None:
        skip, moved = 0, False
        while not moved:
            page = _page(tree, revision, name, skip)
            for logged in page:
                yield logged, name, lesson
                was = lesson_names.renamings(logged.trailers).get(lesson)
                if was is not None and logged.parent is not None:
                    older = _name_of(tree, logged.parent, name, was)
                    if older is not None:
                        revision, name, lesson, moved = logged.parent, older, was, True
                        break
            if len(page) < _PAGE and not moved:
                return
            skip += _PAGE


def _page(tree: WorkTree, revision: str, name: str, skip: int) -> list[_Logged]:
    arguments = ("-z", "--no-follow", f"--format={_FORMAT}", f"--max-count={_PAGE}", f"--skip={skip}", revision)
    fields = tree.read("log", *arguments, "--", name, check=False).fields()
    found = []
    for commit, parents, subject, trailers in zip(*(fields[start::4] for start in range(4)), strict=False):
        read = lesson_names.trailers_in(trailers)
        found.append(_Logged(commit, parents.split(" ")[0] or None, subject, read))
    return found


def _name_of(tree: WorkTree, commit: str, name: str, lesson: str) -> str | None:
    """Return the lesson's file in that commit, in the folder of `name`."""
    folder = name.rpartition("/")[0]
    found = surveying.blobs(tree, commit, [folder] if folder else [])
    return next((each for each in found if lesson_names.lesson_id(each) == lesson), None)
