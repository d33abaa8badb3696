"""The course on screen in the author's hands: a section is edited in its place, or in a program of the author's own."""

import asyncio
from collections.abc import Callable

from textual import on, work

from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import Attempt, SectionView, Workbench
from tui.external_editor import ExternalEditor
from tui.own_key import key as own_key
from tui.screens.outside_course import OutsideCourseScreen
from tui.widgets.editing import Editing
from tui.widgets.editor import Editor

_KEPT = "What you typed here is kept and is no attempt yet: {key} goes on with it."


class EditedCourseScreen(OutsideCourseScreen):
    """Makes an attempt by hand of whatever the author has typed; nothing typed is lost."""

    def __init__(self, workbench: Workbench, editor: ExternalEditor, clock: Callable[[], float]) -> None:
        super().__init__(workbench, clock)
        self._external = editor
        self._outside = False  # whether the author's own editor has the terminal
        self._base = ""  # the text with which the edit in place began
        self._known = 0  # how many attempts its section had when the author last heard of them
        self._kept_typing = ""  # what was last given to be kept
        self._to_keep: str | None = None  # that, until the edit is done

    async def on_mount(self) -> None:
        """Tell of typing that was kept when the workbench last ended; the base class shows the course."""
        kept = sorted(self.workbench.hands.typed_in())
        if kept:
            more = f" and {len(kept) - 1} more" if len(kept) > 1 else ""
            key = own_key("section.edit", "e")
            said = f"What you typed in {kept[0]}{more} is kept and is no attempt yet: {key} goes on with it there."
            self.notify(said, title="Kept for you", timeout=15, markup=False)

    def _look_at(self, target: str) -> None:
        hands = self.workbench.hands
        self.file_plan.mark_typed(hands.typed_in())
        kept = "/" in target and not self.preview.editing and hands.unsaved(target) is not None
        self.preview.kept = _KEPT.format(key=own_key("section.edit", "e")) if kept else ""
        super()._look_at(target)

    # In place

    def action_edit(self) -> None:
        """Edit the section on show in place."""
        section = self.section
        if section is None:
            return
        typed: list[str | None] = []
        if not self.done(lambda: typed.append(self.workbench.hands.take_up(section.key))):
            return
        text = typed[0]
        if text is not None:
            self.notify("What you typed last time was kept; here it is.", markup=False)
        self._base = self._text_on_show()
        self._known = len(self.workbench.attempts(section.key))
        self._kept_typing = ""
        self.preview.edit(section.key, text if text is not None else self._base, section.plan.target_words)
        self._give_way()  # at once, and not with the message: all is laid out once
        self._look_at(section.key)

    def _text_on_show(self) -> str:
        if self.section is None:
            return ""
        attempt = self.attempt
        return attempt.text if attempt is not None else self.workbench.text(self.section.key)

    @on(Editor.Paused)
    def _keep_typing(self, message: Editor.Paused) -> None:
        if self.preview.editing:
            super().keep_place()  # the next start begins where it was typed
            self._keep(message.key, message.text)

    def _keep(self, key: str, text: str) -> None:
        self._kept_typing = text
        self._to_keep = text
        self._keep_aside(key, text)

    @work(group="keep-typing")
    async def _keep_aside(self, key: str, text: str) -> None:
        """Keep it without holding up the keys: a disk may take its time. What was typed since takes its place."""
        keep = self.workbench.hands.keep_unsaved
        try:
            on_disk = await asyncio.to_thread(keep, key, text, lambda: self._to_keep is text)
        except AuthoringError as error:
            self.notify(str(error), title="Not kept", severity="error", timeout=10, markup=False)
            return
        if on_disk and self.preview.editing and self.preview.editor.text == text:
            self.preview.say_kept()

    @on(Editing.Arranged)
    def _make_room(self, message: Editing.Arranged) -> None:
        """Let the lists give way to the text beside the editor."""
        message.stop()
        self._give_way()

    def _give_way(self) -> None:
        self.say_seen({"-editing": self.preview.editing_place.both and self.preview.editing})

    @on(Editor.Kept)
    async def _take_edit(self, message: Editor.Kept) -> None:
        if self.preview.editing and self._store(message.key, message.text):
            self._put_away()
            self.number = None
            await self.refresh_states()
            await self.show_target(message.key)

    def leave_editor(self) -> None:
        """Make an attempt of what is being edited, or keep it as it is typed where that is refused."""
        if not self.preview.editing:
            return
        editor = self.preview.editor
        if not self._store(editor.key, editor.text):
            self.done(lambda: self.workbench.hands.keep_unsaved(editor.key, editor.text))
        self._put_away()

    def _put_away(self) -> None:
        self.preview.leave_editor()
        self.say_seen({"-editing": False})

    def _store(self, key: str, text: str) -> bool:
        """Make an attempt of what was typed, where it is new; say so where another text came meanwhile."""
        self._to_keep = None
        stored: list[Attempt | None] = []
        if not self.done(lambda: stored.append(self.workbench.edit(key, text, self._base))):
            return False
        attempt, count = stored[0], len(self.workbench.attempts(key))
        if attempt is not None and attempt.number > self._known + 1:
            self._say_both(key, f"Yours is attempt {attempt.number} of {count}")
        return True

    def _say_both(self, key: str, said: str) -> None:
        older, newer = own_key("attempt.older", "["), own_key("attempt.newer", "]")
        accept = own_key("section.accept", "a")
        said = (
            f"{said}: another text came while you typed. "
            f"Both are kept; {older} and {newer} leaf through them, {accept} accepts one."
        )
        self.notify(said, title=key, timeout=10, markup=False)

    def keep_all(self) -> None:
        """Keep the place on screen, and what is being typed before the program ends."""
        super().keep_all()
        editor, self._to_keep = self.preview.editor, None
        if self.preview.editing and editor.text != self._base:
            self.done(lambda: self.workbench.hands.keep_unsaved(editor.key, editor.text))

    def keep_place(self) -> None:
        """Keep the place on screen, and what is being typed."""
        super().keep_place()
        editor = self.preview.editor
        if self.preview.editing and editor.text not in (self._kept_typing, self._base):
            self._keep(editor.key, editor.text)

    async def _reload(self) -> None:
        """Show what has changed; while the author types, only the lists, and that another text has come."""
        if not self.preview.editing:
            await super()._reload()
            return
        await self.refresh_states()
        key = self.preview.editor.key
        try:
            count = len(self.workbench.attempts(key))
        except AuthoringError:  # the plan has lost the section for now: the typing is kept all the same
            return
        if count > self._known:
            self._known = count
            self._say_both(key, f"Attempt {count} has come")

    # In programs of the author's own

    @work(group="edit-outside")
    async def action_edit_outside(self) -> None:
        """Edit the section on show in the author's own editor."""
        section = self.section
        if section is None or self._outside:
            return
        known = len(self.workbench.attempts(section.key))
        self._outside = True
        try:
            attempt = await self.workbench.hands.edit_outside(section.key, self._text_on_show(), self._external.edit)
        except AuthoringError as error:
            self.notify(str(error), severity="error", timeout=10, markup=False)
        else:
            if attempt is not None and attempt.number > known + 1:
                self._say_both(section.key, f"Yours is attempt {attempt.number}")
        finally:
            self._outside = False
        self.number = None
        await self.refresh_states()
        await self.show_target(section.key)

    async def action_hand_out(self) -> None:
        """Put the section on show where any other program may edit it, and copy the path."""
        section = self.section
        if section is None:
            return
        before = self.workbench.attempts(section.key)
        if not self.done(lambda: self._hand_out(section)):
            return
        self.handed_out = section.key
        await self.refresh_states()
        if self.workbench.attempts(section.key) == before:  # nothing was typed: what is on show stays where it is
            await self.show_target(section.key, self.preview.page.scroll_y, self.number)
        else:
            await self.show_target(section.key)

    def _hand_out(self, section: SectionView) -> None:
        path = self.workbench.hands.hand_out(section.key, self._text_on_show())
        self.app.copy_to_clipboard(str(path))
        shown = path.relative_to(self.workbench.workspace.root)
        said = f"{shown} holds the text, and its path is in your clipboard: each time you save it, here is an attempt."
        self.notify(said, title="Edit it in any program", timeout=15, markup=False)
