"""What is typed ahead means what it would mean if it were typed slowly, however busy a pane is."""

import asyncio

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.keys_in_order import KeysInOrderApp


class Busy(Static, can_focus=True):
    """A pane that takes its time over each key, and takes some of them for itself."""

    def __init__(self) -> None:
        super().__init__("busy")
        self.taken = ""

    async def on_key(self, event: events.Key) -> None:
        await asyncio.sleep(0.05)
        if event.key == "x":
            self.taken += "x"
            event.stop()


class Slow(ModalScreen[None]):
    """A box that takes its time to come up."""

    AUTO_FOCUS = "Input"

    async def on_compose(self) -> None:
        await asyncio.sleep(0.2)

    def compose(self) -> ComposeResult:
        yield Input(select_on_focus=False)


class Boxes(KeysInOrderApp[None]):
    """`e` goes to the box; `q` would end the program."""

    BINDINGS = [
        Binding("e", "box", "Box"),
        Binding("q", "quit", "Quit"),
        Binding("ctrl+p", "away", "Away", priority=True),
        Binding("d", "drop", "Drop"),
        Binding("s", "slow", "Slow"),
    ]
    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Busy()
        yield Input(select_on_focus=False)

    def on_mount(self) -> None:
        self.query_one(Busy).focus()

    def action_box(self) -> None:
        self.screen.set_focus(self.query_one(Input))

    def action_away(self) -> None:
        self.screen.set_focus(self.query_one(Busy))

    def action_slow(self) -> None:
        self.push_screen(Slow())

    async def action_drop(self) -> None:
        await self.query_one(Busy).remove()
        self.action_box()


def type_at_once(app: KeysInOrderApp[None], *keys: str) -> None:
    """Type all keys before the app has looked at the first."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


async def until(app: Boxes, value: str) -> None:
    for _ in range(200):
        if [line.value for line in app.screen.query(Input)] == [value]:
            return
        await asyncio.sleep(0.02)
    raise AssertionError([line.value for line in app.screen.query(Input)])


async def test_what_is_typed_right_after_the_key_that_opens_a_box_goes_into_the_box() -> None:
    app = Boxes()
    async with app.run_test():
        type_at_once(app, *"equit")

        await until(app, "quit")


async def test_a_pane_keeps_the_keys_that_it_takes_and_those_after_it_go_on() -> None:
    app = Boxes()
    async with app.run_test():
        type_at_once(app, *"xxexe")

        await until(app, "xe")
        assert app.query_one(Busy).taken == "xx"


async def test_a_priority_key_acts_in_its_turn() -> None:
    app = Boxes()
    async with app.run_test():
        type_at_once(app, "e", "a", "ctrl+p", "x", "e", "b")

        await until(app, "ab")
        assert app.query_one(Busy).taken == "x"


async def test_a_pane_that_is_taken_down_holds_up_no_key() -> None:
    app = Boxes()
    async with app.run_test():
        type_at_once(app, *"dabc")

        await until(app, "abc")


async def test_what_is_pasted_keeps_its_place_among_the_keys() -> None:
    app = Boxes()
    async with app.run_test():
        type_at_once(app, "e", "a")
        app.post_message(events.Paste("pasted"))
        type_at_once(app, "z")

        await until(app, "apastedz")


async def test_what_is_typed_and_pasted_for_a_box_still_to_come_up_arrives_in_it() -> None:
    app = Boxes()
    async with app.run_test():
        type_at_once(app, *"squ")
        app.post_message(events.Paste("pasted"))
        await asyncio.sleep(0.1)  # the box is being made
        type_at_once(app, *"it")
        app.post_message(events.Paste("."))

        await until(app, "qupastedit.")
