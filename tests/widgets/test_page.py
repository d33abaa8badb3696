"""The page of the preview: it opens at once, nothing on it jumps, and words and links are found by keys."""

from collections.abc import Callable

from textual.app import App, ComposeResult
from textual.geometry import Offset
from textual.message import Message
from textual.pilot import Pilot
from textual.selection import Selection

from tui.widgets.find_bar import FindBar
from tui.widgets.page import Page
from tui.widgets.preview import Preview

PART = """\
## Part {number}

{marked}

Rope {number} holds `under load`, {more}and not else.

- one
- two {words}

| a | b |
| - | - |
| {words} | d |
"""
LONG = "\n".join(
    PART.format(
        number=number, marked="**a** " * 70, more="as long as it is pulled, " * (number % 7), words="words " * 40
    )
    for number in range(120)
)
LINKED = "# Top\n\nSee [one](day01_002_x.md) and [two](https://pytorch.org).\n\nAnd [there](#end).\n\n" + (
    "Words.\n\n" * 60 + "## End\n\nThe end."
)


class Reader(App[None]):
    CSS = "ContentSwitcher, Page { height: 1fr; } #note, #findings { display: none; }"

    def compose(self) -> ComposeResult:
        yield Preview()

    @property
    def page(self) -> Page:
        return self.query_one(Page)

    def seen(self) -> list[str]:
        """Return the rows in sight."""
        page = self.page
        return ["".join(segment.text for segment in page.render_line(row)).rstrip() for row in range(page.size.height)]


async def reading(pilot: Pilot[None], text: str) -> Reader:
    app = pilot.app
    assert isinstance(app, Reader)
    await app.query_one(Preview).show(text)
    app.page.focus()
    await pilot.pause()
    return app


async def until(pilot: Pilot[None], condition: Callable[[], object]) -> None:
    for _ in range(300):
        if condition():
            return
        await pilot.pause(0.01)
    raise AssertionError("it never came to hold")


async def test_what_is_out_of_sight_is_not_drawn_before_the_first_paint() -> None:
    async with Reader().run_test(size=(60, 20)) as pilot:
        page = (await reading(pilot, "x")).page
        page.show(LONG)
        drawn = [block.drawn(page._sheet.width, page.document.reading) for block in page.document.blocks]
        assert any(drawn[:5])
        assert sum(drawn) < len(drawn) / 10
        await until(pilot, lambda: page._sheet.whole)
        assert page.virtual_size.height == len(page.plain.split("\n"))


async def test_going_up_from_the_end_moves_a_line_at_a_time_though_nothing_above_was_measured() -> None:
    async with Reader().run_test(size=(60, 20)) as pilot:
        app = await reading(pilot, "x")
        app.page.show(LONG)
        app.page._measuring.stop()  # type: ignore[union-attr]
        await pilot.pause()
        app.page.action_scroll_end()
        before = app.seen()
        assert before[-1].strip()
        for _ in range(60):
            app.page.action_scroll_up()
            after = app.seen()
            assert after[1:] == before[:-1]
            before = after


async def test_nothing_moves_when_the_length_becomes_known() -> None:
    async with Reader().run_test(size=(60, 20)) as pilot:
        app = await reading(pilot, "x")
        app.page.show(LONG)
        app.page.scroll_to(y=300, animate=False, force=True)
        before = app.seen()
        assert app.page.scroll_y >= 300
        assert not app.page._sheet.whole
        await until(pilot, lambda: app.page._sheet.whole)
        assert app.seen() == before


async def test_another_width_leaves_the_same_passage_at_the_top() -> None:
    async with Reader().run_test(size=(60, 20)) as pilot:
        app = await reading(pilot, LONG)
        await until(pilot, lambda: app.page._sheet.whole)
        row = next(at for at, line in enumerate(app.page.plain.split("\n")) if line == "Part 60")
        app.page.scroll_to(y=row, animate=False)
        assert app.seen()[0] == " Part 60"
        await pilot.resize_terminal(100, 20)
        await until(pilot, lambda: app.page.size.width > 60)
        assert app.seen()[0] == " Part 60"
        await pilot.resize_terminal(40, 20)
        await until(pilot, lambda: app.page.size.width < 60)
        assert app.seen()[0] == " Part 60"


