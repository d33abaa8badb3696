"""The rule `partition`: a day plan teaches each point of the syllabus in exactly one lesson, named and sized as due."""

from collections import Counter
from collections.abc import Iterator

from tui.authoring import plain_text
from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.rule import Rule, Settings
from tui.authoring.checks.subject import PlanSubject
from tui.authoring.planning import budget, naming
from tui.authoring.syllabus.model import topics_of


def check(subject: PlanSubject, settings: Settings) -> Iterator[Found]:
    """Yield what of the day is taught nowhere, twice or wrongly; then what is wrong with serials, names and sizes."""
    del settings
    yield from _points(subject)
    yield from _texts(subject)
    yield from _serials(subject)
    yield from _names(subject)
    yield from _budgets(subject)


def _points(subject: PlanSubject) -> Iterator[Found]:
    day = _day_points(subject)
    places: dict[str, list[str]] = {}
    for lesson in subject.plan.lessons:
        for section in lesson.sections:
            for address in section.points:
                places.setdefault(address, []).append(f"{lesson.id}/{section.id}")
    for address, text in day.items():
        there = places.get(address, [])
        named = f"Point {address} (“{text}”)"
        if not there:
            yield Found(1, "", f"{named} sits in no lesson: put it into one, or plan the day again.", address)
        elif len(there) > 1:
            yield Found(1, address, f"{named} sits in {_joined(there)}: leave it in one of them.", address)
    for address, there in places.items():
        if address not in day:
            message = f"{there[0]} teaches point {address}, which day {subject.day.day} does not have: take it out."
            yield Found(1, address, message, address)


def _texts(subject: PlanSubject) -> Iterator[Found]:
    """Yield the points whose addresses now mean another text than the day was planned for."""
    day = _day_points(subject)
    planned = dict(subject.plan.points)
    texts_now, texts_then = (Counter(map(_folded, texts.values())) for texts in (day, planned))
    for address in (each for each in day if each in planned):
        now, then = _folded(day[address]), _folded(planned[address])
        if now == then:
            continue
        said = f"Point {address} was planned as “{planned[address]}”, and the syllabus says “{day[address]}”"
        if texts_then[now] or texts_now[then]:
            # It is a text that stood elsewhere: the section of this address teaches another point.
            yield Found(1, address, f"{said}: its points moved, so plan the day again.", address)
        else:
            message = f"{said}: plan the day again to keep up with it."
            yield Found(1, address, message, address, Severity.WARNING)


def _serials(subject: PlanSubject) -> Iterator[Found]:
    if subject.plan.day != subject.day.day:
        message = f"This is the plan of day {subject.plan.day}, and not of day {subject.day.day}: write `day:` anew."
        yield Found(1, "", message)
    last = 0
    for lesson in subject.plan.lessons:
        match = naming.LESSON_ID.fullmatch(lesson.id)
        if match is None or int(match["day"]) != subject.plan.day:
            expected = naming.lesson_id(subject.plan.day, last + 1)
            yield Found(1, lesson.id, f"{lesson.id} is no name of a lesson of this day: name it {expected}.")
            last += 1
            continue
        serial = int(match["serial"])
        if serial != last + 1:
            expected = naming.lesson_id(subject.plan.day, last + 1)
            yield Found(1, lesson.id, f"The serials have a gap or a double before {lesson.id}: {expected} comes next.")
        last = serial


def _names(subject: PlanSubject) -> Iterator[Found]:
    slugs: dict[str, str] = {}
    for lesson in subject.plan.lessons:
        match = naming.LESSON_FILE.fullmatch(lesson.file)
        if match is None:
            form = naming.lesson_file(subject.plan.day, 1, lesson.title)
            yield Found(1, lesson.file, f"{lesson.file} is no name for a lesson: name it like {form}.")
        elif not lesson.file.startswith(f"{lesson.id}_"):
            yield Found(
                1, lesson.file, f"The file of {lesson.id} is {lesson.file}: name it {lesson.id}_{match['slug']}.md."
            )
        elif match["slug"] in slugs:
            other = slugs[match["slug"]]
            yield Found(1, lesson.file, f"{other} and {lesson.file} have one slug: rename one of them.")
        if match is not None:
            slugs.setdefault(match["slug"], lesson.file)


def _budgets(subject: PlanSubject) -> Iterator[Found]:
    for lesson in subject.plan.lessons:
        tokens = budget.planned_tokens(lesson)
        if tokens > lesson.budget_tokens:
            message = (
                f"{lesson.id} is planned for about {tokens:,} tokens, more than its budget of "
                f"{lesson.budget_tokens:,}: lower the words of its sections, or split it."
            )
            yield Found(1, lesson.id, message)


def _day_points(subject: PlanSubject) -> dict[str, str]:
    return {each.address: each.point.text for placed in topics_of(subject.day) for each in placed.points()}


def _folded(text: str) -> str:
    return plain_text.one_line(text).casefold()


def _joined(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


RULE = Rule("partition", "Each point sits in exactly one lesson", Severity.ERROR, Settings, plan=check)
