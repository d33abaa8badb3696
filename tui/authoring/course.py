"""The course as it stands: syllabus, plans, attempts and files read together. Nothing here changes anything."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from tui.authoring import kept_texts, plain_text
from tui.authoring.course_files import CourseFiles, Stamp, same_text, stamp
from tui.authoring.course_views import DayView, LessonView, SectionView
from tui.authoring.drafting.outcome import Outcome
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.history.progress import Progress
from tui.authoring.history.terminal import Terminal
from tui.authoring.lasting import Lasting
from tui.authoring.planning import blueprint as blueprint_file
from tui.authoring.planning import naming, plan_file, reconcile, split
from tui.authoring.planning.blueprint import Blueprint
from tui.authoring.planning.model import DayPlan, LessonPlan, SectionPlan
from tui.authoring.planning.reconcile import Reconciled
from tui.authoring.review import approvals, decisions, lesson_document, states
from tui.authoring.review.attempts import Attempt, AttemptStore, SectionRecord
from tui.authoring.review.decisions import Verdict
from tui.authoring.review.records import Approval
from tui.authoring.review.states import LessonState, SectionState
from tui.authoring.syllabus import yaml_file
from tui.authoring.syllabus.model import Day, Syllabus, topics_of
from tui.authoring.workspace import Workspace


class SectionGone(InputError):
    """The plan reads well, and the section has left it."""


class Course:
    """Reads the workspace; every answer is fresh, and files that did not change are not read again."""

    def __init__(self, workspace: Workspace, store: AttemptStore) -> None:
        self.workspace = workspace
        self.store = store
        self.files = CourseFiles(workspace)
        self.terminal: Terminal | None = None
        """Lends the terminal to what signs a commit, where a screen has it."""
        self.progress = Progress()
        """Shows what a commit waits for that is made aside, and ends it."""
        self.written: Mapping[str, str | None] = {}
        """What approvals that were cut off have put into files (None: taken away), by the lessons' kept names."""
        self.lost: frozenset[str] = frozenset()
        """Those of them whose commits a power cut took, though they were recorded, by the lessons' kept names."""
        self.lasting = Lasting(workspace, store)
        self._proposed: dict[int, tuple[Day, Blueprint, DayPlan]] = {}
        self._plans: dict[int, tuple[Stamp, Stamp, DayPlan]] = {}
        self._reconciled: dict[int, tuple[DayPlan, Day, Reconciled]] = {}

    @property
    def syllabus(self) -> Syllabus:
        """The syllabus.

        Raises:
            InputError: `syllabus.yaml` is broken; the message names file, line and field.
        """
        return self.files.remembered(self.workspace.syllabus, yaml_file.read)

    @property
    def blueprint(self) -> Blueprint:
        """The blueprint.

        Raises:
            InputError: `blueprint.yaml` is broken or missing.
        """
        return self.files.remembered(self.workspace.blueprint, blueprint_file.read)

    def day(self, number: int) -> Day:
        """Return the day of the syllabus with that number.

        Raises:
            InputError: the syllabus has no such day.
        """
        day = self.syllabus.day(number)
        if day is None:
            numbers = [each.day for each in self.syllabus.days()]
            raise InputError(f"The syllabus has no day {number}; its days are {min(numbers)} to {max(numbers)}.")
        return day

    def is_planned(self, day: int) -> bool:
        """Say whether `plan.yaml` of that day stands."""
        return self.workspace.plan(day).is_file()

    def plan(self, day: int) -> DayPlan:
        """Return the day's plan: the one that stands, matched with the syllabus, or else the one that would be made.

        Raises:
            InputError: `plan.yaml` is broken, or holds a point twice or no more; the message names file and point.
        """
        of_syllabus = self.day(day)
        if not self.is_planned(day):
            return self._proposed_plan(of_syllabus)
        return self._reconciled_with(of_syllabus).plan

    def standing_plan(self, day: int) -> DayPlan:
        """Return the plan as its file has it, lessons renumbered where they stand in another order.

        Raises:
            InputError: as for `plan`.
        """
        path, known = self.workspace.plan(day), self.workspace.known_plan(day)
        stamps = stamp(path), stamp(known)
        held = self._plans.get(day)
        if held is None or held[:2] != stamps:
            try:
                plan = plan_file.read(path, day, self._known_plan(day), taken=self.taken(day))
            except InputError as error:
                raise self.files.unmerged.explained(path, error) from error
            held = self._plans[day] = (*stamps, plan)
        return held[2]

    def reconciled(self, day: int) -> Reconciled:
        """Return the plan that stands, matched with the syllabus, and what changed there since it was last matched.

        Raises:
            InputError: as for `plan`, or there is no plan yet.
        """
        return self._reconciled_with(self.day(day))

    def _reconciled_with(self, of_syllabus: Day) -> Reconciled:
        day = of_syllabus.day
        plan = self.standing_plan(day)
        held = self._reconciled.get(day)
        if held is None or held[0] is not plan or held[1] is not of_syllabus:
            if plan.points and reconcile.fits(plan, of_syllabus):
                found = Reconciled(plan, ())
            else:
                found = reconcile.reconcile(
                    plan, of_syllabus, self.blueprint, drafted=self.drafted(plan), taken=self.taken(day)
                )
            held = self._reconciled[day] = (plan, of_syllabus, found)
        return held[2]

    def _known_plan(self, day: int) -> DayPlan | None:
        """Return the plan that was last written here, against which a change by hand is understood."""
        try:
            return plan_file.read(self.workspace.known_plan(day), day)
        except InputError:
            return None

    def taken(self, day: int) -> frozenset[str]:
        """Return the names under which attempts of that day are kept, planned or not."""
        return frozenset(self.store.records(f"{naming.day_folder(day)}_"))

    def drafted(self, plan: DayPlan) -> frozenset[str]:
        """Return the names under which those sections of the plan are kept that hold text: attempts, or a file."""
        found = set(self.taken(plan.day))
        for lesson in plan.lessons:
            if self.files.lesson(lesson) is not None:
                found.update(lesson.kept_key(section) for section in lesson.sections)
        return frozenset(found)

    def _proposed_plan(self, day: Day) -> DayPlan:
        blueprint = self.blueprint
        known = self._proposed.get(day.day)
        if known is None or known[0] is not day or known[1] is not blueprint:
            known = self._proposed[day.day] = (day, blueprint, split.plan_day(day, blueprint))
        return known[2]

    def lesson(self, lesson_id: str) -> LessonPlan:
        """Return the plan of the lesson with that prefix (`day01_001`; its whole file name serves too).

        Raises:
            InputError: no lesson is named so.
        """
        match = naming.lesson_named(lesson_id)
        if match is None:
            raise InputError(f"{plain_text.one_line(lesson_id)!r} names no lesson: write it like day01_001.")
        plan = self.plan(int(match["day"]))
        found = plan.lesson(f"day{match['day']}_{match['serial']}")
        if found is None:
            raise InputError(f"There is no lesson {lesson_id}; the last one of that day is {plan.lessons[-1].id}.")
        if lesson_id not in (found.id, found.file):
            raise InputError(f"There is no lesson {lesson_id}; {found.id} is {found.file}.")
        return found

    def key(self, name: str) -> str:
        """Return the one name under which a section is kept, however it was called: `day01_001/orientation`.

        Raises:
            InputError: no section is named so.
        """
        lesson, section = self.section(name)
        return f"{lesson.id}/{section.id}"

    def kept(self, name: str) -> str:
        """Return the name under which the attempts of a section are kept: it survives moving and renumbering.

        Raises:
            InputError: no section is named so.
        """
        lesson, section = self.section(name)
        return lesson.kept_key(section)

    def section_kept_as(self, kept: str) -> tuple[LessonPlan, SectionPlan]:
        """Return lesson and section whose attempts are kept under that name, wherever they stand now.

        Raises:
            SectionGone: the plan has them no more.
            InputError: the plan, or what it follows, cannot be read now, or the day has none that was written.
        """
        match = naming.LESSON_ID.match(kept)
        day = int(match["day"]) if match else None
        for lesson in self.plan(day).lessons if day is not None else ():
            for section in lesson.sections:
                if lesson.kept_key(section) == kept:
                    return lesson, section
        if day is not None and not self.is_planned(day):  # a file that is away may come back, with the section in it
            raise InputError(f"Day {day} has no plan.yaml in which {kept} stands: bring that file back.")
        raise SectionGone(f"No lesson holds the section {kept} any more: it left the plan.")

    def section(self, key: str) -> tuple[LessonPlan, SectionPlan]:
        """Return lesson and section of `day01_001/orientation`.

        Raises:
            InputError: no section is named so; the message lists those of the lesson.
        """
        lesson_id, _, section_id = key.partition("/")
        lesson = self.lesson(lesson_id)
        section = lesson.section(section_id)
        if section is None:
            known = ", ".join(each.id for each in lesson.sections)
            named = plain_text.one_line(section_id)
            raise InputError(f"{lesson.id} has no section {named!r}; its sections are: {known}.")
        return lesson, section

    def fingerprint(self, lesson: LessonPlan, section: SectionPlan) -> str:
        """Return what the section was asked to teach, as a fingerprint: another one makes an accepted text stale."""
        return fingerprint_of(section, point_texts(self.day(lesson.day)))

    def days(self) -> Iterator[DayView]:
        """Yield every day as it stands, in the order of the syllabus."""
        self.files.committed.refresh()
        records = self.store.records()
        approved = approvals.latest(self.store)
        for day in self.syllabus.days():
            yield self._day_view(day, records, approved)

    def day_views(self, numbers: Iterable[int]) -> list[DayView]:
        """Return these days as they stand.

        Raises:
            InputError: the syllabus has no such day.
        """
        self.files.committed.refresh()
        records = self.store.records()
        approved = approvals.latest(self.store)
        return [self._day_view(self.day(number), records, approved) for number in numbers]

    def day_view(self, number: int) -> DayView:
        """Return one day as it stands.

        Raises:
            InputError: the syllabus has no such day.
        """
        self.files.committed.refresh()
        records = self.store.records(f"{naming.day_folder(number)}_")
        return self._day_view(self.day(number), records, approvals.latest(self.store))

    def lesson_view(self, lesson_id: str) -> LessonView:
        """Return one lesson as it stands.

        Raises:
            InputError: no lesson is named so.
        """
        self.files.committed.refresh()
        self.files.unmerged.refresh()
        lesson = self.lesson(lesson_id)
        texts = point_texts(self.day(lesson.day))
        return self._lesson_view(
            lesson, texts, self.store.records(_of_day(lesson)), approvals.last(self.store, lesson.kept_name)
        )

    def rejected(self, key: str) -> tuple[Attempt, str | None] | None:
        """Return the attempt whose rejection guides the next one, with the reason; None where nothing does.

        Attempts that came to nothing since (stopped, failed) do not make it forgotten; a complete one does.
        """
        kept = self.kept(key)
        log = decisions.log(self.store, kept)
        if not log or log[-1].verdict is not Verdict.REJECTED:
            return None
        attempts = self.store.of(kept)
        if any(each.number > log[-1].number and each.outcome is Outcome.COMPLETE for each in attempts):
            return None
        return next(each for each in attempts if each.number == log[-1].number), log[-1].reason

    def accepted(self, key: str) -> str | None:
        """Return the section's accepted text: by this database, or by the lesson that was approved elsewhere."""
        lesson, section = self.section(key)
        accepted = decisions.accepted(self.store, lesson.kept_key(section))
        return accepted.text if accepted is not None else self._approved_elsewhere(lesson).get(section.id)

    def settled(self, key: str) -> str | None:
        """Return the text that later sections may build on: the accepted one, else the newest complete attempt's."""
        accepted = self.accepted(key)
        if accepted is not None:
            return accepted
        whole = [attempt for attempt in self.store.of(self.kept(key)) if attempt.outcome is Outcome.COMPLETE]
        return whole[-1].text if whole else None

    def standing(self, key: str) -> str | None:
        """Return a section's text as it stands: the accepted one, else that of the attempt on offer."""
        accepted = self.accepted(key)
        if accepted is not None:
            return accepted
        offered = self.on_offer(key)
        return offered.text if offered is not None and offered.text else None

    def on_offer(self, key: str) -> Attempt | None:
        """Return the attempt to look at first: what streams, a proposal, the accepted one, the newest."""
        kept = self.kept(key)
        record = self.store.records(kept).get(kept)
        if record is None:
            return None
        streams = record.outcome is Outcome.STREAMING
        return self.store.get(kept, record.number if streams else record.proposed or record.accepted or record.number)

    def lesson_as_it_stands(self, lesson: LessonPlan) -> str:
        """Return the lesson's whole text as it stands; sections that nobody has written are left out.

        That is the approved text, where nothing was decided since; else what its sections make now; "" for nothing.
        """
        approval = self._approval(lesson, approvals.last(self.store, lesson.kept_name))
        if approval is not None and approval.text:
            records = self.store.records(_of_day(lesson))
            kept = {section.id: records.get(lesson.kept_key(section)) for section in lesson.sections}
            offered = {slug: record.proposed or record.accepted for slug, record in kept.items() if record is not None}
            if {slug: number for slug, number in offered.items() if number is not None} == dict(approval.attempts):
                return approval.text
        texts = {section.id: self.standing(f"{lesson.id}/{section.id}") for section in lesson.sections}
        bodies = {slug: text for slug, text in texts.items() if text is not None}
        return self.lesson_text(lesson, bodies) if bodies else ""

    def accepted_bodies(self, lesson: LessonPlan) -> dict[str, str]:
        """Return the accepted text of each section that has one, by its slug."""
        texts = {section.id: self.accepted(f"{lesson.id}/{section.id}") for section in lesson.sections}
        return {slug: text for slug, text in texts.items() if text is not None}

    def _approved_elsewhere(self, lesson: LessonPlan) -> Mapping[str, str]:
        return self._unknown_here(lesson, self._approval(lesson, approvals.last(self.store, lesson.kept_name)))

    def _approval(self, lesson: LessonPlan, recorded: Approval | None) -> Approval | None:
        return recorded if recorded is not None else self.files.approval_at_head(lesson)

    def _unknown_here(self, lesson: LessonPlan, approval: Approval | None) -> Mapping[str, str]:
        """Return the approved sections of whose attempts this database knows nothing: they count as accepted."""
        if approval is None or all(section.id in approval.attempts for section in lesson.sections):
            return {}
        bodies = self.files.sections(lesson, approval.text)
        return {slug: body for slug, body in bodies.items() if slug not in approval.attempts}

    def lesson_text(self, lesson: LessonPlan, bodies: Mapping[str, str]) -> str:
        """Return the lesson's whole text made of `bodies` (section slug → text).

        Raises:
            AuthoringError: `templates/lesson.md.j2` is broken.
        """
        template = self.workspace.templates / "lesson.md.j2"
        return lesson_document.join(lesson, bodies, template=template, level=self.blueprint.level)

    def _day_view(self, day: Day, records: Mapping[str, SectionRecord], approved: Mapping[str, Approval]) -> DayView:
        self.files.unmerged.refresh()
        planned = self.is_planned(day.day)
        texts = point_texts(day)
        try:
            lessons = tuple(
                self._lesson_view(lesson, texts, records, approved.get(lesson.kept_name))
                for lesson in self.plan(day.day).lessons
            )
        except AuthoringError as error:
            return DayView(day, (), planned, problem=str(error))
        return DayView(day, lessons, planned, changes=self.reconciled(day.day).changes if planned else ())

    def _lesson_view(
        self,
        lesson: LessonPlan,
        texts: Mapping[str, str],
        records: Mapping[str, SectionRecord],
        recorded: Approval | None,
    ) -> LessonView:
        approval = self._approval(lesson, recorded)
        elsewhere = self._unknown_here(lesson, approval)
        sections: list[SectionView] = []
        accepted: dict[str, int] = {}
        for section in lesson.sections:
            record = records.get(lesson.kept_key(section))
            state = states.section_state(record, fingerprint_of(section, texts))
            words, tokens = _size(record)
            if record is not None and record.accepted is not None:
                accepted[section.id] = record.accepted
            elif section.id in elsewhere and state not in (SectionState.DRAFTING, SectionState.PROPOSED):
                state = SectionState.ACCEPTED
                words, tokens = _measured(elsewhere[section.id])
            attempts, taken = (record.attempts, record.accepted) if record else (0, None)
            sections.append(SectionView(lesson, section, state, words, tokens, attempts, taken))
        whole = self._state(lesson, recorded, approval, sections, accepted)
        return LessonView(lesson, whole, tuple(sections))

    def _state(
        self,
        lesson: LessonPlan,
        recorded: Approval | None,
        approval: Approval | None,
        sections: Sequence[SectionView],
        accepted: Mapping[str, int],
    ) -> LessonState:
        if self.files.unmerged.holds(self.files.found(lesson)):
            return LessonState.UNMERGED
        texts = self.files.texts(lesson, recorded.text if recorded is not None else None)
        file = texts.state
        kept, changed = False, approval is None or dict(approval.attempts) != dict(accepted)
        if file is LessonState.EDITED and texts.on_disk is not None:
            accepted_so = self._is_as_accepted(lesson, sections, texts.on_disk)
            kept = accepted_so or self._is_kept(lesson, texts.on_disk)
            changed = changed or accepted_so
        whole = states.lesson_state([section.state for section in sections], file, kept=kept, changed=changed)
        if whole is LessonState.APPROVED and approval is not None and not _is_titled(approval.text, lesson.title):
            return LessonState.ACCEPTED  # it was given another title, which its file should say too
        ready = all(section.state is SectionState.ACCEPTED for section in sections)
        doubtful = {LessonState.EDITED, LessonState.MISSING}
        if lesson.kept_name in self.lost:
            doubtful |= {LessonState.APPROVED, LessonState.BEHIND}
        if whole in doubtful and ready and self._is_cut_off(lesson):
            return LessonState.ACCEPTED  # the file is what its approval made of it before that was cut off
        return whole

    def _is_kept(self, lesson: LessonPlan, text: str) -> bool:
        """Say whether what the lesson's file holds, which reads as `text`, is kept elsewhere too."""
        content = text.encode("utf-8", "replace")
        if "\ufffd" in text:  # the file may hold bytes that are no UTF-8
            with contextlib.suppress(OSError):  # gone since: the next look tells
                content = self.files.found(lesson).read_bytes()
        return kept_texts.holds(self.workspace, lesson, content)

    def _is_cut_off(self, lesson: LessonPlan) -> bool:
        """Say whether the lesson's file still is as an approval, or its undoing, has left it that was cut off."""
        if lesson.kept_name not in self.written:
            return False
        return same_text(self.files.lesson(lesson), self.written[lesson.kept_name])

    def _is_as_accepted(self, lesson: LessonPlan, sections: Sequence[SectionView], text: str) -> bool:
        """Say whether an approval now would write just that text."""
        if any(section.state is not SectionState.ACCEPTED for section in sections):
            return False
        try:
            return same_text(self.lesson_text(lesson, self.accepted_bodies(lesson)), text)
        except AuthoringError:
            return False


@lru_cache(maxsize=10_000)
def _measured(body: str) -> tuple[int, int]:
    return plain_text.words(body), plain_text.estimate_tokens(body)


def _size(record: SectionRecord | None) -> tuple[int, int]:
    """Return the words and tokens of the text that stands: the accepted one's, or else the newest one's."""
    if record is None:
        return 0, 0
    if record.accepted_words is not None and record.accepted_tokens is not None:
        return record.accepted_words, record.accepted_tokens
    return record.words, record.tokens


def _is_titled(text: str, title: str) -> bool:
    return plain_text.one_line(title) in text or lesson_document.heading_text(title) in text


def _of_day(lesson: LessonPlan) -> str:
    return f"{naming.day_folder(lesson.day)}_"


def point_texts(day: Day) -> dict[str, str]:
    """Return the text of each point of the day, by its address."""
    return {point.address: point.point.text for topic in topics_of(day) for point in topic.points()}


def fingerprint_of(section: SectionPlan, texts: Mapping[str, str]) -> str:
    """Return what the section is asked to teach, as a fingerprint; `texts` are those of the points of its day."""
    return states.fingerprint(section, [texts.get(address, "") for address in section.points])
