"""The workbench, driven by its keys."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input

from tests.courses import ScriptedEditor, git
from tests.fakes.messages_server import MessagesServer, Reply
from tui.app import CoursewrightApp
from tui.authoring.workbench import LessonState, SectionState, Workbench
from tui.draft_runner import DraftRunner
from tui.screens.compare import CompareScreen
from tui.screens.help import HelpScreen
from tui.screens.workbench import WorkbenchScreen
from tui.widgets.editor import Editor
from tui.widgets.file_plan import FilePlan
from tui.widgets.preview import Preview

ORIENTATION = "day01_001/orientation"
LESSON_FILE = "course/day01/day01_001_the_bowline.md"


def screen_of(app: CoursewrightApp) -> WorkbenchScreen:
    screen = app.screen
    assert isinstance(screen, WorkbenchScreen)
    return screen


async def until(pilot: Pilot[None], condition: Callable[[], object]) -> None:
    """Wait until `condition` holds; the test's own time limit is the only clock."""
    for _ in range(500):
        if condition():
            return
        await pilot.pause(0.02)
    raise AssertionError("it never came to hold")


async def go(pilot: Pilot[None], target: str) -> None:
    """Put the cursor of the file plan on a target."""
    plan = pilot.app.screen.query_one(FilePlan)
    plan.focus()
    plan.reveal(target)
    await until(pilot, lambda: screen_of(pilot.app).target == target)
    await pilot.pause()


async def drafted(pilot: Pilot[None], workbench: Workbench, key: str) -> None:
    await until(pilot, lambda: section(workbench, key).state is SectionState.PROPOSED)
    await until(pilot, lambda: not screen_of(pilot.app).runner.busy)


def section(workbench: Workbench, key: str):
    return next(one for one in workbench.lesson(key.split("/")[0]).sections if one.key == key)


def keys_on_offer(app: CoursewrightApp) -> set[str]:
    return {active.binding.action for active in app.screen.active_bindings.values() if active.enabled}


async def test_a_lesson_goes_from_nothing_to_one_commit_by_keys_alone(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "day01_001")
        await pilot.press("g")
        await until(
            pilot, lambda: all(s.state is SectionState.PROPOSED for s in workbench.lesson("day01_001").sections)
        )
        await until(pilot, lambda: not screen_of(app).runner.busy)
        ticking = iter(range(1000))
        screen_of(app).clock = lambda: float(next(ticking))  # every look at the clock is a second later: no haste here
        await go(pilot, ORIENTATION)
        for _ in range(3):
            await pilot.press("a")
            await pilot.pause()
        assert workbench.lesson("day01_001").state is LessonState.ACCEPTED
        await pilot.press("A")
        await until(pilot, lambda: workbench.lesson("day01_001").state is LessonState.APPROVED)
    stat = git(course, "show", "--stat", "--format=%s", "HEAD").splitlines()
    assert stat[0] == "day01_001: approve The bowline"
    assert [line.split("|")[0].strip() for line in stat if "|" in line] == [LESSON_FILE]


async def test_the_messages_of_a_draft_come_in_order(app: CoursewrightApp, workbench: Workbench) -> None:
    heard: list[str] = []

    def hear(message: Message) -> None:
        if isinstance(message, DraftRunner.Happened):
            heard.append(type(message.event).__name__)
        elif isinstance(message, DraftRunner.Rested):
            heard.append("Rested")

    async with app.run_test(size=(120, 40), message_hook=hear) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("g")
        await drafted(pilot, workbench, ORIENTATION)
        await until(pilot, lambda: "Rested" in heard)
    assert heard[0] == "DraftStarted"
    assert heard[-2:] == ["DraftFinished", "Rested"]
    assert set(heard[1:-2]) == {"DraftText"}


async def test_what_streams_is_shown_while_it_comes(
    app: CoursewrightApp, workbench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(text="The first words. " + "More words follow. " * 400, delay=0.02, piece=12))
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("g")
        shown = app.screen.query_one(Preview).page
        await until(pilot, lambda: "The first words" in shown.plain)
        assert section(workbench, ORIENTATION).state is SectionState.DRAFTING
        await pilot.press("s")
        await until(pilot, lambda: not screen_of(app).runner.busy)
    attempts = workbench_attempts(workbench, ORIENTATION)
    assert attempts[0][0] == "cancelled"
    assert attempts[0][1].startswith("The first words")


