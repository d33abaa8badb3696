"""An unmerged lesson in three texts: of each section the author takes one side's, both, or writes another."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import ContentSwitcher, Label

from tui.authoring import plain_text
from tui.authoring.comparing.comparison import compare
from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import Origin, Workbench
from tui.own_key import key as own_key
from tui.palette import WorkbenchCommands
from tui.screens import refusal
from tui.screens.confirm import ConfirmScreen
from tui.screens.help import open_help
from tui.widgets.comparison_view import ComparisonView
from tui.widgets.editor import Editor
from tui.widgets.key_hints import KeyHints
from tui.widgets.merge_sections import MergeSections
from tui.widgets.row_table import RowTable
from tui.widgets.state_label import counted

if TYPE_CHECKING:
    from tui.authoring.workbench import LessonMerge, SectionMerge

_ROOM = 16
_PAIRS = (("ours", "theirs"), ("base", "ours"), ("base", "theirs"))


@dataclass(frozen=True)
class Choice:
    """The text that a section will have, and in a few words where it is from; `by_hand` was typed here."""

    text: str
    origin: str
    by_hand: bool = False


class ThreeTextsScreen(Screen[str]):
    """Ends with a sentence that says what became of the lesson, "" where nothing was changed."""

    CSS_PATH = "three_texts.tcss"
    COMMANDS = {WorkbenchCommands}
    HELP = """\
