"""Keys of the author's own: what the settings may say, and what is said of what they may not."""

import json
import pkgutil
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.widgets import Label

import tui.screens
import tui.widgets
from tests.command_line import in_folder
from tests.screens.test_workbench import until
from tui import keymap
from tui.app import CoursewrightApp
from tui.authoring.screen_settings import ScreenSettings, ScreenSettingsFile
from tui.authoring.workbench import CutOff, Entry, EntryKind, Workbench
from tui.screens.approve_all import ApproveAllScreen
from tui.screens.cut_off import CutOffScreen
from tui.screens.refusal import RefusalScreen
from tui.screens.restore import RestoreScreen
from tui.screens.undo_approval import UndoApprovalScreen

SECTION = "day01_001/orientation"


def asked(keymap_name: str | None = None, **keys: str | tuple[str, ...]) -> keymap.OwnKeys:
    """Return what comes of these keys, the ids written with `__` for the dot."""
    given = {
        name.replace("__", ".").replace("_", "-"): (key,) if isinstance(key, str) else key for name, key in keys.items()
    }
    return keymap.own_keys(ScreenSettings(keymap_name, given))


def all_commands() -> dict[str, keymap.Command]:
    return {id_: command for scope in keymap.scopes() for id_, command in scope.commands.items()}


def test_every_binding_of_every_screen_and_pane_has_an_id_and_is_known() -> None:
    known = all_commands()
    for package in (tui.screens, tui.widgets):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for node in vars(import_module(module.name)).values():
                if isinstance(node, type) and node.__module__ == module.name:
                    for binding in vars(node).get("BINDINGS", ()):
                        assert isinstance(binding, Binding), node
                        assert binding.id, (node, binding)
                        assert binding.id in known, binding.id


def test_a_key_may_be_written_as_it_is_typed_or_by_its_name() -> None:
    own = asked(section__accept="b")
    assert own == keymap.OwnKeys({"section.accept": "b"})
    own = asked(section__accept=("shift+b", "Ctrl+Y", "F6", "+"))
    assert own == keymap.OwnKeys({"section.accept": "B,ctrl+y,f6,plus"})
    assert asked(section__accept="f6, f7").keymap == {"section.accept": "f6,f7"}


def test_the_keys_that_the_docs_show_as_an_example_can_be_given(tmp_path: Path) -> None:
    text = (Path(__file__).parents[1] / "docs" / "keys.md").read_text(encoding="utf-8")
    (tmp_path / "settings.yaml").write_text(text.partition("```yaml\n")[2].partition("```")[0], "utf-8")
    own = keymap.own_keys(ScreenSettingsFile({"COURSEWRIGHT_CONFIG_DIR": str(tmp_path)}).read())
    assert own.problems == ()
    assert own.keymap["section.accept"] == "f2"


def test_two_commands_on_one_key_are_both_named_and_the_entry_is_left_out() -> None:
    own = asked(section__accept="n", section__edit="f6")
    assert own.keymap == {"section.edit": "f6"}
    (problem,) = own.problems
    assert "`section.accept`" in problem
    assert "`section.next`" in problem
    assert "`n`" in problem


def test_a_key_of_the_pane_in_focus_is_not_taken_from_it() -> None:
    (problem,) = asked(section__accept="down").problems
    assert "`list.down`" in problem


def test_keys_may_be_swapped() -> None:
    own = asked(section__accept="n", section__next="a")
    assert own == keymap.OwnKeys({"section.accept": "n", "section.next": "a", "page.match-next": "a"})


def test_what_an_entry_that_is_left_out_had_freed_is_looked_at_again() -> None:
    own = asked(section__next="a", section__accept="tab")
    assert own.keymap == {}
    assert len(own.problems) == 2


def test_the_same_key_on_another_screen_is_no_clash() -> None:
    assert asked(jobs__first="a").problems == ()