def workbench_attempts(workbench: Workbench, key: str) -> list[tuple[str, str]]:
    with Workbench.open(workbench.workspace.root, {}) as again:
        return [(attempt.outcome.value, attempt.text) for attempt in again.attempts(key)]


async def test_a_key_typed_ahead_accepts_nothing_unread(app: CoursewrightApp, workbench: Workbench) -> None:
    clock = [100.0]
    async with app.run_test(size=(120, 40)) as pilot:
        screen_of(app).clock = lambda: clock[0]
        await go(pilot, ORIENTATION)
        await pilot.press("g")
        await drafted(pilot, workbench, ORIENTATION)
        await pilot.press("a")
        await pilot.pause()
        assert section(workbench, ORIENTATION).state is SectionState.PROPOSED
        clock[0] += 0.6
        await pilot.press("a")
        await until(pilot, lambda: section(workbench, ORIENTATION).state is SectionState.ACCEPTED)


async def test_regenerating_sends_the_reason_and_keeps_the_older_attempt(
    app: CoursewrightApp, workbench: Workbench, messages_server: MessagesServer
) -> None:
    workbench.submit(ORIENTATION, "An older text.")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("r")
        await until(pilot, lambda: app.screen.query(Input))
        await pilot.press("f2", "enter")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen))  # the new text beside the old one
        first, second = workbench.attempts(ORIENTATION)
        assert first.text == "An older text."
        assert second.feedback == "too shallow"
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: "An older text." in app.screen.query_one(Preview).page.plain)
    assert "too shallow" in str(messages_server.messages[-1].body)


async def test_escape_in_the_reason_changes_nothing(app: CoursewrightApp, workbench: Workbench) -> None:
    workbench.submit(ORIENTATION, "A text.")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("r")
        await until(pilot, lambda: app.screen.query(Input))
        await pilot.press("x", "escape")
        await pilot.pause()
        assert len(workbench.attempts(ORIENTATION)) == 1


async def test_an_edit_in_place_becomes_an_attempt_by_hand(app: CoursewrightApp, workbench: Workbench) -> None:
    workbench.submit(ORIENTATION, "A text.")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("e")
        await pilot.press("ctrl+home", "M", "y", "space")
        await pilot.press("escape")
        await until(pilot, lambda: len(workbench.attempts(ORIENTATION)) == 2)
        newest = workbench.attempts(ORIENTATION)[-1]
        assert newest.text == "My A text."
        assert newest.origin.value == "hand"
        assert not app.screen.query_one(Preview).editing


async def test_the_letters_of_commands_are_typed_in_the_editor_and_do_nothing_else(
    app: CoursewrightApp, workbench: Workbench
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("e", *"gaArq12")
        assert app.screen.query_one(Editor).text == "gaArq12"
        assert not screen_of(app).runner.busy


async def test_what_was_typed_survives_a_crash(course: Path, env: dict[str, str], editor: ScriptedEditor) -> None:
    app = CoursewrightApp(Workbench.open(course, env), editor)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("e", *"half a thought")
        await pilot.pause(1.0)
        # no Escape, no Ctrl+S: the program simply ends here
    again = CoursewrightApp(Workbench.open(course, env), editor)
    async with again.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("e")
        assert again.screen.query_one(Editor).text == "half a thought"


async def test_the_authors_own_editor_changes_a_section(
    app: CoursewrightApp, workbench: Workbench, editor: ScriptedEditor
) -> None:
    workbench.submit(ORIENTATION, "A text.")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("E")
        await until(pilot, lambda: len(workbench.attempts(ORIENTATION)) == 2)
        assert editor.seen == ["A text."]
        assert workbench.attempts(ORIENTATION)[-1].text == "A TEXT."


async def test_an_editor_that_fails_changes_nothing(
    app: CoursewrightApp, workbench: Workbench, editor: ScriptedEditor
) -> None:
    workbench.submit(ORIENTATION, "A text.")
    editor.refusal = "Set $VISUAL or $EDITOR."
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("E")
        await pilot.pause()
        assert len(workbench.attempts(ORIENTATION)) == 1


async def test_only_what_can_be_done_is_on_offer(app: CoursewrightApp, workbench: Workbench) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        offer = keys_on_offer(app)
        assert {"draft", "edit", "help"} <= offer
        assert not {"accept", "approve", "stop"} & offer
        await pilot.press("g")
        await drafted(pilot, workbench, ORIENTATION)
        await pilot.pause()
        offer = keys_on_offer(app)
        assert {"accept", "regenerate", "edit"} <= offer
        assert not {"draft", "approve", "stop"} & offer


async def test_the_place_on_screen_survives_a_restart(
    course: Path, env: dict[str, str], editor: ScriptedEditor
) -> None:
    first = Workbench.open(course, env)
    first.submit("day01_002/orientation", "\n\n".join(f"Paragraph {n}." for n in range(80)))
    app = CoursewrightApp(first, editor)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "day01_002/orientation")
        await pilot.press("3", "pagedown", "pagedown")
        await pilot.pause(0.5)
        scrolled = app.screen.query_one(Preview).page.scroll_y
        assert scrolled > 0
        await pilot.press("q")
    again = CoursewrightApp(Workbench.open(course, env), editor)
    async with again.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: screen_of(again).target == "day01_002/orientation")
        await until(pilot, lambda: again.screen.query_one(Preview).page.scroll_y == scrolled)
        assert again.focused is not None
        assert again.focused.id == "page"


