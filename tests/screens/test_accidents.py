"""What happens by accident: keys typed too fast, in the wrong place, or while something else goes on."""

from pathlib import Path

import pytest
from textual.widgets import Input

from tests.courses import ScriptedEditor
from tests.fakes.messages_server import MessagesServer, Reply
from tests.screens.test_workbench import ORIENTATION, go, keys_on_offer, screen_of, section, until
from tui.app import CoursewrightApp
from tui.authoring.drafting.outcome import Outcome
from tui.authoring.workbench import SectionState, Workbench
from tui.screens.compare import CompareScreen
from tui.widgets.editor import Editor
from tui.widgets.preview import Preview

OTHER = "day01_001/where-it-fails"


def text_on(app: CoursewrightApp) -> str:
    return app.screen.query_one(Preview).page.source


async def test_going_elsewhere_keeps_an_edit_with_the_section_it_was_made_in(
    app: CoursewrightApp, workbench: Workbench
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("e")
        await until(pilot, lambda: app.screen.query_one(Preview).editing)
        await pilot.press(*"mine")
        await go(pilot, OTHER)
        await until(pilot, lambda: not app.screen.query_one(Preview).editing)
        assert [attempt.text for attempt in workbench.attempts(ORIENTATION)] == ["mine"]
        assert workbench.attempts(OTHER) == ()


async def test_moving_on_before_the_first_word_does_not_stop_the_screen(
    app: CoursewrightApp, workbench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(first_delay=1.0), Reply(first_delay=1.0), Reply(first_delay=1.0))
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "day01_001")
        await pilot.press("g", "j", "j", "k", "j", "k", "j")
        await until(pilot, lambda: section(workbench, ORIENTATION).state is SectionState.PROPOSED)
        await go(pilot, "day01_002")
        await pilot.press("s")
        await until(pilot, lambda: not screen_of(app).runner.busy)


async def test_a_stream_may_be_left_the_moment_it_began(app: CoursewrightApp) -> None:
    async with app.run_test(size=(120, 40)):
        preview = app.screen.query_one(Preview)
        await preview.start_stream("")
        await preview.stop_stream()
        await preview.start_stream("some")
        await preview.show("A text.")
        assert text_on(app) == "A text."


async def test_a_held_key_accepts_the_one_text_that_was_read(app: CoursewrightApp, workbench: Workbench) -> None:
    keys = [one.key for one in workbench.lesson("day01_001").sections]
    for key in keys:
        workbench.submit(key, "A text.")
    now = [100.0]
    async with app.run_test(size=(120, 40)) as pilot:
        screen_of(app).clock = lambda: now[0]
        await go(pilot, OTHER)
        await go(pilot, keys[0])
        now[0] += 10
        await pilot.press(*"aaaaaaaa")
        await pilot.pause()
        assert [section(workbench, key).state.value for key in keys] == ["accepted", "proposed", "proposed"]


async def test_a_plan_that_breaks_under_the_cursor_is_named_and_its_mending_is_seen(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    workbench.plan([1])
    plan = course / "course" / "day01" / "plan.yaml"
    good = plan.read_text(encoding="utf-8")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("1")
        plan.write_text("lessons:\n", encoding="utf-8")
        await pilot.press("right", "down", "down", "down", "up", "n", "2", "j", "3")
        await until(pilot, lambda: "plan.yaml" in str(app.screen.query_one("#note").content))
        plan.write_text(good, encoding="utf-8")
        await until(pilot, lambda: screen_of(app).target is not None)


async def test_an_accepted_text_stays_on_show_when_a_later_attempt_fails(
    app: CoursewrightApp, workbench: Workbench, messages_server: MessagesServer
) -> None:
    workbench.submit(ORIENTATION, "The accepted text.")
    workbench.accept(ORIENTATION)
    messages_server.script(Reply(text="Half of something else, and then", fault="cut"))
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("r")
        await until(pilot, lambda: app.screen.query(Input))
        await pilot.press("f2", "enter")
        await until(pilot, lambda: len(workbench.attempts(ORIENTATION)) == 2)
        await until(pilot, lambda: not screen_of(app).runner.busy)
        await until(pilot, lambda: text_on(app) == "The accepted text.")
        assert workbench.attempts(ORIENTATION)[1].outcome is Outcome.TRUNCATED
        assert section(workbench, ORIENTATION).state is SectionState.ACCEPTED
        assert workbench.text(ORIENTATION) == "The accepted text."
        assert "g tries again" in screen_of(app).status.activity
        await pilot.press("g")
        await until(pilot, lambda: section(workbench, ORIENTATION).state is SectionState.PROPOSED)
        await until(pilot, lambda: isinstance(app.screen, CompareScreen))  # the text asked for, beside the accepted one
        assert workbench.attempts(ORIENTATION)[2].feedback == "too shallow"


async def test_accept_is_offered_for_the_attempt_on_show_and_no_other(
    app: CoursewrightApp, workbench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(text="Half of it, and then", fault="cut"))
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("g")
        await until(pilot, lambda: section(workbench, ORIENTATION).state is SectionState.FAILED)
        await until(pilot, lambda: not screen_of(app).runner.busy)
        assert "accept" not in keys_on_offer(app)
        workbench.submit(ORIENTATION, "One.")
        workbench.submit(ORIENTATION, "Two.")
        workbench.accept(ORIENTATION)
        await go(pilot, OTHER)
        await go(pilot, ORIENTATION)
        assert "accept" not in keys_on_offer(app)
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: text_on(app) == "One.")
        assert "accept" in keys_on_offer(app)


