"""The preview: a section or a whole lesson as it reads, live while it streams, and the place where it is edited."""

import re
from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Label

from tui.authoring.workbench import Attempt, Finding, LessonView, Outcome, SectionView
from tui.widgets.attempt_source import source_of
from tui.widgets.editing import Editing
from tui.widgets.editor import Editor
from tui.widgets.find_bar import FindBar
from tui.widgets.findings_list import FindingsList
from tui.widgets.headed import Headed
from tui.widgets.page import Page
from tui.widgets.passage import line_of
from tui.widgets.searched_page import SearchedPage
from tui.widgets.showing import Switcher
from tui.widgets.state_label import counted

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|www\.")


class Preview(SearchedPage, Headed):
    """Shows texts that its screen gives it."""

    def __init__(self) -> None:
        super().__init__(id="preview")
        self._figures = ""
        self._note = ""
        self._typed: tuple[int, int] | None = None  # words and tokens of what is in the editor
        self._target_words = 0
        self._typing_kept = False
        self.notice = ""  # stands above the text wherever no other note does
        self.kept = ""  # what is to be known of typing that is kept; stands above the text with any note
        self.border_title = self._title = "Preview"

    def compose(self) -> ComposeResult:
        """Lay out the note, the page and the editor in its place, and the findings below."""
        yield Label(id="note", markup=False)
        with Switcher(initial="page"):
            yield Page()
            yield Editing()
        yield FindBar()
        yield FindingsList()

    @property
    def editing_place(self) -> Editing:
        """The place where a section is edited."""
        return self.query_one(Editing)

    @property
    def editor(self) -> Editor:
        """The editor."""
        return self.editing_place.editor

    @property
    def findings(self) -> FindingsList:
        """The findings under the text."""
        return self.query_one(FindingsList)

    @property
    def editing(self) -> bool:
        """Whether the editor is in front."""
        return self.query_one(Switcher).current == "editing"

    def head(self, title: str, subtitle: str, note: str = "", *, alarm: bool = False) -> None:
        """Set what stands around the text: the title, the figures, and a note above it where one is due."""
        self._title, self._figures = title, subtitle
        self._show_figures()
        note = "\n".join(filter(None, [note or self.notice, self.kept]))
        label = self.query_one("#note", Label)
        if note != self._note:  # a label that is told anew has the whole screen laid out again
            self._note = note
            label.update(note)
            label.display = bool(note)
        label.set_class(alarm, "-alarm")

    def _show_figures(self) -> None:
        """Show the figures, the errors after the state: where room is short, what comes last is cut."""
        if self.editing:
            words, tokens = self._typed or (0, 0)
            aim = f" of {self._target_words:,}" if self._target_words else ""
            kept = "kept" if self._typing_kept else ""
            said = [f"{words:,}{aim} words", f"~{tokens:,} tokens", kept]
        else:
            state, _, rest = self._figures.partition(" · ")
            said = [state, self.findings.errors_said, rest]
        self.head_with(Content(self._title), Content(" · ".join(filter(None, said))))  # strings would be read as markup

    def head_lesson(self, lesson: LessonView, hint: str = "") -> None:
        """Head the page with a lesson: its file, state and size; `hint` stands above it where nothing else does."""
        figures = (
            f"{lesson.state.word} · {lesson.accepted}/{len(lesson.sections)} accepted · {counted(lesson.words, 'word')}"
        )
        self.head(lesson.plan.file, figures, self.notice or hint)

    def head_section(self, section: SectionView, attempt: Attempt | None, hint: str = "") -> None:
        """Head the page with a section and the attempt on show: its number, its writer, and what went wrong.

        Where nothing did, `hint` stands in the place of that.
        """
        title = f"{section.lesson.id} · {section.plan.title}"
        if attempt is None:
            self.head(title, section.state.word)
            return
        number = f"attempt {attempt.number}/{section.attempts}"
        if section.accepted is not None:
            number += " (accepted)" if attempt.number == section.accepted else f" ({section.accepted} is accepted)"
        source = source_of(attempt)
        figures = [section.state.word, number, source]
        if attempt.outcome is not Outcome.STREAMING:
            figures.insert(1, counted(attempt.words, "word"))
        self.head(title, " · ".join(figures), attempt.error or self.notice or hint, alarm=attempt.error is not None)

    def show_findings(self, findings: Sequence[Finding], *, so_far: bool = False) -> None:
        """Show what the checks found in the text on show; `so_far` says that it still grows."""
        if self.findings.show(findings, so_far=so_far):
            self._findings_changed()

    def show_unchecked(self, reason: str) -> None:
        """Say why the text on show could not be checked."""
        self.findings.show_trouble(reason)
        self._findings_changed()

    def forget_findings(self) -> None:
        """Show no findings, for another text is on show."""
        self.findings.forget()
        self._findings_changed()

    def _findings_changed(self) -> None:
        self._show_figures()
        if self.findings.has_focus and not self.findings.display:
            self.screen.set_focus(self.page)
        self.refresh_bindings()

    def show_passage(self, finding: Finding, *, of_section: bool) -> None:
        """Bring the passage of a finding into sight and mark its block.

        `of_section` says that the section alone is on show, whose lines count from below its heading.
        """
        above = finding.section_line + 1 if of_section and finding.section_line is not None else 0
        self.page.mark(line_of(self.page.source, finding.quote, finding.line - above))

    def unmark(self) -> None:
        """Mark no passage any more."""
        self.page.unmark()

    async def show(self, text: str, *, scroll_y: float = 0) -> None:
        """Show a finished text from its beginning, or from where the reader was."""
        self.page.show(text, scroll_y=scroll_y)

    async def start_stream(self, text: str) -> None:
        """Show a text that grows, `text` being what came so far; the page follows its end until the reader scrolls."""
        self.page.start_growing(text)

    async def stream(self, text: str) -> None:
        """Let the growing text reach `text`, which is all that has come so far."""
        self.page.grow(text)

    async def stop_stream(self) -> None:
        """End the growing."""
        self.page.stop_growing()

    def edit(self, key: str, text: str, target_words: int = 0) -> None:
        """Bring the editor to the front with `text`, the section `key` as it stands, which aims at so many words."""
        self._target_words, self._typed = target_words, None
        self.query_one(Switcher).current = "editing"
        self.editing_place.begin(key, text)
        self.screen.set_focus(self.editor)

    def leave_editor(self) -> None:
        """Bring the page to the front again, with the focus if the editor had it."""
        had_focus = self.editing_place.has_focus_within
        self.query_one(Switcher).current = "page"
        if had_focus:
            self.screen.set_focus(self.page)
        self._show_figures()

    def say_kept(self) -> None:
        """Say that what stands in the editor is kept."""
        self._typing_kept = True
        self._show_figures()

    @on(Editing.Measured)
    def _measure(self, event: Editing.Measured) -> None:
        event.stop()
        if (event.words, event.tokens) != self._typed:
            self._typed, self._typing_kept = (event.words, event.tokens), False
            self._show_figures()

    @property
    def find_bar(self) -> FindBar:
        """The line in which words to look for are typed; the editor has one of its own."""
        return self.query_one("#preview > FindBar", FindBar)

    @on(Page.LinkFollowed)
    def _name_link(self, event: Page.LinkFollowed) -> None:
        """Copy a link that leads out of the course; the screen opens what is in it."""
        if _SCHEME.match(event.href):
            event.stop()
            self.app.copy_to_clipboard(event.href)
            self.notify(event.href, title="The link is copied", markup=False)
