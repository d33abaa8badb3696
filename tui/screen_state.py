"""Where the author was on screen, kept in `.coursewright/screen.json` so that a restart begins there."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from tui.authoring import atomic
from tui.authoring.errors import AuthoringError


class ScreenState(BaseModel):
    """The selection, the pane in focus, and how far the preview was scrolled (in rows).

    `shares` are the parts of the width that the author gave to the lists, for each layout.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    day: int | None = None
    topic: str | None = None
    target: str | None = None
    focus: str | None = None
    scroll: float = 0
    shares: dict[str, tuple[float, ...]] = {}


def read(path: Path) -> ScreenState:
    """Return what was kept; a missing or damaged file is a fresh start, for nothing of the author's is in it."""
    try:
        return ScreenState.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, ValidationError):
        return ScreenState()


def move(path: Path, day: int, topic: str | None, target: str | None, focus: str | None) -> None:
    """Keep another place than was kept, with all else as it was; another text begins at its head."""
    kept = read(path)
    scroll = kept.scroll if kept.target == target else 0
    changes = {"day": day, "topic": topic, "target": target, "focus": focus, "scroll": scroll}
    write(path, kept.model_copy(update=changes))


def write(path: Path, state: ScreenState) -> None:
    """Keep `state`; a folder that refuses is passed over, for the place on screen is not worth an error."""
    try:
        atomic.write_text(path, state.model_dump_json(), lasting=False)
    except AuthoringError:
        return
