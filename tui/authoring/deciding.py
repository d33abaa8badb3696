"""The author's decisions as use cases: accept, reject, accept all that is clean, and take any of it back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.authoring.checks.finding import Finding, Severity
from tui.authoring.course import Course
from tui.authoring.course_views import SectionView
from tui.authoring.drafting.outcome import Outcome
from tui.authoring.errors import AuthoringError
from tui.authoring.planning.model import LessonPlan
from tui.authoring.review import approvals, decisions, undoing
from tui.authoring.review.attempts import Attempt
from tui.authoring.review.decisions import Choice, DecisionRefused, Verdict
from tui.authoring.review.states import LessonState, SectionState
from tui.authoring.review.undoing import Reverted
from tui.authoring.waiting import Waiting

if TYPE_CHECKING:
    from tui.authoring.course_checks import CourseChecks


@dataclass(frozen=True)
class Accepted:
    """A section's acceptance, and whether the whole lesson is now ready to be approved."""

    key: str
    attempt: int
    lesson_ready: bool


@dataclass(frozen=True)
class Offered:
    """A section of a lesson that may be accepted with others: the attempt, and its size."""

    key: str
    title: str
    number: int
    words: int


@dataclass(frozen=True)
class LeftOut:
    """A section that is not accepted with the others, and why."""

    key: str
    title: str
    why: str