async def test_a_broken_syllabus_is_named_and_mending_it_is_enough(course: Path, env: dict[str, str]) -> None:
    good = (course / "syllabus.yaml").read_text(encoding="utf-8")
    (course / "syllabus.yaml").write_text(good.replace("day: 2", "day: two"), encoding="utf-8")
    app = CoursewrightApp(Workbench.open(course, env))
    async with app.run_test(size=(120, 40)) as pilot:
        note = app.screen.query_one("#note")
        await until(pilot, lambda: "syllabus.yaml, line" in str(note.content))
        (course / "syllabus.yaml").write_text(good, encoding="utf-8")
        await until(pilot, lambda: screen_of(app).target == "day01_001")


async def test_without_any_writer_the_workbench_opens_and_says_what_to_do(course: Path, tmp_path: Path) -> None:
    config = tmp_path / "bare"
    config.mkdir()
    (config / "settings.yaml").write_text("profile: ollama\n", encoding="utf-8")
    app = CoursewrightApp(Workbench.open(course, {"COURSEWRIGHT_CONFIG_DIR": str(config)}))
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        assert "needs the name of a model" in screen_of(app).status.writer
        await pilot.press("g")
        await until(pilot, lambda: app._notifications)
        assert any("needs the name of a model" in note.message for note in app._notifications)


async def test_help_lists_the_keys_that_work(app: CoursewrightApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))


async def test_a_section_that_another_program_submits_is_shown(
    app: CoursewrightApp, workbench: Workbench, course: Path, env: dict[str, str]
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        with Workbench.open(course, env) as other:
            await asyncio.to_thread(lambda: None)
            other.submit(ORIENTATION, "From elsewhere.")
        shown = app.screen.query_one(Preview).page
        await until(pilot, lambda: "From elsewhere." in shown.plain)


async def test_after_a_stream_the_next_text_stands_at_the_top_of_the_page(
    app: CoursewrightApp, workbench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(text="\n\n".join(f"Paragraph {n}." for n in range(30)), delay=0.005, piece=40))
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("g")
        await drafted(pilot, workbench, ORIENTATION)
        await go(pilot, "day01_001/where-it-fails")
        page = app.screen.query_one(Preview).page
        await until(pilot, lambda: "Nothing is written yet" in page.plain)
        await pilot.pause(0.1)
        assert page.scroll_y == 0


async def test_a_lesson_that_is_being_drafted_says_so(app: CoursewrightApp, messages_server: MessagesServer) -> None:
    messages_server.default = Reply("Whole.", first_delay=5)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "day01_001")
        await pilot.press("g")
        page = app.screen.query_one(Preview).page
        await until(pilot, lambda: "are being drafted" in page.plain)
        await pilot.press("s")
