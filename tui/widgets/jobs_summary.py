"""How far the writer has come: done of all, pace and time left, money, and why nothing is asked for just now."""

from dataclasses import dataclass
from decimal import Decimal

from rich.text import Text
from textual.widgets import Static

from tui.widgets.state_label import counted

_BAR = 16


@dataclass(frozen=True)
class Progress:
    """Sections `whole` since the workbench was opened and those of each other kind; `pace` is in words a second."""

    whole: int
    writing: int
    waiting: int
    held: int
    failed: int
    pace: float | None
    seconds_left: float | None
    spent: Decimal | None
    unpriced: int
    pause: str = ""

    @property
    def all(self) -> int:
        """All sections that were asked for."""
        return self.whole + self.writing + self.waiting + self.held + self.failed


class JobsSummary(Static):
    """A few lines above the table."""

    def __init__(self) -> None:
        super().__init__(id="jobs-summary", markup=False)

    def show(self, progress: Progress) -> None:
        """Show how far the writer has come."""
        said = Text()
        if progress.all:
            done = round(_BAR * progress.whole / progress.all)
            said.append("━" * done, style="green")
            said.append("─" * (_BAR - done), style="dim")
            said.append(f" {progress.whole:,} of {progress.all:,} done", style="bold")
        kinds = (
            (progress.writing, "writing"),
            (progress.waiting, "wait"),
            (progress.held, "held"),
            (progress.failed, "failed"),
        )
        said.append("".join(f" · {number:,} {kind}" for number, kind in kinds if number))
        if progress.all:
            said.append("\n")
        said.append(f"{_pace(progress)} · {_money(progress)}", style="dim")
        if progress.pause:
            said.append(f"\n{progress.pause}", style="yellow")
        self.update(said)


def _pace(progress: Progress) -> str:
    if progress.pace is None:
        return "Nothing is being written" if not progress.writing else "The pace is not measured yet"
    pace = f"{progress.pace:.1f} words/s"
    if progress.seconds_left is None:
        return f"{pace} · time left not known yet"
    return f"{pace} · about {_duration(progress.seconds_left)} left"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return counted(max(1, round(seconds)), "second")
    if seconds < 90 * 60:
        return counted(round(seconds / 60), "minute")
    return f"{seconds / 3600:.1f} hours"


def _money(progress: Progress) -> str:
    unknown = f"{counted(progress.unpriced, 'draft')} of unknown price" if progress.unpriced else ""
    if progress.spent is None:
        return unknown or "nothing spent in this sitting"
    return f"${progress.spent:.4f} in this sitting" + (f" + {unknown}" if unknown else "")
