"""Every judgement by its key: what is told in which order, what becomes of the course, and what a haste cannot do."""

from pathlib import Path

import pytest
from textual import events
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input

from tests.courses import ScriptedEditor
from tests.fakes.messages_server import MessagesServer, Reply
from tests.screens.checked import STRAY, switch_on
from tests.screens.test_accidents import text_on
from tests.screens.test_workbench import ORIENTATION, go, screen_of, section, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import LessonState, SectionState, Workbench
from tui.draft_runner import DraftRunner
from tui.screens.accept_clean import AcceptCleanScreen
from tui.screens.compare import CompareScreen
from tui.screens.judged_course import JudgedCourseScreen
from tui.screens.reason import ReasonScreen
from tui.screens.tell import TellScreen
from tui.widgets.chips import Chip

HOLDS = "day01_001/how-the-loop-holds"
FAILS = "day01_001/where-it-fails"
SECTIONS = (ORIENTATION, HOLDS, FAILS)
EIGHT = "day01_002/orientation"
HITCH = "day02_001/friction-on-a-post"


class Heard:
    """What the screens were told, in order: decisions, screens that come to the front, and what the writer did."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self._known: dict[int, Message] = {}

    def hear(self, message: Message) -> None:
        if id(message) in self._known:  # it only goes up, from one to the next
            return
        self._known[id(message)] = message
        told = self.told(message)
        if told is not None:
            self.said.append(told)

    def told(self, message: Message) -> str | None:
        """Return what is to be said of a message; None where that is nothing, or nothing new."""
        match message:
            case JudgedCourseScreen.Decided(what=what, keys=keys):
                return f"{what} {' '.join(keys)}"
            case Chip.Toggled(answer=answer, chosen=chosen):
                return f"{'chosen' if chosen else 'left'} {answer}"
            case events.ScreenResume():
                return "another screen"
            case DraftRunner.Happened():
                name = type(message.event).__name__
                return name if not self.said or self.said[-1] != name else None
        return None

    def since(self) -> list[str]:
        """Return what was heard since this was last asked."""
        heard, self.said = self.said, []
        return heard


@pytest.fixture
def heard() -> Heard:
    return Heard()


def unhurried(app: CoursewrightApp) -> None:
    """Let every look at the clock be a second later: the author takes their time."""
    ticking = iter(range(1, 1_000_000))
    screen_of(app).clock = lambda: float(next(ticking))


def told(app: CoursewrightApp) -> list[str]:
    return [note.message for note in app._notifications]


def states(workbench: Workbench) -> list[str]:
    return [section(workbench, key).state.value for key in SECTIONS]


async def box(pilot: Pilot[None], kind: type[ReasonScreen | TellScreen | AcceptCleanScreen]) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, kind))
    await pilot.pause()


# Going from one to the next


async def test_n_and_p_go_through_all_days_and_accept_moves_on(
    app: CoursewrightApp, workbench: Workbench, heard: Heard
) -> None:
    for key in (HOLDS, HITCH):
        workbench.submit(key, f"Of {key}.")
    async with app.run_test(size=(120, 40), message_hook=heard.hear) as pilot:
        unhurried(app)
        await go(pilot, ORIENTATION)
        heard.since()
        await pilot.press("n")
        await until(pilot, lambda: text_on(app) == f"Of {HOLDS}.")
        await pilot.press("n")
        await until(pilot, lambda: text_on(app) == f"Of {HITCH}.")
        assert (screen_of(app).day, screen_of(app).file_plan.target) == (2, HITCH)
        assert screen_of(app).syllabus_tree.cursor_node.data.day == 2
        await pilot.press("p")
        await until(pilot, lambda: text_on(app) == f"Of {HOLDS}.")
        assert heard.since() == []
        await pilot.press("a")
        await until(pilot, lambda: text_on(app) == f"Of {HITCH}.")
        assert heard.since() == [f"accepted {HOLDS}"]
        await pilot.press("n")
        await until(pilot, lambda: "This is the only section that waits for your decision." in told(app))
        await pilot.press("a")
        await until(pilot, lambda: screen_of(app).target == "day02_001/orientation")
        assert "Nothing else waits for your decision. This is to be drafted: g does it." in told(app)
        await pilot.press("p")
        await until(pilot, lambda: "No section of the course waits for your decision." in told(app))
        assert screen_of(app).target == "day02_001/orientation"


async def test_after_the_last_acceptance_of_a_lesson_it_stays_there_to_be_approved(
    app: CoursewrightApp, workbench: Workbench
) -> None:
    for key in (*SECTIONS, EIGHT):
        workbench.submit(key, "A text.")
    for key in SECTIONS[:2]:
        workbench.accept(key)
    async with app.run_test(size=(120, 40)) as pilot:
        unhurried(app)
        await go(pilot, FAILS)
        await pilot.press("a")
        await until(pilot, lambda: "Every section is accepted: A approves the lesson, n goes on." in told(app))
        assert screen_of(app).target == FAILS
        await pilot.press("n")
        await until(pilot, lambda: screen_of(app).target == EIGHT)


# Haste


async def test_a_key_typed_right_after_n_accepts_nothing(app: CoursewrightApp, workbench: Workbench) -> None:
    for key in SECTIONS:
        workbench.submit(key, "A text.")
    now = [100.0]
    async with app.run_test(size=(120, 40)) as pilot:
        screen_of(app).clock = lambda: now[0]
        await go(pilot, ORIENTATION)
        now[0] += 10
        await pilot.press("n", "a")
        await pilot.pause()
        assert states(workbench) == ["proposed"] * 3


async def test_a_key_typed_right_after_leafing_accepts_nothing(app: CoursewrightApp, workbench: Workbench) -> None:
    for text in ("One.", "Two."):
        workbench.submit(ORIENTATION, text)
    now = [100.0]
    async with app.run_test(size=(120, 40)) as pilot:
        screen_of(app).clock = lambda: now[0]
        await go(pilot, HOLDS)
        await go(pilot, ORIENTATION)
        for keys in (("[", "a"), ("]", "a")):
            now[0] += 10
            await pilot.press(*keys)
            await pilot.pause()
            assert section(workbench, ORIENTATION).state is SectionState.PROPOSED


@pytest.mark.parametrize("pause", [0.03, 0.4])
async def test_a_key_held_down_accepts_one_text_however_long_it_is_held(
    app: CoursewrightApp, workbench: Workbench, pause: float
) -> None:
    for key in SECTIONS:
        workbench.submit(key, "A text.")
    now = [100.0]
    async with app.run_test(size=(120, 40)) as pilot:
        screen_of(app).clock = lambda: now[0]
        await go(pilot, HOLDS)
        await go(pilot, ORIENTATION)
        now[0] += 10
        await pilot.press("a")
        now[0] += 0.66  # after so long the slowest of keyboards begins to repeat
        for _ in range(12):
            await pilot.press("a")
            now[0] += pause
        await pilot.pause()
        assert states(workbench) == ["accepted", "proposed", "proposed"]
        assert len(told(app)) <= 12 * pause / 0.5 + 2  # and it is not told thirty times a second


async def test_a_text_that_another_program_brings_is_not_accepted_unread(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    workbench.submit(ORIENTATION, "One.")
    now = [100.0]
    async with app.run_test(size=(120, 40)) as pilot:
        screen_of(app).clock = lambda: now[0]
        await go(pilot, HOLDS)
        await go(pilot, ORIENTATION)
        now[0] += 10
        with Workbench.open(course, {}) as other:
            other.submit(ORIENTATION, "Two.")
        await until(pilot, lambda: text_on(app) == "Two.")
        await pilot.press("a")
        await pilot.pause()
        assert section(workbench, ORIENTATION).accepted is None
        now[0] += 0.6
        await pilot.press("a")
        await until(pilot, lambda: section(workbench, ORIENTATION).accepted == 2)


async def test_a_text_that_comes_the_very_moment_is_shown_and_not_accepted(
    app: CoursewrightApp, workbench: Workbench
) -> None:
    workbench.submit(ORIENTATION, "One.")
    async with app.run_test(size=(120, 40)) as pilot:
        unhurried(app)
        await go(pilot, ORIENTATION)
        workbench.submit(ORIENTATION, "Two, which nobody has shown yet.")
        await pilot.press("a")
        await until(pilot, lambda: text_on(app) == "Two, which nobody has shown yet.")
        assert section(workbench, ORIENTATION).accepted is None
        assert "Another text has come: read it, then press the key again." in told(app)


async def test_a_text_that_has_just_been_written_to_its_end_is_not_accepted_unread(
    app: CoursewrightApp, workbench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(text="Word after word after word.", delay=0.2, piece=5))
    now = [100.0]
    async with app.run_test(size=(120, 40)) as pilot:
        screen_of(app).clock = lambda: now[0]
        await go(pilot, ORIENTATION)
        await pilot.press("g")
        await until(pilot, lambda: section(workbench, ORIENTATION).state is SectionState.DRAFTING)
        now[0] += 10
        await until(pilot, lambda: section(workbench, ORIENTATION).state is SectionState.PROPOSED)
        await until(pilot, lambda: text_on(app) == "Word after word after word.")
        await pilot.press("a")
        await pilot.pause()
        assert section(workbench, ORIENTATION).state is SectionState.PROPOSED


async def test_where_one_pane_is_seen_at_a_time_the_text_is_shown_before_it_is_accepted(
    app: CoursewrightApp, workbench: Workbench
) -> None:
    for key in SECTIONS:
        workbench.submit(key, "A text.")
    async with app.run_test(size=(80, 24)) as pilot:
        unhurried(app)
        await go(pilot, ORIENTATION)
        page = app.screen.query_one("#page")
        assert not page.region
        await pilot.press("a")
        await until(pilot, lambda: page.region and page.has_focus)
        assert states(workbench) == ["proposed"] * 3
        await pilot.press("a")
        await until(pilot, lambda: screen_of(app).target == HOLDS)
        assert states(workbench) == ["accepted", "proposed", "proposed"]
        await go(pilot, ORIENTATION)
        assert not page.region
        await pilot.press("n")
        await until(pilot, lambda: page.region and screen_of(app).target == HOLDS)


# Taking back


async def test_undo_and_redo_tell_what_they_did_and_go_there_also_after_a_restart(
    course: Path, env: dict[str, str], editor: ScriptedEditor, heard: Heard
) -> None:
    first = Workbench.open(course, env)
    for key in (ORIENTATION, HITCH):
        first.submit(key, f"Of {key}.")
    app = CoursewrightApp(first, editor)
    async with app.run_test(size=(120, 40), message_hook=heard.hear) as pilot:
        unhurried(app)
        await go(pilot, ORIENTATION)
        await pilot.press("a")
        await until(pilot, lambda: screen_of(app).target == HITCH)
        await pilot.press("a")
        await until(pilot, lambda: section(first, HITCH).state is SectionState.ACCEPTED)
        # the program simply ends here
    again = Workbench.open(course, env)
    app = CoursewrightApp(again, editor)
    async with app.run_test(size=(120, 40), message_hook=heard.hear) as pilot:
        await until(pilot, lambda: screen_of(app).target)
        heard.since()
        await pilot.press("u")
        await until(pilot, lambda: f"Taken back: attempt 1 of {HITCH} is not accepted any more." in told(app))
        await until(pilot, lambda: text_on(app) == f"Of {HITCH}.")
        await pilot.press("u")
        await until(pilot, lambda: screen_of(app).target == ORIENTATION)
        assert (section(again, ORIENTATION).state, section(again, HITCH).state) == (SectionState.PROPOSED,) * 2
        await pilot.press("u")
        await until(pilot, lambda: "No decision stands that could be taken back." in told(app))
        await pilot.press("U")
        await until(pilot, lambda: section(again, ORIENTATION).state is SectionState.ACCEPTED)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: screen_of(app).target == HITCH)
        assert section(again, HITCH).state is SectionState.ACCEPTED
        await pilot.press("U")
        await until(pilot, lambda: any("nothing to do again" in note for note in told(app)))
        assert heard.since() == [f"undone {HITCH}", f"undone {ORIENTATION}", f"redone {ORIENTATION}", f"redone {HITCH}"]


async def test_a_text_that_was_taken_back_is_not_accepted_again_by_haste(
    app: CoursewrightApp, workbench: Workbench
) -> None:
    workbench.submit(ORIENTATION, "A text.")
    workbench.accept(ORIENTATION)
    now = [100.0]
    async with app.run_test(size=(120, 40)) as pilot:
        screen_of(app).clock = lambda: now[0]
        await go(pilot, ORIENTATION)
        now[0] += 10
        await pilot.press("u", "a")
        await pilot.pause()
        assert section(workbench, ORIENTATION).state is SectionState.PROPOSED


async def test_what_was_taken_back_is_shown_though_a_newer_text_waits(
    app: CoursewrightApp, workbench: Workbench
) -> None:
    workbench.submit(ORIENTATION, "One.")
    workbench.accept(ORIENTATION)
    workbench.submit(ORIENTATION, "Two.")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, HOLDS)
        await pilot.press("u")
        await until(pilot, lambda: text_on(app) == "One.")
        assert screen_of(app).number == 1


# Rejecting


async def test_a_rejection_asks_for_a_reason_says_where_the_text_is_and_goes_on(
    app: CoursewrightApp, workbench: Workbench, heard: Heard
) -> None:
    workbench.submit(ORIENTATION, "A text.")
    workbench.submit(HOLDS, "Another.")
    async with app.run_test(size=(120, 40), message_hook=heard.hear) as pilot:
        await go(pilot, ORIENTATION)
        heard.since()
        await pilot.press("x", "enter")
        await box(pilot, ReasonScreen)
        assert app.screen.query_one("#said").display  # a reason is needed
        await pilot.press(*"No rope.", "enter")
        await until(pilot, lambda: screen_of(app).target == HOLDS)
        assert heard.since() == ["another screen", "another screen", f"rejected {ORIENTATION}"]
        rejected = workbench.course.rejected(ORIENTATION)
        assert rejected is not None
        assert rejected[1] == "No rope."
        assert f"Attempt 1 of {ORIENTATION} is rejected, and kept: [ shows it there. u takes that back." in told(app)
        await pilot.press("u")
        await until(pilot, lambda: section(workbench, ORIENTATION).state is SectionState.PROPOSED)


async def test_the_attempt_on_show_is_rejected_and_no_other(app: CoursewrightApp, workbench: Workbench) -> None:
    for text in ("One.", "Two."):
        workbench.submit(ORIENTATION, text)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("[")
        await until(pilot, lambda: text_on(app) == "One.")
        await pilot.press("x")
        await box(pilot, ReasonScreen)
        await pilot.press("f4", "enter")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        await pilot.pause()
        assert section(workbench, ORIENTATION).state is SectionState.PROPOSED  # the second still waits


@pytest.mark.parametrize("target", ["day01_001", FAILS])
async def test_where_there_is_nothing_to_reject_it_says_so_and_no_word_acts_as_keys(
    app: CoursewrightApp, workbench: Workbench, target: str
) -> None:
    workbench.submit(ORIENTATION, "A text.")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, target)
        await pilot.press("x", *"agDAnrsq")
        await box(pilot, TellScreen)
        await pilot.press("enter")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        assert screen_of(app).target == target
        assert not screen_of(app).runner.busy
        assert section(workbench, ORIENTATION).state is SectionState.PROPOSED


# Writing again


async def test_common_reasons_and_own_words_go_to_the_writer_together(
    app: CoursewrightApp, workbench: Workbench, messages_server: MessagesServer, heard: Heard
) -> None:
    workbench.submit(ORIENTATION, "A text.")
    async with app.run_test(size=(120, 40), message_hook=heard.hear) as pilot:
        await go(pilot, ORIENTATION)
        heard.since()
        await pilot.press("r")
        await box(pilot, ReasonScreen)
        await pilot.press(*"begin with", "f4", "f1", "f2", "f2", *" a rope", "enter")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen))  # the new text beside the old one
        assert workbench.attempts(ORIENTATION)[1].feedback == "too long, wrong; begin with a rope"
        assert section(workbench, ORIENTATION).accepted is None
        sequence = heard.since()
        assert sequence[:3] == ["another screen", "chosen wrong", "chosen too long"]
        assert sequence[3:6] == ["chosen too shallow", "left too shallow", "another screen"]
        assert sequence[6:9] == ["DraftStarted", "DraftText", "DraftFinished"]
    assert "too long, wrong; begin with a rope" in str(messages_server.messages[-1].body)


async def test_a_reason_is_chosen_by_arrows_and_space_or_by_the_mouse(
    app: CoursewrightApp, workbench: Workbench
) -> None:
    workbench.submit(ORIENTATION, "A text.")
    async with app.run_test(size=(80, 24)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("r")
        await box(pilot, ReasonScreen)
        await pilot.press("up", "right", "space")
        await pilot.click(list(app.screen.query(Chip))[4])
        await pilot.press("enter")
        await until(pilot, lambda: len(workbench.attempts(ORIENTATION)) == 2)
        assert workbench.attempts(ORIENTATION)[1].feedback == "too shallow, repeats itself"


async def test_the_arrows_lead_from_the_line_to_the_chips_and_back(app: CoursewrightApp, workbench: Workbench) -> None:
    workbench.submit(ORIENTATION, "A text.")
    async with app.run_test(size=(80, 24)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("r")
        await box(pilot, ReasonScreen)
        await pilot.press("up", "left")
        assert isinstance(app.focused, Input)
        await pilot.press("up", *["right"] * 5)
        assert isinstance(app.focused, Input)


async def test_words_typed_right_after_r_are_the_reason_and_act_as_no_key(
    app: CoursewrightApp, workbench: Workbench
) -> None:
    workbench.submit(ORIENTATION, "A text.")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        for key in ("r", *"Again, and Go slower", "enter"):
            app.post_message(
                events.Key(key if len(key) > 1 else ("space" if key == " " else key), key if len(key) == 1 else None)
            )
        await until(pilot, lambda: len(workbench.attempts(ORIENTATION)) == 2)
        assert workbench.attempts(ORIENTATION)[1].feedback == "Again, and Go slower"


async def test_an_empty_section_is_written_as_the_author_wishes(app: CoursewrightApp, workbench: Workbench) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("r")
        await box(pilot, ReasonScreen)
        assert not app.screen.query(Chip)
        await pilot.press("f1", *"brief", "enter")
        await until(pilot, lambda: workbench.attempts(ORIENTATION))
        assert workbench.attempts(ORIENTATION)[0].feedback == "brief"
        await until(pilot, lambda: not screen_of(app).runner.busy)


async def test_on_a_lesson_r_writes_all_again_that_is_not_accepted(app: CoursewrightApp, workbench: Workbench) -> None:
    for key in SECTIONS[:2]:
        workbench.submit(key, "A text.")
    workbench.accept(ORIENTATION)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "day01_001")
        await pilot.press("r")
        await box(pilot, ReasonScreen)
        assert "2 sections not accepted yet" in str(app.screen.query_one(".title").content)
        await pilot.press("f1", "enter")
        await until(pilot, lambda: all(section(workbench, key).state is SectionState.PROPOSED for key in SECTIONS[1:]))
        await until(pilot, lambda: not screen_of(app).runner.busy)
        assert [len(workbench.attempts(key)) for key in SECTIONS] == [1, 2, 1]
        assert workbench.attempts(HOLDS)[1].feedback == "too long"


async def test_where_all_is_accepted_r_says_what_to_do_and_no_word_acts_as_keys(
    app: CoursewrightApp, workbench: Workbench
) -> None:
    for key in SECTIONS:
        workbench.submit(key, "A text.")
        workbench.accept(key)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "day01_001")
        await pilot.press("r", *"too long AguD")
        await box(pilot, TellScreen)
        assert "press r there" in str(app.screen.query_one(".said").content)
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        assert not screen_of(app).runner.busy
        assert workbench.lesson("day01_001").state is LessonState.ACCEPTED


# All that is clean


def listed(app: CoursewrightApp) -> str:
    return str(app.screen.query_one("#sections").content) if app.screen.query("#sections") else ""


async def test_all_clean_sections_are_accepted_after_one_question_and_taken_back_by_one_key(
    app: CoursewrightApp, workbench: Workbench, course: Path, heard: Heard
) -> None:
    switch_on(course, unplanned_heading="error")
    for key in SECTIONS[:2]:
        workbench.submit(key, "A clean text.")
    workbench.submit(FAILS, STRAY)
    async with app.run_test(size=(120, 40), message_hook=heard.hear) as pilot:
        unhurried(app)
        await go(pilot, "day01_001")
        heard.since()
        await pilot.press("ctrl+a")
        await until(pilot, lambda: "Left out, 1 section:" in listed(app))
        assert "Accept 2 sections of day01_001 The bowline?" in str(app.screen.query_one("#title").content)
        assert "Where it fails: unplanned-heading" in listed(app)
        await pilot.press("enter")
        await until(pilot, lambda: screen_of(app).target == FAILS)
        assert states(workbench) == ["accepted", "accepted", "proposed"]
        assert heard.since() == ["another screen", "another screen", f"accepted {ORIENTATION} {HOLDS}"]
        assert "2 sections of day01_001 accepted; u takes that back." in told(app)
        await pilot.press("u")
        await until(pilot, lambda: states(workbench) == ["proposed"] * 3)
        assert heard.since() == [f"undone {ORIENTATION} {HOLDS}"]


async def test_enter_typed_ahead_accepts_no_list_unread(app: CoursewrightApp, workbench: Workbench) -> None:
    for key in SECTIONS:
        workbench.submit(key, "A text.")
    now = [100.0]
    async with app.run_test(size=(120, 40)) as pilot:
        screen_of(app).clock = lambda: now[0]
        await go(pilot, ORIENTATION)
        await pilot.press("ctrl+a", "enter", "enter")
        await until(pilot, lambda: "✓ Orientation" in listed(app))
        await pilot.press("enter")
        now[0] += 0.4
        await pilot.press("enter")
        await pilot.pause()
        assert states(workbench) == ["proposed"] * 3
        now[0] += 0.6
        await pilot.press("enter")
        await until(pilot, lambda: states(workbench) == ["accepted"] * 3)


@pytest.mark.parametrize("key", ["escape", "q"])
async def test_leaving_the_question_accepts_nothing(app: CoursewrightApp, workbench: Workbench, key: str) -> None:
    workbench.submit(ORIENTATION, "A text.")
    async with app.run_test(size=(120, 40)) as pilot:
        unhurried(app)
        await go(pilot, ORIENTATION)
        await pilot.press("ctrl+a")
        await until(pilot, lambda: "✓ Orientation" in listed(app))
        await pilot.press(key)
        await until(pilot, lambda: len(app.screen_stack) == 2)
        assert states(workbench)[0] == "proposed"


async def test_where_nothing_is_clean_enter_does_nothing(app: CoursewrightApp, workbench: Workbench) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        unhurried(app)
        await go(pilot, ORIENTATION)
        await pilot.press("ctrl+a")
        await until(pilot, lambda: "nothing is written yet" in listed(app))
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, AcceptCleanScreen)
        assert "Nothing of day01_001" in str(app.screen.query_one("#title").content)


async def test_a_rule_that_breaks_is_told_in_the_box(
    app: CoursewrightApp, workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbench.submit(ORIENTATION, "A text.")

    def broken(_: str) -> None:
        raise RuntimeError("a rule broke")

    monkeypatch.setattr(workbench.deciding, "clean", broken)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("ctrl+a")
        await until(pilot, lambda: "a rule broke" in listed(app))
        await pilot.press("enter", "escape")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        assert states(workbench)[0] == "proposed"


async def test_nothing_hides_what_is_to_be_confirmed(app: CoursewrightApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await go(pilot, ORIENTATION)
        app.notify("Something was told before.", timeout=60)
        await until(pilot, lambda: app._notifications)
        await pilot.press("ctrl+a")
        await box(pilot, AcceptCleanScreen)
        await until(pilot, lambda: not app._notifications)
