"""What stands inside a paragraph, a heading or a cell, as runs of text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown_it.token import Token

from tui.authoring import plain_text
from tui.formulas.drawing import draw_inline
from tui.reading.parsing import inline_tokens
from tui.reading.pictures import Pictures
from tui.reading.wrapping import Run

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
"""What nobody sees, or what turns text around: written as an entity it stands in the file, and is shown as written."""
_ROLES = {"strong_open": "strong", "em_open": "emphasis", "s_open": "strike", "link_open": "link"}


@dataclass(frozen=True)
class Reading:
    """How a text is read: what its link references stand for, whether formulas show as they were written, its pictures.

    `pictures` is None where the terminal cannot show them.
    """

    references: dict[str, Any] = field(default_factory=dict)
    sources: bool = False
    pictures: Pictures | None = None


def safe(text: str) -> str:
    """Return text that an entity may have smuggled a control character into as one line without any."""
    return _UNSAFE.sub("", plain_text.clean(text).replace("\n", " ")) if _UNSAFE.search(text) else text


def runs_of(content: str, reading: Reading, roles: tuple[str, ...] = ()) -> list[Run]:
    """Return the runs of inline Markdown."""
    tokens, notes = inline_tokens(content, reading.references)
    return _Inline(reading, notes).runs(tokens, roles)


def picture_of(content: str, reading: Reading) -> str:
    """Return what a paragraph names as its picture, where it is nothing but an image; else ""."""
    if not content.startswith("!["):
        return ""
    tokens, _ = inline_tokens(content, reading.references)
    return str(tokens[0].attrGet("src") or "") if [token.type for token in tokens] == ["image"] else ""


class _Inline:
    def __init__(self, reading: Reading, notes: dict[int, Any]) -> None:
        self._reading = reading
        self._notes = notes

    def runs(self, tokens: Sequence[Token], roles: tuple[str, ...]) -> list[Run]:
        found: list[Run] = []
        stack: list[tuple[str, ...]] = []
        opened: tuple[Token, int] | None = None
        href = ""
        for token in tokens:
            if token.nesting == 1:
                stack.append(roles)
                roles = (*roles, _ROLES.get(token.type, "text"))
                if token.type == "link_open":
                    href = safe(str(token.attrGet("href") or ""))
                    opened = (token, len(found))
            elif token.nesting == -1:
                if token.type == "link_close" and opened is not None:
                    found += self._target(opened[0], "".join(run.text for run in found[opened[1] :]), stack[-1], href)
                    opened, href = None, ""
                roles = stack.pop() if stack else ()
            else:
                found += self._single(token, roles, href)
        return found

    def _target(self, token: Token, text: str, roles: tuple[str, ...], href: str) -> list[Run]:
        """Return where a link leads, unless its text says so: it is part of what is approved."""
        title = safe(str(token.attrGet("title") or ""))
        evident = text in (href, href.removeprefix("mailto:"))
        if evident and not title:
            return []
        said = " ".join(filter(None, ["" if evident else href or "no target", f'"{title}"' if title else ""]))
        return [Run(f" ({said})", (*roles, "target"), href)]

    def _single(self, token: Token, roles: tuple[str, ...], href: str) -> list[Run]:
        match token.type:
            case "softbreak":
                return [Run(" ", roles, href)]
            case "hardbreak":
                return [Run("\n", roles, href)]
            case "code_inline":
                return [Run(safe(token.content), (*roles, "code"), href)]
            case "html_inline":
                return [Run(token.content.replace("\n", " "), (*roles, "html"), href)]
            case "math_inline" | "math_inline_double":
                return [self._formula(token, roles, href)]
            case "image":
                return [Run(self._image(token), (*roles, "image"), href)]
            case "footnote_ref":
                return self._note(token, roles)
            case "text_special" if token.info == "entity" and _UNSEEN.match(token.content):
                return [Run(token.markup, (*roles, "html"), href)]
        return [Run(safe(token.content), roles, href)]

    def _formula(self, token: Token, roles: tuple[str, ...], href: str) -> Run:
        drawn = None if self._reading.sources else draw_inline(token.content.strip())
        if drawn is not None:
            return Run(safe(drawn), (*roles, "formula"), href, atom=True)
        around = "$$" if token.type == "math_inline_double" else "$"
        return Run(f"{around}{safe(token.content)}{around}", (*roles, "code"), href)

    def _image(self, token: Token) -> str:
        source, title = safe(str(token.attrGet("src") or "")), safe(str(token.attrGet("title") or ""))
        where = " ".join(filter(None, [source, f'"{title}"' if title else ""]))
        return f"▣ image: {safe(token.content) or 'without a description'} ({where or 'no source'})"

    def _note(self, token: Token, roles: tuple[str, ...]) -> list[Run]:
        label = token.meta.get("label")
        if label is not None:
            return [Run(f"[^{safe(label)}]", (*roles, "note"), f"#^{label}", atom=True)]
        inner = self._notes.get(token.meta["id"], {}).get("tokens", [])
        note = (*roles, "note")
        return [Run("^[", note), *self.runs(inner, note), Run("]", note)]
