"""The rule `coverage`: every point is taught in its section, and the passage that teaches it can be shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pydantic import Field

from tui.authoring.checks import point_parts, teaching
from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.lesson_text import Part
from tui.authoring.checks.passages import Excerpt, finds, pick
from tui.authoring.checks.point_parts import Asked
from tui.authoring.checks.rule import Rule, Settings
from tui.authoring.checks.subject import Judgement, Subject
from tui.authoring.checks.teaching import Reading, Weighed
from tui.authoring.planning.model import SectionPlan

_TOLD_ANYWAY = 3.0
"""Company that a point keeps only where it is taught, be the other words as plain as they may."""
_JUDGED_WORDS = 8
"""Words that a passage must have for a model's word on it to count."""


class CoverageSettings(Settings):
    """What a section must bring to be taken to teach its point; docs/checks/coverage.md says how each is measured."""

    least_evidence: float = Field(default=1.0, ge=-100, le=100)
    least_particular: float = Field(default=0.18, ge=0, le=1)
    most_repeated: float = Field(default=0.12, ge=0, le=1)
    least_words: int = Field(default=15, ge=0)


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
    return tuple(
        found
        for section in subject.lesson.sections
        if section.points and (subject.whole or subject.text.part_of(section.id) is not None)
        for found in _of_section(subject, section, section.points, settings)
    )


def evidence(subject: Subject, section_plan: SectionPlan, address: str, settings: CoverageSettings) -> Evidence:
    """Return the evidence that a section teaches one of its points."""
    return next(_of_section(subject, section_plan, (address,), settings))


def _of_section(
    subject: Subject, section: SectionPlan, addresses: tuple[str, ...], settings: CoverageSettings
) -> Iterator[Evidence]:
    part = subject.text.part_of(section.id)
    reading = Reading.of(part, subject.text) if part is not None else None
    for address in addresses:
        if part is None or reading is None:
            why = f"Nothing teaches “{_text(subject, address)}”: write the section “{section.title}”."
            yield Evidence(address, section.id, Verdict.MISSING, "", 1, why)
        elif part.words < settings.least_words or not reading.sentences:
            why = f"This section has no text that could teach “{_text(subject, address)}”: write it."
            yield Evidence(address, section.id, Verdict.MISSING, "", part.line, why)
        else:
            yield _weighed(subject, section, address, part, reading, settings)


def _weighed(
    subject: Subject, section: SectionPlan, address: str, part: Part, reading: Reading, settings: CoverageSettings
) -> Evidence:
    text = subject.text.source
    if (confirmed := section.confirmed.get(address)) and (stands := finds(confirmed, part, subject.text)):
        return Evidence(address, section.id, Verdict.CONFIRMED, stands.quote, stands.line, "The author confirmed it.")
    day = _asked_of(subject)
    own = day[address]
    rivals = [asked for other, asked in day.items() if other not in section.points]
    weighed = teaching.weigh(own, reading, rivals)
    why = _against(_text(subject, address), weighed, reading, settings)
    excerpt = pick(weighed, reading, text)
    if not why:
        return Evidence(address, section.id, Verdict.COVERED, excerpt.quote, excerpt.line, "The passage teaches it.")
    said = subject.judged.get(address)
    if said is not None and said.teaches and (stands := _judged(said, part, subject)):
        why = f"{said.model} finds that the passage teaches it."
        return Evidence(address, section.id, Verdict.JUDGED, stands.quote, stands.line, why)
    return Evidence(address, section.id, Verdict.DOUBTED, excerpt.quote, excerpt.line, why)


def _judged(said: Judgement, part: Part, subject: Subject) -> Excerpt | None:
    """Return the passage that a model points at, if it stands in the section and is more than a heading or a name."""
    if len(said.quote.split()) < _JUDGED_WORDS:
        return None
    return finds(said.quote, part, subject.text)


def _against(text: str, weighed: Weighed, reading: Reading, settings: CoverageSettings) -> str:
    """Return what speaks against the point's being taught, and what to do, in one sentence; "" where nothing does."""
    told = min((each.told for each in weighed.needed), default=0.0)
    if weighed.particular < settings.least_particular and told < _TOLD_ANYWAY:
        return f"These words fit any subject and say nothing of “{text}”: say what it is, how it works and why."
    if reading.repeated > settings.most_repeated:
        return f"This section says the same in the same words again and again: say of “{text}” what it is and why."
    weak = [each for each in weighed.needed if each.evidence < settings.least_evidence]
    if not weak:
        return ""
    confirm = "or confirm the passage if it does"
    if any(each.put_off for each in weak):
        return f"“{text}” is put off to another place: teach it in this section, or move the point there."
    if weighed.rival is not None and weighed.rivalry >= 0.4:
        return f"This section is about “{weighed.rival.text}” rather than “{text}”: teach the point here, {confirm}."
    if weighed.echo > 0.3:
        return f"“{text}” is explained by itself: say in other words what it is, {confirm}."
    if len(weighed.needed) > 1:
        names = ", ".join(f"“{each.thing.name}”" for each in weak)
        rest = "them" if len(weak) > 1 else "it"
        return f"Of “{text}”, {names} is not explained: give {rest} a place of its own, {confirm}."
    if not any(each.named for each in weak):
        return f"Nothing here says that it is about “{text}”: teach it under its name, {confirm}."
    return f"“{text}” is named, but hardly explained: say what it is and how it works, {confirm}."


def _text(subject: Subject, address: str) -> str:
    """Return what a point says; a plan may be older than the syllabus, and its sections' titles then stand for it."""
    if (point := subject.points.get(address)) is not None:
        return point.text
    sections = subject.lesson.sections if subject.lesson is not None else ()
    return next((section.title for section in sections if address in section.points), address)


def _asked_of(subject: Subject) -> Mapping[str, Asked]:
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
