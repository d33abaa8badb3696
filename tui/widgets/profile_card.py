"""All that is known of one profile: where it is, its limits, prices and capabilities, and what a trial of it showed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.authoring.workbench import Tried, WriterView

if TYPE_CHECKING:
    from tui.authoring.workbench import Profile

_MARKS = {True: ("✓", "green"), False: ("✗", "yellow"), None: ("?", "yellow")}


class ProfileCard(VerticalScroll):
    """Follows the cursor of the table; scrolls where room is short."""

    HELP = "# Settings: one profile\nWhere it is, what it can do and costs, and what trying it showed."

    def __init__(self) -> None:
        super().__init__(id="profile-card")

    def compose(self) -> ComposeResult:
        """Lay out the one text."""
        yield Static(id="card")

    def show(self, view: WriterView, tried: Sequence[Tried] = (), *, trying: bool = False) -> None:
        """Show one profile, and below it what a trial has shown so far."""
        self.border_title = Content(view.name)
        self.border_subtitle = Content(f"writes now: {view.why}" if view.now else "")
        table = Table(box=None, show_header=False, padding=(0, 1, 0, 0), expand=True)
        table.add_column(width=8, style="dim")
        table.add_column(ratio=1)
        for each in tried:
            mark, style = _MARKS[each.works]
            table.add_row(each.name, Text.assemble((f"{mark} ", style), each.detail))
        if trying:
            table.add_row("trying", "…")
        if view.profile is None:
            table.add_row("lacks", Text(view.problem))
        else:
            for name, said in _rows(view.profile):
                table.add_row(name, said)
        self.query_one("#card", Static).update(table)


def _rows(profile: "Profile") -> list[tuple[str, Text]]:
    where = profile.base_url or f"embedded, {profile.gguf.name if profile.gguf else ''}"
    limits = f"reads {profile.context_tokens:,} tokens, answers with {profile.max_tokens:,} at most"
    return [
        ("where", Text(where)),
        ("model", Text(profile.model)),
        ("key", Text(profile.credential.told)),
        ("limits", Text(limits)),
        ("prices", Text(_prices(profile))),
        ("can", _capabilities(profile)),
    ]


def _prices(profile: "Profile") -> str:
    prices = profile.prices
    if prices is None:
        return "unknown: state `prices` in settings.yaml to see costs"
    if not prices.input and not prices.output:
        return f"free: {prices.as_of}"
    named = (("read", prices.input), ("write", prices.output), ("cached", prices.cache_read))
    said = ", ".join(f"{name} {'unknown' if price is None else f'${price:.2f}'}" for name, price in named)
    said = f"a million tokens: {said}, to cache {'unknown' if prices.cache_write is None else f'${prices.cache_write}'}"
    batch = "" if prices.batch_share is None else f"; batches {prices.batch_share:.0%} of that"
    more = f"; dearer over {prices.long_prompt_over:,} tokens" if prices.long_prompt_over else ""
    return f"{said}{batch}{more} (as of {prices.as_of})"


def _capabilities(profile: "Profile") -> Text:
    said = Text()
    for number, (name, can) in enumerate(profile.capabilities.by_name().items()):
        mark, style = ("✓", "green") if can else ("–", "dim")
        said.append("" if not number else "\n" if number % 3 == 0 else "  ")
        said.append(f"{mark} {name.replace('_', ' ')}", style=style)
    return said
