"""Suggestions: a model says what is missing, nothing enters plan or syllabus before the author takes it."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import aclosing, closing
from decimal import Decimal
from pathlib import Path

import pytest

from tests.authoring.bowline import LESSON, PLAN, accept_every_section, git
from tests.fakes.messages_server import MessagesServer, Reply
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.planning import budget, plan_file
from tui.authoring.planning.model import DayPlan
from tui.authoring.syllabus import yaml_file
from tui.authoring.workbench import (
    NoWriter,
    Suggestion,
    SuggestionEvent,
    SuggestionFound,
    SuggestionRefused,
    SuggestionsAsked,
    SuggestionsFinished,
    SuggestionVerdict,
    Workbench,
)

REAL = Path(__file__).parents[2] / "syllabus.yaml"
REASON = "No knot holds in a rope that is worn."

WEAR = f"""\
### Suggestion
- kind: section
- lesson: {LESSON}
- title: Wear of ropes
- reason: {REASON}
- teaches: Chafing; Sunlight
"""
MATERIALS = """\
### Suggestion
- kind: lesson
- title: Rope materials
- reason: Nylon slips where hemp holds.
"""
SPLICES = """\
### Suggestion
- kind: day
- title: Splicing
- reason: Ends of ropes fray, and no day says what to do.

#### Ends
- **Whipping**
  - Common whipping
  - Sailmaker's whipping
- **Eye splice**
  - Tucks
