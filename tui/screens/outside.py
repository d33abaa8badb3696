"""A lesson that was changed outside: what was approved beside what is there now, and the choices."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from tui.authoring import plain_text
from tui.authoring.comparing.comparison import compare
from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import Adopted, LessonState, Look, PutBack, Workbench
from tui.own_key import key as own_key
from tui.palette import WorkbenchCommands
from tui.screens import refusal
from tui.screens.help import open_help
from tui.screens.read_course import GRACE_SECONDS
from tui.widgets.comparison_view import ComparisonView
from tui.widgets.key_hints import KeyHints
from tui.widgets.state_label import counted


@dataclass(frozen=True)
class Settled:
    """How it was settled: in a sentence, or that the lesson is to be approved over what git holds."""

    said: str
    over_git: bool = False


class OutsideScreen(Screen[Settled | None]):
    """Ends with what was chosen, or None where all was left as it is."""

    CSS_PATH = "outside.tcss"
    COMMANDS = {WorkbenchCommands}
    HELP = """\
# Changed outside
On the left what was approved, on the right what is there now. Adopting makes attempts of what differs; putting back
writes the approved text into the file again. Whatever gives way is kept, and leaving changes nothing.
"""
    BINDINGS = [
        Binding("a", "adopt", "Adopt", id="outside.adopt", tooltip="Take the text on the right, section by section"),
        Binding("r", "put_back", "Put back", id="outside.put-back", tooltip="Write the approved text into the file"),
        Binding("A", "approve", "Approve mine", id="outside.approve", tooltip="Commit your text over git's"),
        Binding("question_mark", "help", "Help", id="outside.help"),
        Binding("escape,q,O", "leave", "Leave", id="outside.leave", tooltip="Leave all as it is"),
    ]

    def __init__(self, workbench: Workbench, lesson_id: str, clock: Callable[[], float]) -> None:
        super().__init__()
        self.workbench, self.lesson_id, self.clock = workbench, lesson_id, clock
        self.look: Look | None = None
        self.view = ComparisonView(takes=False, id="comparison")
        self._arrived = clock()

    def compose(self) -> ComposeResult:
        """Lay out the texts, and what is said of them."""
        yield self.view
        with VerticalScroll(id="about", can_focus=False):
            yield Static(id="said", markup=False)
        yield KeyHints()

    def on_mount(self) -> None:
        """Look at the lesson."""
        self.view.border_title = self.lesson_id
        self.view.focus()
        self._look()

    @work(exclusive=True)
    async def _look(self) -> None:
        """Read the lesson's file and what git holds of it, aside, and show them."""
        try:
            look = await asyncio.to_thread(self.workbench.outside.look, self.lesson_id)
            comparison = await asyncio.to_thread(compare, look.here, look.there)
        except AuthoringError as error:
            self.dismiss(Settled(str(error)))
            return
        self.look, self._arrived = look, self.clock()
        self.view.border_title = Content(f"{look.lesson.id} · {plain_text.one_line(look.lesson.title)}")
        old, new = titles(look)
        self.view.show(comparison, old, new)
        self.query_one("#said", Static).update(
            plain_text.clean("\n".join([about(look), *(f"• {n}" for n in look.notes)]))
        )
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done about this lesson."""
        match action:
            case "adopt":
                return self.look is not None and self.look.adoptable
            case "put_back":
                return self.look is not None and self.look.restorable and self.look.state is not LessonState.BEHIND
            case "approve":
                return self.look is not None and self.look.state is LessonState.BEHIND
        return True

    def action_adopt(self) -> None:
        """Make attempts of the text from outside; what a colleague approved is approved here then."""
        if self.look is not None and not self._too_soon():
            self._settle(lambda look: _adopted(self.workbench.outside.adopt(look)))

    def action_put_back(self) -> None:
        """Write the approved text into the file; the one that gives way is kept."""
        if self.look is not None and not self._too_soon():
            self._settle(lambda look: _put_back(self.workbench.outside.put_back(look), self.workbench))

    def action_approve(self) -> None:
        """Have the author's own text committed over git's."""
        if not self._too_soon():
            self.dismiss(Settled("", over_git=True))

    def action_leave(self) -> None:
        """Leave all as it is."""
        self.dismiss(None)

    def action_help(self) -> None:
        """Explain the choices and their keys."""
        open_help(self)

    @work(exclusive=True)
    async def _settle(self, choice: Callable[[Look], str]) -> None:
        look = self.look
        if look is None:
            return
        try:
            said = await asyncio.to_thread(choice, look)
        except AuthoringError as error:
            refusal.show(self, "Not done", str(error))
            self._look()
        else:
            self.dismiss(Settled(said))

    def _too_soon(self) -> bool:
        """Say whether the texts have only just appeared: a key typed ahead settles nothing unread."""
        if self.clock() - self._arrived >= GRACE_SECONDS:
            return False
        self._arrived = self.clock()
        self.notify("It has only just come: read it, then press the key again.", timeout=2, markup=False)
        return True


def about(look: Look) -> str:
    """Return in a sentence or two what happened, and what the choices come to."""
    differ = f"{counted(len(look.sections), 'section')} differ{'s' if len(look.sections) == 1 else ''}"
    named = f"{differ}: {', '.join(look.sections)}." if look.sections else "No section differs."
    by = f" by {look.commit.author}, {look.commit.date.astimezone():%Y-%m-%d %H:%M}" if look.commit is not None else ""
    match look.state:
        case LessonState.EDITED:
            aside = " Putting back keeps this text aside." if look.restorable else ""
            return f"Its file was changed outside. {named} Adopting makes attempts of it, for you to accept.{aside}"
        case LessonState.BEHIND:
            commit = f"commit {look.commit.commit[:10]}{by}" if look.commit is not None else "git"
            return f"Git holds another text than you approved here: {commit}. {named} Adopted, it counts as approved."
        case _:
            return (
                "Its file is gone, and git still holds it. Put back, it is as it was committed; "
                "to have it gone for good, remove it in git (`git rm`) and commit that."
            )


def titles(look: Look) -> tuple[str, str]:
    """Return what stands above the two texts."""
    here = "in git" if look.state is LessonState.MISSING else "approved" if look.restorable else "as it stands here"
    there = {LessonState.EDITED: "in the file", LessonState.BEHIND: "in git"}.get(look.state, "no file")
    old, new = (f" · {counted(plain_text.words(text), 'word')}" for text in (look.here, look.there))
    return here + old, there + (new if look.there else "")


def _adopted(adopted: Adopted) -> str:
    if adopted.approved:
        return f"{adopted.lesson} is approved as git holds it; {own_key('decision.undo', 'u')} takes that back."
    if not adopted.attempts:
        return f"No section of {adopted.lesson} differs, so there was nothing to adopt; the file's text is kept."
    made = counted(len(adopted.attempts), "section")
    waits = "waits" if len(adopted.attempts) == 1 else "wait"
    return f"{made} of {adopted.lesson} {waits} for your decision; {own_key('section.next', 'n')} goes there."


def _put_back(done: PutBack, workbench: Workbench) -> str:
    if done.kept is None:
        return f"{done.path.name} is back."
    return (
        f"{done.path.name} is as it was approved; the other text is {done.kept.relative_to(workbench.workspace.root)}."
    )
