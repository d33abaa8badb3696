"""What the first run looks like, at the smallest terminal that is promised and at larger ones."""

from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from tests.screens.test_first_run import OUTLINE, at_go, until
from tests.screens.test_first_run import folder as folder
from tui.authoring.first_run import FirstRun
from tui.first_run_app import FirstRunApp
from tui.screens.first_go import FirstGoScreen
from tui.screens.first_run import FirstRunScreen, PathInput
from tui.screens.first_writer import FirstWriterScreen
from tui.screens.paste import PasteScreen


@pytest.fixture
def still(folder: Path, env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> FirstRunApp:
    """The first run in a folder with an outline, with a writer whose address never changes."""
    (folder / "soup.md").write_text(OUTLINE, encoding="utf-8")
    settings = Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml"
    settings.write_text("profiles:\n  ollama: {model: qwen3:8b}\n", encoding="utf-8")
    monkeypatch.setattr(Input, "cursor_blink", False)
    return FirstRunApp(FirstRun(folder, {**env, "ANTHROPIC_API_KEY": "none"}))


def test_the_outline_is_asked_for(still: FirstRunApp, snap_look) -> None:
    async def there(pilot: Pilot[object]) -> None:
        await until(pilot, lambda: isinstance(pilot.app.screen, FirstRunScreen))
        await pilot.press("down")
        await pilot.pause(0.1)

    assert snap_look(still, there)


def test_who_writes_is_asked_for(still: FirstRunApp, snap_look) -> None:
    async def there(pilot: Pilot[object]) -> None:
        await until(pilot, lambda: isinstance(pilot.app.screen, FirstRunScreen))
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, FirstWriterScreen) and pilot.app.screen.table.view)
        await pilot.pause(0.1)

    assert snap_look(still, there)


def test_the_days_are_counted_while_they_are_planned(still: FirstRunApp, snap_look) -> None:
    async def there(pilot: Pilot[object]) -> None:
        screen = await at_go(pilot)
        assert isinstance(screen, FirstGoScreen)
        screen.folder.value = "/home/me/soup"
        screen.folder.cursor_position = 0
        screen.query_one("#said").update("Planning the days… Escape stops it.")  # type: ignore[attr-defined]
        screen.query_one("#said").display = True
        screen.bar.add_class("-shown")
        screen.bar.update(progress=1)
        await pilot.pause(0.1)

    assert snap_look(still, there)


def test_an_outline_is_pasted(still: FirstRunApp, snap_look) -> None:
    async def there(pilot: Pilot[object]) -> None:
        await until(pilot, lambda: isinstance(pilot.app.screen, FirstRunScreen))
        pilot.app.screen.query_one(PathInput).post_message(events.Paste(OUTLINE))
        await until(pilot, lambda: isinstance(pilot.app.screen, PasteScreen))
        pilot.app.screen.query_one(TextArea).cursor_blink = False
        await pilot.pause(0.1)

    assert snap_look(still, there)
