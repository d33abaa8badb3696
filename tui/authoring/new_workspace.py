"""A new workspace: a folder with a syllabus, templates to change, and git to keep what is approved."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tui.authoring import atomic
from tui.authoring.checks import glossary_lines
from tui.authoring.errors import AuthoringError
from tui.authoring.history.repository import CommitMessage, CommittedOtherwise, Repository, RepositoryError
from tui.authoring.syllabus import outline as outline_file
from tui.authoring.syllabus import yaml_file
from tui.authoring.syllabus.outline import ImportedOutline
from tui.authoring.workspace import Workspace, shipped_templates


class PlaceTaken(AuthoringError):
    """The folder holds something that a new workspace would overwrite; nothing was made."""


@dataclass(frozen=True)
class NewWorkspace:
    """What was made. Where `commit` is None, `notice` says why the files wait for the author's own commit."""

    workspace: Workspace
    outline: ImportedOutline
    commit: str | None
    notice: str | None


def create(folder: Path, outline: Path) -> NewWorkspace:
    """Make a workspace in `folder` from an outline; see `make`.

    Raises:
        InputError: the outline cannot be read, or has no day in it.
        AuthoringError: as for `make`.
    """
    refuse_taken(folder)
    return make(folder, outline_file.read_outline_file(outline))


def make(
    folder: Path, found: ImportedOutline, further: Callable[[list[Path]], None] = lambda made: None
) -> NewWorkspace:
    """Make a workspace in `folder`: syllabus, templates and, where it lies in none, a repository.

    A repository that was there before is left alone: the files are the author's to commit. `further` does what is to
    be done before all of it stands; what it makes it puts into the list, to be removed where it raises anything.

    Raises:
        PlaceTaken: `folder` is a workspace already, or its `templates` stand in the way.
        AuthoringError: the folder cannot be written, or git is missing. In every case nothing is left behind.
    """
    folder = folder.resolve()
    workspace = Workspace(folder)
    refuse_taken(folder)
    with _all_or_nothing(folder) as made:
        needs_repository = not any((each / ".git").exists() for each in (folder, *folder.parents))
        _copy_templates(folder / "templates", made)
        made.append(workspace.syllabus)
        yaml_file.write(workspace.syllabus, found.syllabus)
        _begin_glossary(workspace, made)
        if needs_repository:
            made.append(folder / ".git")
            Repository.init(folder).close()
        further(made)
    if not needs_repository:
        notice = "The new files are not committed: the folder lies in a repository of yours, so that is yours to do."
        return NewWorkspace(workspace, found, None, notice)
    try:
        return NewWorkspace(workspace, found, _commit(workspace, found), None)
    except CommittedOtherwise as error:
        return NewWorkspace(workspace, found, error.commit, str(error))
    except RepositoryError as error:
        return NewWorkspace(workspace, found, None, f"The new files are not committed. {error}")


def refuse_taken(folder: Path) -> None:
    """Raise PlaceTaken where `folder` is a workspace already, or holds what one would overwrite."""
    workspace = Workspace(folder.resolve())
    root = workspace.root
    if root.exists() and not root.is_dir():
        raise PlaceTaken(f"{root} is a file: name another folder for the course.")
    if workspace.syllabus.exists():
        raise PlaceTaken(f"{root} is a workspace already: open it, or name another folder for the new course.")
    if (root / "templates").exists():
        raise PlaceTaken(f"{root / 'templates'} exists, and the course's own would lie there: name another folder.")


def _copy_templates(target: Path, made: list[Path]) -> None:
    source = shipped_templates()
    made.append(target)
    for path in sorted(source.rglob("*")):
        if path.is_file():
            atomic.write_text(target / path.relative_to(source), path.read_text(encoding="utf-8"))


def _begin_glossary(workspace: Workspace, made: list[Path]) -> None:
    """Begin the glossary so that git merges what several authors will add to it; one that is there stays as it is."""
    if not workspace.course.exists():
        made.append(workspace.course)
    for path, text in _shared(workspace).items():
        if not path.exists():
            made.append(path)
            atomic.write_text(path, text)


def _shared(workspace: Workspace) -> dict[Path, str]:
    attributes = workspace.course / ".gitattributes"
    return {workspace.glossary: glossary_lines.BEGUN, attributes: glossary_lines.ATTRIBUTES}


def _commit(workspace: Workspace, found: ImportedOutline) -> str | None:
    templates = sorted(path for path in workspace.templates.rglob("*") if path.is_file())
    files = [workspace.syllabus, *_shared(workspace), *templates]
    with Repository.open(workspace.root) as repository:
        repository.check_ready()
        title = found.syllabus.title
        return repository.commit_paths(files, CommitMessage(f"Start the course: {title}", (("Course", title),)))


@contextmanager
def _all_or_nothing(folder: Path) -> Iterator[list[Path]]:
    """Remove the paths put into the list, and the folders made for them, if anything fails."""
    new_folders = [each for each in (folder, *folder.parents) if not each.exists()]
    made: list[Path] = []
    try:
        yield made
    except BaseException:
        for path in made:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                with suppress(OSError):
                    path.unlink()
        for each in new_folders:
            with suppress(OSError):
                each.rmdir()
        raise
