"""A course as it was in some commit: which commit is meant, where a lesson lay in it, and what files held."""

from collections.abc import Collection

from tui.authoring import plain_text
from tui.authoring.history import lesson_names
from tui.authoring.history import survey as surveying
from tui.authoring.history.lesson_names import LessonNames
from tui.authoring.history.log_stream import LogStream
from tui.authoring.history.refusals import RepositoryError
from tui.authoring.history.timeline import Scope, trailers_of
from tui.authoring.history.work_tree import WorkTree


def commit_of(tree: WorkTree, revision: str) -> str:
    """Return the full hash of the commit that `revision` means: a hash or its beginning, a branch, `HEAD~2`.

    Raises:
        RepositoryError: it means none, or several.
    """
    given = revision and "\0" not in revision  # which no argument of a program can hold
    arguments = ("--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    answer = tree.read("rev-parse", *arguments, check=False) if given else None
    if answer is None or answer.status:
        named = plain_text.one_line(revision)
        raise RepositoryError(f"There is no commit `{named}` here: `coursewright history` shows those there are.")
    return answer.text().splitlines()[-1]


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
    if not blobs:
        return {}
    stdin = "".join(f"{blob}\n" for blob in sorted(blobs)).encode()
    return dict(_texts(tree.read("cat-file", "--batch", stdin=stdin).out))


def _texts(out: bytes) -> list[tuple[str, str]]:
    found, at = [], 0
    while at < len(out):
        end = out.index(b"\n", at)
        header = out[at:end].split(b" ")
        at = end + 1
        if len(header) == 3 and header[2].isdigit():  # not `… missing`
            content = out[at : at + int(header[2])]
            at += len(content) + 1
            if header[1] == b"blob" and b"\0" not in content:
                found.append((header[0].decode(), plain_text.clean(content.decode("utf-8", "replace"))))
    return found
