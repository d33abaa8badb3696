"""A course as it was in some commit: where a lesson lay in it, and what files held."""

from collections.abc import Collection

from tui.authoring import plain_text
from tui.authoring.history import lesson_names
from tui.authoring.history import survey as surveying
from tui.authoring.history.lesson_names import LessonNames
from tui.authoring.history.log_stream import LogStream
from tui.authoring.history.timeline import Scope, trailers_of
from tui.authoring.history.work_tree import WorkTree


def file_at(tree: WorkTree, scope: Scope, commit: str) -> str | None:
    """Return where the file of the scope's lesson lay in `commit`, a full hash; None where it had none.

    The way there goes back through the renames; on a branch beside this one, by what the files are called there.
    """
    folder = scope.names[0]
    there = surveying.blobs(tree, commit, [folder])
    if not there or scope.lesson is None:
        return None
    names = LessonNames(scope.lesson, scope.file)
    if surveying.head(tree):
        stream = LogStream(tree, scope.names, f"{commit}..HEAD")
        try:
            while (since := stream.next()) is not None:
                names.change(since, trailers_of(since))
        finally:
            stream.close()
    found = names.among(there)
    if found is None and scope.file is None:
        found = next((name for name in sorted(there) if lesson_names.lesson_id(name) == scope.lesson), None)
    return found


def contents(tree: WorkTree, blobs: Collection[str]) -> dict[str, str]:
    """Return the texts of these blobs, cleaned, by one call of git; those that are no text are left out."""
    found = surveying.contents(tree, sorted(blobs))
    return {
        blob: plain_text.clean(content.decode("utf-8", "replace"))
        for blob, content in found.items()
        if b"\0" not in content
    }
