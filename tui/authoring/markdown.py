"""The one Markdown that lessons are written in: CommonMark, tables, strikethrough, mathematics, front matter."""

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.front_matter import front_matter_plugin


def parser(*, html: bool = True) -> MarkdownIt:
    """Return a fresh parser; without `html`, tags are the text they are. Prices (`$5 and $6`) are no formulas."""
    markdown = MarkdownIt("commonmark", {"html": html}).enable(["table", "strikethrough"])
    markdown.use(dollarmath_plugin, allow_digits=False, allow_space=False)
    return markdown.use(front_matter_plugin)