"""


@pytest.fixture
async def bench(workbench: Workbench) -> AsyncIterator[Workbench]:
    yield workbench
    await workbench.aclose()


async def ask(bench: Workbench, *days: int, course_wide: bool = False) -> list[SuggestionEvent]:
    """Ask to the end and return what happened."""
    async with aclosing(bench.suggestions.ask(days, course_wide=course_wide)) as events:
        return [event async for event in events]


async def offered(
    bench: Workbench, server: MessagesServer, text: str, *days: int, course_wide: bool = False
) -> list[Suggestion]:
    """Have the model answer with `text`, and return what is offered to the author."""
    server.script(Reply(text))
    events = await ask(bench, *(days or (() if course_wide else (1,))), course_wide=course_wide)
    return [event.suggestion for event in events if isinstance(event, SuggestionFound)]


def finished(events: list[SuggestionEvent]) -> SuggestionsFinished:
    last = events[-1]
    assert isinstance(last, SuggestionsFinished)
    return last


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not {".git", ".coursewright"} & set(path.relative_to(folder).parts)
    }


def on_disk(course: Path) -> DayPlan:
    return plan_file.read(course / PLAN, 1)


# Asking


async def test_the_events_tell_the_whole_story_in_order(bench: Workbench, messages_server: MessagesServer) -> None:
    messages_server.script(Reply(WEAR + MATERIALS))
    first, wear, materials, last = await ask(bench, 1)
    assert first == SuggestionsAsked(1)
    assert isinstance(wear, SuggestionFound)
    assert isinstance(materials, SuggestionFound)
    assert [(each.number, each.kind, each.day, each.lesson, each.title) for each in bench.suggestions.listed()] == [
        (1, "section", 1, LESSON, "Wear of ropes"),
        (2, "lesson", 1, None, "Rope materials"),
    ]
    assert (wear.suggestion, materials.suggestion) == bench.suggestions.listed()
    assert (wear.suggestion.reason, wear.suggestion.outline) == (REASON, "- Chafing\n- Sunlight")
    assert wear.suggestion.model == "fake-1"
    assert last == SuggestionsFinished(1, 2, 0, None, None)


async def test_the_model_is_told_the_day_its_lessons_and_its_neighbour(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    await offered(bench, messages_server, "nothing")
    prompt = messages_server.messages[-1].prompt
    for said in (
        "A short course of knots",
        "For beginners. Mostly theory.",
        f"{LESSON}: The bowline",
        "Where it fails",
    ):
        assert said in prompt
    assert "“Hitches”" in prompt


async def test_each_day_and_the_course_are_asked_about_once(bench: Workbench, messages_server: MessagesServer) -> None:
    messages_server.default = Reply("Nothing.")
    events = await ask(bench, 2, 1, 2, course_wide=True)
    assert [event.day for event in events if isinstance(event, SuggestionsAsked)] == [2, 1, None]
    assert [event.error for event in events if isinstance(event, SuggestionsFinished)] == [None, None, None]
    assert len(messages_server.messages) == 3


async def test_nothing_enters_plan_or_syllabus_by_itself(
    bench: Workbench, messages_server: MessagesServer, course: Path
) -> None:
    bench.plan([1])
    before = files(course)
    assert len(await offered(bench, messages_server, WEAR + MATERIALS)) == 2
    assert len(await offered(bench, messages_server, SPLICES, course_wide=True)) == 1
    bench.suggestions.decline(1)
    assert files(course) == before


async def test_what_it_cost_is_kept(bench: Workbench, messages_server: MessagesServer, env: dict[str, str]) -> None:
    settings = Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"{text}    prices: {{input: 10, output: 1000}}\n", encoding="utf-8")
    messages_server.script(Reply("nothing", usage={"input_tokens": 1000, "output_tokens": 5}))
    assert finished(await ask(bench, 1)).cost_usd == Decimal("0.015")
    with closing(sqlite3.connect(bench.workspace.database)) as connection:
        rows = connection.execute("SELECT day, model, outcome, input_tokens, output_tokens FROM suggestion_requests")
        assert rows.fetchall() == [(1, "fake-1", "complete", 1000, 5)]


# What is new


@pytest.mark.parametrize("title", ["Wear of ropes", "Rope wear: an introduction", "Understanding the Wear of Ropes"])
async def test_what_was_declined_is_not_offered_again_in_whatever_words(
    bench: Workbench, messages_server: MessagesServer, title: str
) -> None:
    await offered(bench, messages_server, WEAR)
    bench.suggestions.decline(1)
    again = WEAR.replace("Wear of ropes", title) + MATERIALS
    assert [each.title for each in await offered(bench, messages_server, again)] == ["Rope materials"]
    assert "- Wear of ropes (declined)" in messages_server.messages[-1].prompt


@pytest.mark.parametrize("becomes", ["waiting", "taken"])
async def test_what_waits_or_was_taken_is_not_offered_again_either(
    bench: Workbench, messages_server: MessagesServer, becomes: str
) -> None:
    await offered(bench, messages_server, WEAR)
    if becomes == "taken":
        bench.suggestions.take(1)
    messages_server.script(Reply(WEAR))
    assert finished(await ask(bench, 1)) == SuggestionsFinished(1, 0, 1, None, None)
    assert f"- Wear of ropes ({becomes})" in messages_server.messages[-1].prompt


async def test_what_was_declined_on_one_day_may_be_what_another_lacks(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    await offered(bench, messages_server, MATERIALS)
    bench.suggestions.decline(1)
    (found,) = await offered(bench, messages_server, MATERIALS, 2)
    assert found.day == 2


@pytest.mark.parametrize(
    "title", ["Where it fails", "The bowline: how the loop holds", "The Figure Eight", "Loops hold"]
)
async def test_what_a_point_or_lesson_of_the_day_teaches_is_no_addition(
    bench: Workbench, messages_server: MessagesServer, title: str
) -> None:
    assert await offered(bench, messages_server, WEAR.replace("Wear of ropes", title)) == []


async def test_what_the_author_added_by_hand_is_no_addition(bench: Workbench, messages_server: MessagesServer) -> None:
    bench.plans.add_section(LESSON, "Wear of ropes", "I know it is missing")
    assert await offered(bench, messages_server, WEAR) == []


async def test_a_day_declined_is_not_offered_again_nor_one_that_there_is(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    await offered(bench, messages_server, SPLICES, course_wide=True)
    bench.suggestions.decline(1)
    for title in ("An introduction to splicing", "Splicing", "First Knots"):
        assert await offered(bench, messages_server, SPLICES.replace("Splicing", title), course_wide=True) == []


async def test_the_days_and_the_capstone_that_the_real_course_lacks_reach_the_model(
    bench: Workbench, messages_server: MessagesServer, course: Path
) -> None:
    shutil.copy(REAL, course / "syllabus.yaml")
    twelve = "".join(SPLICES.replace("Splicing", title) for title in _DAYS)
    found = await offered(bench, messages_server, twelve, course_wide=True)
    prompt = messages_server.messages[-1].prompt
    assert "12 days (34 to 45) are missing" in prompt
    assert "announces “Capstone”, and none of its days, units and topics holds one" in prompt
    assert [each.day for each in found] == list(range(34, 46))


_DAYS = (
    "Robotics", "Speech recognition", "Time series", "Recommender systems", "Causal inference", "Bayesian networks",
    "Hardware accelerators", "Federated privacy", "Capstone: planning", "Capstone: data", "Capstone: model",
    "Capstone: presentation",
)  # fmt: skip


# Answers that are none


@pytest.mark.parametrize(
    "answer", ["As an AI language model, I like knots.", "{}", "- kind: section\n- title: …", "#" * 50_000]
)
async def test_an_answer_that_cannot_be_read_is_told_and_does_no_harm(
    bench: Workbench, messages_server: MessagesServer, course: Path, answer: str
) -> None:
    before = files(course)
    messages_server.script(Reply(answer, piece=5000))
    last = finished(await ask(bench, 1))
    assert last.found == 0
    assert last.error is not None
    assert "no suggestion that could be read" in last.error
    assert (bench.suggestions.listed(), files(course)) == ((), before)


async def test_a_thousand_suggestions_are_as_many_as_were_asked_for(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    names = [f"{chr(97 + n // 26 % 26) * 3}{chr(97 + n % 26) * 4}" for n in range(1000)]
    text = "".join(MATERIALS.replace("Rope materials", name) for name in names)
    messages_server.script(Reply(text, piece=8000))
    last = finished(await ask(bench, 1))
    assert last.found == len(bench.suggestions.listed()) == 5


async def test_an_answer_without_end_is_broken_off(bench: Workbench, messages_server: MessagesServer) -> None:
    messages_server.script(Reply(MATERIALS + "and on " * 60_000, piece=20_000))
    last = finished(await ask(bench, 1))
    assert last.error is not None
    assert "came to no end" in last.error


async def test_a_hostile_answer_changes_nothing_but_what_is_offered(
    bench: Workbench, messages_server: MessagesServer, course: Path
) -> None:
    before = files(course)
    hostile = (
        "- kind: section\n- lesson: ../../../etc/passwd\n- title: \x1b]0;owned\x07../../x\x1b[2J\u202egnp.exe\n"
        "- reason: '; DROP TABLE suggestions; --\x00 {{ 7 * 7 }} {% raise %}\n- teaches: `rm -rf /`; <script>\n"
    )
    (found,) = await offered(bench, messages_server, hostile)
    assert (found.kind, found.lesson, found.title) == ("lesson", None, "../../xgnp.exe")
    assert found.reason == "'; DROP TABLE suggestions; -- {{ 7 * 7 }} {% raise %}"
    assert files(course) == before
    target = bench.suggestions.take(1).target
    (lesson,) = (each for each in on_disk(course).lessons if each.id == target)
    assert lesson.file == f"{target}_xgnp_exe.md"
    assert set(files(course)) - set(before) == {PLAN}
    assert bench.text(target) == ""
    assert "{{ 7 * 7 }}" in bench.drafts.prompt(f"{target}/{lesson.additions[0].id}").text


# Failures


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=401),
        Reply(status=400, message="no such thing"),
        Reply(WEAR, fault="error_event", fault_after=1),
        Reply(WEAR, fault="cut", fault_after=2),
        Reply(WEAR, stop_reason="refusal"),
        Reply("", stop_reason="end_turn"),
    ],
)
async def test_a_failing_endpoint_is_told_and_nothing_changes(
    bench: Workbench, messages_server: MessagesServer, course: Path, reply: Reply
) -> None:
    before = files(course)
    messages_server.script(reply)
    events = await ask(bench, 1)
    assert [type(event) for event in events] == [SuggestionsAsked, SuggestionsFinished]
    assert finished(events).error
    assert (bench.suggestions.listed(), files(course)) == ((), before)
    assert len(await offered(bench, messages_server, WEAR)) == 1  # and it may be asked again


async def test_of_an_answer_that_was_cut_off_what_is_whole_is_kept(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(WEAR + MATERIALS[:-10], stop_reason="max_tokens"))
    last = finished(await ask(bench, 1))
    assert last.error is not None
    assert "limit" in last.error
    assert [each.title for each in bench.suggestions.listed()] == ["Wear of ropes"]


async def test_one_day_that_fails_does_not_keep_the_next_from_being_asked_about(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(status=400), Reply(MATERIALS))
    events = await ask(bench, 1, 2)
    assert [bool(event.error) for event in events if isinstance(event, SuggestionsFinished)] == [True, False]
    assert [each.day for each in bench.suggestions.listed()] == [2]


async def test_a_day_that_there_is_not_is_told_before_anything_is_asked(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    with pytest.raises(InputError, match="no day 7"):
        await ask(bench, 1, 7)
    assert messages_server.messages == []


async def test_without_a_model_nothing_is_asked(bench: Workbench, env: dict[str, str]) -> None:
    (Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml").write_text(
        "profile: fake\nprofiles:\n  fake: {base_url: http://127.0.0.1:1}\n", encoding="utf-8"
    )
    with pytest.raises(NoWriter):
        await ask(bench, 1)


async def test_stopping_ends_the_asking_and_leaves_nothing_running(
    bench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(WEAR, fault="silence", fault_after=1))
    async with aclosing(bench.suggestions.ask([1, 2])) as events:
        assert await anext(events) == SuggestionsAsked(1)
        reading = asyncio.ensure_future(anext(events))
        while not messages_server.messages:  # noqa: ASYNC110 (the server is another thread)
            await asyncio.sleep(0.01)
        reading.cancel()
        await asyncio.wait([reading])
    assert bench.suggestions.listed() == ()
    assert len(messages_server.messages) == 1
    assert asyncio.all_tasks() - {asyncio.current_task()} == set()


# Taking and declining


async def test_a_section_taken_is_in_its_lesson_labelled_with_its_reason(
    bench: Workbench, messages_server: MessagesServer, course: Path
) -> None:
    await offered(bench, messages_server, WEAR)
    taken = bench.suggestions.take(1)
    assert taken.target == f"{LESSON}/wear-of-ropes"
    assert taken.plan == on_disk(course)
    (section,) = on_disk(course).lessons[0].additions
    assert (section.title, section.kind) == ("Beyond the syllabus: Wear of ropes", "addition")
    assert section.addition == f"{REASON} It teaches: Chafing; Sunlight"
    assert bench.suggestions.listed() == ()
    assert [each.verdict for each in bench.suggestions.listed(None)] == [SuggestionVerdict.ACCEPTED]


async def test_the_label_stays_in_plan_file_and_commit(
    bench: Workbench, messages_server: MessagesServer, course: Path
) -> None:
    await offered(bench, messages_server, WEAR)
    target = bench.suggestions.take(1).target
    accept_every_section(bench)
    bench.submit(target, "Ropes wear.")
    bench.accept(target)
    made = await bench.approve(LESSON)
    assert "\n## Beyond the syllabus: Wear of ropes\n\nRopes wear.\n" in made.path.read_text(encoding="utf-8")
    assert "addition: 'No knot holds in a rope that is worn. It teaches" in git(course, "show", f"HEAD:{PLAN}")
    assert "Additions: wear-of-ropes\n" in git(course, "show", "-s", "--format=%B", "HEAD")


async def test_a_lesson_taken_is_the_last_of_its_day(
    bench: Workbench, messages_server: MessagesServer, course: Path
) -> None:
    await offered(bench, messages_server, MATERIALS)
    assert bench.suggestions.take(1).target == "day01_003"
    lesson = on_disk(course).lessons[-1]
    assert (lesson.title, lesson.addition, lesson.points) == ("Rope materials", "Nylon slips where hemp holds.", ())


SYLLABUS_TAIL = """\
      # Hitches come last, for they need posts.
      - day: 2   # moved here in spring
