"""The links of a lesson with the text that makes them, and those that were meant as links and show as they are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from markdown_it.token import Token

from tui.authoring.checks import inline_source
from tui.authoring.checks.lesson_text import LessonText

_TAG = re.compile(r"<(a|img)\b[^<>]*?\b(href|src)\s*=\s*(\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_NAMED = re.compile(r"<[a-z][^<>]*?\b(?:id|name)\s*=\s*[\"']([^\"']+)[\"']", re.IGNORECASE)
_REFERENCE = re.compile(
    r"(?<![\w\])!\\])!?\[(?P<text>(?:[^\[\]\\]|\\.){2,})\]\[(?P<label>(?:[^\[\]\\]|\\.)*)\](?![\[(])"
)
_INLINE = re.compile(r"(?<!\\)\[(?P<text>[^\[\]]+)\](?P<gap>\s*)\((?P<target>[^()<>]*)\)")
_A_PLACE = re.compile(r"\.(?:md|png|jpe?g|svg|gif|webp|pdf|ipynb|csv)\b|/|^#|^file:", re.IGNORECASE)


@dataclass(frozen=True)
class Target:
    """Where a link leads, as it is meant and not as it is encoded; `quote` is what of it stands in its line.

    `path` is what stands before the `#`, and `anchor` what stands after it.
    """

    line: int
    path: str
    anchor: str
    quote: str
    image: bool = False


@dataclass(frozen=True)
class NoLink:
    """What was meant as a link at `line`, and why it shows as it is."""

    line: int
    quote: str
    message: str


def targets(text: LessonText) -> Iterator[Target]:
    """Yield the links and images of a lesson, those in HTML after the others."""
    for part in text.parts:
        for link in part.links:
            yield _target(link.line, link.target, text.lines[link.line - 1], link.text, link.image)
    for first, content in text.html:
        for match in [] if content.startswith("<!--") else _TAG.finditer(content):
            line = first + content.count("\n", 0, match.start())
            target = match[4] if match[4] is not None else match[5]
            yield _target(line, target.strip(), text.lines[line - 1], "", match[1].lower() == "img")


def anchors(text: LessonText) -> set[str]:
    """Return what links into the lesson may say after the `#`: its headings, and what HTML names."""
    named = [name for _, content in text.html for name in _NAMED.findall(content)]
    return {*(heading.anchor for heading in text.headings), *named}


def no_links(text: LessonText) -> Iterator[NoLink]:
    """Yield what was meant as a link: without a definition, with blanks in its target, or apart from its text."""
    start = 0
    for token in text.tokens:
        start = token.map[0] if token.map is not None else start
        if token.type != "inline" or ("][" not in token.content and "(" not in token.content):
            continue
        children = token.children or []
        shown = "".join(child.content for child in children if child.type == "text")
        if "][" not in shown and "](" not in shown and "] (" not in shown:
            continue
        for at, quote, message in _in(token.content, children, shown):
            yield NoLink(start + 1 + token.content.count("\n", 0, at), quote.split("\n")[0], message)


def _in(source: str, children: Sequence[Token], shown: str) -> Iterator[tuple[int, str, str]]:
    text = inline_source.without_formulas_and_code(source, children)
    for match in _REFERENCE.finditer(text):
        label = match["label"].strip() or match["text"]
        if re.search(r"[^\W\d_]", label) and f"[{match['label']}]" in shown:
            yield (
                match.start(),
                source[match.start() : match.end()],
                f"Nothing says where `[{label}]` leads: write `[{label}]: target` on a line of its own.",
            )
    for match in _INLINE.finditer(text):
        target = match["target"].strip()
        if not _A_PLACE.search(target) or f"({match['target']})" not in shown:
            continue
        quote = source[match.start() : match.end()]
        if target.lower().startswith("file:"):
            yield match.start(), quote, "A link to a file of this machine leads nowhere for others: write it relative."
        elif re.search(r"\s", target) and not match["gap"]:
            yield match.start(), quote, "A blank in its target makes this no link: write `%20`, or `<…>` around it."
        elif match["gap"] and not re.search(r"\s", target):
            yield match.start(), quote, "A blank between text and target makes this no link: take it out."


def _target(line: int, target: str, source: str, text: str, image: bool) -> Target:
    path, _, anchor = target.partition("#")
    return Target(line, unquote(path), unquote(anchor), _quoted(source, unquote(target), text), image)


def _quoted(line: str, target: str, text: str) -> str:
    """Return of a link what stands in its line word for word, so that it can be found there."""
    title = r"(?:\s[^()]*)?" if target else r"\s*"
    if match := re.search(r"\[[^\[\]]*\]\(\s*<?" + re.escape(target) + ">?" + title + r"\)", line):
        return match[0]
    return next((each for each in (target, text) if each and each in line), "")
