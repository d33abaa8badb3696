"""The rule `shape`: front matter, H1 and sections of a lesson are those of its plan."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from tui.authoring.checks import front_matter, planned_headings
from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.lesson_text import LessonText
from tui.authoring.checks.rule import Rule, Settings
from tui.authoring.checks.subject import Subject
from tui.authoring.planning.model import LessonPlan, SectionPlan
from tui.authoring.review import lesson_document


def check(subject: Subject, settings: Settings) -> Iterator[Found]:
    """Yield what of the lesson's frame is missing or says something else than the plan."""
    del settings
    yield from front_matter.check(subject)
    yield from _title(subject.text, subject.lesson)
    if subject.lesson is not None:
        yield from _retitled(subject.text, subject.lesson)
        if subject.whole:
            yield from _missing(subject.text, subject.lesson)
            yield from _empty(subject.text)
        yield from _doubled(subject.text, subject.lesson)
        yield from _misplaced(subject.text, subject.lesson)


def _title(text: LessonText, lesson: LessonPlan | None) -> Iterator[Found]:
    first_section = next((heading.line for heading in text.headings if heading.level == 2), len(text.lines) + 1)
    titles = [heading for heading in text.headings if heading.level == 1 and heading.line < first_section]
    planned = lesson_document.heading_text(lesson.title) if lesson is not None else None
    if not titles:
        line = 1 if text.front_text is None else text.front_text.count("\n") + 4
        shown = f" `# {planned}`" if planned is not None else ""
        yield Found(
            min(line, max(1, len(text.lines))), "", f"The lesson lacks its H1{shown}: put it above the first section."
        )
    elif planned is not None and titles[0].text != planned:
        yield Found(
            titles[0].line,
            _quote(text, titles[0].line),
            f"The H1 is not the title planned: write `# {planned}`, or plan it so.",
        )
    for second in titles[1:]:
        yield Found(second.line, _quote(text, second.line), "A lesson has one H1: make this one an H3, or take it out.")


def _retitled(text: LessonText, lesson: LessonPlan) -> Iterator[Found]:
    for line, section in planned_headings.retitled(text, lesson).items():
        wanted = lesson_document.heading_text(section.title)
        reason = "an addition carries its label" if section.addition is not None else "the plan titles it otherwise"
        yield Found(
            line,
            _quote(text, line),
            f"Write this heading as `## {wanted}`: {reason}.",
            next(iter(section.points), None),
        )


def _missing(text: LessonText, lesson: LessonPlan) -> Iterator[Found]:
    retitled = {section.id for section in planned_headings.retitled(text, lesson).values()}
    for section in planned_headings.missing(text, lesson):
        if section.id not in retitled:
            wanted = lesson_document.heading_text(section.title)
            yield Found(
                _place(text, lesson, section),
                "",
                f"The section `## {wanted}` is missing: write it, or take it out of the plan.",
                next(iter(section.points), None),
            )


def _empty(text: LessonText) -> Iterator[Found]:
    """Yield the sections without a word; one that an unplanned heading cut off from its text is that rule's to tell."""
    for part, after in zip_longest(text.parts, text.parts[1:]):
        said = part.passages or part.codes or part.formulas or part.headings
        if part.plan is None or said or any(part.line < line <= part.last for line, _ in text.html):
            continue
        if after is None or after.plan is not None:
            message = f"The section `## {part.plan.title}` is empty: write it, or take it out of the plan."
            yield Found(part.line, _quote(text, part.line), message, next(iter(part.plan.points), None))


def _place(text: LessonText, lesson: LessonPlan, section: SectionPlan) -> int:
    """Return the line at which a missing section should begin: that of the next one there, or the last."""
    after = lesson.sections[lesson.sections.index(section) + 1 :]
    parts = (text.part_of(each.id) for each in after)
    return next((part.line for part in parts if part is not None), max(1, len(text.lines)))


def _doubled(text: LessonText, lesson: LessonPlan) -> Iterator[Found]:
    for line, heading in planned_headings.doubled(text, lesson).items():
        yield Found(
            line,
            _quote(text, line),
            f"The section `## {heading.text}` stands twice: join the two, or retitle this one.",
        )


def _misplaced(text: LessonText, lesson: LessonPlan) -> Iterator[Found]:
    places = {section.id: at for at, section in enumerate(lesson.sections)}
    parts = [part for part in text.parts if part.plan is not None]
    order = [places[part.plan.id] for part in parts if part.plan is not None]
    stay = _longest_rise(order)
    for at, part in zip(order, parts, strict=True):
        if at in stay:
            continue
        before = next((lesson.sections[n] for n in reversed(range(at)) if n in stay), None)
        where = f"below `## {before.title}`" if before is not None else "at the beginning"
        yield Found(part.line, _quote(text, part.line), f"This section is out of order: the plan has it {where}.")


def _longest_rise(order: Sequence[int]) -> set[int]:
    """Return the most of these numbers, each once, that already stand in rising order."""
    best: list[tuple[int, ...]] = []
    for number in order:
        before: tuple[int, ...] = max((rise for rise in best if rise[-1] < number), key=len, default=())
        best.append((*before, number))
    longest: tuple[int, ...] = max(best, key=len, default=())
    return set(longest)


def _quote(text: LessonText, line: int) -> str:
    return text.lines[line - 1].strip()


RULE = Rule("shape", "A lesson has the shape that was planned", Severity.ERROR, Settings, lesson=check)
