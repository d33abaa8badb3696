"""The history screen: what was committed, what each commit changed, and what can be done from there."""

import asyncio
from collections.abc import Collection, Coroutine
from typing import Any

from textual import work
from textual.binding import Binding
from textual.widgets import Input

from tui import clipboard
from tui.authoring import plain_text
from tui.authoring.errors import AuthoringError
from tui.own_key import key as own_key
from tui.palette import WorkbenchCommands
from tui.screens import mistake, refusal
from tui.screens.help import open_help
from tui.screens.read_history import ReadHistoryScreen
from tui.screens.restore import RestoreScreen
from tui.screens.undo_approval import UndoApprovalScreen
from tui.widgets.state_label import counted


class HistoryScreen(ReadHistoryScreen):
    """Ends with the lesson or section that the author wants to see in the workbench, or with None."""

    COMMANDS = {WorkbenchCommands}
    HELP = """\
# History
Every commit of the course, a day or a lesson, followed through renamings. The detail follows the cursor: what the
commit changed, the file as of then, what the commit says of itself, and where each section of the lesson is from.
Nothing here overwrites anything: a version is restored as attempts to be accepted, an approval is undone by a commit.
"""
    BINDINGS = [
        Binding("d", "show('comparison')", "Changes", id="history.changes", tooltip="What it changed, by words"),
        Binding("w", "raw", "Lines", show=False, id="history.raw",
                tooltip="The changes line by line, as git prints them, and back"),
        Binding("f", "show('page')", "As of then", id="history.then", tooltip="The file as it was after the commit"),
        Binding("i", "show('about')", "About", id="history.about",
                tooltip="What the commit says of itself: points, attempts, models, cost, waivers"),
        Binding("b", "show('blame')", "Blame", id="history.blame",
                tooltip="Each section of the lesson: from which commit, attempt, model and prompt"),
        Binding("slash", "filter", "Filter", id="history.filter", tooltip="By author, model, text, lesson or day"),
        Binding("r", "restore", "Restore", id="history.restore",
                tooltip="Make attempts of this version, to be accepted in the workbench"),
        Binding("x", "undo_approval", "Undo", id="history.undo-approval",
                tooltip="Undo the approval by a new commit, once you have confirmed it"),
        Binding("y", "copy", "Copy hash", show=False, id="history.copy", tooltip="Copy the hash of the commit"),
        Binding("g", "go", "Go there", show=False, id="history.go", tooltip="Go to the lesson in the workbench"),
        Binding("left_square_bracket", "file(-1)", "File before", show=False, id="history.file-before",
                tooltip="The file before, where the commit changed several"),
        Binding("right_square_bracket", "file(1)", "Next file", show=False, id="history.file-next",
                tooltip="The next file, where the commit changed several"),
        Binding("question_mark", "help", "Help", id="history.help"),
        Binding("escape", "all", "Show all", id="history.all", tooltip="Show all entries again"),
        Binding("escape", "list", "List", id="history.list", tooltip="Back to the list"),
        Binding("escape,q,h", "dismiss(None)", "Back", id="history.back", tooltip="Back to the workbench"),
    ]  # fmt: skip

    _doing_now = ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say whether the action can be done now: the footer shows these keys and no others."""
        if not self.is_mounted or isinstance(self.focused, Input):
            return action not in ("filter", "all", "list", "mark", "narrow", "widen")
        entry = self.timeline.entry
        match action:
            case "show" | "raw" | "copy" | "mark":
                return entry is not None
            case "restore" | "go":
                return entry is not None and entry.lesson is not None
            case "undo_approval":
                return entry is not None and entry.kind == "approved" and entry.lesson is not None
            case "file":
                return entry is not None and len(entry.changes) > 1
            case "narrow":
                return entry is not None and entry.lesson is not None and "_" not in (self.filter.target or "")
            case "widen":
                return self.filter.target is not None
            case "list":
                return self.one_at_a_time and self.has_class("-reading")
            case "all":
                return self.filter.narrows and not (self.one_at_a_time and self.has_class("-reading"))
        return True

    def action_list(self) -> None:
        """Show the list again where one is seen at a time."""
        self.remove_class("-reading")
        self.set_focus(self.timeline)

    def action_copy(self) -> None:
        """Copy the whole hash of the commit under the cursor."""
        if (entry := self.timeline.entry) is not None:
            clipboard.copy(self.app, entry.commit, f"The hash of {entry.commit[:10]}", "")

    @work(group="act", exclusive=True)
    async def action_go(self) -> None:
        """Leave for the lesson in the workbench."""
        entry = self.timeline.entry
        if entry is not None and (lesson := await self.lesson_now(entry)) is not None:
            self._leave_for(lesson)

    def _leave_for(self, target: str) -> None:
        try:
            self.workbench.lesson(target.partition("/")[0])
        except AuthoringError as error:
            self.notify(str(error), title="Not in the plan", severity="warning", markup=False)
            return
        self.dismiss(target)

    # Restoring

    @work(group="act", exclusive=True)
    async def action_restore(self) -> None:
        """Ask what of this version is wanted back, and make attempts of it."""
        entry = self.timeline.entry
        if entry is None or self._is_busy() or (lesson := await self.lesson_now(entry)) is None:
            return
        try:
            sections = [(each.plan.id, each.plan.title) for each in self.workbench.lesson(lesson).sections]
            wanted = await self.app.push_screen_wait(RestoreScreen(lesson, entry, sections))
        except Exception as error:  # git refuses, or answers what nobody expected: nothing was changed
            self.notify(mistake.told(error), title="Not restored", severity="error", timeout=15, markup=False)
            return
        if wanted is not None:
            self._do(f"Restoring {lesson}", self._restore(lesson, entry.commit, wanted.sections))

    async def _restore(self, lesson: str, commit: str, sections: Collection[str] | None) -> None:
        try:
            made = await asyncio.to_thread(self.workbench.history.restore, lesson, commit, sections)
        except Exception as error:  # git refuses, or answers what nobody expected: nothing was changed
            self.app.notify(mistake.told(error), title="Not restored", severity="error", timeout=15, markup=False)
            return
        attempts = [each for each in made if each.number is not None]
        notes = "".join(f"\n{plain_text.one_line(each.title)}: {each.note}." for each in made if each.note)
        if not attempts:
            said = f"No attempt was made of {commit[:10]}.{notes}"
            self.app.notify(said, title="Nothing restored", timeout=10, markup=False)
            return
        accept = own_key("section.accept", "a")
        said = f"{counted(len(attempts), 'attempt')} made of {commit[:10]}: {accept} accepts each.{notes}"
        self.app.notify(said, title="Restored", timeout=10, markup=False)
        if self.is_current:
            self._leave_for(attempts[0].section)

    # Undoing

    @work(group="act", exclusive=True)
    async def action_undo_approval(self) -> None:
        """Ask, and undo the approval under the cursor by a new commit, or take its commit away."""
        entry = self.timeline.entry
        if entry is None or self._is_busy() or (lesson := await self.lesson_now(entry)) is None:
            return
        try:
            may_amend = await asyncio.to_thread(self.workbench.can_amend, lesson, entry.commit)
            how = await self.app.push_screen_wait(UndoApprovalScreen(lesson, entry, may_amend=may_amend))
        except Exception as error:  # git or the workbench refuses: all is as it was
            refusal.show(self, "Not undone", mistake.told(error))
            return
        if how is not None:
            self._do(f"Undoing the approval of {lesson}", self._undo(lesson, entry.commit, amend=how == "amend"))

    async def _undo(self, lesson: str, commit: str, *, amend: bool) -> None:
        try:
            undone = await asyncio.to_thread(self.workbench.undo_approval, lesson, commit, amend=amend)
        except Exception as error:  # git or the workbench refuses: all is as it was
            refusal.show(self.app.screen, "Not undone", mistake.told(error))
            return
        self.app.notify(undone.said, title="Undone", timeout=10, markup=False)
        for note in undone.notes:
            self.app.notify(note, title=lesson, timeout=10, markup=False)
        if self.is_open():
            self.show_history(self.filter)

    # What changes something

    def _do(self, doing: str, work: Coroutine[Any, Any, None]) -> None:
        """Have it done by the app: what came of it is told though the author has left the history meanwhile."""

        async def done() -> None:
            try:
                await work
            finally:
                self._doing_now = ""

        self._doing_now = doing
        self.app.run_worker(done(), group="history", exit_on_error=True)

    def _is_busy(self) -> bool:
        """Say whether something is being done still, and tell the author so."""
        if self._doing_now:
            said = f"{self._doing_now}: wait until that is done (a hook of git's may take its time)."
            self.notify(said, severity="warning", markup=False)
        return bool(self._doing_now)

    def action_help(self) -> None:
        """Explain the pane in focus and every key that works there."""
        open_help(self)
