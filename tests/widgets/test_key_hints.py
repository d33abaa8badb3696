"""The line of keys."""

import pytest
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Label

from tests.screens.test_workbench import until
from tui.widgets.key_hints import KeyHints

PAIR = Binding.Group("Attempts", compact=True)


class Keys(App[None]):
    """Has a command for each letter, of which the first can be switched off."""

    BINDINGS = [
        Binding("a", "do('a')", "Accept", id="a"),
        Binding("left_square_bracket", "do('[')", "Older", group=PAIR),
        Binding("right_square_bracket", "do(']')", "Newer", group=PAIR),
        Binding("x", "do('x')", "Hidden", show=False),
        Binding("c", "do('c')", "Something that is long to say"),
        Binding("question_mark", "help", "Help", id="help"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []
        self.able = True

    def compose(self) -> ComposeResult:
        yield KeyHints()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.able or parameters != ("a",)

    def action_do(self, what: str) -> None:
        self.done.append(what)

    def action_help(self) -> None:
        self.done.append("?")


def line(pilot: Pilot[None]) -> str:
    return str(pilot.app.query_one(KeyHints).render())


async def test_pairs_share_a_word_and_what_is_hidden_is_not_told() -> None:
    async with Keys().run_test(size=(90, 5)) as pilot:
        await until(pilot, lambda: line(pilot).strip())
        assert line(pilot).split("  ")[:2] == [" a Accept", "[ ] Attempts"]
        assert "Hidden" not in line(pilot)
        assert line(pilot).endswith(" ? Help  ^p All ")
        assert len(line(pilot)) == 90


@pytest.mark.parametrize(
    ("width", "told", "untold"),
    [
        (50, ["Accept", "Attempts", "Help", "All"], ["long"]),
        (20, ["Accept", "Help"], ["Attempts", "All"]),
        (9, ["Help"], ["Accept"]),
    ],
)
async def test_where_room_is_short_the_first_are_told_and_always_help(
    width: int, told: list[str], untold: list[str]
) -> None:
    async with Keys().run_test(size=(width, 5)) as pilot:
        await until(pilot, lambda: line(pilot).strip())
        assert [word for word in (*told, *untold) if word in line(pilot)] == told


async def test_what_cannot_be_done_now_is_not_told() -> None:
    app = Keys()
    async with app.run_test(size=(90, 5)) as pilot:
        await until(pilot, lambda: line(pilot).strip())
        app.able = False
        app.screen.refresh_bindings()
        await until(pilot, lambda: "Accept" not in line(pilot))


async def test_a_key_that_the_author_gave_is_told() -> None:
    app = Keys()
    app.set_keymap({"a": "y", "help": "f1"})
    async with app.run_test(size=(90, 5)) as pilot:
        await until(pilot, lambda: line(pilot).strip())
        assert " y Accept " in line(pilot)
        assert " f1 Help " in line(pilot)


async def test_a_click_presses_the_key() -> None:
    app = Keys()
    async with app.run_test(size=(90, 5)) as pilot:
        await until(pilot, lambda: line(pilot).strip())
        for word in ("Accept", "Attempts", "Help"):
            await pilot.click(KeyHints, offset=(line(pilot).index(word), 0))
            await pilot.pause()
        await pilot.click(KeyHints, offset=(line(pilot).index("say") + 10, 0))
        await pilot.pause()
    assert app.done == ["a", "[", "?"]


class Slow(Screen[None]):
    """A screen that cannot say what can be done before all of it is there."""

    BINDINGS = [Binding("b", "back", "Back")]

    def compose(self) -> ComposeResult:
        yield KeyHints()
        with Container():
            yield Label(id="inside")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.query_one("#inside").is_attached


async def test_no_screen_is_asked_before_it_is_whole() -> None:
    app = Keys()
    async with app.run_test(size=(90, 5)) as pilot:
        await until(pilot, lambda: line(pilot).strip())
        below = app.screen
        app.push_screen(Slow())
        below.refresh_bindings()
        await until(pilot, lambda: any("Back" in str(each.render()) for each in app.screen.query(KeyHints)))


async def test_no_screen_is_asked_after_it_has_closed() -> None:
    app = Keys()
    async with app.run_test(size=(90, 5)) as pilot:
        for _ in range(3):
            await app.push_screen(Slow())
            app.screen.refresh_bindings()
            await app.pop_screen()
        await until(pilot, lambda: "Accept" in line(pilot))


async def test_a_change_is_told_though_the_screen_in_front_closes_before_its_next_frame(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = Keys()
    async with app.run_test(size=(90, 5)) as pilot:
        await until(pilot, lambda: "Accept" in line(pilot))
        app.able = False
        with monkeypatch.context() as closing:  # such a screen takes with it what waited for its next frame
            closing.setattr(Screen, "_invoke_later", lambda *_: None)
            app.screen.refresh_bindings()
            await pilot.pause(0.1)
        await until(pilot, lambda: "Accept" not in line(pilot))
