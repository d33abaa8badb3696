"""What the author writes by hand: typed here, in an editor of one's own, or in any other program."""

import contextlib
import stat
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

from tui.authoring import atomic, plan_days
from tui.authoring.course import Course
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.review import lesson_document
from tui.authoring.review.attempts import Attempt, Origin
from tui.authoring.review.draft_files import DraftFiles
from tui.authoring.review.unsaved import Unsaved


class HandEdits:
    """The author's own texts of one course; whatever comes together with another text of its section, both are kept."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._files = DraftFiles(course.store)
        store = course.store
        self._unsaved = Unsaved(course.workspace.editing, store.writer_id, store.writes)
        self._turn = threading.RLock()
        self._names: dict[str, str] = {}  # under which the sections that were edited keep their attempts

    # An attempt

    def submit(self, key: str, text: str, *, origin: Origin = Origin.PIPE) -> Attempt:
        """Store text written elsewhere as an attempt of the section, to be accepted like any other.

        Raises:
            InputError: no section is named so, or the text is empty.
        """
        lesson, section = self._course.section(key)
        body = self._body(key, text)
        if not body:
            raise InputError(f"The text for {key} is empty: nothing was stored.")
        plan_days.plan_days(self._course, [lesson.day])
        return self._course.store.add(lesson.kept_key(section), body, origin=origin)

    def edit(self, key: str, text: str, base: str | None = None) -> Attempt | None:
        """Store the author's own version as an attempt by hand; None where it is empty or changes nothing.

        `base` is the text with which the author began, if that is not the one on offer; what has come since then is
        no reason to store a text that the author left as it was.

        Raises:
            InputError: no section is named so.
        """
        key = self._course.key(key)
        body, attempt = self._body(key, text), None
        known = {self._body(key, self._on_offer(key))}
        if base is not None:
            known.add(self._body(key, base))
        if body and body not in known:
            attempt = self.submit(key, text, origin=Origin.HAND)
        with self._turn:
            self._unsaved.forget(self._course.kept(key))
        return attempt

    # What is being typed

    def keep_unsaved(self, key: str, text: str, wanted: Callable[[], bool] = lambda: True) -> bool:
        """Keep what is being typed, so that a crash does not take it, if it is still `wanted` when its turn comes.

        Any thread may call it; it returns whether the text is on the disk.

        Raises:
            AuthoringError: no section is named so, or the disk refuses.
        """
        kept = self._kept(key)
        with self._turn:
            if not wanted():
                return False
            self._unsaved.keep(kept, text)
            return True

    def unsaved(self, key: str) -> str | None:
        """Return what was being typed when the editor last ended by itself."""
        return next(iter(self._unsaved.texts(self._course.kept(key))), None)

    def typed_in(self) -> frozenset[str]:
        """Return the sections, as their attempts are kept, in which typing is kept that is no attempt yet."""
        return self._unsaved.sections()

    def take_up(self, key: str) -> str | None:
        """Go on with what was being typed last: return it, from now on kept as this workbench's own.

        What other workbenches that ended have left of the same section becomes attempts by hand.

        Raises:
            AuthoringError: the disk refuses.
        """
        kept = self._kept(key)
        self._course.store.recover()  # so that a workbench that died is known for dead
        texts = self._unsaved.texts(kept)
        if not texts:
            return None
        for text in reversed(texts[1:]):
            self._store_once(key, text)
        with self._turn:
            self._unsaved.keep(kept, texts[0])
            self._unsaved.drop(kept)
        return texts[0]

    def _kept(self, key: str) -> str:
        """Return the name under which its attempts are kept; what it was, where the plan cannot say it now."""
        try:
            self._names[key] = self._course.kept(key)
        except InputError:
            if key not in self._names:
                raise
        return self._names[key]

    def _store_once(self, key: str, text: str) -> None:
        body = self._body(key, text)
        stored = self._course.store.of(self._course.kept(key))
        if body and all(each.text.strip() != body.strip() for each in stored):
            self.submit(key, text, origin=Origin.HAND)

    # In an editor of one's own

    async def edit_outside(self, key: str, text: str, edit: Callable[[Path], Awaitable[None]]) -> Attempt | None:
        """Let `edit` change a file that holds `text`, and store what it became as `edit` does.

        Where an earlier edit of the section was cut short, the file holds what was kept of that instead.

        Raises:
            AuthoringError: what `edit` raises, or the file came back as no UTF-8 text; what was changed is kept.
        """
        key = self._course.key(key)
        kept = self._course.kept(key)
        typed = self.take_up(key)
        path = self._unsaved.path_of(kept)
        if typed is None:
            self._unsaved.keep(kept, text)
        try:
            await edit(path)
        except AuthoringError:
            if typed is None and self.unsaved(key) == text:
                self._unsaved.forget(kept)
            raise
        try:
            written = path.read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise InputError("The editor left no file: nothing was changed.") from error
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{path} cannot be read as UTF-8 text ({error}): mend it there, then press e.") from error
        return self.edit(key, written, base=None if typed is not None else text)

    # In any other program, while the workbench watches

    def hand_out(self, key: str, text: str) -> Path:
        """Put `text` into the section's file in the drafts folder and return its path; each save is an attempt by hand.

        What was being typed in the section becomes an attempt first, and is handed out instead. So does what another
        program has saved in the file and is not stored yet.

        Raises:
            AuthoringError: no section is named so, the place is taken by a link, or the disk refuses.
        """
        key = self._course.key(key)
        kept = self._course.kept(key)
        typed = self.take_up(key)
        if typed is not None:
            self.edit(key, typed)
            text = typed if self._body(key, typed) else text
        name = f"{key}.md"
        path = self._course.workspace.drafts / name
        for each in (path.parent.parent, path.parent, path):
            if each.is_symlink():
                raise AuthoringError(f"{each} is a link, and drafts are not written through links: remove it first.")
        self._store_what_lies_there(name, key, path)
        atomic.write_text(path, f"{text.rstrip()}\n" if text.strip() else "")
        self._files.hand_out(name, kept, self._body(key, text))
        return path

    def _store_what_lies_there(self, name: str, key: str, path: Path) -> None:
        with contextlib.suppress(FileNotFoundError):
            if not stat.S_ISREG(path.lstat().st_mode):
                raise AuthoringError(f"{path} is no file: remove it first.")
            try:
                self.take_file(name, key, path.read_text(encoding="utf-8-sig"))
            except (UnicodeDecodeError, PermissionError) as error:
                reason = f"{path} holds what cannot be read as UTF-8 text: move it elsewhere first."
                raise AuthoringError(reason) from error

    def take_file(self, name: str, key: str, text: str) -> Attempt | None:
        """Store what the file `name` of the drafts folder has become; None where it says nothing new.

        Raises:
            AuthoringError: no section is named so, the plan cannot be written, or the database.
        """
        lesson, section = self._course.section(key)
        body = self._body(key, text)
        kept = lesson.kept_key(section)
        if not body or self._files.is_known(name, kept, body):
            return None
        plan_days.plan_days(self._course, [lesson.day])
        return self._files.take(name, kept, body)

    def _body(self, key: str, text: str) -> str:
        return lesson_document.section_body(text, self._course.section(key)[1].title)

    def _on_offer(self, key: str) -> str:
        offered = self._course.on_offer(key)
        return offered.text if offered is not None and offered.text else self._course.standing(key) or ""
