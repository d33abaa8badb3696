"""The workspace's files, on the disk and at git's HEAD: read again only when they have changed."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar, cast

from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.history.repository import LessonFile, Repository
from tui.authoring.planning import naming
from tui.authoring.planning.model import LessonPlan
from tui.authoring.review import lesson_document
from tui.authoring.review.records import Approval
from tui.authoring.stamps import Stamp as Stamp
from tui.authoring.stamps import git_files
from tui.authoring.stamps import stamp as stamp
from tui.authoring.workspace import Workspace

T = TypeVar("T")


def same_text(one: str | None, other: str | None) -> bool:
    """Say whether two texts are the same but for line ends, which a checkout may have changed."""
    return one == other or (one is not None and other is not None and _unix(one) == _unix(other))


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")


@dataclass(frozen=True)
class _Head:
    """What git said of the lessons at HEAD, when git and each of these files had this stamp."""

    git: tuple[Stamp, ...]
    disk: Mapping[Path, Stamp]
    lessons: Mapping[Path, LessonFile]


class CourseFiles:
    """Reads a workspace's files and remembers them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._files: dict[Path, tuple[Stamp, object]] = {}
        self._sections: dict[str, tuple[LessonPlan, str, Mapping[str, str]]] = {}
        self._committed: dict[Path, tuple[str, str | None]] = {}
        self._head: _Head | None = None

    def remembered(self, path: Path, read: Callable[[Path], T]) -> T:
        """Return `read(path)`, from memory while the file is the same; a path is always read in the same way."""
        now = stamp(path)
        if now is None:
            return read(path)
        known = self._files.get(path)
        if known is None or known[0] != now:
            known = self._files[path] = (now, read(path))
        return cast("T", known[1])

    def path(self, lesson: LessonPlan) -> Path:
        """Return where the lesson's file belongs."""
        return self._workspace.lesson(lesson.day, lesson.file)

    def found(self, lesson: LessonPlan) -> Path:
        """Return where the lesson's file lies: its own place, or that of another serial, until it is renamed.

        Slugs are unique in a day, so a file with the lesson's slug is the lesson's.
        """
        path = self.path(lesson)
        if path.exists():
            return path
        slug = lesson.file.removeprefix(lesson.id)
        try:
            others = sorted(other for other in path.parent.iterdir() if other.name.endswith(slug))
        except OSError:
            return path
        named = [other for other in others if _slug(other.name) == slug]
        return named[0] if named else path

    def lesson(self, lesson: LessonPlan) -> str | None:
        """Return the text of the lesson's file, or None where there is none.

        Raises:
            InputError: something is there that cannot be read.
        """
        try:
            return self.remembered(self.found(lesson), lambda path: path.read_bytes().decode("utf-8", "replace"))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise InputError(
                f"{self.path(lesson)} cannot be read ({error.strerror}): mend its permissions, or move it away."
            ) from error

    def sections(self, lesson: LessonPlan, text: str) -> Mapping[str, str]:
        """Return the sections of `text`, by their slugs; none where it is not a lesson of this plan."""
        known = self._sections.get(lesson.id)
        if known is None or known[0] is not lesson or known[1] != text:
            try:
                bodies = lesson_document.split(lesson, text)
            except AuthoringError:
                bodies = {}
            known = self._sections[lesson.id] = (lesson, text, bodies)
        return known[2]

    def approval_at_head(self, lesson: LessonPlan) -> Approval | None:
        """Return the approval that git knows of: by somebody else, or before this folder was cloned.

        Its attempts are unknown, and so are time and commit. None where HEAD has no such file, or there is no git.
        """
        path = self.found(lesson)
        at_head = self._at_head(path)
        if at_head is None:
            return None
        text = self.lesson(lesson) if at_head.state == "committed" else self._committed_text(at_head)
        if text is None:
            return None
        digest = hashlib.sha256(text.encode()).hexdigest()
        place = path.relative_to(self._workspace.root).as_posix()
        return Approval(lesson.kept_name, place, "", digest, text, {}, datetime.fromtimestamp(0, UTC))

    def _at_head(self, path: Path) -> LessonFile | None:
        git = tuple(map(stamp, git_files(self._workspace.root)))
        head = self._head
        if head is None or head.git != git or (path in head.lessons and head.disk[path] != stamp(path)):
            head = self._head = self._read_head(git)
        return head.lessons.get(path)

    def _read_head(self, git: tuple[Stamp, ...]) -> _Head:
        course = self._workspace.course
        # Taken before git looks: what changes meanwhile has another stamp, and git is asked again.
        disk = {path: stamp(path) for path in course.glob("day*/*.md")}
        lessons: Mapping[Path, LessonFile] = {}
        if git:
            try:
                with Repository.open(self._workspace.root) as repository:
                    lessons = repository.lesson_files(course)
            except AuthoringError:
                lessons = {}  # whoever approves is told what is wrong with git; to look at the course, it is not needed
        return _Head(git, {path: disk.get(path) for path in lessons}, lessons)

    def _committed_text(self, file: LessonFile) -> str | None:
        known = self._committed.get(file.path)
        if known is None or known[0] != file.blob:
            try:
                with Repository.open(self._workspace.root) as repository:
                    known = file.blob, repository.committed_text(file.path)
            except AuthoringError:
                known = file.blob, None
            self._committed[file.path] = known
        return known[1]


def _slug(name: str) -> str | None:
    match = naming.LESSON_FILE.fullmatch(name)
    return f"_{match['slug']}.md" if match else None