# Three texts
Both sides of a merge have changed this lesson: what you have, and what comes in. Choose each section's text; then the
file is written whole and git is told that it is merged. The merge itself stays yours to end.
"""
    BINDINGS = [
        Binding("1", "take('ours')", "First", id="merge.ours", tooltip="Take the first side's text"),
        Binding("2", "take('theirs')", "Second", id="merge.theirs", tooltip="Take the second side's text"),
        Binding("3", "take('both')", "Both", id="merge.both", tooltip="Take both texts, one after the other"),
        Binding("e", "edit", "Edit", id="merge.edit", tooltip="Write the section's text, beginning with what is taken"),
        Binding("b", "pair", "Base", id="merge.pair", tooltip="Compare a side with what both began with, and back"),
        Binding("right_square_bracket", "section(1)", "Next section", show=False, id="merge.next",
                tooltip="The next section"),
        Binding("left_square_bracket", "section(-1)", "Section before", show=False, id="merge.previous",
                tooltip="The section before"),
        Binding("w,ctrl+s", "finish", "Write", id="merge.finish", tooltip="Write the lesson's file, and tell git so"),
        Binding("D", "delete", "Delete", id="merge.delete", tooltip="Delete the file, as the other side has done"),
        Binding("question_mark", "help", "Help", id="merge.help"),
        Binding("escape,q", "back", "Back", id="merge.back", tooltip="Back to the workbench; nothing is changed"),
    ]  # fmt: skip

    def __init__(self, workbench: Workbench, merge: "LessonMerge") -> None:
        """Show that lesson."""
        super().__init__()
        self.workbench, self.merge = workbench, merge
        self.sections = MergeSections()
        self.view = ComparisonView(id="sides")
        self.since = ComparisonView(takes=False, id="since")
        self.editor = Editor()
        self._names = {"base": "before both", "ours": merge.sides.ours, "theirs": merge.sides.theirs}
        self._choices: dict[str, Choice] = {}
        self._at = (merge.open or merge.sections)[0].id
        self._pair = 0
        self._busy = False
        for section in merge.sections:
            if section.taken is not None and section.text is not None:
                self._choices[section.id] = Choice(section.text, self._said_of(section))
        self._begun = dict(self._choices)

    def compose(self) -> ComposeResult:
        """Lay out the sections, the texts, and what is said of them."""
        with Vertical(id="merge"):
            yield self.sections
            with ContentSwitcher(initial="sides", id="texts"):
                yield self.view
                yield self.since
                yield self.editor
        yield Label(id="said", markup=False)
        yield KeyHints()

    async def on_mount(self) -> None:
        """Begin at the first section that is to be chosen."""
        sides = self.merge.sides
        title = f"{self.merge.lesson.id} · {sides.ours} ← {sides.theirs}"
        self.sections.border_title = Content(plain_text.one_line(title))
        self.sections.styles.max_height = len(self.merge.sections) + 3
        self._show_sections()
        self.view.focus()
        await self._show_texts()
        if self.merge.by_hand:
            said = "Somebody has settled its file by hand: `git add` takes that. Writing here keeps it aside."
            self.notify(said, title=self.merge.stages.name, timeout=15, markup=False)
        for note in self.merge.notes:
            self.notify(note, timeout=12, markup=False)

    # What is on show

    @property
    def section(self) -> "SectionMerge":
        """The section under the cursor."""
        return next(each for each in self.merge.sections if each.id == self._at)

    @property
    def editing(self) -> bool:
        """Whether the author types."""
        return self.query_one("#texts", ContentSwitcher).current == self.editor.id

    def _said_of(self, section: "SectionMerge") -> str:
        match section.taken:
            case "same":
                return "both, the same"
            case "ours":
                return self._names["ours"]
            case _:
                return self._names["theirs"]

    def _show_sections(self) -> None:
        origins = {slug: choice.origin for slug, choice in self._choices.items()}
        self.sections.show([(each.id, each.title) for each in self.merge.sections], origins, self._at)
        left = len(self.merge.sections) - len(self._choices)
        self.sections.border_subtitle = f"{counted(left, 'section')} to choose" if left else "all chosen"

    async def _show_texts(self) -> None:
        section = self.section
        left, right = _PAIRS[self._pair]
        texts = {"base": section.base, "ours": section.ours, "theirs": section.theirs}
        old, new = texts[left] or "", texts[right] or ""
        comparison = await asyncio.to_thread(compare, old, new)
        view = self.view if self._pair == 0 else self.since
        taken: Collection[int] = range(comparison.changes) if self._is_taken("ours") else ()
        view.border_title = Content(plain_text.one_line(section.title))
        with view.prevent(ComparisonView.Took):
            view.show(comparison, self._title(left, texts[left]), self._title(right, texts[right]), taken)
        self.query_one("#texts", ContentSwitcher).current = view.id
        self._tell()

    def _title(self, name: str, text: str | None) -> str:
        said = "is not there" if text is None else counted(plain_text.words(text), "word")
        number = {"ours": "1: ", "theirs": "2: "}.get(name, "")
        return plain_text.one_line(f"{number}{self._names[name]} · {said}")

    def _is_taken(self, side: str) -> bool:
        choice = self._choices.get(self._at)
        return choice is not None and choice.origin == self._names[side]

    def _tell(self) -> None:
        """Say which text stands, or what chooses one."""
        choice = self._choices.get(self._at)
        if self.editing:
            said = f"{own_key('editor.keep', 'Escape')} takes what you typed."
        elif choice is None:
            first, second = (_short(self._names[side]) for side in ("ours", "theirs"))
            said = (
                f"{own_key('merge.ours', '1')} takes {first}, {own_key('merge.theirs', '2')} {second}, "
                f"{own_key('merge.both', '3')} both; {own_key('comparison.take', 'Space')} a single change."
            )
        else:
            said = f"Taken: {choice.origin}, {counted(plain_text.words(choice.text), 'word')}."
            if len(self._choices) == len(self.merge.sections):
                said += f" All sections have theirs: {own_key('merge.finish', 'w')} writes the file."
        self.query_one("#said", Label).update(said)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done with this section."""
        if self.editing:
            return False
        section = self.section
        match action:
            case "take":
                texts = {"ours": section.ours, "theirs": section.theirs, "both": section.ours and section.theirs}
                return self._pair == 0 and bool(texts[str(parameters[0])])
            case "pair":
                return section.base is not None
            case "section":
                return len(self.merge.sections) > 1
            case "delete":
                return self.merge.deleted_by is not None
        return True

    # Choosing

    @on(RowTable.Moved)
    async def _moved(self, message: RowTable.Moved) -> None:
        message.stop()
        await self._go(self.sections.key or self._at)

    @on(RowTable.Chosen)
    def _look_closer(self, message: RowTable.Chosen) -> None:
        message.stop()
        (self.view if self._pair == 0 else self.since).focus()

    async def _go(self, slug: str) -> None:
        if slug != self._at and not self.editing:
            self._at, self._pair = slug, 0
            await self._show_texts()

    async def action_section(self, step: int) -> None:
        """Go to the next section, or to the one before."""
        slugs = [each.id for each in self.merge.sections]
        self.sections.move_cursor(row=min(max(slugs.index(self._at) + step, 0), len(slugs) - 1))
        await self._go(slugs[min(max(slugs.index(self._at) + step, 0), len(slugs) - 1)])

    async def action_pair(self) -> None:
        """Compare the next two of the three texts."""
        self._pair = (self._pair + 1) % len(_PAIRS)
        await self._show_texts()
        (self.view if self._pair == 0 else self.since).focus()

    def action_take(self, side: str) -> None:
        """Take one side's text, or both."""
        section = self.section
        if side == "both":
            self._choose(Choice(section.both, f"{self._names['ours']}, then {self._names['theirs']}"))
            return
        with self.view.prevent(ComparisonView.Took):
            self.view.action_take_all(side == "ours")
        text = section.ours if side == "ours" else section.theirs
        self._choose(Choice(text or "", self._names[side]))

    @on(ComparisonView.Took)
    def _took(self, message: ComparisonView.Took) -> None:
        message.stop()
        taken, changes = len(self.view.taken), self.view.comparison.changes
        side = {0: "theirs", changes: "ours"}.get(taken)
        if side is not None:
            self.action_take(side)
        else:
            self._choose(Choice(self.view.result, "changes of both"))

    def _choose(self, choice: Choice) -> None:
        self._choices[self._at] = choice
        self._show_sections()
        self._tell()

    # Writing

    def action_edit(self) -> None:
        """Write the section's text, beginning with what is taken, or with both sides'."""
        choice = self._choices.get(self._at)
        self.editor.begin(f"{self.merge.lesson.id}/{self._at}", choice.text if choice else self.section.both)
        self.query_one("#texts", ContentSwitcher).current = self.editor.id
        self.editor.focus()
        self._tell()

    @on(Editor.Kept)
    async def _written(self, message: Editor.Kept) -> None:
        message.stop()
        self._take_written()
        self._pair = 0
        await self._show_texts()
        self.view.focus()

    def _take_written(self) -> None:
        choice = self._choices.get(self._at)
        before = choice.text if choice else self.section.both
        if self.editor.text.strip() and self.editor.text != before:
            self._choices[self._at] = Choice(self.editor.text, "written here", by_hand=True)
            self._show_sections()

    def keep_written(self) -> None:
        """Make attempts of what was typed here, for nothing else holds it."""
        if self.editing:
            self._take_written()
        for slug, choice in self._choices.items():
            key = f"{self.merge.lesson.id}/{slug}"
            if choice.by_hand and all(
                each.text.strip() != choice.text.strip() for each in self.workbench.attempts(key)
            ):
                self.workbench.submit(key, choice.text, origin=Origin.HAND)

    # Ending

    async def action_finish(self) -> None:
        """Write the file of the texts that are taken, unless one is missing."""
        missing = next((each for each in self.merge.sections if each.id not in self._choices), None)
        if missing is not None:
            await self.action_section(0)
            self.sections.move_cursor(row=self.merge.sections.index(missing))
            await self._go(missing.id)
            left = len(self.merge.sections) - len(self._choices)
            self.notify(f"{counted(left, 'section')} to choose yet; here is the first.", markup=False)
        else:
            self._finish(delete=False)

    def action_delete(self) -> None:
        """Delete the file, once that is confirmed."""
        name, by = self.merge.stages.name, self.merge.deleted_by
        question = ConfirmScreen(
            f"Delete {name}?", f"{by} has deleted it. What it holds here is kept aside.", "deletes it"
        )

        def answered(sure: bool | None) -> None:
            if sure:
                self._finish(delete=True)

        self.app.push_screen(question, answered)

    @work(exclusive=True, group="settle")
    async def _finish(self, *, delete: bool) -> None:
        """Tell git, and ask whether the merge shall be ended; git runs aside."""
        merging = self.workbench.merging
        texts = {slug: choice.text for slug, choice in self._choices.items()}
        try:
            if delete:
                settled = await asyncio.to_thread(merging.delete, self.merge)
            else:
                settled = await asyncio.to_thread(merging.settle, self.merge, texts)
        except AuthoringError as error:
            refusal.show(self, "Not written", str(error))
            return
        self._choices = {}
        said = settled.said
        if settled.may_end:
            question = ConfirmScreen(f"End the {self.merge.sides.what} now?", said, "commits it, as git prepared it")
            if await self.app.push_screen_wait(question):
                try:
                    commit = await asyncio.to_thread(merging.end)
                    said = (
                        f"{self.merge.stages.name} is merged, and the {self.merge.sides.what} is commit {commit[:10]}."
                    )
                except AuthoringError as error:
                    await refusal.shown(self, "Not committed", str(error))
        self.dismiss(said)

    def action_back(self) -> None:
        """Leave all as it is; what was typed becomes attempts."""
        if self._choices == self._begun:
            self.dismiss("")
            return
        typed = any(choice.by_hand for choice in self._choices.values())
        said = "The file stays unmerged. " + (
            "What you typed becomes attempts." if typed else "Your choices are forgotten."
        )

        def answered(sure: bool | None) -> None:
            if sure:
                try:
                    self.keep_written()
                except AuthoringError as error:
                    self.notify(str(error), title="Not kept", severity="error", timeout=10, markup=False)
                    return
                self.dismiss("")

        self.app.push_screen(ConfirmScreen("Leave without writing?", said, "leaves"), answered)

    def action_help(self) -> None:
        """Explain the three texts and their keys."""
        open_help(self)


def _short(name: str) -> str:
    """Return so much of a side's name as a line has room for."""
    return name if len(name) <= _ROOM else f"{name[: _ROOM - 1]}…"
