"""What a lesson looks like on the page, in its widths and themes."""

import pytest
from textual.pilot import Pilot

from tests.widgets.test_page import Reader, reading, until
from tui.themes import THEMES
from tui.widgets.find_bar import FindBar

LESSON = """\
---
title: Softmax
---

# Softmax and attention

Why a *loop* that does **not slip** is worth a `lesson`; see [the next one](day01_002_x.md) and <https://pytorch.org>[^1].

## Intuition

For scores $z_i$ the shares are ~~all~~ each in $[0,1]$.

$$
p_i = \\frac{e^{z_i}}{\\sum_j e^{z_j}}
$$

### How it works

- **First**: a long item that will need more than one row of the page to be read to its very end, on most screens
  1. nested
- [ ] to do
- [x] done

#### Deeper

| part | does |
| :--- | ---: |
| `softmax` | turns scores into shares that add up to one, whatever they were before |
| attention | weighs values |

> A quote with **weight**.

> [!WARNING]
> Mind the overflow.

```python
def softmax(x: Tensor) -> Tensor:
    return x.exp() / x.exp().sum()  # not stable
```

![The curve](curve.png) <b>bold?</b>

[^1]: The note itself.
"""


class Themed(Reader):
    def __init__(self, theme: str) -> None:
        super().__init__()
        for each in THEMES.values():
            self.register_theme(each)
        self.theme = theme


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", [(80, 24), (120, 60)], ids="{0[0]}x{0[1]}".format)
def test_a_lesson_is_shown_as_it_will_be_read(snap_compare, size: tuple[int, int], theme: str) -> None:
    async def shown(pilot: Pilot[None]) -> None:
        await reading(pilot, LESSON)

    assert snap_compare(Themed(theme), terminal_size=size, run_before=shown)


@pytest.mark.parametrize("theme", ["dark", "ansi-dark"])
def test_words_that_are_looked_for_and_a_passage_stand_out(snap_compare, theme: str) -> None:
    async def shown(pilot: Pilot[None]) -> None:
        app = await reading(pilot, LESSON)
        app.query_one(FindBar).words.cursor_blink = False
        app.page.mark(LESSON.split("\n").index("### How it works") + 3)
        await pilot.press("slash", *"soft", "enter")
        await until(pilot, lambda: app.page.has_focus and app.page.match[1])
        await pilot.pause(0.1)

    assert snap_compare(Themed(theme), terminal_size=(80, 30), run_before=shown)
