"""What the editor looks like: alone, beside how the text reads, and with words that are looked for."""

from textual.pilot import Pilot

from tests.screens.test_snapshots import still as still
from tests.screens.test_workbench import until
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench
from tui.widgets.editing import Editing
from tui.widgets.editor import Editor
from tui.widgets.preview import Preview

SECTION = "day01_001/where-it-fails"
TEXT = """\
### Where it fails

A bowline holds **under load**, and `shakes` *loose* without one. Of a rope with the load $F$, each leg takes

$$
F_1 = \\frac{F}{2 \\cos \\theta}
$$

- tie a stopper behind it
- or see [the figure eight](day01_002_the_figure_eight.md)

```python
legs = load / (2 * cos(theta))
```

<b>HTML</b> is shown.
"""


async def edit(pilot: Pilot[None]) -> None:
    """Open the editor and let all that follows it come to rest."""
    screen = pilot.app.screen
    screen.file_plan.focus()  # type: ignore[attr-defined]
    screen.file_plan.reveal(SECTION)  # type: ignore[attr-defined]
    await until(pilot, lambda: screen.target == SECTION)  # type: ignore[attr-defined]
    await pilot.pause()
    await pilot.press("e")
    await until(pilot, lambda: screen.query_one("#editor").has_focus)
    screen.query_one(Editor).cursor_blink = False
    screen.query_one(Editor).notify_style_update()  # its line may have been drawn while the cursor was not to be seen
    await until(pilot, lambda: "120 words" in str(screen.query_one(Preview).border_subtitle))
    await pilot.pause(0.3)


def test_the_editor(still: CoursewrightApp, workbench: Workbench, snap_look) -> None:
    workbench.submit(SECTION, TEXT)
    assert snap_look(still, edit)


def test_words_that_are_looked_for(still: CoursewrightApp, workbench: Workbench, snap_look) -> None:
    async def there(pilot: Pilot[None]) -> None:
        await edit(pilot)
        await pilot.press("ctrl+f", *"load", "enter", "f3")
        await until(pilot, lambda: pilot.app.screen.query_one(Editor).has_focus)
        await pilot.pause(0.3)

    workbench.submit(SECTION, TEXT)
    assert snap_look(still, there)


def test_how_it_reads_where_there_is_no_room_for_both(
    still: CoursewrightApp, workbench: Workbench, snap_compare
) -> None:
    async def there(pilot: Pilot[None]) -> None:
        await edit(pilot)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: pilot.app.screen.query_one(Editing).beside.source)
        await pilot.pause(0.3)

    workbench.submit(SECTION, TEXT)
    assert snap_compare(still, terminal_size=(80, 24), run_before=there)
