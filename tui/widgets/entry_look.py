"""How an entry of the history is told in a line: when, what, who wrote it, what it cost. All of it is untrusted."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from tui.authoring import plain_text

if TYPE_CHECKING:
    from tui.authoring.workbench import Entry

GLYPHS = {
    "begun": "●",
    "approved": "✓",
    "undone": "↶",
    "planned": "☰",
    "renamed": "→",
    "glossary": "§",
    "merged": "⑂",
    "by hand": "✎",
}
"""A sign for each kind of entry, which its words tell too."""

STYLES = {"approved": "green", "undone": "yellow", "renamed": "cyan", "by hand": "magenta"}

_WEEK = timedelta(days=7)


def when(date: datetime, now: datetime) -> str:
    """Return how long ago it was, in at most 10 cells; the day itself once that is a week ago, or is still to come."""
    ago = now - date
    if not timedelta(0) <= ago < _WEEK:
        return date.astimezone(now.tzinfo).strftime("%Y-%m-%d")
    minutes = int(ago.total_seconds()) // 60
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    if minutes < 24 * 60:
        return f"{minutes // 60} h ago"
    days = minutes // (24 * 60)
    return f"{days} day{'' if days == 1 else 's'} ago"


def exactly(date: datetime) -> str:
    """Return the moment as the author's clock showed it, with its zone."""
    return date.strftime("%Y-%m-%d %H:%M:%S %z").strip()


def what(entry: "Entry") -> str:
    """Return what was done, on one line: of an approval the lesson and its title, else the subject as it stands."""
    subject = plain_text.one_line(entry.subject) or "(no subject)"
    lesson = entry.lesson or ""
    for done in ("approve ", "undo approval of "):
        before = f"{lesson}: {done}"
        if lesson and entry.kind in ("approved", "undone") and subject.startswith(before):
            return f"{lesson} {subject.removeprefix(before)}"
    return subject


def author(entry: "Entry") -> str:
    """Return the author's name on one line, or the address where there is none."""
    return plain_text.one_line(entry.author) or plain_text.one_line(entry.email) or "(nobody)"


def writer(entry: "Entry") -> str:
    """Return the models that wrote what was approved, with `hand` where some of it is the author's own."""
    models = [plain_text.one_line(model) for model in entry.models]
    return ", ".join([*models, *(["hand"] if entry.by_hand else [])])


def cost(usd: Decimal | None) -> str:
    """Return an amount with two digits, or with four where it is less than a cent; nothing where none is known."""
    if usd is None:
        return ""
    return f"${usd:,.4f}" if 0 < usd < Decimal("0.01") else f"${usd:,.2f}"
