"""The help: the pane in focus, every key that works there, and what the states mean."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Markdown, Static

from tui.authoring.workbench import LessonState, SectionState
from tui.own_key import key as own_key

_MEANINGS: dict[SectionState | LessonState, str] = {
    SectionState.PLANNED: "nothing is written yet",
    SectionState.DRAFTING: "the writer is at it",
    SectionState.PROPOSED: "a text waits for your decision",
    SectionState.ACCEPTED: "you have taken a text",
    SectionState.FAILED: "the writer stopped; what it wrote is kept",
    SectionState.STALE: "what it should teach has changed since you accepted it",
}
_LESSONS: dict[SectionState | LessonState, str] = {
    LessonState.PLANNED: "nothing is written yet",
    LessonState.STARTED: "some sections are accepted, the others not yet drafted",
    LessonState.DRAFTING: "the writer is at one of its sections",
    LessonState.REVIEW: "a section waits for your decision",
    LessonState.ACCEPTED: "every section is accepted: it may be approved",
    LessonState.APPROVED: "its file is committed as you approved it",
    LessonState.EDITED: "its file was changed outside",
    LessonState.BEHIND: "git holds another text than you approved here",
    LessonState.MISSING: "git has its file, and on the disk it is gone",
    LessonState.UNMERGED: "both sides of a merge changed it, and git waits for you",
}

_KEYS_WIDTH = 16
"""Columns for the keys, alike in all tables, so that what they do stands in one line below each other."""


def open_help(screen: Screen[Any]) -> None:
    """Explain the pane in focus and every key that works there; panes and screens say their part in `HELP`."""
    screen.app.clear_notifications()
    pane = getattr(screen.focused, "HELP", None) or ""
    about = getattr(screen, "HELP", None) or ""
    alive = list(screen.active_bindings.values())
    groups = {
        _heading(pane) or "Here": [each for each in alive if each.node not in (screen, screen.app)],
        "On this screen": [each for each in alive if each.node is screen],
        "Everywhere": [each for each in alive if each.node is screen.app],
    }
    screen.app.push_screen(HelpScreen(_with_own_keys(pane or about), groups))


def _with_own_keys(text: str) -> str:
    """Return a help text with the author's own keys in the places of `{id of the command:standard key}`."""
    return re.sub(r"\{([\w.-]+):([^}\s]+)\}", lambda named: own_key(named[1], named[2]), text)


def _heading(text: str) -> str:
    return text.partition("\n")[0].lstrip("# ") if text.startswith("#") else ""


class HelpScreen(ModalScreen[None]):
    """Made from the bindings that are alive where `?` was pressed, so that it is always true."""

    CSS_PATH = "help.tcss"
    AUTO_FOCUS = "VerticalScroll"
    BINDINGS = [
        Binding("escape", "close", "Close", id="help.close"),
        Binding("q,question_mark", "dismiss(None)", "Close", id="help.quit"),
        Binding("slash", "find", "Find", id="help.find"),
    ]

    def __init__(self, about: str, groups: Mapping[str, Sequence[ActiveBinding]]) -> None:
        super().__init__()
        self._about = about
        self._groups = {title: rows for title, alive in groups.items() if (rows := self._rows(alive))}

    def _rows(self, alive: Sequence[ActiveBinding]) -> list[tuple[str, str]]:
        """Return keys and what they do, in the order of the bindings; keys of one action stand together."""
        rows: dict[tuple[str, str], list[str]] = {}
        for active in sorted(alive, key=lambda each: each.binding.id is None):  # ours before those of any screen
            binding = active.binding
            if binding.description and not binding.system:
                does = binding.tooltip or binding.description
                rows.setdefault((binding.action, does), []).append(self.app.get_key_display(binding))
        return [(" ".join(dict.fromkeys(keys)), does) for (_, does), keys in rows.items()]

    def compose(self) -> ComposeResult:
        """Lay out text and tables."""
        with Vertical(id="help"):
            yield Input(placeholder="a key, a command or a state", id="find")
            with VerticalScroll():
                yield Markdown(self._about)
                yield Static(id="tables")

    def on_mount(self) -> None:
        """Say how to leave, and how to find."""
        box = self.query_one("#help")
        box.border_title = "Help"
        box.border_subtitle = "/ finds · ↑ ↓ scroll · Escape closes"
        self._show("")

    def _show(self, wanted: str) -> None:
        """Show the rows that hold `wanted`; all of them where it is empty."""
        tables: list[Table | Text | str] = []
        for title, rows in self._groups.items():
            tables += self._table(title, [each for each in rows if _holds(each, wanted)])
        for title, meanings in (("A section is", _MEANINGS), ("A lesson is", _LESSONS)):
            told = [(f"{state.glyph} {state.word}", meaning) for state, meaning in meanings.items()]
            tables += self._table(title, [each for each in told if _holds(each, wanted)])
        whole = Table.grid()
        for each in tables or ["Nothing here is called so."]:
            whole.add_row(each)
        self.query_one("#tables", Static).update(whole)
        self.query_one(Markdown).display = not wanted

    @staticmethod
    def _table(title: str, rows: Sequence[tuple[str, str]]) -> list[Table | Text | str]:
        if not rows:
            return []
        table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
        table.add_column(width=_KEYS_WIDTH)
        table.add_column()
        for keys, does in rows:
            table.add_row(Text(keys, style="bold cyan"), Text(does))
        return [Text(title, style="bold underline"), table, ""]

    def action_find(self) -> None:
        """Find among the keys and states by a few letters."""
        line = self.query_one("#find")
        line.display = True
        self.set_focus(line)  # at once: what is typed after the key is meant for the line

    def action_close(self) -> None:
        """Show all again where something was looked for, else leave."""
        line = self.query_one("#find", Input)
        if line.display:
            line.value, line.display = "", False
            self.query_one(VerticalScroll).focus()
        else:
            self.dismiss(None)

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        event.stop()
        self._show(event.value.strip())

    @on(Input.Submitted)
    def _found(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one(VerticalScroll).focus()


def _holds(row: tuple[str, str], wanted: str) -> bool:
    keys, does = row
    return wanted in keys.split() or wanted.casefold() in does.casefold() or wanted.casefold() in keys.casefold()
