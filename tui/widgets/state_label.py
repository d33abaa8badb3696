"""How a state looks in a list: a glyph, a word and a colour, never the colour alone."""

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text

from tui.authoring.shown import LessonState, SectionState

_COLOURS = {
    "planned": "dim",
    "drafting": "cyan",
    "proposed": "yellow",
    "review": "yellow",
    "accepted": "green",
    "approved": "bold green",
    "failed": "red",
    "stale": "magenta",
    "edited": "magenta",
    "behind": "magenta",
    "missing": "red",
    "unmerged": "red",
}


def row(
    title: str,
    state: SectionState | LessonState,
    width: int,
    *,
    figures: str = "",
    waiting: bool = False,
    part: int | None = None,
) -> Text:
    """Return one line of `width` cells: glyph, title cut to fit, state word, and `figures` where there is room.

    `waiting` says that it waits for the writer, whatever its state. With `part`, a title that ends with it is cut
    before the end, since that is what tells the parts of a topic apart.
    """
    style = Style.parse("cyan") if waiting else state_style(state.value)
    glyph, word = ("…", "waiting") if waiting else (state.glyph, state.word)
    tail = f" {word}"
    if figures and width >= 36:
        tail += f" {figures}"
    room, end = width - 2 - cell_len(tail), f" (part {part})"
    if part is not None and title.endswith(end) and cell_len(title) > room:
        title = fit(title.removesuffix(end), room - cell_len(end)).rstrip() + end
    return Text.assemble((glyph, style), " ", fit(title, room), (tail, style))


def state_style(word: str) -> Style:
    """Return how the word of a state is coloured."""
    return Style.parse(_COLOURS.get(word, "none"))


def counted(number: int, noun: str) -> str:
    """Return `1 word`, `1,200 words`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def fit(text: str, width: int) -> str:
    """Return `text` padded or cut (with an ellipsis) to exactly `width` cells."""
    width = max(width, 1)
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return (
        set_cell_size(text, width - 1).rstrip()
        + "…"
        + " " * (width - 1 - cell_len(set_cell_size(text, width - 1).rstrip()))
    )