def test_commands_that_share_a_key_because_one_of_them_works_at_a_time_move_together() -> None:
    assert asked(jobs__pause="w").keymap == {"jobs.pause": "w", "jobs.unpause": "w"}


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"section__acept": "y"}, "`section.accept`"),
        ({"section__accept": "hyper"}, "`hyper`, which is no key"),
        ({"section__accept": "shft+y"}, "`shft+y`, which is no key"),
        ({"section__accept": "ctrl+i"}, "going to the next pane"),
        ({"section__accept": "ctrl+q"}, "quitting"),
        ({"section__accept": ""}, "has no key"),
        ({"section__accept": ()}, "has no key"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_all_else_works(keys: dict[str, str], said: str) -> None:
    own = asked(**keys, section__edit="f6")
    assert own.keymap == {"section.edit": "f6"}
    (problem,) = own.problems
    assert said in problem


def test_the_vim_preset_loses_no_command_and_knows_every_id_it_names() -> None:
    own = asked("vim")
    assert own.problems == ()
    assert set(keymap.PRESETS["vim"]) <= set(all_commands())
    assert set(own.keymap) >= set(keymap.PRESETS["vim"])


def test_the_authors_own_keys_count_before_the_preset() -> None:
    assert asked("vim", section__draft="f6").keymap["section.draft"] == "f6"


def test_an_unknown_preset_is_told_and_the_keys_count_all_the_same() -> None:
    own = asked("emacs", section__edit="f6")
    assert own.keymap == {"section.edit": "f6"}
    assert "`emacs`" in own.problems[0]


# In the workbench


def say_settings(env: dict[str, str], text: str) -> None:
    settings = Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml"
    settings.write_text(f"{settings.read_text(encoding='utf-8')}{text}", encoding="utf-8")


async def test_a_remapped_key_does_its_work_and_the_old_one_does_not(course: Path, env: dict[str, str]) -> None:
    say_settings(env, "keys:\n  section.edit: i\n")
    with Workbench.open(course, env) as workbench:
        workbench.submit(SECTION, "A text.")
        app = CoursewrightApp(workbench)
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press("j", "e")
            assert not app.screen.preview.editing  # type: ignore[attr-defined]
            await pilot.press("i")
            assert app.screen.preview.editing  # type: ignore[attr-defined]


async def test_sentences_name_the_keys_that_the_author_gave(course: Path, env: dict[str, str]) -> None:
    say_settings(env, "keymap: vim\nkeys:\n  section.edit: f7\n")
    with Workbench.open(course, env) as workbench:
        app = CoursewrightApp(workbench)
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press("j")
            await pilot.pause(0.2)
            page = app.screen.preview.page  # type: ignore[attr-defined]
            assert "Press **d** to have it drafted, or **f7** to write it." in page.source


async def test_boxes_about_approvals_name_the_keys_that_the_author_gave(course: Path, env: dict[str, str]) -> None:
    keys = ["cut-off.take-back", "approve-all.course", "undo-approval.do", "restore.cancel", "refusal.close"]
    say_settings(env, "keys:\n" + "".join(f"  {key}: f{number}\n" for number, key in enumerate(keys, 5)))
    entry = Entry("ab" * 20, (), datetime.now(UTC), "Ada Author", "", EntryKind.APPROVED, "day01_001", (), "", "", ())
    with Workbench.open(course, env) as workbench:
        app = CoursewrightApp(workbench)
        async with app.run_test(size=(120, 40)) as pilot:
            for box, said in (
                (
                    CutOffScreen(CutOff("", False, ("day01_001",), ("day01_001",), "Cut off.", "a way")),
                    "f5 takes it back",
                ),
                (ApproveAllScreen(workbench, 1, lambda: 0.0), "f6 the whole course"),
                (UndoApprovalScreen("day01_001", entry, may_amend=False), "f7 undoes it"),
                (RestoreScreen("day01_001", entry, ()), "f8 leaves all"),
                (RefusalScreen("Not done", "Why."), "f9 closes"),
            ):
                await app.push_screen(box)
                await until(
                    pilot, lambda box=box, said=said: said in " · ".join(str(each.content) for each in box.query(Label))
                )


async def test_clashes_are_told_when_the_workbench_starts(course: Path, env: dict[str, str]) -> None:
    say_settings(env, "keys:\n  section.accept: n\n  section.edit: i\n")
    with Workbench.open(course, env) as workbench:
        app = CoursewrightApp(workbench)
        async with app.run_test(size=(120, 40)):
            (told,) = [each for each in app._notifications if "section.accept" in each.message]
            assert "`section.next`" in told.message


async def test_vim_goes_to_the_end_and_drafts_by_another_key(course: Path, env: dict[str, str]) -> None:
    say_settings(env, "keymap: vim\n")
    with Workbench.open(course, env) as workbench:
        app = CoursewrightApp(workbench)
        async with app.run_test(size=(120, 40)) as pilot:
            plan = app.screen.file_plan  # type: ignore[attr-defined]
            first = plan.cursor_line
            await pilot.press("G")
            assert plan.cursor_line > first
            await pilot.press("g", "g")
            assert plan.cursor_line == first
            await pilot.press("j", "d")
            assert app.screen.runner.has(SECTION) or workbench.attempts(SECTION)  # type: ignore[attr-defined]


# On the command line


def test_the_verb_lists_the_keys_as_they_are_now(tmp_path: Path) -> None:
    run = in_folder(tmp_path / "anywhere")
    config = Path(run.environment()["COURSEWRIGHT_CONFIG_DIR"])
    config.mkdir(parents=True, exist_ok=True)
    (config / "settings.yaml").write_text("keys:\n  section.accept: b\n  section.edit: n\n", encoding="utf-8")
    done = run("keys", "--json")
    assert done.exit_code == 1
    document = json.loads(done.stdout)
    rows = {row["id"]: row for row in document["keys"]}
    assert (rows["section.accept"]["keys"], rows["section.accept"]["standard"]) == (["b"], ["a"])
    assert rows["section.edit"]["keys"] == ["e"]
    assert "`section.next`" in document["problems"][0]
    done = run("keys")
    assert "section.accept" in done.stdout
    assert "(was a)" in done.stdout
    assert "`section.next`" in done.stderr
