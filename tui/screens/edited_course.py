"""The course on screen in the author's hands: a section is edited in its place, or in the author's own editor."""

from collections.abc import Callable

from textual import on

from tui.authoring.workbench import Workbench
from tui.external_editor import ExternalEditor
from tui.screens.judged_course import JudgedCourseScreen
from tui.widgets.editor import Editor


class EditedCourseScreen(JudgedCourseScreen):
    """Makes an attempt by hand of whatever the author has typed; nothing typed is lost."""

    def __init__(self, workbench: Workbench, editor: ExternalEditor, clock: Callable[[], float]) -> None:
        super().__init__(workbench, clock)
        self._external = editor
        self._kept_typing = ""

    def action_edit(self) -> None:
        """Edit the section on show in place."""
        if self.section is None:
            return
        text = self.workbench.unsaved(self.section.key)
        if text is not None:
            self.notify("What you typed last time was kept; here it is.", markup=False)
        self.preview.edit(self.section.key, text if text is not None else self._text_on_show())
        self.refresh_bindings()

    def _text_on_show(self) -> str:
        if self.section is None:
            return ""
        attempt = self.attempt
        return attempt.text if attempt is not None else self.workbench.text(self.section.key)

    @on(Editor.Paused)
    def _keep_typing(self, message: Editor.Paused) -> None:
        if self.preview.editing:
            self.done(lambda: self.workbench.keep_unsaved(message.key, message.text))

    @on(Editor.Kept)
    async def _take_edit(self, message: Editor.Kept) -> None:
        if self.done(lambda: self.workbench.edit(message.key, message.text)):
            self.preview.leave_editor()
            await self.refresh_states()
            await self.show_target(message.key)

    def leave_editor(self) -> None:
        """Make an attempt of what is being edited, or keep it as it is typed where that is refused."""
        if not self.preview.editing:
            return
        editor = self.preview.editor
        if not self.done(lambda: self.workbench.edit(editor.key, editor.text)):
            self.done(lambda: self.workbench.keep_unsaved(editor.key, editor.text))
        self.preview.leave_editor()

    def keep_place(self) -> None:
        """Keep the place on screen, and what is being typed."""
        super().keep_place()
        if self.preview.editing and self.preview.editor.text != self._kept_typing:
            self._kept_typing = self.preview.editor.text
            self.done(lambda: self.workbench.keep_unsaved(self.preview.editor.key, self._kept_typing))

    async def action_edit_outside(self) -> None:
        """Edit the section on show in the author's own editor."""
        section = self.section
        if section is None:
            return
        text = self._text_on_show()
        if self.done(lambda: self.workbench.edit_outside(section.key, text, self._external.edit)):
            await self.refresh_states()
            await self.show_target(section.key)
