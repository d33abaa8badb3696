"""The editor: a section's Markdown in the author's hands."""

from collections.abc import Mapping
from dataclasses import dataclass

from rich.style import Style
from rich.text import Text
from textual.binding import Binding
from textual.message import Message
from textual.timer import Timer
from textual.widgets import TextArea
from textual.widgets.text_area import Document, Edit, EditResult, Selection, TextAreaTheme

from tui.reading.palette import Palette
from tui.widgets.markdown_marks import marks, verbatim

PAUSE_SECONDS = 0.7
"""A pause in typing after which what was typed is kept."""

_BLOCKS: Mapping[str, str] = {
    "heading": "h2",
    "heading.marker": "quote",
    "text.literal": "code-string",
    "punctuation.delimiter": "quote",
    "punctuation.special": "quote",
    "link.uri": "target",
    "link.label": "link",
    "link.title": "target",
    "list.marker": "bullet",
    "string.escape": "quote",
}
"""What the grammar names, and how it looks when it is read."""


class Editor(TextArea):
    """Posts `Typed` at every change, `Paused` when the author rests, and `Kept` when the author is done."""

    HELP = """\
# Editor
Type freely. What you type is kept at every pause. Escape (or Ctrl+S) makes it an attempt by hand, to be accepted like
any other, and goes back; so does going to another section. Ctrl+Z undoes, Ctrl+Y does it again. Ctrl+F looks for words,
F3 and Shift+F3 go from one to the next. Ctrl+R shows how it reads, beside the editor where there is room. The border
counts words, of those that are aimed at, and estimates tokens.
"""
    BINDINGS = [
        Binding("escape,ctrl+s", "keep", "Done: keep it as an attempt", id="editor.keep", priority=True),
    ]

    class Typed(Message):
        """The text has changed."""

    @dataclass
    class Paused(Message):
        """The author paused: `text` is what stands in the editor for section `key`."""

        key: str
        text: str

    @dataclass
    class Kept(Message):
        """The author is done editing section `key`."""

        key: str
        text: str

    def __init__(self) -> None:
        self._looks: dict[str, Style] = {}
        # The cursor's line is a whole paragraph, and its colour would take the place of all others in it.
        super().__init__(
            id="editor",
            soft_wrap=True,
            tab_behavior="indent",
            show_line_numbers=False,
            highlight_cursor_line=False,
        )
        self.key = ""
        self._pause: Timer | None = None
        self._verbatim: dict[int, str] | None = None
        # The grammar's names are styled from here, which follows the theme of the app.
        self.register_theme(TextAreaTheme("markdown", syntax_styles=self._looks))
        self.theme = "markdown"

    def begin(self, key: str, text: str) -> None:
        """Take the section `key`, whose text is `text`; what was undone or done before belongs to another text."""
        self.key = key
        self._verbatim = None
        if self.language is None:
            self.language = "markdown"  # not before: the grammar is loaded with it
        with self.prevent(TextArea.Changed):
            self.load_text(text)
        self._rest()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell, wait for a pause, then have it kept."""
        event.stop()
        self._rest()
        self._pause = self.set_timer(PAUSE_SECONDS, lambda: self.post_message(self.Paused(self.key, self.text)))
        self.post_message(self.Typed())

    def action_keep(self) -> None:
        """Hand the text over."""
        self._rest()
        self.post_message(self.Kept(self.key, self.text))

    def _rest(self) -> None:
        if self._pause is not None:
            self._pause.stop()
            self._pause = None

    # Looking for words

    def places(self, query: str) -> list[tuple[int, int]]:
        """Return from which character of the text to which other one `query` stands, whatever its case."""
        wanted, text = query.casefold(), self.text
        folded = text.casefold()
        if len(folded) != len(text):  # a letter that folds to two would shift what follows
            wanted, folded = query.lower(), text.lower() if len(text.lower()) == len(text) else text
        found, at = [], folded.find(wanted) if wanted.strip() else -1
        while at >= 0:
            found.append((at, at + len(wanted)))
            at = folded.find(wanted, at + len(wanted))
        return found

    def select_characters(self, start: int, end: int) -> None:
        """Select these characters of the text and bring them into sight."""
        document = self.document
        if isinstance(document, Document):
            self.selection = Selection(document.get_location_from_index(start), document.get_location_from_index(end))
            self.scroll_cursor_visible(center=True, animate=False)

    @property
    def cursor_character(self) -> int:
        """At which character of the text the selection begins."""
        document = self.document
        location = min(self.selection.start, self.selection.end)
        return document.get_index_from_location(location) if isinstance(document, Document) else 0

    # Its colours

    def edit(self, edit: Edit) -> EditResult:
        """Make an edit."""
        self._verbatim = None
        return super().edit(edit)

    def undo(self) -> None:
        """Undo the last edits."""
        self._verbatim = None
        super().undo()

    def redo(self) -> None:
        """Make again what was undone."""
        self._verbatim = None
        super().redo()

    def notify_style_update(self) -> None:
        """Take the looks of another theme."""
        super().notify_style_update()
        self._looks.clear()

    def get_line(self, line_index: int) -> Text:
        """Return a line with its code, formulas, links and emphasis."""
        line = super().get_line(line_index)
        if not self._looks:
            self._take_looks()
        if self._verbatim is None:
            self._verbatim = verbatim(self.document.lines)
        kind = self._verbatim.get(line_index)
        if kind == "formula":
            line.stylize(self._looks["note"])
        elif kind is None:
            for start, end, role in marks(line.plain):
                line.stylize(self._looks[role], start, end)
        return line

    def _take_looks(self) -> None:
        palette = Palette(self.app.theme_variables, self.visual_style)
        for role in ("code-string", "note", "link", "html", "strong", "emphasis"):
            self._looks[role] = _written(palette.style(role))
        for name, role in _BLOCKS.items():
            self._looks[name] = _written(palette.style(role))


def _written(look: Style) -> Style:
    """Return the look without its ground, which is the cursor line's or the selection's to change."""
    return Style(color=look.color, bold=look.bold, italic=look.italic, underline=look.underline, strike=look.strike)
