"""The workspace's files, on the disk and at git's HEAD: read again only when they have changed."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar, cast

from tui.authoring.asked_aside import AskedAside
from tui.authoring.committed_lessons import CommittedLessons
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.planning import naming
from tui.authoring.planning.model import LessonPlan
from tui.authoring.review import lesson_document
from tui.authoring.review.file_state import LessonTexts
from tui.authoring.review.file_state import same_text as same_text
from tui.authoring.review.records import Approval
from tui.authoring.stamps import Stamp as Stamp
from tui.authoring.stamps import stamp as stamp
from tui.authoring.unmerged_lessons import UnmergedLessons
from tui.authoring.workspace import Workspace

T = TypeVar("T")


class CourseFiles:
    """Reads a workspace's files and remembers them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._files: dict[Path, tuple[Stamp, object]] = {}
        self._sections: dict[str, tuple[LessonPlan, str, Mapping[str, str]]] = {}
        self._paths: dict[tuple[int, str], Path] = {}
        self.aside = AskedAside()
        self.committed = CommittedLessons(workspace, self.aside)
        self.unmerged = UnmergedLessons(workspace, self.aside)

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
        known = self._paths.get((lesson.day, lesson.file))
        if known is None:
            known = self._paths[lesson.day, lesson.file] = self._workspace.lesson(lesson.day, lesson.file)
        return known

    def found(self, lesson: LessonPlan) -> Path:
        """Return where the lesson's file lies: its own place, or that of another serial, until it is renamed.

        Slugs are unique in a day, so a file with the lesson's slug is the lesson's.
        """
        path = self.path(lesson)
        if path.exists():
            return path
        ending = lesson.file.removeprefix(lesson.id)
        try:
            others = sorted(other for other in path.parent.iterdir() if other.name.endswith(ending))
        except OSError:
            return path
        named = [other for other in others if naming.slug_of(other.name) == naming.slug_of(lesson.file)]
        return named[0] if named else path

    def lesson(self, lesson: LessonPlan) -> str | None:
        """Return the text of the lesson's file, or None where there is none.

        Raises:
            InputError: something is there that cannot be read.
        """
        return self._text(lesson, self.found(lesson))

    def _text(self, lesson: LessonPlan, path: Path) -> str | None:
        try:
            return self.remembered(path, lambda path: path.read_bytes().decode("utf-8", "replace"))
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

    def texts(self, lesson: LessonPlan, approved: str | None) -> LessonTexts:
        """Return the lesson's text in its three places, `approved` being the one that was last approved here.

        What HEAD holds is what it held when `committed` was last refreshed. Where git cannot be asked, the approved
        text counts for committed; a file that a sparse checkout leaves off the disk is as it is committed.

        Raises:
            InputError: something is there that cannot be read.
        """
        path = self.found(lesson)
        on_disk = self._text(lesson, path)
        if not self.committed.known:
            return LessonTexts(approved, approved, on_disk)
        committed = self.committed.text(path, [approved, on_disk])
        if committed is None:
            return LessonTexts(approved, None, on_disk)
        if on_disk is None:
            as_committed = self.committed.left_out(path)
        else:
            as_committed = not same_text(on_disk, committed) and self.committed.is_unchanged(path)
        return LessonTexts(approved, committed, committed if as_committed else on_disk)

    def approval_at_head(self, lesson: LessonPlan) -> Approval | None:
        """Return the approval that git knows of: by somebody else, or before this folder was cloned.

        Its attempts are unknown, and so are time and commit. None where HEAD has no such file, or there is no git.
        """
        self.committed.refresh()
        path = self.found(lesson)
        if not self.committed.holds(path):
            return None
        text = self.texts(lesson, None).committed
        if text is None:
            return None
        digest = hashlib.sha256(text.encode()).hexdigest()
        place = path.relative_to(self._workspace.root).as_posix()
        return Approval(lesson.kept_name, place, "", digest, text, {}, datetime.fromtimestamp(0, UTC))
