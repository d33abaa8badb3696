"""An approver sees everything that will be committed, as the text it is where Textual could not draw it."""

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Markdown

from tui.widgets.markdown_parser import parser

LESSON = """\
---
title: 'Knots: a start'
points:
  - 1.1.1.1
---

# Knots

Costs $5 and $6. Euler: $e^{i\\pi}\\,=-1$, and

$$\\int_0^1 x\\,dx$$

<div>kept</div>

![a picture](rope.png) and [a link](other.md), a note[^1].

[^1]: The note itself.

[ref]: elsewhere.md
"""


@pytest.mark.parametrize(
    "seen",
    [
        "title: 'Knots: a start'",
        "Costs $5 and $6.",
        "$e^{i\\pi}\\,=-1$",
        "\\int_0^1 x\\,dx",
        "<div>kept</div>",
        "![a picture](rope.png)",
        "a link (other.md)",
        "[^1]: The note itself.",
        "[ref]: elsewhere.md",
    ],
)
def test_nothing_is_lost_on_the_way_to_the_screen(seen: str) -> None:
    contents = [
        "".join(child.content for child in token.children) if token.children else token.content
        for token in parser().parse(LESSON)
    ]
    assert seen in "\n".join(contents)


async def test_textual_draws_every_token() -> None:
    class Page(App[None]):
        def compose(self) -> ComposeResult:
            yield Markdown(LESSON, parser_factory=parser)

    async with Page().run_test() as pilot:
        await pilot.pause()
