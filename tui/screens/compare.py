"""Two texts of a section compared, and a third one made of both."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Label

from tui.authoring import plain_text
from tui.authoring.comparing.comparison import compare
from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import Origin, Outcome, SectionView, Workbench
from tui.palette import WorkbenchCommands
from tui.screens.confirm import ConfirmScreen
from tui.screens.help import open_help
from tui.screens.read_course import GRACE_SECONDS
from tui.section_versions import Version, beside, versions
from tui.widgets.attempt_source import source_of
from tui.widgets.comparison_view import ComparisonView
from tui.widgets.key_hints import KeyHints
from tui.widgets.state_label import counted


@dataclass(frozen=True)
class Compared:
    """How the comparing ended: the attempt on the right, whether to accept it, and when it came before the eyes."""

    number: int
    accept: bool
    arrived: float


class CompareScreen(Screen[Compared]):
    """Ends with the attempt that was last on the right."""

    CSS_PATH = "compare.tcss"
    COMMANDS = {WorkbenchCommands}
    HELP = "# Comparing\nTwo texts of the section; what you take from the left one makes a new attempt by hand."
    BINDINGS = [
        Binding("w,ctrl+s", "make", "Make attempt", id="compare.make", tooltip="Make an attempt with what you took"),
        Binding("a", "accept", "Accept right", id="compare.accept", tooltip="Accept the text on the right, and go on"),
        Binding("left_square_bracket", "leaf(-1)", "Older", id="compare.older", tooltip="An older text on the right"),
        Binding("right_square_bracket", "leaf(1)", "Newer", id="compare.newer", tooltip="A newer text on the right"),
        Binding("left_curly_bracket", "leaf_left(-1)", "Older left", show=False, id="compare.older-left",
                tooltip="An older text on the left"),
        Binding("right_curly_bracket", "leaf_left(1)", "Newer left", show=False, id="compare.newer-left",
                tooltip="A newer text on the left"),
        Binding("question_mark", "help", "Help", id="compare.help"),
        Binding("escape,q,v", "back", "Back", id="compare.back", tooltip="Back to the workbench"),
    ]  # fmt: skip

    def __init__(self, workbench: Workbench, section: SectionView, number: int, clock: Callable[[], float]) -> None:
        """Compare attempt `number` of the section."""
        super().__init__()
        self.workbench, self.section, self.clock = workbench, section, clock
        self._arrived = clock()
        self._found = versions(workbench, section)
        other = beside(number, self._found, section.accepted)
        self.left, self.right = number if other is None else other, number
        self._taken: dict[tuple[int, int], frozenset[int]] = {}  # what was taken, and no attempt made of it yet
        self.view = ComparisonView(id="comparison")

    def compose(self) -> ComposeResult:
        """Lay out the texts, and what is said of them."""
        yield self.view
        yield Label(id="said", markup=False)
        yield KeyHints()

    async def on_mount(self) -> None:
        """Compare."""
        title = f"{self.section.lesson.id} · {plain_text.one_line(self.section.plan.title)}"
        self.view.border_title = Content(title)  # a string would be read as markup
        self.view.focus()
        await self._compare(self.left, self.right)

    def _version(self, number: int) -> Version:
        return next(each for each in self._found if each.number == number)

    async def _compare(self, left: int, right: int) -> None:
        """Compare one version with another; what was taken between the two before is taken still."""
        old, new = self._version(left), self._version(right)
        comparison = await asyncio.to_thread(compare, old.text, new.text)
        self._remember()
        self.left, self.right, self._arrived = left, right, self.clock()
        self.view.show(comparison, self._title(old), self._title(new), self._taken.get((left, right), ()))

    def _remember(self) -> None:
        self._taken[self.left, self.right] = self.view.taken

    def _title(self, version: Version) -> str:
        attempt = version.attempt
        if attempt is None:
            return f"in the lesson's file · {counted(plain_text.words(version.text), 'word')}"
        said = [f"attempt {version.number}/{max(each.number for each in self._found)}"]
        if version.number == self.section.accepted:
            said.append("accepted")
        if attempt.outcome is not Outcome.COMPLETE:
            said.append(attempt.outcome.value)
        return " · ".join([*said, counted(attempt.words, "word"), plain_text.one_line(source_of(attempt))])

    @on(ComparisonView.Moved)
    @on(ComparisonView.Took)
    def _tell(self) -> None:
        """Say where the cursor is, and what would be made."""
        view = self.view
        comparison, taken = view.comparison, len(view.taken)
        if view.change is None:
            self.query_one("#said", Label).update("The two texts are the same.")
        else:
            where = f"Change {view.change + 1}/{comparison.changes}"
            words = f"+{comparison.added:,} −{comparison.removed:,} words"
            made = "Space takes it from the left text"
            if taken:
                made = f"{taken} taken: w makes an attempt of it"
            self.query_one("#said", Label).update(f"{where} · {words} · {made}")
        self.refresh_bindings()

    # Choosing what is compared

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done with these texts."""
        match action:
            case "make":
                return bool(self.view.taken)
            case "accept":
                return self._acceptable()
            case "leaf" | "leaf_left":
                return len(self._found) > 2
        return True

    async def action_leaf(self, step: int) -> None:
        """Show an older or a newer text on the right."""
        await self._change_sides(self.left, self._next(self.right, step, self.left))

    async def action_leaf_left(self, step: int) -> None:
        """Show an older or a newer text on the left."""
        await self._change_sides(self._next(self.left, step, self.right), self.right)

    def _next(self, number: int, step: int, other: int) -> int:
        """Return the version before or after that one, the other side's left out; at the end the same again."""
        self._look()
        numbers = [each.number for each in self._found if each.number != other]
        return numbers[min(max(numbers.index(number) + step, 0), len(numbers) - 1)]

    async def _change_sides(self, left: int, right: int) -> None:
        if (left, right) != (self.left, self.right):
            await self._compare(left, right)

    def _look(self) -> None:
        """See what has been written since."""
        with contextlib.suppress(AuthoringError):  # where the plan has lost the section, the workbench will say so
            lesson = self.workbench.lesson(self.section.lesson.id)
            self.section = next((each for each in lesson.sections if each.key == self.section.key), self.section)
            self._found = versions(self.workbench, self.section)

    # Making and deciding

    async def action_make(self) -> None:
        """Make an attempt by hand of the right text with what was taken from the left one, and show it."""
        text = self.view.result
        same = next((each for each in self._found if each.text == text), None)
        if same is not None:
            said = f"That is what attempt {same.number} says" if same.number else "That is what the lesson's file says"
            self.notify(f"{said}: nothing had to be made.", markup=False)
            return
        try:
            made = self.workbench.submit(self.section.key, text, origin=Origin.HAND)
        except AuthoringError as error:
            self.notify(str(error), title="Not made", severity="error", timeout=10, markup=False)
            return
        self.view.taken = frozenset()
        self._look()
        self.notify(f"It is attempt {made.number}; a accepts it.", title="Made", markup=False)
        await self._change_sides(self.left, made.number)

    def keep_taken(self) -> None:
        """Make an attempt of what was taken and not made yet, for the program ends."""
        self._remember()
        for (left, right), taken in self._taken.items():
            if taken:
                comparison = compare(self._version(left).text, self._version(right).text)
                text = comparison.apply(frozenset(range(comparison.changes)) - taken)
                if all(each.text != text for each in self._found):
                    self.workbench.submit(self.section.key, text, origin=Origin.HAND)

    def _acceptable(self) -> bool:
        return self.section.may_accept(self._version(self.right).attempt)

    def action_accept(self) -> None:
        """Accept the text on the right, unless it has only just appeared."""
        if self.clock() - self._arrived < GRACE_SECONDS:
            self._arrived = self.clock()  # so that a key that is held down accepts nothing
            self.notify("It has only just come: read it, then press the key again.", timeout=2, markup=False)
        else:
            self._leave(accept=True)

    def action_back(self) -> None:
        """Go back to the workbench."""
        self._leave(accept=False)

    def _leave(self, *, accept: bool) -> None:
        end = Compared(self.right or self.left, accept, self._arrived)
        self._remember()
        unmade = sum(len(taken) for taken in self._taken.values())
        if not unmade:
            self.dismiss(end)
            return
        said = f"{counted(unmade, 'change')} taken from the left, and no attempt made of it yet."
        if accept:
            question = ConfirmScreen("Accept the text on the right without them?", said, "accepts it without them")
        else:
            question = ConfirmScreen("Leave without them?", said, "leaves without them")

        def answered(sure: bool | None) -> None:
            if sure:
                self.dismiss(end)

        self.app.push_screen(question, answered)

    def action_help(self) -> None:
        """Explain the comparison and its keys."""
        open_help(self)