async def test_a_text_is_shown_again_where_the_reader_was() -> None:
    async with Reader().run_test(size=(60, 20)) as pilot:
        app = await reading(pilot, LONG)
        await until(pilot, lambda: app.page._sheet.whole)
        app.page.scroll_to(y=700, animate=False)
        before = app.seen()
        await app.query_one(Preview).show("Another.")
        await app.query_one(Preview).show(LONG, scroll_y=700)
        assert app.seen() == before
        await pilot.pause()
        assert app.seen() == before


async def test_a_growing_text_follows_its_end_until_the_reader_scrolls() -> None:
    async with Reader().run_test(size=(60, 10)) as pilot:
        app = await reading(pilot, "x")
        preview = app.query_one(Preview)
        text = "First.\n\n"
        await preview.start_stream("")

        async def grow(words: str) -> None:
            nonlocal text
            text += words
            await preview.stream(text)
            await until(pilot, lambda: app.page.document.text == text)
            await pilot.pause()

        for number in range(20):
            await grow(f"Paragraph {number}.\n\n")
        assert app.seen()[-1] == " Paragraph 19."
        await pilot.press("up", "up")
        before = app.seen()
        assert before[-1] != " Paragraph 19."
        await grow("And\n\n# more.")
        assert app.seen() == before
        await pilot.press("end")
        await grow("\n\nThe last.")
        assert app.seen()[-1] == " The last."
        await preview.stop_stream()
        await pilot.pause()
        assert app.seen()[-1] == " The last."


async def test_slash_looks_for_words_and_n_goes_on() -> None:
    async with Reader().run_test(size=(60, 20)) as pilot:
        app = await reading(pilot, LONG)
        page, bar = app.page, app.query_one(FindBar)
        assert not page.check_action("match", (1,))
        await pilot.press("slash")
        assert bar.display
        await pilot.press(*"rope 1")
        await until(pilot, lambda: page.match == (1, 31))  # 1, 10 to 19 and 100 to 119
        await pilot.press("enter")
        await until(pilot, lambda: page.has_focus)
        await pilot.press("n")
        assert page.match == (2, 31)
        assert " Rope 10 holds" in "\n".join(app.seen())
        await pilot.press("N", "N")
        assert page.match == (31, 31)
        assert "Rope 119 holds" in "\n".join(app.seen())
        await pilot.press("escape")
        assert page.match == (0, 0)
        assert not bar.display
        assert page.has_focus


async def test_looking_for_words_is_told_step_by_step() -> None:
    told: list[Message] = []  # each once, though it is handed on from widget to widget

    def hook(message: Message) -> None:
        ours = Page.FindAsked | Page.Found | Page.FindLeft | FindBar.Asked | FindBar.Closed
        if isinstance(message, ours) and not any(each is message for each in told):
            told.append(message)

    async with Reader().run_test(size=(60, 20), message_hook=hook) as pilot:
        app = await reading(pilot, "A rope and a rope.")
        await pilot.press("slash", "r", "enter")
        await until(pilot, lambda: app.page.has_focus)
        await pilot.press("n", "escape")
        await pilot.pause()
    assert [type(each).__qualname__ for each in told] == [
        "Page.FindAsked",
        "FindBar.Asked",
        "Page.Found",
        "FindBar.Closed",
        "Page.Found",
        "Page.FindLeft",
    ]


async def test_words_are_found_across_the_end_of_a_line() -> None:
    async with Reader().run_test(size=(30, 20)) as pilot:
        app = await reading(pilot, "> The quick brown fox jumps over the lazy dog and sleeps.")
        whole = app.page.plain.split("\n")
        first, second = whole[0].split()[-1], whole[1].split()[1]
        assert app.page.find(f"{first} {second}") == 1
        assert app.page.find(f"{first}  {second}".lower()) == 1
        assert app.page.find("no such words") == 0
        assert app.page.find("THE") == 0


async def test_what_is_looked_for_is_found_in_the_next_text_too() -> None:
    async with Reader().run_test(size=(60, 20)) as pilot:
        app = await reading(pilot, "A rope.")
        app.page.find("rope")
        app.page.show("No such thing.")
        assert app.page.match == (0, 0)
        app.page.show("A rope and a rope.")
        assert app.page.match == (1, 2)


