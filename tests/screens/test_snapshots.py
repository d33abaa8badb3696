"""What the workbench looks like, at the smallest terminal that it promises to serve and at a large one."""

import pytest
from textual.pilot import Pilot

from tests.courses import ScriptedEditor
from tests.screens.test_workbench import go, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench
from tui.widgets.page import Page

SECTION = "day01_001/how-the-loop-holds"
TEXT = """\
### Intuition

A bowline holds because the rope **presses on itself**: the harder you pull, the harder the loop grips.

| part | does |
| --- | --- |
| the nip | grips the end |
| the collar | keeps the nip shut |

> It holds under load, and shakes loose without one.

1. Make a small loop.
2. Bring the end up through it.

```python
print("around the back and down again")
```

<b>Nothing that will be committed is hidden, HTML included.</b>
"""


@pytest.fixture
def still(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> CoursewrightApp:
    """The app on a course in which every kind of state shows, with a writer whose notice never changes."""
    workbench.submit("day01_001/orientation", "Why a loop that does not slip is worth a lesson.")
    workbench.accept("day01_001/orientation")
    workbench.submit(SECTION, TEXT)
    workbench.drafts._env = {**workbench.drafts._env, "COURSEWRIGHT_PROFILE": "claude", "ANTHROPIC_API_KEY": "none"}
    return CoursewrightApp(workbench, ScriptedEditor())


async def to_section(pilot: Pilot[None]) -> None:
    await go(pilot, SECTION)
    page = pilot.app.screen.query_one(Page)
    await until(pilot, lambda: page.source == TEXT.strip() and page.size.height > 10)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)], ids="{0[0]}x{0[1]}".format)
def test_the_workbench_shows_a_proposed_section(still: CoursewrightApp, snap_compare, size: tuple[int, int]) -> None:
    assert snap_compare(still, terminal_size=size, run_before=to_section)


def test_the_help_names_the_keys_and_the_states(still: CoursewrightApp, snap_compare) -> None:
    async def help_there(pilot: Pilot[None]) -> None:
        await to_section(pilot)
        await pilot.press("question_mark")
        await until(pilot, lambda: pilot.app.screen.query("#help MarkdownH1"))
        await pilot.pause(0.2)

    assert snap_compare(still, terminal_size=(100, 50), run_before=help_there)


def test_the_reason_is_asked_in_a_box(still: CoursewrightApp, snap_compare) -> None:
    async def reason_there(pilot: Pilot[None]) -> None:
        await to_section(pilot)
        await pilot.press("r")
        await until(pilot, lambda: pilot.app.screen.query("#reason Input"))
        pilot.app.screen.query_one("#reason Input").cursor_blink = False
        await pilot.pause(0.2)

    assert snap_compare(still, terminal_size=(80, 24), run_before=reason_there)


def test_the_editor_is_in_the_place_of_the_text(still: CoursewrightApp, snap_compare) -> None:
    async def editor_there(pilot: Pilot[None]) -> None:
        await to_section(pilot)
        await pilot.press("e")
        await until(pilot, lambda: pilot.app.screen.query_one("#editor").has_focus)
        pilot.app.screen.query_one("#editor").cursor_blink = False
        await pilot.pause(0.1)

    assert snap_compare(still, terminal_size=(120, 40), run_before=editor_there)
