"""The first run, step 1 of 3: which outline the course begins with. Nothing is written before the last step."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen
from textual.suggester import Suggester
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from tui.authoring.errors import AuthoringError
from tui.authoring.first_run import EXAMPLE, Begun, FirstRun, Outline
from tui.screens.first_go import FirstGoScreen
from tui.screens.first_writer import FirstWriterScreen
from tui.screens.help import open_help
from tui.screens.paste import PasteScreen
from tui.widgets.key_hints import KeyHints
from tui.widgets.said import Said
from tui.widgets.state_label import counted

_ABOUT = (
    "An outline in Markdown, days as headings, topics and points as bullets, becomes a course of lessons that you "
    "judge section by section. Instructions to the writer may stand before or after it."
)
_MOST = 6
"""Outlines of the folder that are offered: the newest, for there is one screen."""


class PathInput(Input):
    """A line for a path; who pastes a whole text into it means that text."""

    class TextPasted(Message):
        """More than one line was pasted."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def on_paste(self, event: events.Paste) -> None:
        """Take a path, and hand on a text."""
        if len(event.text.strip().splitlines()) > 1:
            event.prevent_default()
            event.stop()
            self.post_message(self.TextPasted(event.text))


class _Paths(Suggester):
    def __init__(self, first_run: FirstRun) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._first_run = first_run

    async def get_suggestion(self, value: str) -> str | None:
        return await asyncio.to_thread(self._first_run.complete, value)


class FirstRunScreen(Screen[None]):
    """Ends the app with the new workspace, or with None where the author leaves."""

    CSS_PATH = "first_run.tcss"
    AUTO_FOCUS = "#path"
    HELP = f"# The first run: the outline\n{_ABOUT}"
    BINDINGS = [
        Binding("escape", "leave", "Leave", id="first.leave", tooltip="Leave; nothing was written"),
        Binding("down", "to_list", "Choices", show=False, id="first.choices"),
        Binding("f1", "help", "Help", id="first.help"),
    ]

    path = getters.query_one("#path", PathInput)
    choices = getters.query_one("#choices", OptionList)
    said = getters.query_one(Said)

    def __init__(self, first_run: FirstRun) -> None:
        super().__init__()
        self._first_run = first_run
        self._reading = False

    def compose(self) -> ComposeResult:
        """Lay out the line for a path, and what else there is."""
        with Vertical(id="first"):
            yield Label("There is no course here yet. Which outline does it begin with?", classes="title")
            yield Label(_ABOUT, classes="about", markup=False)
            yield PathInput(placeholder="the path of an outline", id="path", suggester=_Paths(self._first_run))
            yield OptionList(*self._options(), id="choices", markup=False)
            yield Said()
        yield KeyHints()

    def on_mount(self) -> None:
        """Say where in the course of things this is."""
        box = self.query_one("#first")
        box.border_title = "1 of 3 · The outline"
        box.border_subtitle = "→ completes a path · Enter goes on · Tab or ↓ to the choices"

    def _options(self) -> list[Option]:
        found = self._first_run.outlines()[:_MOST]
        files = [Option(f"{each.name}  ({_size(each)})", id=f"file-{number}") for number, each in enumerate(found)]
        self._files = {f"file-{number}": each for number, each in enumerate(found)}
        return [
            *files,
            Option("Paste it, or write it here", id="paste"),
            Option("Take the example: bread at home, in two days", id="example"),
        ]

    def action_to_list(self) -> None:
        """Go from the line to the choices."""
        self.set_focus(self.choices)  # at once: what is typed after the key is meant for the choices
        self.choices.highlighted = 0

    @on(Input.Submitted, "#path")
    def _take_path(self, event: Input.Submitted) -> None:
        typed = event.value.strip()
        if typed:
            self._read(lambda: self._first_run.read(self._first_run.place(typed)))
        else:
            self.said.say("Type the path of an outline, or choose below.")

    @on(PathInput.TextPasted)
    def _take_pasted(self, event: PathInput.TextPasted) -> None:
        self._paste(event.text)

    @on(OptionList.OptionSelected, "#choices")
    def _take_choice(self, event: OptionList.OptionSelected) -> None:
        match event.option_id:
            case "paste":
                self._paste("")
            case "example":
                self._read(lambda: self._first_run.read(EXAMPLE))
            case str(name) if name in self._files:
                self._read(lambda: self._first_run.read(self._files[name]))

    def _paste(self, text: str) -> None:
        self.app.push_screen(PasteScreen(text), self._take_text)

    def _take_text(self, text: str | None) -> None:
        if text is not None:
            self._read(lambda: self._first_run.read_text(text), text)

    @work(group="read", exclusive=True)
    async def _read(self, read: Callable[[], Outline], pasted: str | None = None) -> None:
        self._reading = True
        self.said.say("Reading… Escape stops it.")
        try:
            outline = await asyncio.to_thread(read)
        except AuthoringError as error:
            self.said.say(str(error))
            if pasted is not None:
                self.notify(str(error), title="This is no outline yet", severity="warning", timeout=15, markup=False)
                self._paste(pasted)
            return
        finally:
            self._reading = False
        self.said.say("")
        self._ask_who_writes(outline)

    def _ask_who_writes(self, outline: Outline) -> None:
        self.app.push_screen(FirstWriterScreen(self._first_run.writers), lambda name: self._go(outline, name))

    def _go(self, outline: Outline, writer: str | None) -> None:
        if writer is not None:
            self.app.push_screen(
                FirstGoScreen(self._first_run, outline, writer), lambda begun: self._done(outline, begun)
            )

    def _done(self, outline: Outline, begun: Begun | None) -> None:
        if begun is not None:
            self.app.exit(begun)
        else:
            self._ask_who_writes(outline)

    def action_leave(self) -> None:
        """Stop reading; or go back from the choices to the line; or leave."""
        if self._reading:
            self.workers.cancel_group(self, "read")
            self.said.say("")
        else:
            self.app.exit()

    def action_help(self) -> None:
        """Explain this step and its keys."""
        open_help(self)


def _size(path: Path) -> str:
    try:
        count = path.stat().st_size
    except OSError:
        return "gone"
    return counted(count, "byte") if count < 10_000 else f"{count // 1000:,} kB"
