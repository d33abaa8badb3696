"""The one Markdown that lessons are written in: CommonMark, tables, strikethrough, mathematics, front matter."""

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_inline_dollar
from mdit_py_plugins.front_matter import front_matter_plugin

_FORMULA = math_inline_dollar(allow_space=False, allow_digits=False)


def parser(*, html: bool = True) -> MarkdownIt:
    """Return a fresh parser; without `html`, tags are the text they are. Prices (`$5 and $6`) are no formulas."""
    markdown = MarkdownIt("commonmark", {"html": html}).enable(["table", "strikethrough"])
    markdown.use(dollarmath_plugin, allow_digits=False, allow_space=False)
    markdown.inline.ruler.at("math_inline", _formula)
    return markdown.use(front_matter_plugin)


def _formula(state: StateInline, silent: bool) -> bool:
    """Find a formula at the very beginning of a text too.

    The plugin looks there at the text's last character for the one before: `$x$ costs 5` would show no formula.
    """
    if state.pos > 0:
        return _FORMULA(state, silent)
    source, state.src = state.src, " " + state.src
    state.pos, state.posMax = 1, state.posMax + 1
    found = _FORMULA(state, silent)
    state.src, state.pos, state.posMax = source, state.pos - 1, state.posMax - 1
    return found
