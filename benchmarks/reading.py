"""How long a lesson takes until it can be read, and a streamed token until it is drawn, beside Textual's Markdown."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Markdown

from benchmarks.figure import Figure
from benchmarks.generated_prose import Prose
from tui.widgets.page import Page

WORDS = 10_000
RUNS = 4
SIZE = (120, 40)
"""Columns and rows."""

TOKENS = 1_000
TOKENS_A_SECOND = 200
_TOKEN = 4
"""Characters of a token, about."""

_ABOUT = "gradient descent on a loss"


def lesson(words: int = WORDS) -> str:
    """Return a lesson of so many words: prose, lists, code, tables and formulas, as lessons have them."""
    prose = Prose(7)
    parts = ["# A long lesson"]
    count = 0
    while count < words:
        items = (f"- **{prose.choice('First', 'Then')}**: {prose.sentence(_ABOUT)}" for _ in range(4))
        code = "\n".join(f"x = x - rate * gradient(x, {number})  # step {number}" for number in range(6))
        rows = "\n".join(f"| `step {number}` | {prose.sentence(_ABOUT)} |" for number in range(3))
        section = [
            f"## {prose.sentence(_ABOUT)}",
            prose.paragraph(120, _ABOUT),
            "\n".join(items),
            f"### Going deeper\n\n{prose.paragraph(90, _ABOUT)} Here $x_{{t+1}} = x_t - \\eta g_t$ holds.",
            f"```python\n{code}\n```",
            f"| step | what it does |\n| --- | --- |\n{rows}",
            f"$$\nL(x) = \\frac{{1}}{{n}} \\sum_{{i=1}}^n x_{{{len(parts)}}}^2\n$$\n\n> {prose.paragraph(40, _ABOUT)}",
        ]
        parts += section
        count += sum(len(part.split()) for part in section)
    return "\n\n".join(parts)


class _Ours(App[None]):
    CSS = "Page { height: 1fr; }"

    def compose(self) -> ComposeResult:
        yield Page()


class _Bare(App[None]):
    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Markdown()


def figures(course: Path) -> Iterator[Figure]:
    """Yield the opening of a lesson, the next screenful of it, and the cost of a token that streams into a page."""
    del course
    text = lesson()
    ours, bare = asyncio.run(_ours(text)), asyncio.run(_bare(text))
    words = f"{len(text.split()):,} words"
    yield Figure(f"a lesson of {words}, to its first paint", ours[0], "Markdown.update, until it is painted", bare[0])
    yield Figure("the next screenful of it, to its paint", ours[1], "a VerticalScroll of that Markdown", bare[1])
    yield Figure("CPU for a token that streams", ours[2], "Markdown.get_stream()", bare[2])


async def _ours(text: str) -> tuple[float, float, float]:
    async with _Ours().run_test(size=SIZE) as pilot:
        page = pilot.app.query_one(Page)

        async def show() -> None:
            page.show(text)

        async def grow(upto: int) -> None:
            page.grow(text[:upto])

        opened = []
        for number in range(RUNS):
            page.show(f"Run {number}.")  # so that nothing of the lesson is drawn yet
            await _painted(page)
            opened.append(await _until_painted(page, show))
        turned = await _turned(page)
        page.start_growing()
        return min(opened[1:]), turned, await _streamed(grow)


async def _bare(text: str) -> tuple[float, float, float]:
    async with _Bare().run_test(size=SIZE) as pilot:
        markdown = pilot.app.query_one(Markdown)

        async def show() -> None:
            await markdown.update(text)

        async def grow(upto: int) -> None:
            await stream.write(text[upto - _TOKEN : upto])

        opened = min([await _until_painted(markdown, show) for _ in range(2)])
        turned = await _turned(pilot.app.query_one(VerticalScroll))
        await markdown.update("")
        stream = Markdown.get_stream(markdown)
        spent = await _streamed(grow)
        await stream.stop()
        return opened, turned, spent


async def _painted(widget: Widget) -> None:
    painted = asyncio.Event()
    widget.call_after_refresh(painted.set)
    await painted.wait()


async def _until_painted(widget: Widget, action: Callable[[], Awaitable[None]]) -> float:
    start = time.perf_counter()
    await action()
    await _painted(widget)
    return time.perf_counter() - start


async def _turned(widget: Widget) -> float:
    """Return the median of the times to the next screenful and its paint."""
    times = []
    for _ in range(15):
        start = time.perf_counter()
        widget.scroll_page_down(animate=False)
        await _painted(widget)
        times.append(time.perf_counter() - start)
    return sorted(times)[len(times) // 2]


async def _streamed(grow: Callable[[int], Awaitable[None]]) -> float:
    """Return the CPU seconds for each of the tokens, which come one by one."""
    start = time.process_time()
    for number in range(1, TOKENS + 1):
        await grow(number * _TOKEN)
        await asyncio.sleep(1 / TOKENS_A_SECOND)
    return (time.process_time() - start) / TOKENS