async def test_l_goes_from_link_to_link_and_enter_follows() -> None:
    followed: list[str] = []

    def hook(message: Message) -> None:
        if isinstance(message, Page.LinkFollowed):
            followed.append(message.href)

    async with Reader().run_test(size=(60, 20), message_hook=hook) as pilot:
        app = await reading(pilot, LINKED)
        assert not app.page.check_action("follow", ())
        await pilot.press("l", "enter")
        await pilot.press("l", "enter")
        await pilot.pause()
        assert list(dict.fromkeys(followed)) == ["day01_002_x.md", "https://pytorch.org"]
        assert app.clipboard == "https://pytorch.org"
        await pilot.press("l", "enter")
        await until(pilot, lambda: app.seen()[-1] == " The end.")
        await pilot.press("L", "L")
        assert app.page.check_action("follow", ())
        assert " See one" in "\n".join(app.seen())


async def test_a_link_is_followed_by_a_click() -> None:
    followed: list[str] = []

    def hook(message: Message) -> None:
        if isinstance(message, Page.LinkFollowed):
            followed.append(message.href)

    async with Reader().run_test(size=(60, 20), message_hook=hook) as pilot:
        app = await reading(pilot, LINKED)
        row = next(at for at, line in enumerate(app.seen()) if "See one" in line)
        await pilot.click(Page, offset=(app.seen()[row].index("one") + 1, row))
        await pilot.pause()
        assert "day01_002_x.md" in followed


async def test_what_is_selected_is_copied_without_what_is_only_drawn() -> None:
    async with Reader().run_test(size=(60, 20)) as pilot:
        app = await reading(pilot, "> A quote\n> goes on.\n\n```python\nx = 1\ny = 2\n```")
        whole = app.page.get_selection(Selection(None, None))
        assert whole == ("A quote goes on.\n\npython\nx = 1\ny = 2", "\n")
        part = app.page.get_selection(Selection(Offset(4, 0), Offset(5, 3)))
        assert part == ("quote goes on.\n\npython\nx =", "\n")


async def test_a_selection_by_mouse_reaches_the_clipboard() -> None:
    async with Reader().run_test(size=(60, 20)) as pilot:
        app = await reading(pilot, "Some words to take.")
        await pilot.mouse_down(Page, offset=(6, 0))
        await pilot.hover(Page, offset=(11, 0))
        await pilot.mouse_up(Page, offset=(11, 0))
        await pilot.pause()
        assert app.screen.get_selected_text() == "words"


async def test_m_shows_the_source_of_formulas_and_back() -> None:
    async with Reader().run_test(size=(60, 20)) as pilot:
        app = await reading(pilot, "So $x^2$ is.")
        assert app.seen()[0] == " So x² is."
        await pilot.press("m")
        assert app.seen()[0] == " So $x^2$ is."
        app.page.show("And $y^2$ too.")
        assert app.seen()[0] == " And $y^2$ too."
        await pilot.press("m")
        assert app.seen()[0] == " And y² too."


async def test_another_theme_brings_other_colours_at_once() -> None:
    async with Reader().run_test(size=(60, 20)) as pilot:
        app = await reading(pilot, "Words.")
        dark = app.page.render_line(0)._segments[1].style
        app.theme = "textual-light"
        await pilot.pause()
        light = app.page.render_line(0)._segments[1].style
        assert dark is not None
        assert light is not None
        assert dark.color != light.color


async def test_a_page_that_is_not_seen_yet_shows_its_passage_once_it_is() -> None:
    async with Reader().run_test(size=(60, 20)) as pilot:
        app = await reading(pilot, "x")
        preview = app.query_one(Preview)
        preview.display = False
        await pilot.pause()
        await preview.show(LONG)
        line = LONG.split("\n").index("## Part 80") + 1
        app.page.mark(line)
        preview.display = True
        await until(pilot, lambda: any("Part 80" in row for row in app.seen()))
        assert app.page.marked == "## Part 80"


async def test_a_link_far_below_is_brought_into_sight_though_nothing_above_it_was_measured() -> None:
    async with Reader().run_test(size=(60, 20)) as pilot:
        app = await reading(pilot, "x")
        app.page.show(LONG + "\n\nAt [last](x.md).\n\n" + f"{LONG}\n\n" * 20)
        await pilot.pause()
        assert not app.page._sheet.whole
        app.page.action_link(1)
        assert any("At last" in row for row in app.seen())
        assert app.page.go_to("part-100")
        assert app.seen()[0] == " Part 100"
