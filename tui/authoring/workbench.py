"""The use cases: what an author can do, with or without a screen. The app and the command line call nothing else."""

import os
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tui.authoring import approval, count, cut_off, plan_days, undo_approval
from tui.authoring.approval import Approved
from tui.authoring.batch_draft import BatchSubmitted, BatchWaits
from tui.authoring.budget import CapReached
from tui.authoring.checks.finding import Finding, Severity
from tui.authoring.course import Course
from tui.authoring.course_coverage import PointCovered
from tui.authoring.course_views import DayView, LessonView, SectionView
from tui.authoring.cut_off import CutOff, Found
from tui.authoring.deciding import Accepted, CleanSections, Deciding, TakenBack
from tui.authoring.draft_events import DraftEvent, DraftFinished, DraftStarted, DraftText, DraftWaiting
from tui.authoring.draft_queue import Held
from tui.authoring.drafting.endpoint import Endpoints
from tui.authoring.drafting.outcome import Outcome, Usage
from tui.authoring.drafting.profiles import NoWriter, Profile
from tui.authoring.drafts import Drafts
from tui.authoring.dropped_drafts import Arrival, DraftArrived, DraftLeft, DroppedDrafts
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.forecast import Forecast
from tui.authoring.hand_edits import HandEdits
from tui.authoring.history import running
from tui.authoring.history.progress import WaitsFor
from tui.authoring.history.refusals import BehindGit, FileDiffers
from tui.authoring.history.timeline import Entry, EntryKind, FileChange, Timeline
from tui.authoring.outside import Adopted, Look, PutBack
from tui.authoring.outside import Outside as Outside
from tui.authoring.plan_edits import PlanEdits
from tui.authoring.planning.model import DayPlan
from tui.authoring.planning.reconcile import Change
from tui.authoring.review.attempts import Attempt, AttemptStore, Origin
from tui.authoring.review.states import LessonState, SectionState
from tui.authoring.review.suggestions import Suggestion, SuggestionVerdict
from tui.authoring.screen_settings import ScreenSettings, ScreenSettingsFile
from tui.authoring.sitting import Sitting, Writing
from tui.authoring.spending import LessonSpent, Report, Spending, Spent
from tui.authoring.suggest import SuggestionEvent, SuggestionFound, SuggestionsAsked, SuggestionsFinished
from tui.authoring.suggestions import Suggestions
from tui.authoring.syllabus.model import Day, Syllabus, topics_of
from tui.authoring.take_suggestion import SuggestionRefused, Taken
from tui.authoring.undo_approval import Undone
from tui.authoring.waiving import FindingsOpen
from tui.authoring.workspace import NotAWorkspace, Workspace
from tui.authoring.writers import Tried, Writers, WriterView

if TYPE_CHECKING:
    from tui.authoring.approve_all import Approvable as Approvable
    from tui.authoring.comparing.comparison import Comparison as Comparison
    from tui.authoring.course_checks import Checked, CourseChecks
    from tui.authoring.course_history import CourseHistory as CourseHistory
    from tui.authoring.course_history import Restored as Restored
    from tui.authoring.course_history import SectionOrigin as SectionOrigin
    from tui.authoring.course_history import Words as Words
    from tui.authoring.destinations import Destination as Destination
    from tui.authoring.destinations import Destinations as Destinations
    from tui.authoring.history.terminal import Terminal
    from tui.authoring.judge import Judged
    from tui.authoring.merging import LessonMerge as LessonMerge
    from tui.authoring.merging import Merging as Merging
    from tui.authoring.merging import SectionMerge as SectionMerge

