"""What the comparison of two texts looks like."""

import pytest
from textual.pilot import Pilot

from tests.courses import ScriptedEditor
from tests.screens.test_compare import compared
from tests.screens.test_workbench import go, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench
from tui.screens.confirm import ConfirmScreen

SECTION = "day01_001/how-the-loop-holds"
OLD = """\
### Intuition

A bowline holds because the rope **presses on itself**: the harder you pull, the harder the loop grips. The friction is
$F = F_0 e^{\\mu\\varphi}$, where $\\varphi$ is the angle of the turns.

| part | does |
| --- | --- |
| the nip | grips the end |
| the collar | keeps the nip shut |

> It holds under load, and shakes loose without one.

1. Make a small loop.
2. Bring the end up through it.

```python
turns = 3
print("around the back and down again")
```

Sailors have known it for four hundred years.
"""
NEW = """\
### Intuition

A bowline holds because the rope **presses on itself**: the more you pull, the harder the nip grips. The friction is
$F = F_0 e^{\\mu\\theta}$, where $\\theta$ is the angle of the turns.

| part | does |
| --- | --- |
| the nip | grips the standing part |
| the collar | keeps the nip shut |

> It holds under load, and shakes loose without one.

1. Make a small loop.
2. Bring the end up through it, from below.
3. Pull on all three parts.

```python
turns = 4
print("around the back and down again")
```

What the knot cannot do is hold a rope that is slack, which is why climbers add a stopper: 縄が緩むと結び目も緩む。
"""


@pytest.fixture
def still(workbench: Workbench) -> CoursewrightApp:
    """The app on a section with an accepted text and a proposal."""
    workbench.submit(SECTION, OLD)
    workbench.accept(SECTION)
    workbench.submit(SECTION, NEW)
    return CoursewrightApp(workbench, ScriptedEditor())


async def beside(pilot: Pilot[None]) -> None:
    await go(pilot, SECTION)
    await compared(pilot)
    await pilot.press("n", "space")
    await pilot.pause()


def test_the_changes_are_marked_and_one_is_taken(still: CoursewrightApp, snap_look) -> None:
    assert snap_look(still, beside)


def test_what_was_taken_and_not_kept_is_asked_for_once_more(still: CoursewrightApp, snap_look) -> None:
    async def asked(pilot: Pilot[None]) -> None:
        await beside(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmScreen))

    assert snap_look(still, asked)


def test_without_colour_each_change_is_told_by_how_it_is_written(
    still: CoursewrightApp, snap_compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    colourless = CoursewrightApp(still.workbench, ScriptedEditor())
    assert snap_compare(colourless, terminal_size=(80, 24), run_before=beside)
