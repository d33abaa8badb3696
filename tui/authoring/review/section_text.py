"""What a writer sent for one section, made into the body that is kept."""

import re
import unicodedata
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tui.authoring import plain_text

_LINES = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^`\r\n]*?)[ \t]*")
_STRONG = re.compile(r"(\*\*\*|\*\*|__|___)(?P<text>\S.*?)\1:?")
_NUMBER = re.compile(r"(?:\d+\.)*\d+[.):]?\s+")
# How an HTML block begins that reaches over blank lines, and what ends it.
_HTML_BLOCKS = (
    (re.compile(r"<!--"), "-->"),
    (re.compile(r"<\?"), "?>"),
    (re.compile(r"<!\[CDATA\["), "]]>"),
    (re.compile(r"<![A-Za-z]"), ">"),
    (re.compile(r"<(script|pre|style|textarea)(?=[\s>]|$)", re.IGNORECASE), ""),
)
_MARKER = "section-text-ends-here"

# Blocks alone are parsed; CommonMark with tables, as everywhere.
_PARSER = MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"])


def parse_blocks(text: str) -> list[Token]:
    """Return the blocks of `text`; the content of a heading or paragraph is its source."""
    return _PARSER.parse(text)


def split_lines(text: str) -> list[str]:
    """Return the lines of `text` with their ends, as Markdown counts them."""
    return _LINES.findall(text)


def is_blank(line: str) -> bool:
    """Tell whether Markdown takes the line for an empty one; other than spaces and tabs nothing is blank."""
    return not line.strip(" \t\r\n")


def without_outer_blank_lines(text: str) -> str:
    """Return `text` without blank lines before and after, and without the end of its last line."""
    lines = split_lines(text)
    first, last = 0, len(lines)
    while first < last and is_blank(lines[first]):
        first += 1
    while last > first and is_blank(lines[last - 1]):
        last -= 1
    return "".join(lines[first:last]).removesuffix("\n").removesuffix("\r")


def body(raw: str, title: str) -> str:
    """Return `raw` as the body of the section titled `title`; see `lesson_document.section_body`."""
    text, before = plain_text.clean(raw), None
    # Until nothing more is to be done, so that what comes out goes in unchanged the next time.
    while text != before:
        before = text
        text = without_outer_blank_lines(text)
        text = _without_outer_fence(text)
        text = _without_title(text, title)
        text = _closed(text)
    return text


def _without_outer_fence(text: str) -> str:
    """Drop a ```markdown fence that holds the whole text, be it closed at the very end or not at all.

    Writers put fences of the same length inside, where Markdown would see the outer one end: so openings (with a
    language) and ends are counted as they are meant.
    """
    lines = split_lines(text)
    opening = _FENCE.fullmatch(lines[0].rstrip("\r\n")) if lines else None
    if opening is None or opening["info"].casefold() not in ("markdown", "md"):
        return text
    tokens = parse_blocks(text)
    single = len(tokens) == 1 and _is_fence_end(lines[-1], opening["fence"])
    depth_after = list(_fence_depths(lines))
    if (single or (depth_after[-1] == 0 and 0 not in depth_after[:-1])) and len(lines) > 1:
        return "".join(lines[1:-1])
    return "".join(lines[1:]) if 0 not in depth_after else text


def _fence_depths(lines: list[str]) -> Iterator[int]:
    """Yield, after each line, how many fences are open."""
    stack: list[str] = []
    for line in lines:
        found = _FENCE.fullmatch(line.rstrip("\r\n"))
        if found is not None:
            if stack and _is_fence_end(line, stack[-1]):
                stack.pop()
            else:
                stack.append(found["fence"])
        yield len(stack)


def _is_fence_end(line: str, fence: str) -> bool:
    found = _FENCE.fullmatch(line.rstrip("\r\n"))
    return found is not None and not found["info"] and found["fence"].startswith(fence)


def _without_title(text: str, title: str) -> str:
    tokens = parse_blocks(text)
    if len(tokens) < 2 or tokens[0].map is None or tokens[0].map[0] != 0:
        return text
    content = tokens[1].content
    if tokens[0].type == "paragraph_open":
        strong = _STRONG.fullmatch(content.strip())
        content = strong["text"] if strong else ""
    elif tokens[0].type != "heading_open":
        return text
    if not content or _key(content) not in {_key(title), _key(_NUMBER.sub("", title, count=1))}:
        without_number = _NUMBER.sub("", content, count=1)
        if without_number == content or _key(without_number) != _key(title):
            return text
    return "".join(split_lines(text)[tokens[0].map[1] :])


def _key(title: str) -> str:
    """Return `title` without case, punctuation and marks, for comparison; as it is where nothing else is in it."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return "".join(character for character in folded if character.isalnum()) or folded.strip()


def _closed(text: str) -> str:
    """End what is open at the end of `text` and would swallow a heading below it."""
    end = _open_end(text)
    return f"{text}\n{end}" if end else text


def _open_end(text: str) -> str:
    """Return what ends the fence or HTML block in which `text` stops, or nothing."""
    tokens = parse_blocks(f"{text}\n\n## {_MARKER}\n")
    if len(tokens) >= 3 and tokens[-3].type == "heading_open" and tokens[-2].content == _MARKER:
        return ""
    last = tokens[-1]
    if last.type == "fence":
        return last.markup
    start = last.content.lstrip(" ")
    for opening, end in _HTML_BLOCKS:
        if found := opening.match(start):
            return end or f"</{found[1].lower()}>"
    return ""
