"""A disk that refuses; what a full one does stands in `test_disk_full.py`."""

from collections.abc import Iterator
from pathlib import Path

from tests.authoring.history.torture.case import Cases, Scene
from tests.authoring.history.torture.confined import held_to_permissions

CASES = Cases("Disks and permissions")


def _protect(folder: Path) -> list[tuple[Path, int]]:
    """Take the right to write away from a folder and all below, and return what each allowed."""
    paths = [folder, *(path for path in folder.rglob("*") if not path.is_symlink())]
    allowed = [(path, path.stat().st_mode) for path in paths]
    for path, mode in allowed:
        path.chmod(mode & 0o555)
    return allowed


def _allow(allowed: list[tuple[Path, int]]) -> None:
    for path, mode in allowed:
        path.chmod(mode)


@CASES.refused(
    "Git's folder may not be written", "Refused: change its permissions.", says=r"\.git cannot be written.*permissions"
)
def git_read_only(scene: Scene) -> Iterator[None]:
    scene.confined = held_to_permissions
    allowed = _protect(scene.author.top / ".git")
    yield
    _allow(allowed)


@CASES.refused(
    "The folder of the objects may not be written",
    "Refused with git's words.",
    says="insufficient permission for adding an object",
)
def objects_read_only(scene: Scene) -> Iterator[None]:
    scene.confined = held_to_permissions
    allowed = _protect(scene.author.top / ".git" / "objects")
    yield
    _allow(allowed)


@CASES.refused(
    "The folder of the lesson may not be written",
    "Refused: change its permissions.",
    says="Could not write .*Permission denied.*change its permissions",
)
def folder_read_only(scene: Scene) -> Iterator[None]:
    scene.confined = held_to_permissions
    allowed = _protect((scene.author.top / scene.lesson).parent)
    yield
    _allow(allowed)


@CASES.refused(
    "The folder of a new lesson cannot be made",
    "Refused: change the permissions.",
    says="Could not write .*Permission denied.*change its permissions",
    again=False,
)
def course_read_only(scene: Scene) -> Iterator[None]:
    scene.confined = held_to_permissions
    scene.author.write("course/keep.md", "kept\n")
    allowed = _protect(scene.author.top / "course")
    yield
    _allow(allowed)


@CASES.goes(
    "The lesson's file is read-only in a folder that is not", "The lesson alone is committed; the file stays read-only."
)
def file_read_only(scene: Scene) -> Iterator[None]:
    scene.confined = held_to_permissions
    path = scene.author.top / scene.lesson
    path.chmod(0o444)
    yield
    assert path.stat().st_mode & 0o777 == 0o444


@CASES.refused(
    "A folder stands where the lesson's file should be", "Refused: move it away.", says="is a folder", again=False
)
def folder_in_place(scene: Scene) -> Iterator[None]:
    folder = scene.author.top / scene.lesson
    folder.mkdir(parents=True)
    yield
    folder.rmdir()


@CASES.refused(
    "A file stands where the lesson's folder should be",
    "Refused: nothing can be written there.",
    says="Could not write .*(File exists|Not a directory)",
    again=False,
)
def file_in_place(scene: Scene) -> Iterator[None]:
    path = scene.author.write("course/day01", "not a folder")
    yield
    path.unlink()