async def test_quitting_from_the_editor_keeps_the_last_word(
    course: Path, env: dict[str, str], editor: ScriptedEditor
) -> None:
    app = CoursewrightApp(Workbench.open(course, env), editor)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("e", *"to the last word", "ctrl+q")
    with Workbench.open(course, env) as again:
        assert again.hands.unsaved(ORIENTATION) == "to the last word"


async def test_keys_that_follow_a_pane_key_go_to_that_pane(app: CoursewrightApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("e", *"Hello")
        assert app.screen.query_one(Editor).text == "Hello"
        await pilot.press("escape", "1")
        assert app.focused is not None
        assert app.focused.id == "syllabus-tree"


async def test_a_zoom_ends_when_a_hidden_pane_is_asked_for(app: CoursewrightApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("z")
        assert not app.screen.query_one("#file-plan").display
        await pilot.press("1")
        await pilot.pause()
        assert app.screen.query_one("#syllabus-tree").display


@pytest.mark.parametrize("pane", ["syllabus-tree", "file-plan", "page"])
async def test_a_zoom_that_is_taken_back_leaves_the_author_in_the_pane_of_before(
    app: CoursewrightApp, pane: str
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press({"syllabus-tree": "1", "file-plan": "2", "page": "3"}[pane], "z", "z")
        await pilot.pause()
        assert app.focused is not None
        assert app.focused.id == pane
        assert app.screen.query_one("#preview").display


async def test_the_theme_survives_a_restart(course: Path, env: dict[str, str]) -> None:
    app = CoursewrightApp(Workbench.open(course, env))
    async with app.run_test(size=(120, 40)) as pilot:
        app.theme = "light"
        await pilot.press("q")
    again = CoursewrightApp(Workbench.open(course, env))
    async with again.run_test(size=(120, 40)):
        assert again.theme == "light"


async def test_sections_that_wait_for_the_writer_say_so(
    app: CoursewrightApp, env: dict[str, str], messages_server: MessagesServer
) -> None:
    settings = Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml"
    settings.write_text(f"concurrency: 1\n{settings.read_text(encoding='utf-8')}", encoding="utf-8")
    messages_server.script(Reply(text="Slowly. " * 400, delay=0.05))
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "day01_001")
        await pilot.press("g")
        await go(pilot, OTHER)
        await until(pilot, lambda: "waits for the writer" in text_on(app))
        await pilot.press("s")
        await until(pilot, lambda: not screen_of(app).runner.busy)


async def test_at_40_columns_one_pane_at_a_time_is_shown(app: CoursewrightApp) -> None:
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        assert not app.screen.query_one(Preview).display
        await pilot.press("3")
        await pilot.pause()
        assert app.screen.query_one(Preview).size.width > 30
        await pilot.press("2")
        await pilot.pause()
        assert not app.screen.query_one(Preview).display


async def test_a_key_typed_right_after_an_arrow_never_takes_the_text_before(
    app: CoursewrightApp, workbench: Workbench
) -> None:
    workbench.submit(ORIENTATION, "Read long ago.")
    now = [100.0]
    async with app.run_test(size=(120, 40)) as pilot:
        screen = screen_of(app)
        screen.clock = lambda: now[0]
        await go(pilot, ORIENTATION)
        now[0] += 10
        screen.file_plan.action_cursor_down()  # the arrow, whose message is still on its way
        await screen.run_action("accept")
        assert section(workbench, ORIENTATION).state is SectionState.PROPOSED
        assert screen.check_action("draft", ())  # the keys are those of the section that the cursor stands on


async def test_what_is_asked_for_right_after_a_stop_is_drafted(
    app: CoursewrightApp, workbench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(text="Slowly. " * 60, delay=0.05))
    async with app.run_test(size=(120, 40)) as pilot:
        runner = screen_of(app).runner
        runner.ask([ORIENTATION])
        await until(pilot, lambda: section(workbench, ORIENTATION).state is SectionState.DRAFTING)
        runner.stop()
        runner.ask([OTHER])
        await until(pilot, lambda: section(workbench, OTHER).state is SectionState.PROPOSED)
        await until(pilot, lambda: not runner.busy)
        assert runner.waiting == frozenset()
        assert workbench.attempts(ORIENTATION)[0].outcome is Outcome.CANCELLED


async def test_a_typo_in_the_plan_holds_its_sections_until_it_is_mended(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    workbench.plan([1])
    plan = course / "course" / "day01" / "plan.yaml"
    good = plan.read_text(encoding="utf-8")
    async with app.run_test(size=(120, 40)) as pilot:
        runner = screen_of(app).runner
        workbench.drafts.queue.add([ORIENTATION, OTHER])
        plan.write_text("lessons: [", encoding="utf-8")
        runner.resume()
        activity = screen_of(app).status
        await until(pilot, lambda: "2 sections wait until this is mended" in activity.activity)
        assert "plan.yaml" in activity.activity
        plan.write_text(good, encoding="utf-8")
        await until(pilot, lambda: section(workbench, OTHER).state is SectionState.PROPOSED)
        await until(pilot, lambda: not runner.busy)
        await until(pilot, lambda: activity.activity == "")


async def test_what_waited_when_the_workbench_was_closed_is_held_and_one_key_goes_on(
    course: Path, env: dict[str, str]
) -> None:
    with Workbench.open(course, env) as before:
        before.drafts.queue.add([ORIENTATION, OTHER])
    app = CoursewrightApp(Workbench.open(course, env))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "2 sections held: G drafts on. It waited when" in screen_of(app).status.activity
        assert not screen_of(app).runner.busy
        await pilot.press("G")
        await until(pilot, lambda: section(app.workbench, OTHER).state is SectionState.PROPOSED)
        await until(pilot, lambda: not screen_of(app).runner.busy)
        assert "go_on" not in keys_on_offer(app)


async def test_stopping_the_writer_keeps_what_waited_with_the_reasons_typed_for_it(
    app: CoursewrightApp, workbench: Workbench, env: dict[str, str], messages_server: MessagesServer
) -> None:
    settings = Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml"
    settings.write_text(f"concurrency: 1\n{settings.read_text(encoding='utf-8')}", encoding="utf-8")
    messages_server.script(Reply(text="Slowly. " * 400, delay=0.05))
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        runner = screen_of(app).runner
        runner.ask([ORIENTATION])
        runner.ask([OTHER], "Shorter.")
        await until(pilot, lambda: runner.live(ORIENTATION))
        await pilot.press("s")
        await until(pilot, lambda: "1 section held: G drafts on. You stopped" in screen_of(app).status.activity)
        await pilot.press("G")
        await until(pilot, lambda: section(workbench, OTHER).state is SectionState.PROPOSED)
        await until(pilot, lambda: not runner.busy)
        assert workbench.attempts(OTHER)[0].feedback == "Shorter."
        assert [attempt.outcome for attempt in workbench.attempts(ORIENTATION)] == [Outcome.CANCELLED]


async def test_what_another_open_workbench_has_waiting_is_not_drafted_here_too(
    app: CoursewrightApp, workbench: Workbench, course: Path, env: dict[str, str], messages_server: MessagesServer
) -> None:
    with Workbench.open(course, env) as other:
        other.drafts.queue.add([ORIENTATION])
        async with app.run_test(size=(120, 40)) as pilot:
            await go(pilot, ORIENTATION)
            await pilot.press("g")
            await until(pilot, lambda: "Another open Coursewright" in str(list(app._notifications)))
            assert screen_of(app).status.activity == ""
    assert messages_server.messages == []


async def test_brackets_in_a_title_are_shown_and_mean_nothing(course: Path, env: dict[str, str]) -> None:
    syllabus = course / "syllabus.yaml"
    told = syllabus.read_text(encoding="utf-8")
    syllabus.write_text(told.replace("How the loop holds", '"Loops [/b] and [@click=app.quit]ends[/]"'), "utf-8")
    with Workbench.open(course, env) as workbench:
        key = workbench.lesson("day01_001").sections[1].key
        workbench.submit(key, "An older text.")
        workbench.submit(key, "A newer text.")
        app = CoursewrightApp(workbench, ScriptedEditor())
        async with app.run_test(size=(120, 40)) as pilot:
            await go(pilot, key)
            drawn = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
            assert "Loops [/b] and [@click=app.quit]ends[/]" in drawn
            await pilot.press("v")
            await until(pilot, lambda: isinstance(app.screen, CompareScreen))
            await pilot.pause()
            drawn = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
            assert "Loops [/b] and [@click=app.quit]ends[/]" in drawn