__all__ = [
    "Adopted",
    "Approved",
    "Attempt",
    "BatchSubmitted",
    "BatchWaits",
    "BehindGit",
    "CapReached",
    "Change",
    "CleanSections",
    "CutOff",
    "Day",
    "DayView",
    "DraftArrived",
    "DraftEvent",
    "DraftFinished",
    "DraftLeft",
    "DraftStarted",
    "DraftText",
    "DraftWaiting",
    "Entry",
    "EntryKind",
    "FileChange",
    "FileDiffers",
    "Finding",
    "FindingsOpen",
    "Forecast",
    "Held",
    "LessonSpent",
    "LessonState",
    "LessonView",
    "Look",
    "NoWriter",
    "NotAWorkspace",
    "Origin",
    "Outcome",
    "PlanEdits",
    "PointCovered",
    "Profile",
    "PutBack",
    "Report",
    "ScreenSettings",
    "ScreenSettingsFile",
    "SectionState",
    "SectionView",
    "Severity",
    "Sitting",
    "Spending",
    "Spent",
    "Suggestion",
    "SuggestionEvent",
    "SuggestionFound",
    "SuggestionRefused",
    "SuggestionVerdict",
    "SuggestionsAsked",
    "SuggestionsFinished",
    "Syllabus",
    "Taken",
    "TakenBack",
    "Timeline",
    "Tried",
    "Undone",
    "Usage",
    "WaitsFor",
    "Workbench",
    "Workspace",
    "WriterView",
    "Writers",
    "Writing",
    "topics_of",
]


_AROUND = 30
"""How many days before and after one are looked at together with it."""


