"""The preview: a section or a whole lesson as it reads, live while it streams, and the place where it is edited."""

from dataclasses import dataclass

from markdown_it import MarkdownIt
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.timer import Timer
from textual.widgets import ContentSwitcher, Label, Markdown, TextArea
from textual.widgets.markdown import MarkdownStream

from tui.authoring.workbench import Attempt, LessonView, Outcome, SectionView

PAUSE_SECONDS = 0.7
"""A pause in typing after which what was typed is kept."""


def _parser() -> MarkdownIt:
    # HTML shows as the text it is: Textual would hide it, and an approver must see all that will be committed.
    return MarkdownIt("gfm-like", {"html": False, "linkify": False})


class Page(VerticalScroll):
    """The scrolling page of the preview."""

    HELP = """\
# Preview
The text under the cursor of the file plan: a section, or a whole lesson. It grows while the writer works and follows
its end until you scroll; End follows again.
"""
    BINDINGS = [
        Binding("up,k", "scroll_up", "Up", show=False, id="page.up"),
        Binding("down,j", "scroll_down", "Down", show=False, id="page.down"),
        Binding("pageup", "page_up", "Page up", show=False, id="page.page-up"),
        Binding("pagedown,space", "page_down", "Page down", show=False, id="page.page-down"),
        Binding("home", "scroll_home", "Start", show=False, id="page.start"),
        Binding("end", "scroll_end", "End", show=False, id="page.end"),
    ]


class Editor(TextArea):
    """A section's Markdown in the author's hands."""

    HELP = """\
# Editor
Type freely. What you type is kept at every pause; Ctrl+S or Escape keeps it as an attempt by hand, to be accepted like
any other.
"""
    BINDINGS = [
        Binding("ctrl+s", "keep", "Keep as an attempt", id="editor.keep"),
        Binding("escape", "keep", "Back", id="editor.back", priority=True),
    ]

    @dataclass
    class Paused(Message):
        """The author paused: `text` is what stands in the editor."""

        text: str

    @dataclass
    class Kept(Message):
        """The author is done editing."""

        text: str

    def __init__(self) -> None:
        super().__init__(id="editor", soft_wrap=True, tab_behavior="indent", show_line_numbers=False)
        self._pause: Timer | None = None

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Wait for a pause, then keep."""
        event.stop()
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE_SECONDS, lambda: self.post_message(self.Paused(self.text)))

    def action_keep(self) -> None:
        """Hand the text over."""
        if self._pause is not None:
            self._pause.stop()
        self.post_message(self.Kept(self.text))


class Preview(Vertical):
    """Shows texts that its screen gives it."""

    def __init__(self) -> None:
        super().__init__(id="preview")
        self._stream: MarkdownStream | None = None
        self._streamed = 0  # how much of the growing text it was given
        self.border_title = "Preview"

    def compose(self) -> ComposeResult:
        """Lay out the note, the page and the editor."""
        yield Label(id="note", markup=False)
        with ContentSwitcher(initial="page"):
            with Page(id="page"):
                yield Markdown(id="text", parser_factory=_parser, open_links=False)
            yield Editor()

    @property
    def page(self) -> Page:
        """The scrolling page."""
        return self.query_one(Page)

    @property
    def editor(self) -> Editor:
        """The editor."""
        return self.query_one(Editor)

    @property
    def editing(self) -> bool:
        """Whether the editor is in front."""
        return self.query_one(ContentSwitcher).current == "editor"

    def head(self, title: str, subtitle: str, note: str = "", *, alarm: bool = False) -> None:
        """Set what stands around the text: the title, the figures, and a note above it where one is due."""
        self.border_title = title
        self.border_subtitle = subtitle
        label = self.query_one("#note", Label)
        label.update(note)
        label.display = bool(note)
        label.set_class(alarm, "-alarm")

    def head_lesson(self, lesson: LessonView) -> None:
        """Head the page with a lesson: its file, its state and its size."""
        figures = f"{lesson.state.word} · {lesson.accepted}/{len(lesson.sections)} accepted · {lesson.words:,} words"
        self.head(lesson.plan.file, figures)

    def head_section(self, section: SectionView, attempt: Attempt | None) -> None:
        """Head the page with a section and the attempt on show: its number, its writer, and what went wrong."""
        title = f"{section.lesson.id} · {section.plan.title}"
        if attempt is None:
            self.head(title, section.state.word)
            return
        figures = [section.state.word, f"attempt {attempt.number}/{section.attempts}", attempt.model or "by hand"]
        if attempt.outcome is not Outcome.STREAMING:
            figures.append(f"{attempt.words:,} words")
        self.head(title, " · ".join(figures), attempt.error or "", alarm=attempt.error is not None)

    async def show(self, text: str, *, scroll_y: float = 0) -> None:
        """Show a finished text from its beginning, or from where the reader was."""
        await self.stop_stream()
        self.page.anchor(False)
        await self.query_one(Markdown).update(text)
        self.call_after_refresh(self.page.scroll_to, y=scroll_y, animate=False)

    async def start_stream(self, text: str) -> None:
        """Show a text that grows, `text` being what came so far; the page follows its end until the reader scrolls."""
        await self.stop_stream()
        markdown = self.query_one(Markdown)
        await markdown.update("")
        self.page.anchor()
        self._stream, self._streamed = Markdown.get_stream(markdown), 0
        await self.stream(text)

    async def stream(self, text: str) -> None:
        """Let the growing text reach `text`, which is all that has come so far."""
        if self._stream is not None and len(text) > self._streamed:
            fragment, self._streamed = text[self._streamed :], len(text)
            await self._stream.write(fragment)

    async def stop_stream(self) -> None:
        """End the growing."""
        if self._stream is not None:
            stream, self._stream = self._stream, None
            await stream.stop()

    def edit(self, text: str) -> None:
        """Bring the editor to the front with `text`."""
        with self.prevent(TextArea.Changed):
            self.editor.load_text(text)
        self.query_one(ContentSwitcher).current = "editor"
        self.editor.focus()

    def leave_editor(self) -> None:
        """Bring the page to the front again."""
        self.query_one(ContentSwitcher).current = "page"
        self.page.focus()

    @on(Markdown.LinkClicked)
    def _name_link(self, event: Markdown.LinkClicked) -> None:
        event.stop()
        self.notify(event.href, title="Link", markup=False)
