"""The command palette: everything is in it, and what cannot be done now says why."""

from pathlib import Path

from textual.app import App
from textual.command import CommandPalette, DiscoveryHit, Hit
from textual.pilot import Pilot

from tests.courses import ScriptedEditor
from tests.screens.test_workbench import ORIENTATION, go, screen_of, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench
from tui.palette import WorkbenchCommands
from tui.screens.jobs import JobsScreen
from tui.screens.workbench import WorkbenchScreen

BINDINGS = {each.id: each for each in WorkbenchScreen.BINDINGS}  # type: ignore[union-attr]


async def offered(app: App[None], query: str = "") -> dict[str, DiscoveryHit | Hit]:
    """Return what the palette offers, by its title."""
    provider = WorkbenchCommands(app.screen)
    await provider.startup()
    hits = provider.search(query) if query else provider.discover()
    found = {str(hit.text): hit async for hit in hits}  # type: ignore[attr-defined]
    await provider.shutdown()
    return found


async def test_every_command_of_the_workbench_is_in_it_with_its_key(app: CoursewrightApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        titles = list(await offered(app))
        for binding in BINDINGS.values():
            said = binding.tooltip or binding.description
            assert any(f"{said[1:]} (" in title and binding.description in title for title in titles), binding.id


async def test_what_cannot_be_done_now_comes_last_and_says_what_is_needed(app: CoursewrightApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        hits = await offered(app)
        approve = next(hit for title, hit in hits.items() if title.startswith("Approve: write the lesson's file"))
        assert approve.help == "Not now: accept every section of the lesson first"
        needs = [bool(hit.help) for hit in hits.values()]
        assert needs == sorted(needs)
        assert True in needs
        await approve.command()
        await until(pilot, lambda: app._notifications)
        assert any("Accept every section of the lesson first." in note.message for note in app._notifications)


async def test_a_command_is_done_by_a_few_of_its_letters(app: CoursewrightApp, workbench: Workbench) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, CommandPalette))
        await pilot.press(*"zoom")
        await until(pilot, lambda: app.screen.query_one("CommandList").option_count)
        await pilot.pause(0.3)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen) and app.screen.has_class("-zoomed"))


async def test_places_states_and_themes_are_found(app: CoursewrightApp, workbench: Workbench) -> None:
    workbench.submit("day02_001/orientation", "A text.")
    async with app.run_test(size=(160, 40)) as pilot:
        await go(pilot, ORIENTATION)
        await next(
            hit for title, hit in (await offered(app, "friction")).items() if title.startswith("Go to")
        ).command()
        assert screen_of(app).target == "day02_001/friction-on-a-post"
        await (await offered(app, "needs review"))["Show only: needs review"].command()
        assert screen_of(app).state_filter.name == "needs review"
        assert any(title.startswith("Theme: ") for title in await offered(app, "theme"))


async def test_keys_that_the_author_gave_are_told(course: Path, env: dict[str, str]) -> None:
    settings = Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml"
    settings.write_text(settings.read_text("utf-8") + "\nkeys: {lesson.approve: f8}\n", encoding="utf-8")
    app = CoursewrightApp(Workbench.open(course, env), ScriptedEditor())
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        assert "Approve: write the lesson's file and commit it (f8)" in await offered(app)


async def _open(pilot: Pilot[None], key: str) -> None:
    await pilot.press(key)
    await until(pilot, lambda: not isinstance(pilot.app.screen, WorkbenchScreen))
    await pilot.pause()


async def test_on_another_screen_its_own_commands_are_offered(app: CoursewrightApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await _open(pilot, "J")
        titles = list(await offered(app))
        assert not any(title.startswith("Show only") for title in titles)
        assert titles


async def test_nothing_is_in_it_twice_nor_what_knows_nothing_of_the_panes(app: CoursewrightApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, ORIENTATION)
        assert [command.title for command in app.get_system_commands(app.screen)] == ["Theme"]
        await pilot.press("J")
        await until(pilot, lambda: isinstance(app.screen, JobsScreen))
        assert [command.title for command in app.get_system_commands(app.screen)] == ["Theme", "Quit"]