class Workbench:
    """One open workspace. Close it, or use it as a context manager; drafting needs `aclose`, which ends the writer."""

    def __init__(self, workspace: Workspace, store: AttemptStore, env: Mapping[str, str]) -> None:
        self.workspace, self.env = workspace, env
        self.course = Course(workspace, store)
        self.plans = PlanEdits(self.course)
        self.hands = HandEdits(self.course)
        self.deciding = Deciding(self.course, lambda: self.checks)
        self.outside = Outside(self.course, self.deciding.note)
        self.endpoints = Endpoints()
        self.drafts = Drafts(self.course, self.endpoints, env)
        self.suggestions = Suggestions(self.course, self.endpoints, self.drafts)
        self.writers = Writers(self.endpoints, env)
        self.screen_settings = ScreenSettingsFile(env)
        self.spending = Spending(self.course)
        self._store = store
        self._seen = store.data_version()
        self.found: Found = cut_off.look(self.course)
        """What approvals that were cut off have left, when the workspace was opened or last looked at."""

    @classmethod
    def open(cls, start: Path, env: Mapping[str, str] = os.environ) -> Self:
        """Open the workspace of folder `start`.

        Raises:
            NotAWorkspace: `start` is in none.
            AuthoringError: its state cannot be written, or its database cannot be read.
        """
        workspace = Workspace.find(start)
        workspace.make_state()
        return cls(workspace, AttemptStore.open(workspace.database), env)

    @cached_property
    def checks(self) -> "CourseChecks":
        """The checks of the course; they come with all the rules, so they are loaded when they are first asked for."""
        from tui.authoring.course_checks import CourseChecks

        return CourseChecks(self.course)

    @cached_property
    def destinations(self) -> "Destinations":
        """Where in the course one can go; read when it is first asked for."""
        from tui.authoring.destinations import Destinations

        return Destinations(self.course)

    @property
    def shared_unmerged(self) -> bool:
        """Whether a plan or the glossary was unmerged when the course was last looked at."""
        unmerged = self.course.files.unmerged
        return any(path.suffix == ".yaml" and unmerged.in_course(path) for path in unmerged.files())

    @cached_property
    def merging(self) -> "Merging":
        """What git could not merge; loaded when it is first asked for."""
        from tui.authoring.merging import Merging

        return Merging(self.course, self.deciding)

    @cached_property
    def history(self) -> "CourseHistory":
        """What git knows of the course; read when it is first asked for."""
        from tui.authoring.course_history import CourseHistory

        return CourseHistory(self.course)

    def lend_terminal(self, terminal: "Terminal") -> None:
        """Keep git off the terminal, which a screen has; what signs a commit is lent it by `terminal`."""
        self.course.terminal = terminal

    @property
    def git_at_work(self) -> bool:
        """Whether a git runs that was kept off the terminal."""
        return running.at_work()

    def interrupt_git(self) -> None:
        """End that git and its hooks as Ctrl-C does: what it was about is taken back by whoever waits for it."""
        if running.at_work():
            running.interrupt()
        else:
            self.end_commit()  # which waits for another Coursewright

    @property
    def commit_waits(self) -> tuple[WaitsFor, float] | None:
        """For what a commit that is made aside waits now, and for how many seconds; None where none is made."""
        return self.course.progress.waits

    def end_commit(self) -> None:
        """End the commit that is made aside: a hook that hangs is ended too, and all is put back as it was."""
        self.course.progress.end()

    def never_wait_here(self, tell: Callable[[], object]) -> None:
        """Let this thread never wait for git to show what stands: it is asked aside, and `tell` says what is new.

        Until then what was known before is shown. `tell` is called in another thread.
        """
        self.course.files.aside.spare(tell)

    def ask_git(self) -> None:
        """Ask git what is committed and what is not merged, if that may have changed: it blocks, so call it aside."""
        self.course.files.committed.refresh()
        self.course.files.unmerged.refresh()

    def close(self) -> None:
        """Wait until the disk has what was approved, and close the database."""
        self.course.files.aside.close()
        self.course.lasting.close()
        self._store.close()

    async def aclose(self) -> None:
        """End the embedded model's server where one runs, and close the database."""
        await self.endpoints.aclose()
        self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    # What stands

    def days(self) -> Iterable[DayView]:
        """Yield every day as it stands, broken plans told as its `problem`. Raises InputError for a broken syllabus."""
        self._note_ended_merge()
        return self.course.days()

    def look_at(self, numbers: Iterable[int]) -> list[DayView]:
        """Return these days as they stand. Raises InputError where there is none such."""
        self._note_ended_merge()
        return self.course.day_views(numbers)

    def days_around(self, number: int | None, also: Iterable[int] = ()) -> list[DayView]:
        """Return the days around one, more than a screen shows, and `also` these; of a short course all.

        Raises:
            InputError: the syllabus is broken.
        """
        numbers = [day.day for day in self.syllabus.days()]
        if len(numbers) > 2 * _AROUND:
            at = numbers.index(number) if number in numbers else 0
            wanted = {*numbers[max(0, at - _AROUND) : at + _AROUND], *also}
            numbers = [each for each in numbers if each in wanted]
        return self.look_at(numbers)

    @property
    def syllabus(self) -> Syllabus:
        """The syllabus. Raises InputError where its file is broken."""
        return self.course.syllabus

    def day(self, number: int) -> DayView:
        """Return one day as it stands. Raises InputError where there is none such."""
        self._note_ended_merge()
        return self.course.day_view(number)

    def lesson(self, lesson_id: str) -> LessonView:
        """Return one lesson as it stands. Raises InputError where there is none such."""
        self._note_ended_merge()
        return self.course.lesson_view(lesson_id)

    def _note_ended_merge(self) -> None:
        """Let lessons that were merged here be approved once their merge is committed, by whomever."""
        if self.workspace.settled.exists():
            self.course.files.aside.ask("ended merge", self._ask_ended_merge)

    def _ask_ended_merge(self) -> bool:
        with suppress(AuthoringError):  # git cannot be asked, or the database written: it is noted another time
            return self.merging.note_ended()
        return False

    def lesson_of(self, topic: str) -> str | None:
        """Return the first lesson that teaches a point of the topic with that address (`1.2.1`), or None.

        Raises:
            InputError: the day's plan is broken.
        """
        lessons = self.course.plan(int(topic.partition(".")[0])).lessons
        return next((lesson.id for lesson in lessons if any(p.startswith(f"{topic}.") for p in lesson.points)), None)

    def changed_elsewhere(self) -> bool:
        """Say whether another program has stored an attempt or a decision since this was last asked."""
        version = self._store.data_version()
        changed, self._seen = version != self._seen, version
        return changed

    def attempts(self, key: str) -> tuple[Attempt, ...]:
        """Return all attempts of a section, oldest first."""
        return self._store.of(self.course.kept(key))

    def text(self, target: str, attempt: int | None = None) -> str:
        """Return the text of a section or a whole lesson as it stands; a lesson's missing sections are left out.

        Raises:
            InputError: nothing is named so, or the section has no such attempt.
        """
        if "/" in target:
            target = self.course.key(target)
            if attempt is None:
                return self.course.standing(target) or ""
            found = self._store.get(self.course.kept(target), attempt)
            if found is None:
                count = len(self._store.of(self.course.kept(target)))
                raise InputError(f"{target} has no attempt {attempt}; it has {count}.")
            return found.text
        return self.course.lesson_as_it_stands(self.course.lesson(target))

    def on_offer(self, key: str) -> Attempt | None:
        """Return the attempt to look at first: what streams, a proposal, the accepted one, the newest."""
        return self.course.on_offer(key)

    def text_on_offer(self, target: str) -> str:
        """Return the text of a section's attempt on offer, or what stands where it has none; for a lesson, `text`."""
        offered = self.on_offer(target) if "/" in target else None
        return offered.text if offered is not None and offered.text else self.text(target)

    # What the checks say

    def check(
        self,
        lessons: Sequence[str] = (),
        *,
        days: Sequence[int] = (),
        every: bool = False,
        paths: Sequence[Path] = (),
        run_code: bool = False,
        python: str | None = None,
        tell: Callable[[int, int], None] = lambda done, of: None,
    ) -> "Checked":
        """Check lessons as they stand, days, all, or files as they are; see `CourseChecks.check`.

        `python` is the interpreter that runs their code.
        """
        limits = None
        if run_code:
            from tui.authoring.checks.running import Limits

            limits = Limits() if python is None else Limits(python=python)
        plans = [self.course.lesson(lesson) for lesson in lessons]
        return self.checks.check(plans, days=days, every=every, paths=paths, limits=limits, tell=tell)

    def findings(self, lesson_id: str, key: str | None = None, attempt: int | None = None) -> tuple[Finding, ...]:
        """Return what is wrong within a lesson as it stands; sections that nobody has written yet are not missed.

        With `key`, the section's attempt on offer, or the one with that number, stands in for its accepted text.

        Raises:
            InputError: nothing is named so.
        """
        lesson = self.course.lesson(lesson_id)
        if key is not None:
            offered = self.text(key, attempt) if attempt is not None else self.text_on_offer(key)
            return self.checks.with_section(lesson, self.course.section(key)[1], offered)
        text = self.course.lesson_as_it_stands(lesson)
        whole = all(self.course.standing(f"{lesson.id}/{each.id}") is not None for each in lesson.sections)
        return self.checks.lesson(lesson, text, whole=whole) if text else ()

    def coverage(self, day: int | None = None) -> Iterator[PointCovered]:
        """Yield every point of the day, or of all, with the section that teaches it and the evidence.

        Raises:
            InputError: there is no such day.
        """
        from tui.authoring import course_coverage

        for number in [day] if day is not None else [each.day for each in self.syllabus.days()]:
            yield from course_coverage.of_day(self.course, self.checks, number)

    def checkable(self, lessons: Sequence[str], days: Sequence[int] = (), *, every: bool = False) -> list[str]:
        """Return the lessons among these that hold any text."""
        numbers = [each.day for each in self.syllabus.days()] if every else days
        of_days = [view.plan.id for number in numbers for view in self.day(number).lessons if view.words]
        return list(dict.fromkeys([*lessons, *of_days]))

    async def judge(self, lessons: Sequence[str], *, profile: str | None = None) -> "AsyncGenerator[Judged, None]":
        """Have a model judge whether the points of these lessons are taught; see `tui.authoring.judge.judge`."""
        endpoint = await self.endpoints.open(self.drafts.profile(profile))
        plans = [self.course.lesson(lesson) for lesson in lessons]
        from tui.authoring import judge as judging

        events = judging.judge(self.course, self.checks, endpoint, plans)
        try:
            async for event in events:
                yield event
        finally:
            await events.aclose()

    async def count_tokens(self, lessons: Sequence[str], *, profile: str | None = None) -> bool:
        """Have the endpoint count the tokens of these lessons; say whether it counts."""
        endpoint = await self.endpoints.open(self.drafts.profile(profile))
        return await count.count_lessons(self.course, endpoint, [self.course.lesson(lesson) for lesson in lessons])

    # What the author does

    def plan(
        self, days: Sequence[int], *, replan: bool = False, tell: Callable[[int], None] = lambda days: None
    ) -> list[DayPlan]:
        """Write the plans of days and rename lessons that were renumbered; see `tui.authoring.plan_days.plan_days`."""
        plans = plan_days.plan_days(self.course, days, replan=replan, tell=tell)
        plan_days.settle(self.course, days)
        return plans

    def plan_changes(self, day: int) -> tuple[Change, ...]:
        """Return what the syllabus says otherwise than the day's plan, as its file has it."""
        return self.course.reconciled(day).changes if self.course.is_planned(day) else ()

    def submit(self, key: str, text: str, *, origin: Origin = Origin.PIPE) -> Attempt:
        """Store text written elsewhere as an attempt of the section, to be accepted like any other.

        Raises:
            InputError: no section is named so, or the text is empty.
        """
        return self.hands.submit(key, text, origin=origin)

    def arrivals(self) -> AsyncGenerator[Arrival, None]:
        """Yield what becomes of each file that other programs save in the drafts folder; see `DroppedDrafts.watch`."""
        return DroppedDrafts(self.course, self.hands.take_file).watch()

    def edit(self, key: str, text: str, base: str | None = None) -> Attempt | None:
        """Store the author's own version as an attempt by hand; see `HandEdits.edit`.

        Raises:
            InputError: no section is named so.
        """
        return self.hands.edit(key, text, base)

    def accept(self, key: str, attempt: int | None = None) -> Accepted:
        """Accept an attempt of the section; see `Deciding.accept`."""
        return self.deciding.accept(key, attempt)

    def reject(self, key: str, reason: str, attempt: int | None = None) -> int:
        """Reject an attempt; see `Deciding.reject`."""
        return self.deciding.reject(key, reason, attempt)

    async def approve(
        self, lesson_id: str, *, waive: Mapping[str, str] | None = None, over_git: bool = False
    ) -> Approved:
        """Write and commit a lesson; see `tui.authoring.approval.approve`."""
        return await approval.approve(self.course, self.checks, lesson_id, waive=waive, over_git=over_git)

    async def approve_together(
        self, lesson_ids: Sequence[str], *, waive: Mapping[str, str] | None = None, over_git: bool = False
    ) -> tuple[Approved, ...]:
        """Write lessons and commit them in one commit; see `tui.authoring.approval.approve_together`."""
        return await approval.approve_together(self.course, self.checks, lesson_ids, waive=waive, over_git=over_git)

    def undo_approval(self, lesson_id: str, commit: str | None = None, *, amend: bool = False) -> Undone:
        """Undo the approval of a lesson; see `tui.authoring.undo_approval.undo_approval`. It takes a while."""
        return undo_approval.undo_approval(self.course, lesson_id, commit, amend=amend)

    def can_amend(self, lesson_id: str, commit: str | None = None) -> bool:
        """Say whether the approval that stands can be dropped instead: nothing of it has been pushed."""
        return undo_approval.why_not_amend(self.course, lesson_id, commit) is None

    def cut_off(self) -> tuple[CutOff, ...]:
        """Return what approvals that were cut off have left, and record those that were committed in full.

        Raises:
            AuthoringError: the database cannot be read or written.
        """
        self.found = cut_off.look(self.course)
        return self.found.cut_off

    def take_back(self, cut: CutOff) -> tuple[str, ...]:
        """Put back what was cut off; see `tui.authoring.cut_off.take_back`."""
        return cut_off.take_back(self.course, cut)

    def approvable(self, day: int | None = None) -> "Approvable":
        """Return what of the day, or of the course, can be approved now; see `tui.authoring.approve_all.look`."""
        from tui.authoring import approve_all

        days = [day] if day is not None else [each.day for each in self.syllabus.days()]
        return approve_all.look(self.course, self.checks, days)
