"""The first run: from an outline to a workspace whose days are planned. Until all of it stands, nothing does."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tui.authoring import new_workspace
from tui.authoring.drafting.endpoint import Endpoints
from tui.authoring.errors import AuthoringError
from tui.authoring.new_workspace import PlaceTaken
from tui.authoring.planning import naming
from tui.authoring.syllabus import outline as outline_file
from tui.authoring.syllabus.outline import ImportedOutline
from tui.authoring.workbench import Workbench
from tui.authoring.writers import Writers

EXAMPLE = Path(__file__).with_name("example_outline.md")
"""A short course, for those who want to see what an outline becomes before they write one."""

_OUTLINES = (".md", ".markdown", ".txt")


class Cancelled(AuthoringError):
    """The author thought better of it; all is as it was."""


@dataclass(frozen=True)
class Outline:
    """An outline that has been read: what was found in it, and what an editor would remark."""

    found: ImportedOutline

    @property
    def title(self) -> str:
        """The course's title."""
        return self.found.syllabus.title

    @property
    def days(self) -> int:
        """How many days it has."""
        return sum(1 for _ in self.found.syllabus.days())

    @property
    def counted(self) -> str:
        """`8 weeks, 33 days, 1,032 points`."""
        counts = self.found.syllabus.counts()
        said = ((counts[noun], noun) for noun in ("weeks", "days", "points"))
        return ", ".join(f"{count:,} {noun if count != 1 else noun.removesuffix('s')}" for count, noun in said if count)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is to be looked at, with its line."""
        return tuple(f"line {each.line}: {each.message}" for each in self.found.findings)


@dataclass(frozen=True)
class Begun:
    """The new workspace, and what its author should know of it."""

    root: Path
    notices: Sequence[str] = ()


class FirstRun:
    """What is needed before there is a workspace; `folder` is where the program was started."""

    def __init__(self, folder: Path, env: Mapping[str, str] = os.environ) -> None:
        self.folder, self.env = folder.resolve(), env
        self.endpoints = Endpoints()
        self.writers = Writers(self.endpoints, env)

    def outlines(self) -> tuple[Path, ...]:
        """Return the files of the folder that may be an outline, the newest first."""
        try:
            files = [each for each in self.folder.iterdir() if each.suffix.lower() in _OUTLINES and each.is_file()]
            files.sort(key=lambda each: each.stat().st_mtime, reverse=True)
        except OSError:
            return ()
        return tuple(each for each in files if not each.name.lower().startswith(("readme", "license", "changelog")))

    def complete(self, typed: str) -> str | None:
        """Return the path that `typed` may become: a folder, or a file that may be an outline."""
        head, name = os.path.split(typed)
        folder = self.place(head) if head else self.folder
        try:
            found = sorted(
                f"{each.name}/" if each.is_dir() else each.name
                for each in folder.iterdir()
                if each.name.startswith(name)
                and (name or not each.name.startswith("."))
                and (each.is_dir() or each.suffix.lower() in _OUTLINES)
            )
        except OSError:
            return None
        return os.path.join(head, found[0]) if found else None  # noqa: PTH118  what was typed stays as it is

    def place(self, typed: str) -> Path:
        """Return a path that was typed, seen from the folder."""
        return self.folder / Path(typed.strip()).expanduser()

    def read(self, path: Path) -> Outline:
        """Read an outline. Raises InputError where it cannot be read, or has no day in it."""
        return Outline(outline_file.read_outline_file(path))

    def read_text(self, text: str) -> Outline:
        """Read an outline that was pasted. Raises InputError where it has no day in it."""
        return Outline(outline_file.read_outline(text))

    def course_folder(self, outline: Outline) -> Path:
        """Return where the course may go: here, if nothing but outlines is here, else in a folder with its title."""
        try:
            others = [each for each in self.folder.iterdir() if each.name != ".git" and each not in self.outlines()]
        except OSError:
            others = []
        return self.folder / (naming.section_id(outline.title) or "course") if others else self.folder

    def begin(
        self,
        folder: Path,
        outline: Outline,
        writer: str | None,
        tell: Callable[[int], None] = lambda days: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Begun:
        """Make the workspace and plan its days; `tell` is told how many are planned.

        `writer` is the profile that writes from now on, None to leave that as it is.

        Raises:
            Cancelled: `cancelled` said so between two days.
            PlaceTaken: something stands where the course would.
            AuthoringError: the folder cannot be written, or git is missing. In every case nothing is left behind.
        """
        folder = folder.resolve()
        for name in ("course", ".coursewright"):
            if (folder / name).exists():
                raise PlaceTaken(f"{folder / name} exists, and the course's own would lie there: name another folder.")

        def plan(made: list[Path]) -> None:
            made += [folder / "course", folder / ".coursewright"]
            with Workbench.open(folder, self.env) as workbench:
                for number, day in enumerate(outline.found.syllabus.days()):
                    if cancelled():
                        raise Cancelled("Nothing was made.")
                    workbench.plan([day.day])
                    tell(number + 1)
                if cancelled():
                    raise Cancelled("Nothing was made.")

        made = new_workspace.make(folder, outline.found, plan)
        notices = [made.notice] if made.notice else []
        if writer is not None:
            try:
                self.writers.make_default(writer)
            except AuthoringError as error:
                notices.append(str(error))
        return Begun(folder, tuple(notices))
