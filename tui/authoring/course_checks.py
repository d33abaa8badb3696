"""The checks run over the course as it stands: one lesson, some files, or all; what did not change is not run again."""

import hashlib
import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tui.authoring.checks import checking, glossary
from tui.authoring.checks.checking import Configured
from tui.authoring.checks.finding import Finding, Severity
from tui.authoring.checks.glossary import Glossary
from tui.authoring.checks.lesson_text import LessonText, Part
from tui.authoring.checks.subject import Judgement, PlanSubject, Subject
from tui.authoring.checks_cache import ChecksCache
from tui.authoring.course import Course
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.planning import naming
from tui.authoring.planning.model import DayPlan, LessonPlan, SectionPlan
from tui.authoring.review import judgements, position, token_counts
from tui.authoring.syllabus.model import topics_of

if TYPE_CHECKING:
    from tui.authoring.checks.running import Limits


@dataclass(frozen=True)
class Checked:
    """What was found, over how many lessons and plans."""

    checked: int
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        """How many findings block an approval."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def warnings(self) -> int:
        """How many findings are told and block nothing."""
        return sum(finding.severity is Severity.WARNING for finding in self.findings)


@dataclass(frozen=True)
class _Text:
    """One lesson's text to be checked, by the path that its findings name."""

    path: str
    text: str
    lesson: LessonPlan | None
    plan: DayPlan | None


