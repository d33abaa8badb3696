"""What the settings look like, at the smallest terminal that the workbench promises to serve and at a large one."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.courses import ScriptedEditor
from tests.screens.test_settings import settings, to_row
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench


@pytest.fixture
def still(course: Path, env: dict[str, str]) -> CoursewrightApp:
    """The app with profiles of every kind, at addresses that never change."""
    (Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml").write_text(
        "profiles:\n  ollama: {model: qwen3:8b}\n"
        "  office: {base_url: https://models.example.org, model: llama-3.3-70b, api_key_env: OFFICE_KEY}\n",
        encoding="utf-8",
    )
    return CoursewrightApp(
        Workbench.open(course, {**env, "ANTHROPIC_API_KEY": "none", "OFFICE_KEY": "none"}), ScriptedEditor()
    )


def test_the_profile_that_writes(still: CoursewrightApp, snap_look) -> None:
    async def there(pilot: Pilot[None]) -> None:
        await settings(pilot)
        await pilot.pause(0.1)

    assert snap_look(still, there)


def test_a_profile_of_the_authors_own(still: CoursewrightApp, snap_look) -> None:
    async def there(pilot: Pilot[None]) -> None:
        await to_row(pilot, await settings(pilot), "office")
        await pilot.pause(0.1)

    assert snap_look(still, there)
