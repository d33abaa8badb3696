"""What the workbench looks like, at the smallest terminal that it promises to serve and at a large one."""

import pytest
from textual.pilot import Pilot

from tests.courses import STILL_WRITER, ScriptedEditor
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
    workbench.drafts._env = {**workbench.drafts._env, **STILL_WRITER}
    return CoursewrightApp(workbench, ScriptedEditor())


async def to_section(pilot: Pilot[None]) -> None:
    await go(pilot, SECTION)
    page = pilot.app.screen.query_one(Page)
    await until(pilot, lambda: page.source == TEXT.strip())
    await pilot.press("3")  # where one pane alone has room, this is the one to look at
    await until(pilot, lambda: page.size.height > 10)
    await pilot.pause(0.2)


def test_the_workbench_shows_a_proposed_section(still: CoursewrightApp, snap_look) -> None:
    assert snap_look(still, to_section)


def test_the_help_names_the_keys_and_the_states(still: CoursewrightApp, snap_look) -> None:
    async def help_there(pilot: Pilot[None]) -> None:
        await to_section(pilot)
        await pilot.press("question_mark")
        await until(pilot, lambda: pilot.app.screen.query("#help MarkdownH1"))
        await pilot.pause(0.2)

    assert snap_look(still, help_there)
