"""A section in the author's hands: typed in place, beside how it reads, and whatever else happens meanwhile."""

import asyncio
from pathlib import Path

import pytest
from textual.message import Message
from textual.pilot import Pilot

from tests.courses import ScriptedEditor
from tests.fakes.messages_server import MessagesServer, Reply
from tests.screens.test_workbench import ORIENTATION, go, screen_of, section, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import Origin, SectionState, Workbench
from tui.screens.edited_course import EditedCourseScreen
from tui.widgets.editing import Editing
from tui.widgets.editor import Editor
from tui.widgets.preview import Preview

HOLDS = "day01_001/how-the-loop-holds"


def editing(app: CoursewrightApp) -> Editing:
    return app.screen.query_one(Editing)


def texts(workbench: Workbench, key: str = ORIENTATION) -> list[str]:
    return [attempt.text for attempt in workbench.attempts(key)]


def said(app: CoursewrightApp) -> str:
    return " | ".join(note.message for note in app._notifications)


async def edit(pilot: Pilot[None], target: str = ORIENTATION) -> Editor:
    await go(pilot, target)
    await pilot.press("e")
    await until(pilot, lambda: pilot.app.screen.query_one(Preview).editing)
    await pilot.pause()
    return pilot.app.screen.query_one(Editor)


# What happens, in order


async def test_the_messages_of_an_edit_come_in_order(app: CoursewrightApp, workbench: Workbench) -> None:
    heard: list[str] = []

    def hear(message: Message) -> None:
        if isinstance(message, Editor.Typed | Editor.Paused | Editor.Kept):
            name = type(message).__name__
            if heard[-1:] != [name]:  # a message is heard once for each widget that it passes
                heard.append(name)

    async with app.run_test(size=(120, 40), message_hook=hear) as pilot:
        await edit(pilot)
        await pilot.press(*"Mine.")
        await until(pilot, lambda: "Paused" in heard)
        await until(pilot, lambda: workbench.hands.unsaved(ORIENTATION) == "Mine.")
        await pilot.press("escape")
        await until(pilot, lambda: texts(workbench) == ["Mine."])
        assert workbench.attempts(ORIENTATION)[0].origin is Origin.HAND
    assert heard == ["Typed", "Paused", "Kept"]


async def test_an_edit_begun_right_after_an_arrow_stays_open(app: CoursewrightApp, workbench: Workbench) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        screen = screen_of(app)
        screen.file_plan.action_cursor_down()  # whose message is on its way
        await screen.run_action("edit")
        await pilot.press(*"agree")  # every letter of which would do something
        assert screen.preview.editor.text == "agree"
        assert screen.preview.editor.key == HOLDS
        await pilot.press("escape")
        await until(pilot, lambda: texts(workbench, HOLDS) == ["agree"])


# How it reads


async def test_the_text_reads_beside_the_editor_and_follows_it(app: CoursewrightApp, workbench: Workbench) -> None:
    workbench.submit(ORIENTATION, "\n\n".join(f"Paragraph {number} of many." for number in range(1, 81)))
    async with app.run_test(size=(120, 40)) as pilot:
        editor = await edit(pilot)
        beside = editing(app).beside
        assert beside.display
        assert not app.screen.query_one("#file-plan").display
        assert beside.size.width > 50
        editor.move_cursor(editor.document.end)
        await pilot.press(*" **End.**")
        await until(pilot, lambda: beside.source.endswith("**End.**"))
        await until(pilot, lambda: beside.scroll_y > 50)
        editor.move_cursor((0, 0))
        await until(pilot, lambda: beside.scroll_y == 0)
        await pilot.press("ctrl+r")
        assert not beside.display
        assert app.screen.query_one("#file-plan").display
        assert app.focused is editor


