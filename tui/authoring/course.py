"""The course as it stands: syllabus, plans, attempts and files read together. Nothing here changes anything."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar, cast

from tui.authoring import plain_text
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.history.repository import Repository
from tui.authoring.planning import blueprint as blueprint_file
from tui.authoring.planning import naming, plan_file, split
from tui.authoring.planning.blueprint import Blueprint
from tui.authoring.planning.model import DayPlan, LessonPlan, SectionPlan
from tui.authoring.review import decisions, lesson_document, states
from tui.authoring.review.attempts import Approval, AttemptStore, SectionRecord
from tui.authoring.review.decisions import Verdict
from tui.authoring.review.states import LessonState, SectionState
from tui.authoring.syllabus import yaml_file
from tui.authoring.syllabus.model import Day, Syllabus, topics_of
from tui.authoring.workspace import Workspace

T = TypeVar("T")


@dataclass(frozen=True)
class SectionView:
    """A section as the screens show it; `tokens` is an estimate."""

    lesson: LessonPlan
    plan: SectionPlan
    state: SectionState
    words: int
    tokens: int
    attempts: int

    @property
    def key(self) -> str:
        """How the command line names it: `day01_001/orientation`."""
        return f"{self.lesson.id}/{self.plan.id}"


@dataclass(frozen=True)
class LessonView:
    """A lesson with its sections; `words` and `tokens` add up what stands."""

    plan: LessonPlan
    state: LessonState
    sections: tuple[SectionView, ...]

    @property
    def words(self) -> int:
        """The words of all its sections."""
        return sum(section.words for section in self.sections)

    @property
    def tokens(self) -> int:
        """The estimated tokens of all its sections."""
        return sum(section.tokens for section in self.sections)

    @property
    def accepted(self) -> int:
        """How many of its sections are accepted."""
        return sum(section.state is SectionState.ACCEPTED for section in self.sections)


@dataclass(frozen=True)
class DayView:
    """A day with its lessons; `planned` once `plan.yaml` stands, and `problem` where it cannot be read."""

    day: Day
    lessons: tuple[LessonView, ...]
    planned: bool
    problem: str | None = None

    @property
    def approved(self) -> int:
        """How many of its lessons are approved."""
        return sum(lesson.state is LessonState.APPROVED for lesson in self.lessons)


class Course:
    """Reads the workspace; every answer is fresh, and files that did not change are not read again."""

    def __init__(self, workspace: Workspace, store: AttemptStore) -> None:
        self.workspace = workspace
        self.store = store
        self._files: dict[tuple[Path, str], tuple[tuple[int, int, int], object]] = {}
        self._proposed: dict[int, tuple[Day, Blueprint, DayPlan]] = {}

    @property
    def syllabus(self) -> Syllabus:
        """The syllabus.

        Raises:
            InputError: `syllabus.yaml` is broken; the message names file, line and field.
        """
        return self._cached(self.workspace.syllabus, yaml_file.read)

    @property
    def blueprint(self) -> Blueprint:
        """The blueprint.

        Raises:
            InputError: `blueprint.yaml` is broken or missing.
        """
        return self._cached(self.workspace.blueprint, blueprint_file.read)

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
        """Return the day's plan: the one that stands, or else the one that would be made.

        Raises:
            InputError: `plan.yaml` is broken, or does not hold just the points that the syllabus gives the day.
        """
        of_syllabus = self.day(day)
        if not self.is_planned(day):
            return self._proposed_plan(of_syllabus)
        path = self.workspace.plan(day)
        plan = self._cached(path, lambda path: plan_file.read(path, day))
        expected = _point_texts(of_syllabus)
        held = {address for lesson in plan.lessons for address in lesson.points}
        mend = f"mend it, or run: coursewright plan {day} --replan"
        if missing := [address for address in expected if address not in held]:
            raise InputError(
                f"{path}: point {missing[0]} ({expected[missing[0]]}) of the syllabus sits in no lesson; {mend}"
            )
        if stray := sorted(held - expected.keys()):
            raise InputError(f"{path}: point {stray[0]} is not in the syllabus; {mend}")
        return plan

    def _proposed_plan(self, day: Day) -> DayPlan:
        blueprint = self.blueprint
        known = self._proposed.get(day.day)
        if known is None or known[0] is not day or known[1] is not blueprint:
            known = self._proposed[day.day] = (day, blueprint, split.plan_day(day, blueprint))
        return known[2]

    def lesson(self, lesson_id: str) -> LessonPlan:
        """Return the plan of the lesson with that prefix (`day01_001`; a whole file name serves too).

        Raises:
            InputError: no lesson is named so.
        """
        match = naming.LESSON_ID.match(lesson_id)
        if match is None:
            raise InputError(f"{lesson_id!r} names no lesson: write it like day01_001.")
        lesson = self.plan(int(match["day"])).lesson(match[0])
        if lesson is None:
            last = self.plan(int(match["day"])).lessons[-1].id
            raise InputError(f"There is no lesson {match[0]}; the last one of that day is {last}.")
        return lesson

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
            raise InputError(f"{lesson.id} has no section {section_id!r}; its sections are: {known}.")
        return lesson, section

    def fingerprint(self, lesson: LessonPlan, section: SectionPlan) -> str:
        """Return what the section was asked to teach, as a fingerprint: another one makes an accepted text stale."""
        return _fingerprint(section, _point_texts(self.day(lesson.day)))

    def days(self) -> Iterator[DayView]:
        """Yield every day as it stands, in the order of the syllabus."""
        records = self.store.records()
        approved = self.store.approvals()
        for day in self.syllabus.days():
            yield self._day_view(day, records, approved)

    def day_view(self, number: int) -> DayView:
        """Return one day as it stands.

        Raises:
            InputError: the syllabus has no such day.
        """
        records = self.store.records(f"{naming.day_folder(number)}_")
        return self._day_view(self.day(number), records, self.store.approvals())

    def lesson_view(self, lesson_id: str) -> LessonView:
        """Return one lesson as it stands.

        Raises:
            InputError: no lesson is named so.
        """
        lesson = self.lesson(lesson_id)
        texts = _point_texts(self.day(lesson.day))
        return self._lesson_view(lesson, texts, self.store.records(f"{lesson.id}/"), self.store.approvals())

    def rejection(self, key: str) -> str | None:
        """Return why the newest attempt of the section was rejected, or None."""
        newest, log = self.store.latest(key), decisions.log(self.store, key)
        rejected = newest is not None and bool(log) and log[-1].number == newest.number
        return log[-1].reason if rejected and log[-1].verdict is Verdict.REJECTED else None

    def standing(self, key: str) -> str | None:
        """Return a section's text as it stands: the accepted one, else the newest attempt's, else the file's."""
        lesson, section = self.section(key)
        accepted = decisions.accepted(self.store, key)
        if accepted is not None:
            return accepted.text
        newest = self.store.latest(key)
        if newest is not None and newest.text:
            return newest.text
        return self._bodies_on_disk(lesson).get(section.id)

    def accepted_bodies(self, lesson: LessonPlan) -> dict[str, str]:
        """Return the accepted text of each section that has one, by its slug."""
        on_disk = self._bodies_on_disk(lesson)
        found = {}
        for section in lesson.sections:
            key = f"{lesson.id}/{section.id}"
            accepted = decisions.accepted(self.store, key)
            if accepted is not None:
                found[section.id] = accepted.text
            elif section.id in on_disk and self.store.latest(key) is None:
                found[section.id] = on_disk[section.id]
        return found

    def lesson_text(self, lesson: LessonPlan, bodies: Mapping[str, str]) -> str:
        """Return the lesson's whole text made of `bodies` (section slug → text).

        Raises:
            AuthoringError: `templates/lesson.md.j2` is broken.
        """
        template = self.workspace.templates / "lesson.md.j2"
        return lesson_document.join(lesson, bodies, template=template, level=self.blueprint.level)

    def _day_view(self, day: Day, records: Mapping[str, SectionRecord], approved: Mapping[str, Approval]) -> DayView:
        planned = self.is_planned(day.day)
        try:
            plan = self.plan(day.day)
        except AuthoringError as error:
            return DayView(day, (), planned, problem=str(error))
        texts = _point_texts(day)
        lessons = tuple(self._lesson_view(lesson, texts, records, approved) for lesson in plan.lessons)
        return DayView(day, lessons, planned)

    def _lesson_view(
        self,
        lesson: LessonPlan,
        texts: Mapping[str, str],
        records: Mapping[str, SectionRecord],
        approved: Mapping[str, Approval],
    ) -> LessonView:
        on_disk = self._bodies_on_disk(lesson)
        sections: list[SectionView] = []
        for section in lesson.sections:
            record = records.get(f"{lesson.id}/{section.id}")
            if record is None and section.id in on_disk:
                body = on_disk[section.id]
                counts = plain_text.words(body), plain_text.estimate_tokens(body)
                sections.append(SectionView(lesson, section, SectionState.ACCEPTED, *counts, attempts=0))
                continue
            state = states.section_state(record, _fingerprint(section, texts))
            words, tokens = _size(record)
            sections.append(SectionView(lesson, section, state, words, tokens, record.attempts if record else 0))
        whole = self._lesson_state(lesson, [section.state for section in sections], records, approved.get(lesson.id))
        return LessonView(lesson, whole, tuple(sections))

    def _lesson_state(
        self,
        lesson: LessonPlan,
        sections: Sequence[SectionState],
        records: Mapping[str, SectionRecord],
        approval: Approval | None,
    ) -> LessonState:
        text = self._lesson_on_disk(lesson)
        on_disk = None if text is None else hashlib.sha256(text.encode()).hexdigest()
        accepted = {
            section.id: record.accepted
            for section in lesson.sections
            if (record := records.get(f"{lesson.id}/{section.id}")) is not None and record.accepted is not None
        }
        if approval is None and text is not None and on_disk is not None and self._is_committed(self._path(lesson)):
            # Approved by somebody else, or before this folder was cloned: git has it, this database does not.
            path = self._path(lesson).relative_to(self.workspace.root).as_posix()
            approval = Approval(lesson.id, path, "", on_disk, text, {}, datetime.fromtimestamp(0, UTC))
        return states.lesson_state(sections, approval, on_disk, accepted)

    def _is_committed(self, path: Path) -> bool:
        """Say whether the file is at HEAD as it is on the disk; where git cannot tell, it is not."""

        def ask(path: Path) -> bool:
            try:
                with Repository.open(self.workspace.root) as repository:
                    return repository.is_committed(path)
            except AuthoringError:
                return False

        return self._cached(path, ask, of="commit")

    def _path(self, lesson: LessonPlan) -> Path:
        return self.workspace.lesson(lesson.day, lesson.file)

    def _lesson_on_disk(self, lesson: LessonPlan) -> str | None:
        path = self._path(lesson)
        return self._cached(path, lambda path: path.read_bytes().decode("utf-8", "replace")) if path.exists() else None

    def _bodies_on_disk(self, lesson: LessonPlan) -> Mapping[str, str]:
        """Return the sections of the lesson's file; none where it is absent or holds something else."""
        text = self._lesson_on_disk(lesson)
        if text is None:
            return {}
        try:
            return lesson_document.split(lesson, text)
        except AuthoringError:
            return {}  # not a lesson of this plan: it is shown as a file that differs, and never overwritten

    def _cached(self, path: Path, read: Callable[[Path], T], *, of: str = "text") -> T:
        """Return `read(path)`, from memory while the file is the same by size, time and inode; `of` is what is read."""
        try:
            status = path.stat()
        except OSError:
            return read(path)
        signature = (status.st_size, status.st_mtime_ns, status.st_ino)
        known = self._files.get((path, of))
        if known is None or known[0] != signature:
            known = self._files[path, of] = (signature, read(path))
        return cast("T", known[1])


def _size(record: SectionRecord | None) -> tuple[int, int]:
    """Return the words and tokens of the text that stands: the accepted one's, or else the newest one's."""
    if record is None:
        return 0, 0
    if record.accepted_words is not None and record.accepted_tokens is not None:
        return record.accepted_words, record.accepted_tokens
    return record.words, record.tokens


def _point_texts(day: Day) -> dict[str, str]:
    return {point.address: point.point.text for topic in topics_of(day) for point in topic.points()}


def _fingerprint(section: SectionPlan, texts: Mapping[str, str]) -> str:
    return states.fingerprint(section, [texts.get(address, "") for address in section.points])
