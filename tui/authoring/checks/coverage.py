"""The rule `coverage`: every point is taught in its section, and the passage that teaches it can be shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pydantic import Field

from tui.authoring.checks import measures, point_parts, score, teaching
from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.lesson_text import LessonText, Part
from tui.authoring.checks.passages import Excerpt, finds, pick
from tui.authoring.checks.point_parts import Asked
from tui.authoring.checks.rule import Rule, Settings
from tui.authoring.checks.score import Score
from tui.authoring.checks.subject import Judgement, Subject
from tui.authoring.checks.teaching import Reading, Weighed
from tui.authoring.planning.model import SectionPlan

_WEAK = 1.0
"""Full statements that a thing must have not to be told as one that is not explained."""
_AHEAD, _ECHOES, _PARTICULAR = 0.4, 0.25, 0.2
"""From where a rival's lead, the share of own words and (below) that of particular words may be why a point
is doubted."""
_KEPT, _DESCRIBED = 2.2, 0.4
"""Company of a thing, and what must be named of a thing that is only described, for a long section not to stray."""
_EIGHT = 8  # sentences for which a long section makes as many statements as `least_said` says
_JUDGED_WORDS = 8
"""Words that a passage must have for a model's word on it to count."""


class CoverageSettings(Settings):
    """What a section must bring to be taken to teach its point; docs/checks/coverage.md says how it is measured."""

    least_evidence: float = Field(default=1.0, ge=-100, le=100)
    most_repeated: float = Field(default=0.12, ge=0, le=1)
    least_words: int = Field(default=15, ge=0)
    long_words: int = Field(default=110, ge=0)
    least_said: float = Field(default=0.3, ge=0, le=10)


class Verdict(StrEnum):
    """Whether a point is taught: COVERED by the text, CONFIRMED by the author or JUDGED so by a model; or is it not."""

    COVERED = "covered"
    CONFIRMED = "confirmed"
    JUDGED = "judged"
    DOUBTED = "doubted"
    MISSING = "missing"


@dataclass(frozen=True)
class Evidence:
    """What speaks for a point's being taught: the passage, word for word, and its line; `quote` is "" without a text.

    `why` says in one sentence what to do where it is doubted or missing, and else on whose word it is taught.
    """

    address: str
    section: str
    verdict: Verdict
    quote: str
    line: int
    why: str


def check(subject: Subject, settings: CoverageSettings) -> Iterator[Found]:
    """Yield the points that their sections do not teach, and those of which a model says so."""
    for each in of_lesson(subject, settings):
        if each.verdict in (Verdict.DOUBTED, Verdict.MISSING):
            yield Found(each.line, each.quote, each.why, each.address)
        elif each.verdict is Verdict.COVERED and (said := subject.judged.get(each.address)) and not said.teaches:
            message = (
                f"{said.model} finds that this section does not teach “{_text(subject, each.address)}”: "
                "read it again, and confirm the passage if it does."
            )
            yield Found(each.line, each.quote, message, each.address, Severity.WARNING)


def of_lesson(subject: Subject, settings: CoverageSettings) -> tuple[Evidence, ...]:
    """Return the evidence for each point of the lesson; of sections that are still to be written, there is none."""
    if subject.lesson is None:
        return ()
    readings = Readings(subject.text)
    return tuple(
        found
        for section in subject.lesson.sections
        if section.points and (subject.whole or subject.text.part_of(section.id) is not None)
        for found in _of_section(subject, readings, section, section.points, settings)
    )


def evidence(subject: Subject, section_plan: SectionPlan, address: str, settings: CoverageSettings) -> Evidence:
    """Return the evidence that a section teaches one of its points."""
    return next(_of_section(subject, Readings(subject.text), section_plan, (address,), settings))


class Readings:
    """The sections of a lesson, each of which is read once."""

    def __init__(self, text: LessonText) -> None:
        self.text = text
        self._found: dict[int, Reading] = {}

    def of(self, part: Part) -> Reading:
        """Return how a section reads."""
        if part.line not in self._found:
            self._found[part.line] = Reading.of(part, self.text)
        return self._found[part.line]


def measured(
    subject: Subject, readings: Readings, section: SectionPlan, part: Part, address: str
) -> tuple[Weighed, Mapping[str, float]]:
    """Return what a section with a sentence says of a point, and what is measured of it."""
    day = asked_of(subject)
    own, reading = day[address], readings.of(part)
    rivals = [asked for other, asked in day.items() if other not in section.points]
    weighed = teaching.weigh(own, reading, rivals)
    found = measures.measures(subject, part, reading, own, rivals, weighed)
    return weighed, found


def _of_section(
    subject: Subject, readings: Readings, section: SectionPlan, addresses: tuple[str, ...], settings: CoverageSettings
) -> Iterator[Evidence]:
    part = subject.text.part_of(section.id)
    for address in addresses:
        if part is None:
            why = f"Nothing teaches “{_text(subject, address)}”: write the section “{section.title}”."
            yield Evidence(address, section.id, Verdict.MISSING, "", 1, why)
        elif part.words < settings.least_words or not readings.of(part).sentences:
            why = f"This section has no text that could teach “{_text(subject, address)}”: write it."
            yield Evidence(address, section.id, Verdict.MISSING, "", part.line, why)
        else:
            yield _weighed(subject, readings, section, address, part, settings)