async def test_where_there_is_no_room_for_both_a_key_shows_how_it_reads_and_goes_back(app: CoursewrightApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        editor = await edit(pilot)
        await pilot.press(*"*So.*")
        assert not editing(app).beside.display
        await pilot.press("ctrl+r")
        await until(pilot, lambda: editing(app).beside.source == "*So.*")
        assert not editor.display
        await pilot.press("escape")
        assert editor.has_focus
        await pilot.press(*" And.")
        assert editor.text == "*So.* And."
        await pilot.press("ctrl+r")
        await pilot.resize_terminal(140, 40)
        await until(pilot, lambda: editor.display and editing(app).beside.display)
        assert editor.has_focus


async def test_the_border_counts_words_of_those_aimed_at_and_says_when_they_are_kept(app: CoursewrightApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await edit(pilot)
        await pilot.press(*"three words here")
        border = app.screen.query_one(Preview)
        await until(pilot, lambda: str(border.border_subtitle).startswith("3 of 60 words · ~"))
        await until(pilot, lambda: str(border.border_subtitle).endswith("tokens · kept"))
        await pilot.press(*" and")
        await until(pilot, lambda: "4 of 60 words" in str(border.border_subtitle))
        await pilot.press("escape")
        await until(pilot, lambda: "proposed" in str(border.border_subtitle))


# Words in it


async def test_words_are_found_and_gone_through_by_keys(app: CoursewrightApp, workbench: Workbench) -> None:
    workbench.submit(ORIENTATION, "A knot.\nAnother KNOT here.\nNo more knots.")
    async with app.run_test(size=(120, 40)) as pilot:
        editor = await edit(pilot)
        await pilot.press("ctrl+f", *"knot")
        await until(pilot, lambda: editor.selected_text == "knot")
        await pilot.press("enter")
        assert editor.has_focus
        found = []
        for key in ("f3", "f3", "f3", "shift+f3"):
            await pilot.press(key)
            found.append((editor.selection.start[0], editor.selected_text))
        assert found == [(1, "KNOT"), (2, "knot"), (0, "knot"), (2, "knot")]
        await pilot.press("ctrl+f", *"nowhere")
        bar = editing(app).find_bar
        await until(pilot, lambda: "not in this text" in str(bar.query_one("#find-count").render()))
        await pilot.press("escape")
        assert editor.has_focus
        assert not bar.display


async def test_what_was_typed_can_be_undone_and_done_again(app: CoursewrightApp, workbench: Workbench) -> None:
    workbench.submit(ORIENTATION, "As it was.")
    async with app.run_test(size=(120, 40)) as pilot:
        editor = await edit(pilot)
        await pilot.press(*"Now ")
        await pilot.press("ctrl+z")
        assert editor.text == "As it was."
        await pilot.press("ctrl+y")
        assert editor.text == "Now As it was."
        await pilot.press("escape")
        await until(pilot, lambda: texts(workbench) == ["As it was.", "Now As it was."])
        await edit(pilot)
        await pilot.press("ctrl+z")
        assert editor.text == "Now As it was."  # nothing of the edit before is left to undo


# Two texts at once


async def test_a_text_that_comes_while_one_types_is_told_and_both_are_attempts(
    app: CoursewrightApp, workbench: Workbench
) -> None:
    workbench.submit(ORIENTATION, "As it was.")
    async with app.run_test(size=(120, 40)) as pilot:
        editor = await edit(pilot)
        await pilot.press(*"Mine: ")
        await until(pilot, workbench.workspace.drafts.is_dir)
        file = workbench.workspace.drafts / "day01_001--orientation.md"
        file.write_text("Another's.", encoding="utf-8")
        await until(pilot, lambda: "Attempt 2 has come: another text came while you typed" in said(app))
        assert editor.text == "Mine: As it was."
        assert editor.has_focus
        await pilot.press("escape")
        await until(pilot, lambda: len(texts(workbench)) == 3)
        assert texts(workbench) == ["As it was.", "Another's.", "Mine: As it was."]
        await until(pilot, lambda: screen_of(app).attempt.number == 3)
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: app.screen.query_one(Preview).page.source == "Another's.")


async def test_what_another_workbench_stores_while_one_types_is_told(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        editor = await edit(pilot)
        await pilot.press(*"Mine.")
        with Workbench.open(course, {}) as other:
            other.edit(ORIENTATION, "Theirs.")
        await until(pilot, lambda: "Attempt 1 has come" in said(app))
        assert editor.text == "Mine."
        await pilot.press("escape")
        await until(pilot, lambda: texts(workbench) == ["Theirs.", "Mine."])


async def test_an_edit_left_as_it_was_shows_the_text_that_came_meanwhile(
    app: CoursewrightApp, workbench: Workbench
) -> None:
    workbench.submit(ORIENTATION, "As it was.")
    async with app.run_test(size=(120, 40)) as pilot:
        await edit(pilot)
        workbench.submit(ORIENTATION, "Another's.")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen.query_one(Preview).page.source == "Another's.")
        assert texts(workbench) == ["As it was.", "Another's."]


async def test_typing_that_is_kept_outlives_a_text_written_anew(
    course: Path, env: dict[str, str], editor: ScriptedEditor, messages_server: MessagesServer
) -> None:
    with Workbench.open(course, env) as ended:
        ended.submit(ORIENTATION, "As it was.")
        ended.hands.keep_unsaved(ORIENTATION, "Half a thou")
    messages_server.script(Reply(text="Written anew."))
    app = CoursewrightApp(Workbench.open(course, env), editor)
    async with app.run_test(size=(120, 40)) as pilot:
        workbench = app.workbench
        await until(pilot, lambda: "What you typed in day01_001/orientation is kept" in said(app))
        await go(pilot, ORIENTATION)
        note = app.screen.query_one("#note")
        await until(pilot, lambda: "e goes on with it" in str(note.render()))
        screen_of(app).ask_writer([ORIENTATION], "Shorter.")
        await until(pilot, lambda: texts(workbench)[-1] == "Written anew.")
        await until(pilot, lambda: not screen_of(app).runner.busy)
        assert "e goes on with it" in str(note.render())
        await edit(pilot)
        assert app.screen.query_one(Editor).text == "Half a thou"
        await pilot.press("escape")
        await until(pilot, lambda: texts(workbench) == ["As it was.", "Written anew.", "Half a thou"])
        await until(pilot, lambda: "e goes on with it" not in str(note.render()))


async def test_typing_outlives_a_plan_that_breaks_meanwhile(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    workbench.plan([1])
    plan = course / "course" / "day01" / "plan.yaml"
    good = plan.read_text(encoding="utf-8")
    async with app.run_test(size=(120, 40)) as pilot:
        editor = await edit(pilot)
        await pilot.press(*"Mine")
        plan.write_text("lessons: [", encoding="utf-8")
        await pilot.press(*", all of it", "escape")
        await until(pilot, lambda: "plan.yaml" in said(app))
        assert editor.has_focus  # it was refused, and stays open
        await pilot.press("ctrl+q")
    plan.write_text(good, encoding="utf-8")
    with Workbench.open(course, {}) as again:
        assert again.hands.unsaved(ORIENTATION) == "Mine, all of it"


# In other programs


async def test_a_section_handed_out_shows_each_save_as_an_attempt_by_hand(
    app: CoursewrightApp, workbench: Workbench
) -> None:
    workbench.submit(ORIENTATION, "As it was.")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("o")
        path = workbench.workspace.drafts / f"{ORIENTATION}.md"
        await until(pilot, lambda: path.exists())
        assert app.clipboard == str(path)
        assert ".coursewright/drafts/day01_001/orientation.md holds the text" in said(app)
        path.write_text("Saved elsewhere.", encoding="utf-8")
        await until(pilot, lambda: app.screen.query_one(Preview).page.source == "Saved elsewhere.")
        assert workbench.attempts(ORIENTATION)[1].origin is Origin.HAND


async def test_an_older_text_that_is_handed_out_stays_on_show_until_it_is_saved(
    app: CoursewrightApp, workbench: Workbench
) -> None:
    for text in ("The first.", "The second."):
        workbench.submit(ORIENTATION, text)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: app.screen.query_one(Preview).page.source == "The first.")
        await pilot.press("o")
        path = workbench.workspace.drafts / f"{ORIENTATION}.md"
        await until(pilot, lambda: path.exists() and path.read_text("utf-8") == "The first.\n")
        await pilot.pause(0.3)
        assert app.screen.query_one(Preview).page.source == "The first."
        path.write_text("Saved elsewhere.", encoding="utf-8")
        await until(pilot, lambda: app.screen.query_one(Preview).page.source == "Saved elsewhere.")


async def test_the_screen_lives_on_while_the_authors_own_editor_is_open(
    app: CoursewrightApp, workbench: Workbench, editor: ScriptedEditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = asyncio.Event()
    edit_file = editor.edit

    async def slowly(path: Path) -> None:
        await done.wait()
        await edit_file(path)

    monkeypatch.setattr(editor, "edit", slowly)
    workbench.submit(ORIENTATION, "As it was.")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("E")
        screen_of(app).ask_writer([HOLDS])
        await until(pilot, lambda: section(workbench, HOLDS).state is SectionState.PROPOSED)
        workbench.submit(ORIENTATION, "Another's.")
        done.set()
        await until(pilot, lambda: texts(workbench) == ["As it was.", "Another's.", "AS IT WAS."])
        await until(pilot, lambda: "Yours is attempt 3: another text came" in said(app))


async def test_an_editor_that_cannot_open_here_says_what_to_do(
    app: CoursewrightApp, workbench: Workbench, editor: ScriptedEditor
) -> None:
    editor.refusal = "An editor of its own cannot open here: press e to edit in place, or o for any other program."
    workbench.submit(ORIENTATION, "As it was.")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("E")
        await until(pilot, lambda: "press e to edit in place" in said(app))
        assert texts(workbench) == ["As it was."]
        assert isinstance(app.screen, EditedCourseScreen)
        assert workbench.hands.typed_in() == frozenset()