class CourseChecks:
    """Checks the lessons of one course."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._rules: tuple[object, tuple[Configured, ...]] | None = None
        self._parsed: tuple[str, LessonPlan | None, LessonText] | None = None

    # What rules look at

    @property
    def rules(self) -> tuple[Configured, ...]:
        """The rules as the blueprint sets them. Raises InputError where it names one that there is not."""
        blueprint = self._course.blueprint
        if self._rules is None or self._rules[0] is not blueprint:
            self._rules = blueprint, checking.configured(blueprint)
        return self._rules[1]

    @property
    def glossary(self) -> Glossary:
        """The course's glossary; empty where it has none. Raises InputError where its file is broken."""
        path = self._course.workspace.glossary
        try:
            return self._course.files.remembered(path, glossary.read) if path.exists() else Glossary()
        except InputError as error:
            raise self._course.files.unmerged.explained(path, error) from error

    def subject(self, lesson: LessonPlan, text: str) -> Subject:
        """Return `text`, of that lesson, beside all that it should be."""
        path = self._relative(self._course.files.path(lesson))
        return self._subject(_Text(path, text, lesson, self._course.plan(lesson.day)), self._other_files())

    def introduced(self, lesson: LessonPlan, text: str) -> list[tuple[str, str | None]]:
        """Return the terms and symbols that `text`, of that lesson, introduces, each with what it says they mean."""
        grown, _ = glossary.grow(Glossary(), self.subject(lesson, text))
        terms, symbols = grown.terms, grown.notation
        return [*((each.name, each.means) for each in terms), *((each.name, each.means) for each in symbols)]

    def _subject(self, item: _Text, files: frozenset[str]) -> Subject:
        lesson = item.lesson
        points = {}
        judged: dict[str, Judgement] = {}
        tokens = None
        text = self._parse(item.text, lesson)
        if lesson is not None:
            day = self._course.day(lesson.day)
            points = {placed.address: placed.point for topic in topics_of(day) for placed in topic.points()}
            judged = self._judged(lesson, text)
            tokens = token_counts.most(self._course.store, position.sha256(item.text))
        return Subject(
            path=item.path,
            text=text,
            blueprint=self._course.blueprint,
            lesson=lesson,
            plan=item.plan,
            points=points,
            glossary=self.glossary,
            tokens=tokens,
            judged=judged,
            files=files,
        )

    def _parse(self, text: str, lesson: LessonPlan | None) -> LessonText:
        """Take a text apart; the last one is remembered, which is shown, checked, approved and read for its terms."""
        known = self._parsed
        if known is None or known[:2] != (text, lesson):
            known = self._parsed = (text, lesson, LessonText.parse(text, lesson))
        return known[2]

    def _other_files(self) -> frozenset[str]:
        """The files of the course that are no lessons, such as pictures, as links name them from the workspace."""
        return frozenset(
            self._relative(path)
            for folder, _, names in os.walk(self._course.workspace.course)
            for name in names
            if not naming.LESSON_FILE.fullmatch(name) and (path := Path(folder, name)).is_file()
        )

    def _judged(self, lesson: LessonPlan, text: LessonText) -> dict[str, Judgement]:
        """Return what a model said of the points of the lesson, as its sections are now."""
        found: dict[str, Judgement] = {}
        for section in lesson.sections:
            part = text.part_of(section.id) if section.points else None
            if part is None:
                continue
            digest = position.sha256(section_source(text, part))
            for each in judgements.of(self._course.store, lesson.kept_key(section), digest):
                found[each.address] = Judgement(each.teaches, each.quote, each.model)
        return found

    # One lesson

    def lesson(
        self, lesson: LessonPlan, text: str, *, whole: bool = True, limits: "Limits | None" = None
    ) -> tuple[Finding, ...]:
        """Return what is wrong within one lesson whose text is `text`; with `limits`, its code is run too.

        Without `whole`, the sections that are not there are still to be written.
        """
        subject = replace(self.subject(lesson, text), whole=whole)
        return (*checking.check_lesson(subject, self.rules), *self._run(subject, limits))

    def with_section(self, lesson: LessonPlan, section: SectionPlan, body: str) -> tuple[Finding, ...]:
        """Return what is wrong within the lesson as it stands, were `body` the text of that section ("": as it stands).

        Sections that nobody has written yet are not missed.
        """
        standing = {each.id: self._course.standing(f"{lesson.id}/{each.id}") for each in lesson.sections}
        bodies = {slug: text for slug, text in standing.items() if text is not None}
        if body:
            bodies[section.id] = body
        if not bodies:
            return ()
        text = self._course.lesson_text(lesson, bodies)
        return self.lesson(lesson, text, whole=len(bodies) == len(lesson.sections))

    def errors_of_section(self, lesson: LessonPlan, section: SectionPlan, body: str) -> tuple[Finding, ...]:
        """Return the errors that stand in the section itself, were `body` its text: those that a rewrite can mend."""
        found = self.with_section(lesson, section, body)
        return tuple(each for each in found if each.severity is Severity.ERROR and each.section == section.id)

    def lesson_in_course(self, lesson: LessonPlan, text: str) -> tuple[Finding, ...]:
        """Return what is wrong with one lesson, that between it and the others included."""
        path = self._relative(self._course.files.path(lesson))
        item = _Text(path, text, lesson, self._course.plan(lesson.day))
        others = [other for other in self._standing(self._days()) if other.path != path]
        with ChecksCache.open(self._course.workspace.checks) as cache:
            return tuple(self._check([item, *others], {path}, cache))

    def _run(self, subject: Subject, limits: "Limits | None") -> list[Finding]:
        if limits is None:
            return []
        from tui.authoring.checks import running

        by_id = {rule.id: (rule, severity) for rule, severity, _ in self.rules}
        if "python" not in by_id:
            return []
        rule, severity = by_id["python"]
        return [checking.placed(subject, rule, severity, found) for found in running.run(subject, limits)]

    # Many

    def check(
        self,
        lessons: Sequence[LessonPlan] = (),
        *,
        days: Sequence[int] = (),
        every: bool = False,
        paths: Sequence[Path] = (),
        limits: "Limits | None" = None,
        tell: Callable[[int, int], None] = lambda done, of: None,
    ) -> Checked:
        """Check lessons as they stand, days, all, or files as they are; with `limits`, run their Python too.

        `tell` is told how many of how many lessons are looked at.
        What rules say between lessons is found against the whole course, and told of those that were asked for.

        Raises:
            InputError: a file cannot be read, or the blueprint, syllabus or glossary is broken.
        """
        asked_days = self._days() if every else list(days)
        with ChecksCache.open(self._course.workspace.checks) as cache:
            key = None
            if every and limits is None and not paths and not lessons:
                key = self._whole_key()
                if (known := cache.result(key)) is not None:
                    return Checked(*known)
            items = [self._item(path) for path in paths if path.suffix == ".md"]
            items += [item for lesson in lessons if (item := self._as_it_stands(lesson)) is not None]
            items += list(self._standing(asked_days))
            wanted = {item.path: item for item in items}
            others = [] if every else [item for item in self._standing(self._days()) if item.path not in wanted]
            found = self._check([*wanted.values(), *others], wanted, cache, tell)
            plans = list(dict.fromkeys([*asked_days, *(_day_of(path) for path in paths if path.name == "plan.yaml")]))
            planned = [number for number in plans if self._course.is_planned(number)]
            for number in planned:
                found += self._check_plan(number)
            for item in wanted.values() if limits is not None else ():
                found += self._run(self._subject(item, self._other_files()), limits)
            result = Checked(len(wanted) + len(planned), tuple(sorted(found, key=lambda one: (one.path, one.line))))
            if key is not None:
                cache.keep_result(key, result.checked, result.findings)
        return result

    def _check(
        self,
        items: Sequence[_Text],
        wanted: Collection[str],
        cache: ChecksCache,
        tell: Callable[[int, int], None] = lambda done, of: None,
    ) -> list[Finding]:
        """Return what is wrong within the lessons whose paths are `wanted`, and between each of them and all."""
        found: list[Finding] = []
        digests = {}
        files = self._other_files()
        base, base_of_digests = self._base_key(files), self._base_key_of_digests(files)
        by_path = {item.path: item for item in items}
        subjects: dict[str, Subject] = {}

        def subject(path: str) -> Subject:
            if path not in subjects:
                subjects[path] = self._subject(by_path[path], files)
            return subjects[path]

        for number, item in enumerate(items):
            tell(number, len(items))
            if item.path in wanted:
                key = self._key(base, item)
                within = cache.findings(item.path, key)
                if within is None:
                    within = checking.check_lesson(subject(item.path), self.rules)
                    cache.keep_findings(item.path, key, within)
                found += within
            key = self._key_of_digests(base_of_digests, item)
            kept = cache.digests(item.path, key)
            if kept is None:
                kept = checking.digests(subject(item.path), self.rules)
                cache.keep_digests(item.path, key, kept)
            digests[item.path] = kept
        for path, rule, severity, each in checking.check_course(digests, self.rules, wanted):
            found.append(checking.placed(subject(path), rule, severity, each))
        return found

    def _check_plan(self, day: int) -> list[Finding]:
        path = self._relative(self._course.workspace.plan(day))
        try:
            plan = self._course.standing_plan(day)
        except AuthoringError as error:
            return [Finding("partition", Severity.ERROR, path, 1, "", str(error))]
        subject = PlanSubject(path, plan, self._course.day(day), self._course.blueprint)
        return checking.check_plan(subject, self.rules)

    # Texts

    def _days(self) -> list[int]:
        return [day.day for day in self._course.syllabus.days()]

    def _standing(self, days: Iterable[int]) -> Iterator[_Text]:
        for number in days:
            try:
                lessons = self._course.plan(number).lessons
            except AuthoringError:
                continue  # the plan's own finding tells
            records = self._course.taken(number)
            for lesson in lessons:
                drafted = any(lesson.kept_key(section) in records for section in lesson.sections)
                if drafted or self._course.files.found(lesson).exists():
                    item = self._as_it_stands(lesson)
                    if item is not None:
                        yield item

    def _as_it_stands(self, lesson: LessonPlan) -> _Text | None:
        text = self._course.lesson_as_it_stands(lesson)
        path = self._relative(self._course.files.path(lesson))
        return _Text(path, text, lesson, self._course.plan(lesson.day)) if text else None

    def _item(self, path: Path) -> _Text:
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputError(f"{path} is not UTF-8 text (byte {error.start}): save it as UTF-8.") from error
        except OSError as error:
            raise InputError(f"{path} cannot be read ({error.strerror}).") from error
        plan = lesson = None
        if (match := naming.LESSON_FILE.fullmatch(path.name)) and len(match["day"]) < 9:
            try:
                plan = self._course.plan(int(match["day"]))
            except AuthoringError:
                plan = None
            lesson = next((each for each in plan.lessons if each.file == path.name), None) if plan else None
        return _Text(self._relative(path), text, lesson, plan)

    def _relative(self, path: Path) -> str:
        path = path.resolve()
        root = self._course.workspace.root
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()

    # What a result depends on

    @cached_property
    def _version(self) -> str:
        """The rules themselves, their words and weights too, as a fingerprint: a newer Coursewright checks anew."""
        below = Path(checking.__file__).parent.rglob("*")
        sources = sorted(path for path in below if path.is_file() and path.suffix != ".pyc")
        return position.sha256(
            "".join(f"{each.name} {each.stat().st_size} {each.stat().st_mtime_ns}\n" for each in sources)
        )

    def _base_key(self, files: frozenset[str]) -> str:
        settings = self._course.blueprint.model_dump_json(), self.glossary.model_dump_json()
        # What is no Python yet may be in the next version.
        return position.sha256("\n".join([self._version, sys.version, *settings, *sorted(files)]))

    def _key(self, base: str, item: _Text) -> str:
        plan = _said_by(item.plan)
        day = self._course.day(item.plan.day).model_dump_json() if item.plan is not None else ""
        kept = position.of_judgements(self._course.store) if item.lesson is not None else ""
        return position.sha256("\n".join([base, item.path, item.text, plan, day, kept]))

    def _base_key_of_digests(self, files: frozenset[str]) -> str:
        """Return what all digests depend on: no glossary, which grows with approvals and would have them made anew."""
        rules = [rule.id for rule, _, _ in self.rules]
        return position.sha256("\n".join([self._version, sys.version, *rules, "", *sorted(files)]))

    def _key_of_digests(self, base: str, item: _Text) -> str:
        return position.sha256("\n".join([base, item.path, item.text, _said_by(item.plan)]))

    def _whole_key(self) -> str:
        """Return what the whole result depends on: every file that is read, byte by byte, and what was decided."""
        workspace = self._course.workspace
        digest = hashlib.sha256(self._version.encode())
        files = [workspace.syllabus, workspace.blueprint, workspace.templates / "lesson.md.j2"]
        for path in [*files, *sorted(workspace.course.rglob("*"))]:
            if path.is_file():
                digest.update(f"\n{path}\n{path.stat().st_size}\n".encode())
                digest.update(path.read_bytes())
        digest.update(position.of(self._course.store).encode())
        return digest.hexdigest()


def section_source(text: LessonText, part: Part) -> str:
    """Return the source of a section below its heading, outer blank lines dropped."""
    return "\n".join(text.lines[part.line : part.last]).strip("\n")


def _day_of(path: Path) -> int:
    digits = path.parent.name.removeprefix("day")
    return int(digits) if digits.isdecimal() and len(digits) < 9 else 0


def _said_by(plan: DayPlan | None) -> str:
    return plan.model_dump_json() if plan is not None else ""
