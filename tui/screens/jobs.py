"""The jobs: what the writer is at, what waits, what is held and what failed, and what becomes of each."""

from collections.abc import Callable

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Static

from tui.draft_runner import DraftRunner
from tui.palette import WorkbenchCommands
from tui.screens.confirm import ConfirmScreen
from tui.screens.help import open_help
from tui.widgets.jobs_summary import JobsSummary, Progress
from tui.widgets.jobs_table import JobsTable, rows
from tui.widgets.key_hints import KeyHints
from tui.widgets.row_table import RowTable
from tui.widgets.state_label import counted

_LOOK_SECONDS = 0.5
_GRACE_SECONDS = 0.5
"""How long after the row under the cursor is gone a key does nothing to the one that took its place."""

_EMPTY = """\
Nothing is being written, waits, or is held.

In the workbench g drafts the section on show, or all that the lesson on show lacks, and D all that the day lacks.
What you ask for is listed here until it is whole.
"""


class JobsScreen(Screen[str | None]):
    """Ends with the section that the author wants to go to, or with None; looks at the runner twice a second."""

    CSS_PATH = "jobs.tcss"
    COMMANDS = {WorkbenchCommands}
    HELP = JobsTable.HELP
    BINDINGS = [
        Binding(
            "p", "pause", "Pause", id="jobs.pause", tooltip="Hold all that waits; what is written comes to its end"
        ),
        Binding("p", "unpause", "Go on", id="jobs.unpause", tooltip="Go on with all that is held"),
        Binding("G", "go_on", "Go on", show=False, id="jobs.go-on", tooltip="Go on with all that is held"),
        Binding("f", "first", "Put first", id="jobs.first", tooltip="Write this section next"),
        Binding("g", "again", "Try again", id="jobs.again", tooltip="Draft the section that failed again"),
        Binding(
            "R", "all_again", "Try all", show=False, id="jobs.all-again", tooltip="Draft all sections that failed again"
        ),
        Binding("x", "cancel", "Cancel", id="jobs.cancel", tooltip="Take it out, or stop it; what has come is kept"),
        Binding(
            "X",
            "cancel_all",
            "Cancel all",
            show=False,
            id="jobs.cancel-all",
            tooltip="Take out all, stop what is written",
        ),
        Binding("question_mark", "help", "Help", id="jobs.help"),
        Binding("escape,q,J", "dismiss(None)", "Back", id="jobs.back", tooltip="Back to the workbench"),
    ]

    table = getters.query_one(JobsTable)
    summary = getters.query_one(JobsSummary)

    def __init__(self, runner: DraftRunner, clock: Callable[[], float]) -> None:
        super().__init__()
        self._runner, self._clock = runner, clock
        self._changed = clock() - _GRACE_SECONDS

    def compose(self) -> ComposeResult:
        """Lay out how far it has come, the sections, and all that is known of the one under the cursor."""
        with Container(id="jobs"):
            yield JobsSummary()
            yield JobsTable()
            yield Static(_EMPTY, id="jobs-empty", markup=False)
            yield Static(id="job-card", markup=False)
        yield KeyHints()

    def on_mount(self) -> None:
        """Show what there is, and go on looking."""
        self._runner.forget_mended()
        self.table.focus()
        self.call_after_refresh(self.look)
        self.set_interval(_LOOK_SECONDS, self.look)

    def look(self) -> None:
        """Show what has become of all."""
        runner, sitting = self._runner, self._runner.sitting
        writing, waiting, held = sitting.writing, runner.in_order, runner.held_because
        found = rows(writing, sitting.failed, waiting, held)
        paused = max(writing, key=lambda each: each.pause, default=None)
        self.summary.show(
            Progress(
                len(sitting.whole.difference(row.key for row in found)),
                len(writing),
                len(waiting),
                len(held),
                sum(row.state == "failed" for row in found),
                sitting.pace,
                sitting.seconds_left(waiting),
                sitting.spent,
                sitting.unpriced,
                f"{paused.reason} Goes on in {paused.pause:.0f} s." if paused is not None and paused.pause else "",
            )
        )
        if self.table.show(found):
            self._changed = self._clock()
        self.set_class(not found, "-empty")
        self._show_card()

    def _show_card(self) -> None:
        row = self.table.row
        self.query_one("#job-card", Static).update(f"{row.key}: {row.more}" if row is not None else "")
        self.refresh_bindings()

    @on(RowTable.Moved, "#jobs-table")
    def _follow(self) -> None:
        self._show_card()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say whether the action can be done now: the footer shows these keys and no others."""
        row = self.table.row if self.is_mounted and self.query(JobsTable) else None
        state = row.state if row is not None else None
        match action:
            case "pause":
                return bool(self._runner.waiting)
            case "unpause":
                return not self._runner.waiting and self._runner.can_go_on
            case "go_on":
                return self._runner.can_go_on
            case "first":
                return state in ("waits", "held")
            case "again":
                return state == "failed"
            case "all_again":
                return len(self._runner.sitting.failed) > 1
            case "cancel" | "go":
                return row is not None
            case "cancel_all":
                return self._runner.busy or self._runner.held > 0
        return True

    def _key(self) -> str | None:
        """Return the section under the cursor, unless it stands there only since a moment ago."""
        if self._clock() - self._changed < _GRACE_SECONDS:
            self.notify("The section under the cursor has just changed: look, then press it again.", timeout=2)
            return None
        return self.table.key

    def action_pause(self) -> None:
        """Hold what waits."""
        self._runner.pause()
        self.look()

    def action_unpause(self) -> None:
        """Go on where nothing waits but what is held."""
        self.action_go_on()

    def action_go_on(self) -> None:
        """Go on with all that is held."""
        self._runner.resume()
        self.look()

    def action_first(self) -> None:
        """Write the section under the cursor next."""
        if (key := self._key()) is not None:
            self._runner.put_first(key)
            self.look()

    def action_again(self) -> None:
        """Draft the section under the cursor, which failed, again."""
        if (key := self._key()) is not None:
            self._runner.try_again([key])
            self.look()

    def action_all_again(self) -> None:
        """Draft all that failed again."""
        self._runner.try_again([key for key, _ in self._runner.sitting.failed])
        self.look()

    def action_cancel(self) -> None:
        """Take the section under the cursor out."""
        if (key := self._key()) is not None:
            self._runner.cancel(key)
            self.look()

    @work
    async def action_cancel_all(self) -> None:
        """Take out all that waits or is held and stop what is being written, if the author says so."""
        runner = self._runner
        writing, waiting = len(runner.sitting.writing), len(runner.waiting) + runner.held
        parts = [f"{counted(waiting, 'section')} would not be drafted"] if waiting else []
        parts += [f"{counted(writing, 'section')} would stop where the text is now, which is kept"] if writing else []
        if await self.app.push_screen_wait(ConfirmScreen("Cancel all?", f"{', and '.join(parts)}.", "cancels all")):
            runner.cancel_all()
            self.look()

    def action_go(self) -> None:
        """Go to the section under the cursor."""
        if self.table.key is not None:
            self.dismiss(self.table.key)

    def action_help(self) -> None:
        """Explain the table and every key."""
        open_help(self)
