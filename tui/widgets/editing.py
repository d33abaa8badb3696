"""The place where a section is edited: the editor, how its text reads beside it, and the words that are looked for."""

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import TextArea

from tui.authoring import plain_text
from tui.widgets.beside import Beside
from tui.widgets.editor import Editor
from tui.widgets.find_bar import FindBar

ROOM_FOR_BOTH = 120
"""Columns of the terminal from which on the text reads beside the editor by itself."""

_FOLLOW_SECONDS = 0.1
"""How long after a key the text beside follows, at most: it costs more than the key itself."""


class Editing(Vertical):
    """Posts `Measured` as the text grows, and `Arranged` where the text is shown beside the editor or no more."""

    BINDINGS = [
        Binding("ctrl+f", "find", "Find", id="editor.find", tooltip="Look for words in the editor"),
        Binding("f3", "place(1)", "Next", show=False, id="editor.find-next", tooltip="The next place of the words"),
        Binding("shift+f3", "place(-1)", "Before", show=False, id="editor.find-previous", tooltip="The place before"),
        Binding("ctrl+r", "read", "Read", id="editor.read", tooltip="How it reads, and back"),
        Binding("escape", "back", "Editor", id="editor.back", tooltip="Back to the editor"),
    ]
    DEFAULT_CSS = """
    Editing {
        #both { height: 1fr; }
        Editor { width: 1fr; }
        Beside { width: 1fr; display: none; }
        &.-both Beside, &.-reading Beside { display: block; }
        &.-both Beside { border-left: solid $panel-lighten-2; }
        &.-reading Editor { display: none; }
    }
    """

    @dataclass
    class Measured(Message):
        """The text has so many words, and tokens by estimate."""

        words: int
        tokens: int

    @dataclass
    class Arranged(Message):
        """The editor stands alone, or has the text beside it."""

        both: bool

    def __init__(self) -> None:
        super().__init__(id="editing")
        self._wanted = True  # whether the author wants the text beside, where there is room
        self._due: Timer | None = None
        self._places: list[tuple[int, int]] = []

    def compose(self) -> ComposeResult:
        """Lay out the editor, what stands beside it, and the words to look for below."""
        with Horizontal(id="both"):
            yield Editor()
            yield Beside()
        yield FindBar("F3 next · Shift+F3 before")

    @property
    def editor(self) -> Editor:
        """The editor."""
        return self.query_one(Editor)

    @property
    def beside(self) -> Beside:
        """How the text reads."""
        return self.query_one(Beside)

    @property
    def find_bar(self) -> FindBar:
        """The line in which words to look for are typed."""
        return self.query_one(FindBar)

    @property
    def both(self) -> bool:
        """Whether the text is shown beside the editor."""
        return self.has_class("-both")

    def begin(self, key: str, text: str) -> None:
        """Take the section `key`, whose text is `text`."""
        self.find_bar.close()
        self._places = []
        self.editor.begin(key, text)
        self.remove_class("-reading")
        self._arrange()
        self._follow()

    def in_front(self) -> Editor | Beside:
        """Return what takes the focus."""
        return self.beside if self.has_class("-reading") else self.editor

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say what can be done now."""
        match action:
            case "place":
                return bool(self._places)
            case "back":
                return self.has_class("-reading") or self.beside.has_focus
        return True

    # How it reads

    def on_resize(self) -> None:
        """Show the text beside the editor where there is room for both."""
        self._arrange()

    def _arrange(self) -> None:
        room = self.app.size.width >= ROOM_FOR_BOTH
        both = room and self._wanted
        if room and self.has_class("-reading"):
            self._show_reading(reading=False)
        if both != self.both:
            self.set_class(both, "-both")
            if both:
                self._follow()
        self.post_message(self.Arranged(both))

    def action_read(self) -> None:
        """Show how the text reads beside the editor, or in its place where there is no room; or no more."""
        if self.app.size.width >= ROOM_FOR_BOTH:
            self._wanted = not self._wanted
            self._arrange()
            self.screen.set_focus(self.editor)
        else:
            self._show_reading(reading=not self.has_class("-reading"))

    def action_back(self) -> None:
        """Go back to the editor."""
        self._show_reading(reading=False)

    def _show_reading(self, *, reading: bool) -> None:
        self.set_class(reading, "-reading")
        if reading:
            self._follow()
        self.screen.set_focus(self.in_front())
        self.refresh_bindings()

    @on(Editor.Typed)
    def _typed(self, message: Editor.Typed) -> None:
        message.stop()
        self._places = []
        self._follow_soon()

    @on(TextArea.SelectionChanged)
    def _moved(self, message: TextArea.SelectionChanged) -> None:
        message.stop()
        if self.both:
            self._follow_soon()

    def _follow_soon(self) -> None:
        if self._due is None:
            self._due = self.set_timer(_FOLLOW_SECONDS, self._follow)

    def _follow(self) -> None:
        """Let what stands around the editor say what is in it now."""
        if self._due is not None:
            self._due.stop()
            self._due = None
        text = self.editor.text
        self.post_message(self.Measured(plain_text.words(text), plain_text.estimate_tokens(text)))
        if self.both or self.has_class("-reading"):
            self.beside.follow(text, self.editor.cursor_location[0])

    # Looking for words

    def action_find(self) -> None:
        """Ask what to look for."""
        if self.has_class("-reading"):
            self._show_reading(reading=False)
        self.find_bar.open()

    def action_place(self, step: int) -> None:
        """Go to the next or the last place of the words."""
        if self._places:
            at = self.editor.cursor_character
            starts = [start for start, _ in self._places]
            if step > 0:
                number = next((n for n, start in enumerate(starts) if start > at), 0)
            else:
                number = next((n for n in reversed(range(len(starts))) if starts[n] < at), len(starts) - 1)
            self._show_place(number)

    def _show_place(self, number: int) -> None:
        self.editor.select_characters(*self._places[number])
        self.find_bar.tell(number + 1, len(self._places))

    @on(FindBar.Asked)
    def _find(self, event: FindBar.Asked) -> None:
        event.stop()
        self._places = self.editor.places(event.query)
        if self._places:
            at = self.editor.cursor_character
            self._show_place(next((n for n, (start, _) in enumerate(self._places) if start >= at), 0))
        else:
            self.find_bar.tell(0, 0)
        self.refresh_bindings()

    @on(FindBar.Closed)
    def _leave_find(self, event: FindBar.Closed) -> None:
        event.stop()
        self.screen.set_focus(self.editor)
        if event.kept and self._places:
            number = next((n for n, (start, _) in enumerate(self._places) if start == self.editor.cursor_character), 0)
            self.find_bar.tell(number + 1, len(self._places))
        else:
            self.find_bar.close()
