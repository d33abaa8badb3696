"""What the screens and the verbs are shown of the course: days, lessons and sections as they stand."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.authoring.planning.addition import ADDITION
from tui.authoring.review.standing import LessonState, SectionState

if TYPE_CHECKING:
    from tui.authoring.planning.model import LessonPlan, SectionPlan
    from tui.authoring.planning.reconcile import Change
    from tui.authoring.review.records import Attempt
    from tui.authoring.syllabus.model import Day


@dataclass(frozen=True)
class SectionView:
    """A section as the screens show it; `tokens` is an estimate, `accepted` the number of the accepted attempt."""

    lesson: "LessonPlan"
    plan: "SectionPlan"
    state: SectionState
    words: int
    tokens: int
    attempts: int
    accepted: int | None

    @property
    def key(self) -> str:
        """How the command line names it: `day01_001/orientation`."""
        return f"{self.lesson.id}/{self.plan.id}"

    @property
    def own_title(self) -> str:
        """Its title, without the words that label an addition."""
        return self.plan.title.removeprefix(ADDITION)

    def may_accept(self, attempt: "Attempt | None") -> bool:
        """Say whether an attempt is whole, and not accepted yet for what the section should teach now."""
        from tui.authoring.drafting.outcome import Outcome  # not for the first frame

        if attempt is None or attempt.outcome is not Outcome.COMPLETE:
            return False
        return attempt.number != self.accepted or self.state is SectionState.STALE


@dataclass(frozen=True)
class LessonView:
    """A lesson with its sections; `words` and `tokens` add up what stands."""

    plan: "LessonPlan"
    state: LessonState
    sections: tuple[SectionView, ...]

    @property
    def topics(self) -> frozenset[str]:
        """The addresses of the topics of which it teaches points."""
        return frozenset(address.rpartition(".")[0] for address in self.plan.points)

    @property
    def words(self) -> int:
        """The words of all its sections."""
        return sum(section.words for section in self.sections)

    @property
    def tokens(self) -> int:
        """The estimated tokens of all its sections."""
        return sum(section.tokens for section in self.sections)

    @property
    def planned_tokens(self) -> int:
        """The tokens that it will have, by estimate, if each section has the words that are aimed at."""
        from tui.authoring.planning import budget  # not for the first frame

        return budget.planned_tokens(self.plan)

    @property
    def accepted(self) -> int:
        """How many of its sections are accepted."""
        return sum(section.state is SectionState.ACCEPTED for section in self.sections)


@dataclass(frozen=True)
class DayView:
    """A day with its lessons; `planned` once `plan.yaml` stands, and `problem` where it cannot be read.

    `changes` tell what the syllabus says otherwise since the plan was last written; the lessons follow it already.
    """

    day: "Day"
    lessons: tuple[LessonView, ...]
    planned: bool
    problem: str | None = None
    changes: tuple["Change", ...] = ()

    @property
    def approved(self) -> int:
        """How many of its lessons are approved."""
        return sum(lesson.state is LessonState.APPROVED for lesson in self.lessons)
