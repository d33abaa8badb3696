"""What the jobs look like, at the smallest terminal that the workbench promises to serve and at a large one."""

from decimal import Decimal

from textual.pilot import Pilot

from tests.fakes.messages_server import MessagesServer
from tests.screens.test_jobs import BROKEN, EIGHT, FAILS, HOLDS, JAMS, STALLING, _one_at_a_time, jobs, to_row
from tests.screens.test_workbench import ORIENTATION, go, screen_of, until
from tui.app import CoursewrightApp

__all__ = ["_one_at_a_time"]


def test_nothing_waits(app: CoursewrightApp, snap_look) -> None:
    async def there(pilot: Pilot[None]) -> None:
        await jobs(pilot)
        await pilot.pause(0.1)

    assert snap_look(app, there)


def test_one_is_written_one_failed_some_wait_and_one_is_held(
    app: CoursewrightApp, size: tuple[int, int], snap_look, messages_server: MessagesServer
) -> None:
    async def there(pilot: Pilot[None]) -> None:
        now = [100.0]
        screen_of(pilot.app).clock = lambda: now[0]
        await go(pilot, ORIENTATION)
        runner, queue = screen_of(pilot.app).runner, pilot.app.workbench.drafts.queue
        messages_server.script(BROKEN)
        runner.ask([FAILS])
        await until(pilot, lambda: runner.sitting.failed and not runner.busy)
        messages_server.default = STALLING
        queue.add([JAMS])
        queue.pause()
        runner.ask([ORIENTATION, HOLDS, EIGHT])
        await until(pilot, lambda: runner.live(ORIENTATION) == "The rope goes round ")
        now[0] += 2
        runner.sitting._spent, runner.sitting._priced = Decimal("0.0421"), 1
        screen = await jobs(pilot)
        await to_row(pilot, screen, FAILS if size[0] == 80 else HOLDS)
        pilot.app.clear_notifications()
        screen.look()
        await pilot.pause(0.1)

    assert snap_look(app, there)
