"""Markdown within a line: what a title or a point says once its marks are off."""

import re

from tui.authoring import plain_text

# Marks without width that hide in pasted text. The joiners U+200C and U+200D stay: scripts and emoji need them.
_UNSEEN = dict.fromkeys((0x00AD, 0x180E, 0x200B, 0x2060, 0xFEFF))
_LINE_SEPARATORS = re.compile("[\u2028\u2029]")
# Titles are short; what is longer keeps its inner marks, so that a hostile line cannot make the patterns below slow.
_LONGEST_TITLE = 1000

_CODE = re.compile(r"(`+[^`]+`+)")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_REMARK = re.compile(r"<!--.*?-->|<a\b[^<>]*>|</a>|\s*\{#[\w:.-]*\}\s*$", re.IGNORECASE)
_STARS = re.compile(r"(?<![*\\])(\*{1,3})(?![\s*])((?:[^*]|(?<=\s)\*(?=\s))+)(?<![\s*\\])\1(?!\*)")
_SCORES = re.compile(r"(?<![\w\\])(_{1,3})(?![\s_])([^_]+(?:_+[^_\W][^_]*)*?)(?<![\s_\\])\1(?!\w)")
_DUNDER = re.compile(r"__[a-z0-9_]+__")
_ANCHOR = re.compile(r"\W*\[[^\[\]]*\]\(\s*#[^()]*\)\W*")


def visible(text: str) -> str:
    """Return `text` without controls, escapes and marks of no width, on one line; inner spaces stay."""
    return _LINE_SEPARATORS.sub(" ", plain_text.clean(text).translate(_UNSEEN)).replace("\n", " ")


def title_text(text: str) -> str:
    """Return a title as a reader sees it: one line, links as their words, no emphasis; code keeps its backticks."""
    text = " ".join(visible(text).split())
    if len(text) > _LONGEST_TITLE:
        return _unwrapped(text)
    bare = _LINK.sub(r"\1", _REMARK.sub("", text))
    parts = _CODE.split(bare)
    for place in range(0, len(parts), 2):
        parts[place] = _without_emphasis(parts[place])
    return " ".join(_unwrapped("".join(parts)).split()) or text


def point_text(text: str) -> str:
    """Return a point as it stands, without the emphasis that wraps all of it."""
    text = visible(text).strip()
    return _unwrapped(text) or text


def is_bold(text: str) -> bool:
    """Tell whether all of `text` is bold; a colon may follow."""
    text = visible(text).strip()
    if text[-1:] in (":", "："):
        text = text[:-1].rstrip()
    return len(text) > 4 and _wrapper(text) in ("**", "__", "***", "___")


def is_anchor(text: str) -> bool:
    """Tell whether `text` is nothing but a link into the same document, as in a table of contents."""
    return len(text) <= _LONGEST_TITLE and _ANCHOR.fullmatch(visible(text)) is not None


def _without_emphasis(text: str) -> str:
    for _ in range(3):  # bold in italic in bold is as deep as anyone goes
        bare = _SCORES.sub(_unscored, _STARS.sub(_unstarred, text))
        if bare == text:
            break
        text = bare
    return text


def _unstarred(found: re.Match[str]) -> str:
    # `a*b or c*d` multiplies; CommonMark would set it in italics.
    before = found.string[found.start() - 1 : found.start()]
    multiplies = found[1] == "*" and before.isascii() and (before.isalnum() or before == ")")
    return found[0] if multiplies else found[2]


def _unscored(found: re.Match[str]) -> str:
    # `__init__` is a name.
    return found[0] if _DUNDER.fullmatch(found[0]) else found[2]


def _wrapper(text: str) -> str:
    """Return the emphasis that wraps all of `text`, or nothing."""
    for mark in ("***", "**", "*", "___", "__", "_"):
        inner = text[len(mark) : -len(mark)]
        if not (text.startswith(mark) and text.endswith(mark) and inner.strip()) or _DUNDER.fullmatch(text):
            continue
        if inner[0] == mark[0] or inner[-1] == mark[0] or mark in inner:
            return ""
        # `** Day 4 **` is what people type; `* x *` may be a formula.
        return mark if len(mark) > 1 or inner == inner.strip() else ""
    return ""


def _unwrapped(text: str) -> str:
    for _ in range(3):
        mark = _wrapper(text)
        if not mark:
            break
        text = text[len(mark) : -len(mark)].strip()
    return text