"""


async def test_a_day_taken_is_in_the_syllabus_and_nothing_else_in_it_changes(
    bench: Workbench, messages_server: MessagesServer, course: Path
) -> None:
    path = course / "syllabus.yaml"
    text = path.read_text(encoding="utf-8").replace("      - day: 2\n", SYLLABUS_TAIL)
    path.write_text(text, encoding="utf-8")
    (found,) = await offered(bench, messages_server, SPLICES, course_wide=True)
    assert (found.kind, found.day) == ("day", 3)
    assert path.read_text(encoding="utf-8") == text
    taken = bench.suggestions.take(1)
    assert (taken.target, taken.plan) == ("3", None)
    changed = path.read_text(encoding="utf-8")
    assert changed.startswith(text)
    assert changed.removeprefix(text).startswith(
        "      - day: 3\n        title: Splicing\n        addition: Ends of ropes fray, and no day says what to do.\n"
    )
    day = yaml_file.read(path).day(3)
    assert day is not None
    assert [topic.title for topic in day.units[0].topics] == ["Whipping", "Eye splice"]


async def test_an_added_day_is_planned_with_labelled_lessons(
    bench: Workbench, messages_server: MessagesServer, course: Path
) -> None:
    await offered(bench, messages_server, SPLICES, course_wide=True)
    bench.suggestions.take(1)
    (plan,) = bench.plan([3])
    assert [lesson.addition for lesson in plan.lessons] == ["Ends of ropes fray, and no day says what to do."] * 2
    assert "\naddition: 'Ends of ropes fray, and" in bench.course.lesson_text(plan.lessons[0], {"orientation": "So."})


async def test_days_taken_in_any_order_stand_in_their_order(bench: Workbench, messages_server: MessagesServer) -> None:
    text = SPLICES + SPLICES.replace("Splicing", "Rigging") + SPLICES.replace("Splicing", "Climbing")
    found = await offered(bench, messages_server, text, course_wide=True)
    assert [each.day for each in found] == [3, 4, 5]
    bench.suggestions.take(3)
    bench.suggestions.decline(2)
    bench.suggestions.take(1)
    assert [(day.day, day.title) for day in bench.syllabus.days()][2:] == [(3, "Splicing"), (5, "Climbing")]


async def test_a_number_that_was_taken_meanwhile_gives_way(bench: Workbench, messages_server: MessagesServer) -> None:
    await offered(bench, messages_server, SPLICES, course_wide=True)
    path = bench.workspace.syllabus
    syllabus = yaml_file.read(path)
    day = syllabus.day(2)
    assert day is not None
    yaml_file.write(path, syllabus.with_day(day.model_copy(update={"day": 3})))
    assert bench.suggestions.take(1).target == "4"


async def test_a_section_finds_its_lesson_after_renumbering(bench: Workbench, messages_server: MessagesServer) -> None:
    await offered(bench, messages_server, WEAR)
    bench.plans.move_lesson(LESSON, 1)
    (waiting,) = bench.suggestions.listed()
    assert waiting.lesson == "day01_002"
    assert bench.suggestions.take(1).target == "day01_002/wear-of-ropes"


async def test_a_section_whose_lesson_has_left_is_refused_and_waits_on(
    bench: Workbench, messages_server: MessagesServer, course: Path
) -> None:
    bench.plans.add_lesson("day01_002", "Ropes", "Everything hangs on them")
    await offered(bench, messages_server, WEAR.replace(LESSON, "day01_003"))
    bench.plans.drop("day01_003")
    before = files(course)
    with pytest.raises(SuggestionRefused, match="has left the plan of day 1"):
        bench.suggestions.take(1)
    assert files(course) == before
    assert len(bench.suggestions.listed()) == 1


async def test_what_finds_no_room_is_refused_and_waits_on(
    bench: Workbench, messages_server: MessagesServer, course: Path
) -> None:
    bench.plan([1])
    plan = on_disk(course)
    tight = plan.lessons[0].model_copy(update={"budget_tokens": max(500, budget.planned_tokens(plan.lessons[0]))})
    plan_file.write(course / PLAN, plan.model_copy(update={"lessons": (tight, *plan.lessons[1:])}))
    await offered(bench, messages_server, WEAR)
    before = files(course)
    with pytest.raises(AuthoringError, match="more than its budget"):
        bench.suggestions.take(1)
    assert files(course) == before
    assert len(bench.suggestions.listed()) == 1


async def test_taking_twice_is_refused_and_adds_nothing(
    bench: Workbench, messages_server: MessagesServer, course: Path
) -> None:
    await offered(bench, messages_server, WEAR)
    bench.suggestions.take(1)
    before = files(course)
    with pytest.raises(SuggestionRefused, match="was taken before"):
        bench.suggestions.take(1)
    with pytest.raises(SuggestionRefused, match="drop it from the plan"):
        bench.suggestions.decline(1)
    assert files(course) == before


@pytest.mark.parametrize("text", [WEAR, MATERIALS, SPLICES])
async def test_taking_again_after_a_crash_between_plan_and_verdict_adds_nothing_twice(
    bench: Workbench, messages_server: MessagesServer, course: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    await offered(bench, messages_server, text, course_wide=text is SPLICES)

    def broken(*_: object) -> None:
        raise AuthoringError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr("tui.authoring.review.suggestions.decide", broken)
        with pytest.raises(AuthoringError, match="disk is full"):
            bench.suggestions.take(1)
    before = files(course)
    bench.suggestions.take(1)
    assert files(course) == before
    assert bench.suggestions.listed() == ()


async def test_what_was_declined_may_be_taken_after_all(bench: Workbench, messages_server: MessagesServer) -> None:
    await offered(bench, messages_server, WEAR)
    assert bench.suggestions.decline(1).verdict is SuggestionVerdict.REJECTED
    assert bench.suggestions.decline(1).verdict is SuggestionVerdict.REJECTED
    assert bench.suggestions.listed() == ()
    assert bench.suggestions.take(1).suggestion.verdict is SuggestionVerdict.ACCEPTED


def test_a_number_that_no_suggestion_has_is_told(workbench: Workbench) -> None:
    for decide in (workbench.suggestions.take, workbench.suggestions.decline):
        with pytest.raises(InputError, match="no suggestion 7"):
            decide(7)
