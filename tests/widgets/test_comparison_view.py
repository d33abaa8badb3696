"""The widget that shows two texts compared: by mouse, in other sizes and themes, and with much to show."""

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tui.authoring.comparing.comparison import compare
from tui.themes import THEMES
from tui.widgets.comparison_view import ComparisonView

OLD = "The loop holds.\n\nIt is quick to tie.\n\nSailors know it.\n"
NEW = "The loop slips.\n\nIt is quick to tie.\n\nClimbers know it.\n"


def long_texts() -> tuple[str, str]:
    """Return two texts of ten thousand words with a change in every other paragraph."""
    paragraphs = [" ".join(f"word{n}of{at}" for n in range(50)) for at in range(200)]
    changed = [each.replace("word7of", "other7of") if at % 2 else each for at, each in enumerate(paragraphs)]
    return "\n\n".join(paragraphs), "\n\n".join(changed)


class Compared(App[None]):
    """Two texts, and nothing else."""

    CSS = """
    ComparisonView { overflow-x: hidden; overflow-y: scroll; }
    .comparison--stands { text-style: underline; color: $text-success; }
    .comparison--goes { text-style: strike; color: $text-error; }
    """

    def __init__(self, old: str, new: str, *, takes: bool = True) -> None:
        super().__init__()
        self.view = ComparisonView(takes=takes)
        self._texts = old, new

    def compose(self) -> ComposeResult:
        yield self.view

    def on_mount(self) -> None:
        for theme in THEMES.values():
            self.register_theme(theme)
        self.view.focus()
        self.view.show(compare(*self._texts), "the old one", "the new one")


def shown(view: ComparisonView) -> list[str]:
    return [view.render_line(y).text.rstrip() for y in range(view.size.height)]


def styled(view: ComparisonView, word: str) -> str:
    """Return how a word is written, colours apart."""
    for y in range(view.size.height):
        for segment in view.render_line(y):
            if segment.text == word and segment.style is not None:
                return "underlined" if segment.style.underline else "struck" if segment.style.strike else "plain"
    raise AssertionError(f"{word} is not shown")


async def click(pilot: Pilot[None], view: ComparisonView, word: str) -> None:
    for y, line in enumerate(shown(view)):
        if word in line:
            await pilot.click(view, offset=(line.index(word) + 1, y))
            await pilot.pause()
            return
    raise AssertionError(f"{word} is not shown")


async def test_what_stands_is_underlined_and_what_does_not_is_struck_through() -> None:
    app = Compared(OLD, NEW)
    async with app.run_test(size=(120, 20)) as pilot:
        await pilot.pause()
        assert (styled(app.view, "holds"), styled(app.view, "slips")) == ("struck", "underlined")
        await pilot.press("space")
        await pilot.pause()
        assert (styled(app.view, "holds"), styled(app.view, "slips")) == ("underlined", "struck")
        assert app.view.result == NEW.replace("slips", "holds")


async def test_a_click_goes_to_a_change_and_another_one_takes_it() -> None:
    for width in (70, 120):  # one within the other, and side by side
        app = Compared(OLD, NEW)
        async with app.run_test(size=(width, 20)) as pilot:
            await pilot.pause()
            await click(pilot, app.view, "Climbers")
            assert (app.view.change, app.view.taken) == (1, frozenset())
            await click(pilot, app.view, "Climbers")
            assert app.view.taken == {1}
            await click(pilot, app.view, "quick")
            assert (app.view.change, app.view.taken) == (1, {1})


async def test_texts_that_are_only_read_take_nothing() -> None:
    app = Compared(OLD, NEW, takes=False)
    async with app.run_test(size=(120, 20)) as pilot:
        await pilot.press("space", "less_than_sign")
        await click(pilot, app.view, "holds")
        await click(pilot, app.view, "holds")
        assert not app.view.taken


async def test_texts_that_are_the_same_have_nothing_to_go_to() -> None:
    app = Compared(OLD, OLD)
    async with app.run_test(size=(120, 20)) as pilot:
        await pilot.press("n", "p", "space")
        assert app.view.change is None
        assert "- the old one" in shown(app.view)[0]


async def test_below_a_hundred_columns_one_text_stands_within_the_other_and_a_key_turns_that() -> None:
    app = Compared(OLD, NEW)
    async with app.run_test(size=(120, 20)) as pilot:
        await pilot.pause()
        assert app.view.beside
        await pilot.resize_terminal(80, 20)
        await pilot.pause()
        assert not app.view.beside
        assert " ~The loop holdsslips." in [line.replace("▶", " ") for line in shown(app.view)]
        await pilot.press("t")
        await pilot.pause()
        assert app.view.beside


async def test_the_change_under_the_cursor_stays_in_sight_when_the_size_changes() -> None:
    app = Compared(*long_texts())
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press(*"n" * 40)
        for size in [(80, 24), (200, 50), (60, 12)]:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            await pilot.pause()
            assert any("▶" in line for line in shown(app.view)), size


async def test_where_the_reader_has_scrolled_away_a_resize_keeps_what_is_read() -> None:
    app = Compared(*long_texts())
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.press(*["pagedown"] * 8)
        await pilot.pause()
        row = app.view._rows[round(app.view.scroll_y)]
        await pilot.resize_terminal(140, 30)
        await pilot.pause()
        assert app.view._rows[round(app.view.scroll_y)].block == row.block


async def test_only_what_is_in_sight_is_drawn() -> None:
    app = Compared(*long_texts())
    app.animation_level = "none"
    drawn: list[int] = []
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        draw = app.view._segments
        app.view._segments = lambda bits: drawn.append(1) or draw(bits)  # type: ignore[method-assign,func-returns-value]
        await pilot.press("pagedown")
        await pilot.pause()
        assert len(app.view._rows) > 500
        assert 0 < len(drawn) <= 4 * 30


async def test_another_theme_is_followed_at_once() -> None:
    app = Compared(OLD, NEW)
    async with app.run_test(size=(120, 20)) as pilot:
        await pilot.pause()
        before = app.view.render_line(1)
        app.theme = "light"
        await pilot.pause()
        assert [each.style for each in app.view.render_line(1)] != [each.style for each in before]
