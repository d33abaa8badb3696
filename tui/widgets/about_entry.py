"""All that a commit says of itself, in words: its moment, its author, its message, its trailers by their meaning."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.authoring import plain_text
from tui.widgets import entry_look
from tui.widgets.state_label import counted

if TYPE_CHECKING:
    from tui.authoring.workbench import Entry, Words

_NAMES = {
    "Lesson": "Lesson",
    "Was": "Called before",
    "Points": "Teaches",
    "Sections": "Sections",
    "Additions": "Beyond the syllabus",
    "Drafted-by": "Written by",
    "Attempts": "Attempts taken",
    "Tokens": "Tokens",
    "Cost-USD": "Cost",
    "Prompt-SHA256": "Prompts (SHA-256)",
    "Waived": "Findings waived",
    "Undoes": "Undoes",
}
"""What the trailers are called where a person reads them; others keep their own names."""

_LISTS = frozenset({"Points", "Sections", "Additions", "Attempts"})
"""Those whose values are lists, with commas between."""

_KINDS = {
    "approved": "an approval",
    "undone": "an approval undone",
    "planned": "a plan",
    "renamed": "lessons renamed",
    "glossary": "the glossary",
    "merged": "branches merged, with a change of their own",
    "by hand": "a commit by hand",
}
_INDENT = 20


class AboutEntry(VerticalScroll, inherit_bindings=False):
    """Shows the entry that its screen gives it."""

    HELP = """\
# About
What the commit says of itself: who made it and when, its message, the points that the lesson teaches, which attempts
were taken, what wrote them, what all attempts cost, and which findings were waived and why.
"""
    BINDINGS = [
        Binding("up,k", "scroll_up", "Up", show=False, id="about.up"),
        Binding("down,j", "scroll_down", "Down", show=False, id="about.down"),
        Binding("pageup", "page_up", "Page up", show=False, id="about.page-up"),
        Binding("pagedown,space", "page_down", "Page down", show=False, id="about.page-down"),
    ]

    def __init__(self) -> None:
        super().__init__(id="about")

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        yield Static(id="about-text")

    def show(self, entry: "Entry", points: Mapping[str, str], words: "Words | None") -> None:
        """Show an entry; `points` are the texts of the syllabus by their addresses."""
        self.query_one("#about-text", Static).update(told(entry, points, words))
        self.scroll_home(animate=False)


def told(entry: "Entry", points: Mapping[str, str], words: "Words | None") -> Text:
    """Return what is known of an entry, a line or a paragraph for each thing."""
    text = Text(overflow="fold")
    text.append(f"{plain_text.one_line(entry.subject) or '(no subject)'}\n", style="bold")
    _add(text, "Commit", [entry.commit])
    _add(text, "Is", [_KINDS.get(str(entry.kind.value), str(entry.kind.value))])
    _add(text, "Made", [entry_look.exactly(entry.date)])
    email = plain_text.one_line(entry.email)
    _add(text, "Author", [f"{entry_look.author(entry)} <{email}>" if email else entry_look.author(entry)])
    if words is not None:
        _add(text, "Words", [f"+{words.added:,} −{words.removed:,}"])
    _add(text, "Files", [_file(change.old_path, change.path, change.after) for change in entry.changes])
    for name, values in _gathered(entry.trailers).items():
        if name == "Points":
            values = [f"{each} {points[each]}" if each in points else each for each in values]
        if name == "Cost-USD" and entry.cost_usd is not None:
            values = [f"{entry_look.cost(entry.cost_usd)}, all attempts of the lesson until then"]
        _add(text, _NAMES.get(name, name), values)
    if len(entry.parents) > 1:
        _add(text, "Merges", [f"{counted(len(entry.parents), 'line')} of commits"])
    if body := plain_text.clean(entry.body).strip():
        text.append(f"\n{body}\n")
    return text


def _file(old_path: str | None, path: str, after: str | None) -> str:
    name = plain_text.one_line(path)
    if old_path is not None and old_path != path:
        return f"{plain_text.one_line(old_path)} → {name}"
    return name if after is not None else f"{name} (removed)"


def _gathered(trailers: tuple[tuple[str, str], ...]) -> dict[str, list[str]]:
    """Return the values of each trailer, in the order in which the names come first."""
    gathered: dict[str, list[str]] = {}
    for name, value in trailers:
        name, value = plain_text.one_line(name), plain_text.one_line(value)
        values = [each.strip() for each in value.split(",")] if name in _LISTS else [value]
        gathered.setdefault(name, []).extend(each for each in values if each)
    return gathered


def _add(text: Text, name: str, values: list[str]) -> None:
    for number, value in enumerate(values):
        text.append(f"{name if number == 0 else '':<{_INDENT}}", style="cyan")
        text.append(f"{value}\n")
