"""The course on screen as its lessons are approved: one after the other, however many are asked for meanwhile."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from textual import work

from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import Approved, BehindGit, CutOff, FileDiffers, FindingsOpen, WaitsFor, Workbench
from tui.own_key import key as own_key
from tui.screens.approve_all import All, ApproveAllScreen
from tui.screens.cut_off import CutOffScreen, Way
from tui.screens.judged_course import JudgedCourseScreen
from tui.screens.waive import WaiveScreen
from tui.widgets.state_label import counted

_QUEUE_SECONDS = 1.0
"""After how long it is said that another one commits."""
_HOOK_SECONDS = 3.0
"""After how long it is said that git still runs: most hooks have ended then."""


@dataclass(frozen=True)
class _Asked:
    """One commit that was asked for, of these lessons; `of` counts those that were asked for with it."""

    lessons: tuple[str, ...]
    number: int = 1
    of: int = 1
    over_git: bool = False


class ApprovedCourseScreen(JudgedCourseScreen):
    """Hands every approval to the workbench."""

    _under_way: _Asked | None = None

    def __init__(self, workbench: Workbench, clock: Callable[[], float]) -> None:
        super().__init__(workbench, clock)
        self._asked: deque[_Asked] = deque()

    def follow(self) -> None:
        """Tell first of approvals that were cut off when the program last ended."""
        super().follow()
        for recorded in self.workbench.found.recorded:
            self.notify(recorded.said, timeout=10, markup=False)
        self._tell_cut_off(list(self.workbench.found.cut_off))

    # One lesson, or all

    def action_approve(self) -> None:
        """Approve the lesson on show: its file is written and committed; errors are waived or mended first."""
        if self.lesson is not None:
            self.approve(self.lesson.plan.id)

    def approve(self, lesson_id: str, *, over_git: bool = False) -> None:
        """Have a lesson approved, behind those that were asked for before; `over_git`, over another text in git."""
        self.ask_approval([_Asked((lesson_id,), over_git=over_git)])

    def refused_for_outside(self, lesson_id: str) -> None:
        """Show what was changed outside, for which an approval of the lesson was refused: its subclass does."""

    def action_approve_all(self) -> None:
        """Show which lessons of the day, or of the course, can be approved, and approve them once that is confirmed."""
        if self.day is not None:
            # Opened at once, and not in a worker: what is typed after the key is meant for the box.
            box = ApproveAllScreen(self.workbench, self.day, lambda: self.clock())
            self.app.push_screen(box, self._approve_all)

    def _approve_all(self, chosen: All | None) -> None:
        if chosen is None:
            return
        if chosen.together:
            self.ask_approval([_Asked(chosen.lessons)])
        else:
            count = len(chosen.lessons)
            self.ask_approval([_Asked((each,), at, count) for at, each in enumerate(chosen.lessons, 1)])

    @property
    def approvals_wait(self) -> bool:
        """Whether approvals were asked for that have not begun."""
        return bool(self._asked)

    def drop_approvals(self) -> None:
        """Forget the approvals that have not begun; the one under way comes to its end, whole."""
        count = sum(len(each.lessons) for each in self._asked)
        self._asked.clear()
        self.notify(f"{counted(count, 'lesson')} will not be approved; what is committed stays so.", markup=False)
        self.tell_writer()
        self.refresh_bindings()

    def ask_approval(self, asked: list[_Asked]) -> None:
        """Have commits made one after the other, behind those that were asked for before."""
        wait = {lesson for each in (*self._asked, self._under_way) if each is not None for lesson in each.lessons}
        self._asked += [each for each in asked if not wait.issuperset(each.lessons)]
        if self._under_way is None:
            if self._asked:
                self._under_way = self._asked.popleft()
                self._approve_one_after_the_other()
        elif self._asked:
            self.tell_writer()
        self.refresh_bindings()

    def tell_writer(self) -> None:
        """Say what is being approved; where nothing is, what is being written."""
        now = self._under_way
        if now is None:
            super().tell_writer()
            return
        what = now.lessons[0] if len(now.lessons) == 1 else counted(len(now.lessons), "lesson")
        place = f", {now.number} of {now.of}" if now.of > 1 else ""
        waits = sum(len(each.lessons) for each in self._asked)
        stop = own_key("draft.stop", "s")
        more = f" · {waits:,} wait, {stop} drops them" if waits else ""
        ends = "" if waits else f", {stop} ends it"
        match self.workbench.commit_waits:
            case (WaitsFor.ANOTHER, seconds) if seconds >= _QUEUE_SECONDS:
                more = f" waits for another Coursewright that commits here{ends}{more}"
            case (WaitsFor.GIT, seconds) if seconds >= _HOOK_SECONDS:
                more = f" git, or a hook of yours, runs for {seconds:.0f} s{ends}{more}"
        self.status.activity = f"Approving {what}{place}…{more}"

    @property
    def commit_lasts(self) -> bool:
        """Whether the commit under way takes so long that the author may want to end it."""
        waits = self.workbench.commit_waits
        return self._under_way is not None and waits is not None and waits[1] >= _QUEUE_SECONDS

    def _tell_again(self) -> None:
        self.tell_writer()
        self.refresh_bindings()

    @work(group="approve")
    async def _approve_one_after_the_other(self) -> None:
        approved: list[Approved] = []
        telling = self.set_interval(_QUEUE_SECONDS, self._tell_again)
        try:
            while self._under_way is not None:
                self.tell_writer()
                approved += await self._approve_now(self._under_way)
                self._under_way = self._asked.popleft() if self._asked else None
        finally:
            telling.stop()
            self._under_way = None
        self.status.activity = ""
        self.tell_writer()
        self._tell_approved(approved)
        await self.refresh_states()
        self.check_soon()

    async def _approve_now(self, asked: _Asked) -> Sequence[Approved]:
        waive: Mapping[str, str] | None = {}
        while waive is not None:
            try:
                approved = await self.workbench.approve_together(asked.lessons, waive=waive, over_git=asked.over_git)
            except FindingsOpen as error:
                more = await self.app.push_screen_wait(WaiveScreen(error.lesson, error.findings))
                waive = {**waive, **more} if more is not None else None
                continue
            except AuthoringError as error:
                first, others = asked.lessons[0], len(asked.lessons) - 1
                self.refused(f"{first}{f' and {others} more are' if others else ' is'} not approved", error)
                if isinstance(error, (FileDiffers, BehindGit)) and not others:
                    self.refused_for_outside(first)
                return ()
            for each in approved:
                for note in each.notes:
                    self.notify(note, title=each.lesson, timeout=10, markup=False)
            return approved
        return ()

    def _tell_approved(self, approved: list[Approved]) -> None:
        if not approved:
            return
        history, undo = own_key("history", "h"), own_key("history.undo-approval", "x")
        way = f"{history}, then {undo}, undoes it."
        if len(approved) == 1:
            where = approved[0].path.relative_to(self.workbench.workspace.root)
            said = f"{where} is commit {approved[0].commit[:10]}. {way}"
        else:
            commits = counted(len({each.commit for each in approved}), "commit")
            said = f"{counted(len(approved), 'lesson')} in {commits}. {way}"
        self.notify(said, title="Approved", markup=False)

    # What was cut off

    def _tell_cut_off(self, left: list[CutOff]) -> None:
        if left:
            cut, *others = left
            self.app.push_screen(CutOffScreen(cut), lambda way: self._end_cut_off(cut, way, others))

    def _end_cut_off(self, cut: CutOff, way: Way | None, others: list[CutOff]) -> None:
        if way == "finish" and not cut.undoes:
            self.ask_approval([_Asked(cut.lessons)])
        elif way == "finish":
            self._aside(lambda: self._finish_undoing(cut.lessons[0]))
        elif way == "take back":
            self._aside(lambda: self._take_back_cut_off(cut))
        self._tell_cut_off(others)

    def _finish_undoing(self, lesson_id: str) -> str:
        undone = self.workbench.undo_approval(lesson_id)
        return " ".join((undone.said, *undone.notes))

    def _take_back_cut_off(self, cut: CutOff) -> str:
        notes = self.workbench.take_back(cut)
        return " ".join((f"{', '.join(cut.lessons)}: as it was before.", *notes))

    @work(group="cut-off")
    async def _aside(self, does: Callable[[], str]) -> None:
        try:
            self.notify(await asyncio.to_thread(does), timeout=10, markup=False)
        except AuthoringError as error:
            self.refused("Not done", error)
        await self.refresh_states()
        self.check_soon()
