"""The first run, step 3 of 3: where the course goes; then it is made, or, where the author stops it, nothing is."""

import asyncio
import threading

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Input, Label, ProgressBar, Static

from tui.authoring.errors import AuthoringError
from tui.authoring.first_run import Begun, Cancelled, FirstRun, Outline
from tui.screens.help import open_help
from tui.widgets.key_hints import KeyHints
from tui.widgets.said import Said
from tui.widgets.state_label import counted


class FirstGoScreen(Screen[Begun | None]):
    """Ends with the new workspace, or with None to go back."""

    CSS_PATH = "first_run.tcss"
    AUTO_FOCUS = "#folder"
    HELP = """\
# The first run: go
The folder gets `syllabus.yaml`, made from your outline, `templates/`, which are yours to change, and `course/` with the
plan of each day. Where it lies in no git repository, it becomes one. Escape stops it half way, and nothing is left.
"""
    BINDINGS = [
        Binding(
            "escape", "back", "Back", id="first.back", tooltip="Go back; where the course is being made, stop that"
        ),
        Binding("f1", "help", "Help", id="first.go-help"),
    ]

    folder = getters.query_one("#folder", Input)
    bar = getters.query_one("#progress", ProgressBar)
    said = getters.query_one(Said)

    def __init__(self, first_run: FirstRun, outline: Outline, writer: str) -> None:
        super().__init__()
        self._first_run, self._outline, self._writer = first_run, outline, writer
        self._stop = threading.Event()
        self.making = False

    def compose(self) -> ComposeResult:
        """Lay out what was found, and where it goes."""
        outline = self._outline
        with Vertical(id="first"):
            yield Label(f"{outline.title}: {outline.counted}.", classes="title", markup=False)
            yield Label(self._about(), classes="about", markup=False)
            yield Input(str(self._first_run.course_folder(outline)), id="folder", select_on_focus=False)
            yield Said()
            yield ProgressBar(total=outline.days, show_eta=False, id="progress")
            with VerticalScroll(id="remarks", can_focus=bool(outline.remarks)):
                yield Static("\n".join(outline.remarks), markup=False)
        yield KeyHints()

    def _about(self) -> str:
        writes = f"{self._writer} writes." if self._writer else "Who writes is left for later: , opens the settings."
        remarks = len(self._outline.remarks)
        more = f" {counted(remarks, 'thing')} to look at in the outline, below." if remarks else ""
        return f"{writes}{more} The course goes into this folder:"

    def on_mount(self) -> None:
        """Say where in the course of things this is."""
        box = self.query_one("#first")
        box.border_title = "3 of 3 · Go"
        box.border_subtitle = "Enter makes the course and opens it · Escape goes back"

    @on(Input.Submitted, "#folder")
    def _go(self, event: Input.Submitted) -> None:
        if not event.value.strip():
            self.said.say("Name a folder.")
        elif not self.making:
            self.making = True
            self._stop.clear()
            self._make(event.value)

    @work(group="make", exclusive=True)
    async def _make(self, folder: str) -> None:
        self.said.say("Planning the days… Escape stops it.")
        self.folder.disabled = True
        self.bar.update(progress=0)
        self.bar.add_class("-shown")
        place, writer = self._first_run.place(folder), self._writer or None
        tell = self._told
        try:
            begun = await asyncio.to_thread(
                self._first_run.begin, place, self._outline, writer, tell, self._stop.is_set
            )
        except Cancelled as stopped:
            self._again(str(stopped))
        except AuthoringError as error:
            self._again(str(error))
        else:
            self.dismiss(begun)

    def _told(self, days: int) -> None:
        self.app.call_from_thread(self.bar.update, progress=days)

    def _again(self, said: str) -> None:
        self.making = False
        self.bar.remove_class("-shown")
        self.folder.disabled = False
        self.folder.focus()
        self.said.say(said)

    def action_back(self) -> None:
        """Stop what is being made, or go back."""
        if self.making:
            self._stop.set()
            self.said.say("Stopping…")
        else:
            self.dismiss(None)

    def action_help(self) -> None:
        """Explain this step and its keys."""
        open_help(self)

    async def on_unmount(self) -> None:
        """Leave nothing half made where the program ends."""
        self._stop.set()
