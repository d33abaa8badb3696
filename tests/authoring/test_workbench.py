"""The use cases: what an author plans, writes, edits and decides, and what is refused without a loss."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.authoring.bowline import (
    FAILS,
    HOLDS,
    LESSON,
    ORIENTATION,
    PLAN,
    SECTIONS,
    draft,
    replace,
    write,
)
from tests.courses import as_editor
from tests.fakes.messages_server import MessagesServer, Reply
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.review.decisions import DecisionRefused
from tui.authoring.workbench import LessonState, NoWriter, Outcome, SectionState, Workbench

SECOND = ("day01_002/orientation", "day01_002/why-it-jams-less")


@pytest.fixture
async def bench(workbench: Workbench) -> AsyncIterator[Workbench]:
    yield workbench
    await workbench.aclose()


# Plans


def test_a_day_is_planned_before_it_is_written_so_its_lessons_can_be_looked_at(
    course: Path, workbench: Workbench
) -> None:
    view = workbench.day(1)

    assert not view.planned
    assert [section.key for section in view.lessons[0].sections] == list(SECTIONS)
    assert not (course / "course").exists()


def test_planning_writes_what_was_shown_and_leaves_hand_edits_alone(course: Path, workbench: Workbench) -> None:
    shown = [lesson.plan for lesson in workbench.day(1).lessons]
    assert list(workbench.plan([1])[0].lessons) == shown
    replace(course / PLAN, "title: The bowline", "title: The king of knots")
    edited = (course / PLAN).read_bytes()

    workbench.plan([1])
    workbench.plan([1], replan=True)

    assert (course / PLAN).read_bytes() == edited
    assert workbench.lesson(LESSON).plan.title == "The king of knots"


def test_a_new_point_gets_a_place_and_the_plan_that_stood_is_kept(course: Path, workbench: Workbench) -> None:
    workbench.plan([1])
    replace(course / PLAN, "title: The bowline", "title: The king of knots")
    replace(course / "syllabus.yaml", "- Where it fails", "- Where it fails\n                  - Its name")
    edited = (course / PLAN).read_bytes()

    (plan,) = workbench.plan([1])

    assert plan.lessons[0].points == ("1.1.1.1", "1.1.1.2", "1.1.1.3")
    assert plan.lessons[0].title == "The king of knots"
    assert [path.read_bytes() for path in workbench.workspace.replaced.iterdir()] == [edited]


def test_a_broken_plan_is_not_replaced_where_a_drafted_section_would_be_orphaned_and_no_day_is_written(
    course: Path, workbench: Workbench
) -> None:
    workbench.submit(FAILS, "Drafted already.")
    replace(course / "syllabus.yaml", "- Where it fails", "- When it slips\n                  - Its name")
    replace(course / PLAN, "day: 1\n", "")
    before = (course / PLAN).read_bytes()

    with pytest.raises(AuthoringError, match="no place for day01_001/where-it-fails"):
        workbench.plan([2, 1], replan=True)

    assert (course / PLAN).read_bytes() == before
    assert not workbench.day(2).planned


def test_a_broken_plan_is_not_replaced_where_a_lessons_file_would_be_orphaned(
    course: Path, workbench: Workbench
) -> None:
    workbench.plan([1])
    (course / "course/day01/day01_001_the_bowline.md").write_text("From a clone.\n", encoding="utf-8")
    replace(course / "syllabus.yaml", "title: The bowline", "title: The bowline knot")
    replace(course / PLAN, "day: 1\n", "")

    with pytest.raises(AuthoringError, match=r"no place for day01_001_the_bowline\.md"):
        workbench.plan([1], replan=True)


def test_an_unknown_day_is_refused_before_any_is_written(workbench: Workbench) -> None:
    with pytest.raises(InputError, match="no day 7; its days are 1 to 2"):
        workbench.plan([1, 7])

    assert not workbench.day(1).planned


# What to draft, and where to go


def test_targets_are_what_is_named_and_of_lessons_and_days_what_is_planned_or_failed(workbench: Workbench) -> None:
    write(workbench, ORIENTATION, "Accepted.")
    workbench.submit(HOLDS, "Proposed.")
    failed = workbench.course.store.begin(FAILS)
    workbench.course.store.finish(FAILS, failed.number, Outcome.FAILED, text="Half")

    assert workbench.drafts.targets([LESSON]) == [FAILS]
    assert workbench.drafts.targets([ORIENTATION, LESSON, FAILS]) == [ORIENTATION, FAILS]
    assert workbench.drafts.targets([], [1]) == [FAILS, *SECOND]
    with pytest.raises(InputError):
        workbench.drafts.targets([ORIENTATION, "day01_009"])


def test_a_topic_leads_to_the_first_lesson_that_teaches_it(workbench: Workbench) -> None:
    assert [workbench.lesson_of(topic) for topic in ("1.1.1", "1.1.2", "2.1.1", "1.1.9")] == [
        LESSON,
        "day01_002",
        "day02_001",
        None,
    ]


# Texts from elsewhere


@pytest.mark.parametrize("text", ["", "  \n\t\n", "\x00\x07\x1b[31m", "## Orientation\n\n", "# Orientation"])
def test_text_that_says_nothing_is_refused_and_not_stored(course: Path, workbench: Workbench, text: str) -> None:
    with pytest.raises(InputError, match="empty: nothing was stored"):
        workbench.submit(ORIENTATION, text)

    assert workbench.attempts(ORIENTATION) == ()
    assert not (course / PLAN).exists()


def test_submitted_text_loses_its_own_heading_and_every_control_character(workbench: Workbench) -> None:
    attempt = workbench.submit(
        ORIENTATION, "\ufeff## Orientation\r\n\r\nA \x1b[31mred\x1b[0m rope.\x07\r\n\r\n### Why\r\n"
    )

    assert attempt.text == "A red rope.\n\n### Why"
    assert (attempt.outcome, attempt.origin.value, attempt.number) == (Outcome.COMPLETE, "pipe", 1)


# Edits


def test_an_edit_is_an_attempt_by_hand_that_waits_like_any_other(workbench: Workbench) -> None:
    write(workbench, ORIENTATION, "As it was.")
    workbench.hands.keep_unsaved(ORIENTATION, "As it is n")

    attempt = workbench.edit(ORIENTATION, "As it is now.")

    assert attempt is not None
    assert (attempt.number, attempt.origin.value) == (2, "hand")
    assert workbench.lesson(LESSON).sections[0].state is SectionState.PROPOSED
    assert workbench.hands.unsaved(ORIENTATION) is None
    assert workbench.text(ORIENTATION) == "As it was."
    assert workbench.text_on_offer(ORIENTATION) == "As it is now."


@pytest.mark.parametrize("text", ["As it was.", "\n\nAs it was.\n", "## Orientation\n\nAs it was.", "", " \n"])
def test_an_edit_that_changes_or_leaves_nothing_makes_no_attempt(workbench: Workbench, text: str) -> None:
    workbench.submit(ORIENTATION, "As it was.")

    assert workbench.edit(ORIENTATION, text) is None

    assert len(workbench.attempts(ORIENTATION)) == 1


async def test_an_edit_outside_stores_what_the_file_became(workbench: Workbench) -> None:
    def edit(path: Path) -> None:
        assert path.suffix == ".md"
        path.write_text(path.read_text("utf-8") + " And more.", encoding="utf-8")

    attempt = await workbench.hands.edit_outside(ORIENTATION, "As it was.", as_editor(edit))

    assert attempt is not None
    assert attempt.text == "As it was. And more."
    assert workbench.hands.unsaved(ORIENTATION) is None


async def test_what_was_typed_is_kept_when_the_editor_fails_after_it(workbench: Workbench) -> None:
    def edit(path: Path) -> None:
        path.write_text("Hours of work.", encoding="utf-8")
        raise AuthoringError("The editor ended with an error.")

    with pytest.raises(AuthoringError, match="ended with an error"):
        await workbench.hands.edit_outside(ORIENTATION, "As it was.", as_editor(edit))

    assert workbench.hands.unsaved(ORIENTATION) == "Hours of work."


async def test_an_editor_that_does_not_start_leaves_nothing_behind(workbench: Workbench) -> None:
    def edit(path: Path) -> None:
        raise AuthoringError(f"There is no editor for {path.suffix}.")

    with pytest.raises(AuthoringError, match="no editor"):
        await workbench.hands.edit_outside(ORIENTATION, "As it was.", as_editor(edit))

    assert workbench.hands.unsaved(ORIENTATION) is None


async def test_an_edit_that_was_cut_short_is_gone_on_with_not_overwritten(workbench: Workbench) -> None:
    workbench.hands.keep_unsaved(ORIENTATION, "Half a thou")
    seen = []
    look = as_editor(lambda path: seen.append(path.read_text("utf-8")))

    await workbench.hands.edit_outside(ORIENTATION, "As it was.", look)

    assert seen == ["Half a thou"]
    assert workbench.text_on_offer(ORIENTATION) == "Half a thou"


async def test_a_file_that_comes_back_as_no_text_is_kept_and_named(workbench: Workbench) -> None:
    kept = []

    def edit(path: Path) -> None:
        path.write_bytes(b"\xff\xfeA\x00")
        kept.append(path)

    with pytest.raises(InputError, match=r"orientation\.md cannot be read as UTF-8"):
        await workbench.hands.edit_outside(ORIENTATION, "As it was.", as_editor(edit))

    assert kept[0].read_bytes() == b"\xff\xfeA\x00"
    assert workbench.attempts(ORIENTATION) == ()


# Decisions


def test_the_last_acceptance_says_that_the_lesson_is_ready(workbench: Workbench) -> None:
    for key in SECTIONS:
        workbench.submit(key, "Text.")

    assert [workbench.accept(key).lesson_ready for key in SECTIONS] == [False, False, True]
    assert workbench.lesson(LESSON).state is LessonState.ACCEPTED


def test_accepting_takes_the_newest_whole_attempt_even_after_one_that_failed(workbench: Workbench) -> None:
    workbench.submit(ORIENTATION, "Whole.")
    failed = workbench.course.store.begin(ORIENTATION)
    workbench.course.store.finish(ORIENTATION, failed.number, Outcome.FAILED, text="Half")

    assert workbench.accept(ORIENTATION).attempt == 1


def test_nothing_to_decide_is_refused_with_what_to_do(workbench: Workbench) -> None:
    with pytest.raises(DecisionRefused, match="draft it first"):
        workbench.accept(ORIENTATION)
    with pytest.raises(DecisionRefused, match="draft it first"):
        workbench.reject(ORIENTATION, "No.")
    workbench.submit(ORIENTATION, "Text.")
    with pytest.raises(DecisionRefused, match="no attempt 9"):
        workbench.accept(ORIENTATION, 9)


def test_the_text_of_one_attempt_can_be_had_and_one_that_is_not_there_is_named(workbench: Workbench) -> None:
    write(workbench, ORIENTATION, "One.")
    workbench.submit(ORIENTATION, "Two.")

    assert [workbench.text(ORIENTATION, number) for number in (1, 2)] == ["One.", "Two."]
    with pytest.raises(InputError, match="no attempt 3; it has 2"):
        workbench.text(ORIENTATION, 3)
    assert workbench.text(LESSON).count("## ") == 1
    assert workbench.text("day01_002") == ""


# The prompt


async def test_the_prompt_shown_is_the_prompt_that_is_sent(bench: Workbench, messages_server: MessagesServer) -> None:
    write(bench, ORIENTATION, "A sailor once told me this.")
    shown = bench.drafts.prompt(HOLDS)

    await draft(bench, HOLDS)

    assert messages_server.messages[-1].prompt == shown.text.rstrip("\n")
    assert bench.attempts(HOLDS)[0].prompt_sha256 == shown.sha256
    assert bench.course.store.prompt(shown.sha256) == shown.text


def test_a_prompt_can_be_had_without_any_writer_to_be_pasted_elsewhere(
    course: Path, workbench: Workbench, env: dict[str, str]
) -> None:
    settings = Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml"
    settings.write_text("profile: vllm\n", encoding="utf-8")  # which needs the name of a model
    with pytest.raises(NoWriter):
        workbench.drafts.profile()

    prompt = workbench.drafts.prompt(HOLDS)

    assert "How the loop holds" in prompt.text
    assert prompt.max_tokens == 16_000
    assert not (course / PLAN).exists()


def test_a_profile_that_is_not_known_is_still_told(workbench: Workbench) -> None:
    with pytest.raises(InputError, match="no profile `nobody`"):
        workbench.drafts.prompt(HOLDS, profile="nobody")


# Other windows


async def test_what_another_window_stores_is_noticed_once(bench: Workbench, course: Path) -> None:
    assert not bench.changed_elsewhere()
    with Workbench.open(course) as other:
        other.submit(ORIENTATION, "From the other window.")

    assert bench.changed_elsewhere()
    assert not bench.changed_elsewhere()
    assert bench.text_on_offer(ORIENTATION) == "From the other window."
    bench.submit(ORIENTATION, "From this one.")
    assert not bench.changed_elsewhere()


async def test_what_was_written_is_there_after_closing_and_opening(
    course: Path, bench: Workbench, env: dict[str, str], messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(text="Kept."))
    await draft(bench, ORIENTATION)
    await bench.aclose()

    with Workbench.open(course / "templates" / "prompts", env) as again:
        assert again.text_on_offer(ORIENTATION) == "Kept."
        assert again.course.store.total_cost() == Decimal(0)
