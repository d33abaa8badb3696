"""Import: an outline becomes `syllabus.yaml`, and a syllabus that says something else is never overwritten."""

from dataclasses import dataclass
from pathlib import Path

from tui.authoring.errors import AuthoringError
from tui.authoring.syllabus import outline as outline_file
from tui.authoring.syllabus import yaml_file
from tui.authoring.syllabus.outline import ImportedOutline


class SyllabusStands(AuthoringError):
    """Another syllabus stands where this one was to go; nothing was written."""


@dataclass(frozen=True)
class Imported:
    """What an import found, and where it is; `written` is false where the same syllabus stood there already."""

    outline: ImportedOutline
    path: Path
    written: bool


def import_outline(outline: Path, out: Path) -> Imported:
    """Read the outline and write its syllabus to `out`.

    Raises:
        InputError: the outline cannot be read, or has no day in it.
        SyllabusStands: `out` holds something else; it is left as it is.
        AuthoringError: `out` cannot be written.
    """
    found = outline_file.read_outline_file(outline)
    if out.is_symlink() or out.exists():
        if not _says(out, found):
            raise SyllabusStands(
                f"{out} exists and says something else, which an import would lose: "
                "name another place with --out, or move it away."
            )
        return Imported(found, out, written=False)
    yaml_file.write(out, found.syllabus)
    return Imported(found, out, written=True)


def _says(path: Path, found: ImportedOutline) -> bool:
    # By meaning, so that a comment added by hand makes no difference, nor another order of the names.
    try:
        return yaml_file.read(path) == found.syllabus
    except AuthoringError:
        return False
