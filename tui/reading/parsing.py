"""The Markdown of a lesson parsed for reading: its outer blocks at once, what is inside them when they are drawn."""

from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.footnote import footnote_plugin

from tui.authoring import markdown

_LAZY = ["inline", "text_join"]
"""The core rules that go over the inside of every block, which is left until the block comes into sight."""


@cache
def _parser() -> MarkdownIt:
    """Return a parser whose tokens hold all that stands in the text: HTML, definitions and links of any kind too."""
    parser = markdown.parser()
    parser.options["inline_definitions"] = True
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.use(footnote_plugin, move_to_end=False, always_match_refs=True)
    parser.use(admon_plugin)
    parser.use(container_plugin, "box", validate=lambda params, markup: bool(params.strip()))
    parser.core.ruler.disable(_LAZY)
    return parser


def block_tokens(text: str) -> list[Token]:
    """Return the block tokens of a text; what stands inside paragraphs is still unparsed."""
    return _parser().parse(f"{text}\n", {})  # without a line end at the very end, the rule for `:::` may read beyond it


def inline_tokens(content: str, references: dict[str, Any]) -> tuple[list[Token], dict[int, Any]]:
    """Return the tokens inside a block, and the notes (`^[…]`) that are written within it, by number."""
    env: dict[str, Any] = {"references": references}
    tokens: list[Token] = []
    parser = _parser()
    parser.inline.parse(content, parser, env, tokens)
    return tokens, env.get("footnotes", {}).get("list", {})