@dataclass(frozen=True)
class CleanSections:
    """The sections of a lesson whose proposals are whole and without an error, and those that are left out."""

    lesson: LessonPlan
    sections: tuple[Offered, ...]
    left_out: tuple[LeftOut, ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class TakenBack:
    """A decision that was taken back, or made again: in a sentence, and the sections that it was about.

    `sections` gives for each its name, where the plan still has it, the attempt and the verdict on it; `here` is where
    one looks at it, if anywhere.
    """

    said: str
    sections: tuple[tuple[str, int, Verdict], ...]
    here: tuple[str, int] | None


class Deciding:
    """Decides about the sections of one course; what it decided here is told from what another program did."""

    def __init__(self, course: Course, checks: Callable[[], "CourseChecks"]) -> None:
        self._course, self._checks = course, checks
        self.waiting = Waiting(course)
        self._at_start = undoing.last_act(course.store)
        self._own: set[int] = set()

    # One section

    def accept(self, key: str, attempt: int | None = None) -> Accepted:
        """Accept an attempt of the section, the newest proposal if none is named.

        Raises:
            DecisionRefused: there is none, or it is not complete; the message says what to do.
        """
        lesson, section = self._course.section(key)
        key = self._course.key(key)
        number = attempt if attempt is not None else self._proposed(key)
        fingerprint = self._course.fingerprint(lesson, section)
        self.note(decisions.accept(self._course.store, lesson.kept_key(section), number, fingerprint).act)
        return Accepted(key, number, self.is_ready(lesson.id))

    def reject(self, key: str, reason: str, attempt: int | None = None) -> int:
        """Reject an attempt, the newest if none is named, and return its number; the reason guides the next draft.

        Raises:
            DecisionRefused: there is nothing to reject.
        """
        key = self._course.key(key)
        number = attempt if attempt is not None else self._newest(key).number
        self.note(decisions.reject(self._course.store, self._course.kept(key), number, reason).act)
        return number

    def is_ready(self, lesson_id: str) -> bool:
        """Say whether every section of the lesson is accepted, and it may be approved."""
        view = self._course.lesson_view(lesson_id)
        return view.state is LessonState.ACCEPTED

    def _proposed(self, key: str) -> int:
        """Return the attempt that waits; else the one that stands accepted, for what it should teach may be new."""
        kept = self._course.kept(key)
        record = self._course.store.records(kept).get(kept)
        if record is None:
            return self._newest(key).number
        return record.proposed or record.accepted or record.number

    def _newest(self, key: str) -> Attempt:
        newest = self._course.store.latest(self._course.kept(key))
        if newest is None:
            raise DecisionRefused(f"{key} has no attempt yet: draft it first.")
        return newest

    def note(self, act: int | None) -> None:
        """Remember that this act was decided here, and not by another program."""
        if act is not None:
            self._own.add(act)

    # All that is clean

    def clean(self, lesson_id: str) -> CleanSections:
        """Check the lesson as its proposals would make it; takes a while, so a screen asks for it in a thread.

        Raises:
            InputError: there is no such lesson, or the blueprint, syllabus or glossary is broken.
        """
        view = self._course.lesson_view(lesson_id)
        lesson = view.plan
        proposals: dict[str, Attempt] = {}
        left: dict[str, str] = {}
        for section in view.sections:
            offered = self._course.on_offer(section.key)
            if section.state is SectionState.PROPOSED and offered is not None and offered.outcome is Outcome.COMPLETE:
                proposals[section.plan.id] = offered
            elif section.state is not SectionState.ACCEPTED:
                left[section.plan.id] = _why(section)
        for slug, errors in self._errors(lesson, proposals).items():
            del proposals[slug]
            more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
            left[slug] = f"{errors[0].rule}: {errors[0].message}{more}"
        sections, choices = [], []
        for plan in lesson.sections:
            if (attempt := proposals.get(plan.id)) is not None:
                sections.append(Offered(f"{lesson.id}/{plan.id}", plan.title, attempt.number, attempt.words))
                fingerprint = self._course.fingerprint(lesson, plan)
                choices.append(Choice(lesson.kept_key(plan), attempt.number, fingerprint))
        left_out = [
            LeftOut(f"{lesson.id}/{plan.id}", plan.title, left[plan.id]) for plan in lesson.sections if plan.id in left
        ]
        return CleanSections(lesson, tuple(sections), tuple(left_out), tuple(choices))

    def _errors(self, lesson: LessonPlan, proposals: dict[str, Attempt]) -> dict[str, list[Finding]]:
        """Return the errors within each of the proposals, the lesson being made of them and of what stands besides."""
        if not proposals:
            return {}
        standing = {each.id: self._course.standing(f"{lesson.id}/{each.id}") for each in lesson.sections}
        bodies = {slug: text for slug, text in standing.items() if text is not None}
        bodies.update({slug: attempt.text for slug, attempt in proposals.items()})
        text = self._course.lesson_text(lesson, bodies)
        found: dict[str, list[Finding]] = {}
        for finding in self._checks().lesson(lesson, text, whole=len(bodies) == len(lesson.sections)):
            if finding.severity is Severity.ERROR and finding.section in proposals:
                found.setdefault(finding.section, []).append(finding)
        return found

    def accept_clean(self, clean: CleanSections) -> None:
        """Accept all of them in one stroke, which is taken back in one.

        Raises:
            DecisionRefused: one of them has been written anew or decided about since; nothing was accepted.
        """
        self.note(decisions.accept_all(self._course.store, clean.choices))

    # Taking back

    def undo(self) -> TakenBack:
        """Take back the last decision that stands, be it of an earlier day or of another program.

        Raises:
            NothingToTakeBack: there is none.
        """
        return self._told(undoing.undo(self._course.store), again=False)

    def redo(self) -> TakenBack:
        """Make again the decision that was taken back last.

        Raises:
            NothingToTakeBack: there is none, or another decision was made since.
        """
        return self._told(undoing.redo(self._course.store), again=True)

    def _told(self, reverted: Reverted, *, again: bool) -> TakenBack:
        elsewhere = reverted.of > self._at_start and reverted.of not in self._own
        self.note(reverted.act)
        sections: list[tuple[str, int, Verdict]] = []
        here: tuple[str, int] | None = None
        lessons: dict[str, LessonPlan] = {}
        for line in reverted.lines:
            if line.verdict not in (Verdict.ACCEPTED, Verdict.REJECTED):
                continue
            try:
                lesson, section = self._course.section_kept_as(line.section)
            except AuthoringError:
                # It has left the plan, or the plan cannot be read: the decision is taken back so too.
                sections.append((line.section, line.number, line.verdict))
                continue
            lessons[lesson.id] = lesson
            key = f"{lesson.id}/{section.id}"
            here = here or (key, line.number)
            sections.append((key, line.number, line.verdict))
        said = [_said(sections, self._restored(reverted), again=again)]
        if elsewhere:
            when = reverted.lines[0].made.astimezone()
            said.append(f"Another program had decided so at {when:%H:%M}.")
        if changed := [each.id for each in lessons.values() if self._needs_approval(each)]:
            said.append(f"Nothing changes in git: {', '.join(changed)} needs your approval again.")
        return TakenBack(" ".join(said), tuple(sections), here)

    def _restored(self, reverted: Reverted) -> int | None:
        """Return the attempt that stands accepted now in the one section that it was about."""
        (section, *others) = dict.fromkeys(line.section for line in reverted.lines)
        attempt = decisions.accepted(self._course.store, section) if not others else None
        return attempt.number if attempt is not None else None

    def _needs_approval(self, lesson: LessonPlan) -> bool:
        if approvals.last(self._course.store, lesson.kept_name) is None:
            return False
        return self._course.lesson_view(lesson.id).state is not LessonState.APPROVED


def _why(section: SectionView) -> str:
    match section.state:
        case SectionState.DRAFTING:
            return "it is being written"
        case SectionState.STALE:
            return "what it should teach has changed since it was accepted"
        case SectionState.FAILED:
            return "the writer stopped before it was whole"
        case _:
            return "its text was rejected" if section.attempts else "nothing is written yet"


def _said(sections: Sequence[tuple[str, int, Verdict]], restored: int | None, *, again: bool) -> str:
    """Return what was taken back, or done again, in a sentence."""
    begins = "Done again" if again else "Taken back"
    verdict = sections[0][2].value
    if len(sections) > 1:
        lesson = sections[0][0].partition("/")[0]
        are = f"are {verdict}" if again else f"are not {verdict} any more"
        return f"{begins}: {len(sections)} sections of {lesson} {are}."
    key, number, _ = sections[0]
    said = f"{begins}: attempt {number} of {key} is {verdict if again else f'not {verdict} any more'}"
    if restored is not None and restored != number:
        said += f"; attempt {restored} is accepted"
    elif restored is not None and not again and verdict == Verdict.REJECTED:
        said += ", but accepted as before"
    return f"{said}."