def _weighed(
    subject: Subject,
    readings: Readings,
    section: SectionPlan,
    address: str,
    part: Part,
    settings: CoverageSettings,
) -> Evidence:
    if (confirmed := section.confirmed.get(address)) and (stands := finds(confirmed, part, subject.text)):
        return Evidence(address, section.id, Verdict.CONFIRMED, stands.quote, stands.line, "The author confirmed it.")
    weighed, found = measured(subject, readings, section, part, address)
    reading, scored = readings.of(part), score.score(found)
    excerpt = pick(weighed, reading, subject.text.source)
    pattern = reading.repeated > settings.most_repeated
    strays = _strays(asked_of(subject)[address], weighed, reading, part, settings)
    if scored.total >= settings.least_evidence and not pattern and not strays:
        return Evidence(address, section.id, Verdict.COVERED, excerpt.quote, excerpt.line, "The passage teaches it.")
    said = subject.judged.get(address)
    if said is not None and said.teaches and (stands := _judged(said, part, subject)):
        why = f"{said.model} finds that the passage teaches it."
        return Evidence(address, section.id, Verdict.JUDGED, stands.quote, stands.line, why)
    why = _against(_text(subject, address), weighed, scored, pattern=pattern)
    return Evidence(address, section.id, Verdict.DOUBTED, excerpt.quote, excerpt.line, why)


def _strays(own: Asked, weighed: Weighed, reading: Reading, part: Part, settings: CoverageSettings) -> bool:
    """Tell whether a section as long as those of real lessons says next to nothing of some thing that it should teach.

    The weights are of short sections. A long one has sentences and particular words enough whatever it is about, and
    hardly ever goes on without naming what it teaches.
    """
    if own.vague or part.words < settings.long_words:
        return False
    least = settings.least_said * max(1.0, len(reading.sentences) / _EIGHT)
    said = reading.every | reading.code
    return any(
        each.told < _KEPT
        and (
            each.thing.measure(said, reading.capitals) < _DESCRIBED if each.thing.described else each.statements < least
        )
        for each in weighed.needed
    )


def _judged(said: Judgement, part: Part, subject: Subject) -> Excerpt | None:
    """Return the passage that a model points at, if it stands in the section and is more than a heading or a name."""
    if len(said.quote.split()) < _JUDGED_WORDS:
        return None
    return finds(said.quote, part, subject.text)


def _against(text: str, weighed: Weighed, scored: Score, *, pattern: bool) -> str:
    """Return what speaks most against the point's being taught, and what to do, in one sentence."""
    confirm = "or confirm the passage if it does"
    if pattern:
        return f"This section says the same in the same words again and again: say of “{text}” what it is and why."
    if any(each.put_off for each in weighed.needed):
        return f"“{text}” is put off to another place: teach it in this section, or move the point there."
    told: list[tuple[float, str]] = []
    if weighed.rival is not None and weighed.rivalry >= _AHEAD:
        why = f"This section is about “{weighed.rival.text}” rather than “{text}”: teach the point here, {confirm}."
        told.append((scored.of("rivalry", "rival_named"), why))
    if weighed.echo > _ECHOES:
        why = f"“{text}” is explained by itself: say in other words what it is, {confirm}."
        told.append((scored.of("echo"), why))
    if weighed.particular < _PARTICULAR:
        why = f"These words fit any subject and say nothing of “{text}”: say what it is, how it works and why."
        told.append((scored.of("particular", "particular_words", "common_words", "vocabulary"), why))
    return min(told)[1] if told else _not_explained(text, weighed, confirm)


def _not_explained(text: str, weighed: Weighed, confirm: str) -> str:
    if not any(each.named for each in weighed.needed):
        return f"Nothing here says that it is about “{text}”: teach it under its name, {confirm}."
    if len(weighed.needed) > 1:
        least = min(each.statements for each in weighed.needed)
        weak = [each for each in weighed.needed if each.statements <= max(least, _WEAK)]
        names = ", ".join(f"“{each.thing.name}”" for each in weak)
        rest = "them" if len(weak) > 1 else "it"
        return f"Of “{text}”, {names} is not explained: give {rest} a place of its own, {confirm}."
    return f"“{text}” is named, but hardly explained: say what it is and how it works, {confirm}."


def _text(subject: Subject, address: str) -> str:
    """Return what a point says; a plan may be older than the syllabus, and its sections' titles then stand for it."""
    if (point := subject.points.get(address)) is not None:
        return point.text
    sections = subject.lesson.sections if subject.lesson is not None else ()
    return next((section.title for section in sections if address in section.points), address)


def asked_of(subject: Subject) -> Mapping[str, Asked]:
    """Return what the points of the day and of the lesson ask for."""
    own = subject.lesson.points if subject.lesson is not None else ()
    texts = {address: (point.text, point.details) for address, point in subject.points.items()}
    texts |= {address: (_text(subject, address), ()) for address in own if address not in texts}
    title = subject.lesson.title if subject.lesson is not None else ""
    return _asked(tuple((address, *each) for address, each in texts.items()), title)


@lru_cache(maxsize=64)
def _asked(points: tuple[tuple[str, str, tuple[str, ...]], ...], title: str) -> Mapping[str, Asked]:
    texts = [text for _, text, _ in points]
    return {
        address: point_parts.asked(text, details, tuple(each for each in texts if each != text), title)
        for address, text, details in points
    }


RULE = Rule("coverage", "Every point is taught in its section", Severity.ERROR, CoverageSettings, lesson=check)
