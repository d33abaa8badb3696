"""The parser of the preview: whatever will be committed can be seen, though Textual would drop or mangle it.

HTML, images, footnotes and reference definitions show as the text they are, links with their targets;
mathematics and front matter show as code, their backslashes and underscores untouched.
"""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from tui.authoring.markdown import parser as parser_of_lessons


def parser() -> MarkdownIt:
    """Return a fresh parser whose tokens are all of a kind that Textual draws."""
    markdown = parser_of_lessons(html=False).disable("reference")
    markdown.core.ruler.push("draw_as_code", _draw_as_code)
    return markdown


def _draw_as_code(state: StateCore) -> None:
    state.tokens = [_block(token) for token in state.tokens]
    for token in state.tokens:
        if token.children is not None:
            token.children = list(_inline(token.children))


def _block(token: Token) -> Token:
    if token.type == "front_matter":
        return _fence(token, "yaml", token.content.strip("\n") + "\n")
    if token.type in ("math_block", "math_block_label"):
        return _fence(token, "latex", f"$$\n{token.content.strip()}\n$$\n")
    return token


def _fence(token: Token, language: str, content: str) -> Token:
    return Token("fence", "code", 0, info=language, content=content, markup="```", map=token.map, block=True)


def _inline(tokens: list[Token]) -> Iterator[Token]:
    target = ""
    for token in tokens:
        if token.type in ("math_inline", "math_inline_double"):
            around = "$$" if token.type == "math_inline_double" else "$"
            yield Token("code_inline", "code", 0, content=f"{around}{token.content}{around}", markup="`")
        elif token.type == "image":
            yield Token("text", "", 0, content=f"![{token.content}]({token.attrGet('src')})")
        else:
            yield token
            if token.type == "link_open":
                target = str(token.attrGet("href") or "")
            elif token.type == "link_close":
                yield Token("text", "", 0, content=f" ({target})")  # where it leads is part of what is approved
