"""A lesson's text taken apart once, for all rules: headings, sections, passages of prose, code, formulas, links.

Lines count from 1 in the whole text, front matter included.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tui.authoring import markdown, plain_text
from tui.authoring.planning.model import LessonPlan, SectionPlan
from tui.authoring.review import lesson_document

_LINE_ENDS = re.compile(r"\r\n?|\n")
_CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)(?:.*?[^`])??\1(?!`)", re.DOTALL)
_NOT_IN_ANCHOR = re.compile(r"[^\w\- ]")
_PARSER: MarkdownIt = markdown.parser()


@dataclass(frozen=True)
class Heading:
    """A heading outside all other blocks; `text` is its source, `anchor` what a link to it says after the `#`."""

    line: int
    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Passage:
    """A paragraph, list item or table cell: its source, and its visible text (code and formulas included, bare).

    `prose` is the visible text without code and formulas. `last` is its last line. `within` names the blocks around it
    (`list_item`, `blockquote`, `table`).
    """

    line: int
    last: int
    source: str
    visible: str
    prose: str
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class Code:
    """A block of code: `language` is the first word after the fence, "" for none; `line` is its first line of code.

    `fenced` is False for an indented block. `closed` says whether its fence is.
    """

    line: int
    language: str
    content: str
    fenced: bool
    closed: bool


@dataclass(frozen=True)
class Formula:
    """A formula's TeX without its dollars."""

    line: int
    tex: str
    display: bool


@dataclass(frozen=True)
class Link:
    """A link or an image and where it leads."""

    line: int
    text: str
    target: str
    image: bool = False


@dataclass(frozen=True)
class Part:
    """What stands under one H2 (or, without `heading`, above the first): its title and everything in it.

    `plan` is the planned section that it is, None for one that nobody planned. `last` is its last line.
    """

    heading: Heading | None
    plan: SectionPlan | None
    line: int
    last: int
    headings: tuple[Heading, ...]
    passages: tuple[Passage, ...]
    codes: tuple[Code, ...]
    formulas: tuple[Formula, ...]
    links: tuple[Link, ...]

    @cached_property
    def words(self) -> int:
        """The words of its prose: no code, no formulas, no headings."""
        return sum(plain_text.words(passage.prose) for passage in self.passages)

    def under(self, heading: Heading) -> tuple[Passage, ...]:
        """Return the passages below one of its headings, up to the next heading of any level."""
        after = [other.line for other in self.headings if other.line > heading.line]
        end = after[0] if after else self.last + 1
        return tuple(passage for passage in self.passages if heading.line < passage.line < end)


@dataclass(frozen=True)
class LessonText:
    """The whole text, and its parts in order; `front` is the front matter, None where none can be read."""

    source: str
    tokens: Sequence[Token]
    front: Mapping[str, Any] | None
    front_text: str | None
    headings: tuple[Heading, ...]
    parts: tuple[Part, ...]
    html: tuple[tuple[int, str], ...] = field(default=())

    @classmethod
    def parse(cls, source: str, lesson: LessonPlan | None = None) -> "LessonText":
        """Take `source` apart; with `lesson`, its H2s are matched with the planned sections, in order."""
        tokens = _PARSER.parse(source)
        collected = _Collected(source, tokens)
        return cls(
            source=source,
            tokens=tokens,
            front=collected.front,
            front_text=collected.front_text,
            headings=tuple(collected.headings),
            parts=tuple(_parts(collected, lesson)),
            html=tuple(collected.html),
        )

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines without their ends; line 1 is `lines[0]`."""
        return tuple(_lines(self.source))

    def part_of(self, section_id: str) -> Part | None:
        """Return the part that is that planned section, or None."""
        return next((part for part in self.parts if part.plan is not None and part.plan.id == section_id), None)

    def part_at(self, line: int) -> Part | None:
        """Return the part that holds that line, or None."""
        return next((part for part in self.parts if part.line <= line <= part.last), None)

    def parts_of_kind(self, kind: str) -> Iterator[Part]:
        """Yield the parts that are planned sections of that kind."""
        return (part for part in self.parts if part.plan is not None and part.plan.kind == kind)


class _Collected:
    """Walks the tokens once."""

    def __init__(self, source: str, tokens: Sequence[Token]) -> None:
        self.front: Mapping[str, Any] | None = None
        self.front_text: str | None = None
        self.headings: list[Heading] = []
        self.passages: list[Passage] = []
        self.codes: list[Code] = []
        self.formulas: list[Formula] = []
        self.links: list[Link] = []
        self.html: list[tuple[int, str]] = []
        self._anchors: dict[str, int] = {}
        self._lines = _lines(source)
        self.end = max(1, len(self._lines))
        within: list[str] = []
        map_: list[int] = [0, 0]
        for at, token in enumerate(tokens):
            map_ = token.map or map_
            if token.type.endswith("_open") and token.type not in ("paragraph_open", "heading_open"):
                within.append(token.type.removesuffix("_open"))
            elif token.type.endswith("_close") and token.type not in ("paragraph_close", "heading_close"):
                within.pop()
            elif token.type == "front_matter":
                self._take_front_matter(token.content)
            elif token.type == "inline":
                if tokens[at - 1].type == "heading_open":
                    if tokens[at - 1].level == 0:
                        self._take_heading(tokens[at - 1], token, map_)
                    self._take_inline(token, map_, (*within, "heading"))
                else:
                    self._take_inline(token, map_, tuple(within))
            elif token.type in ("fence", "code_block"):
                self._take_code(token, map_)
            elif token.type in ("math_block", "math_block_label"):
                self.formulas.append(Formula(map_[0] + 1, token.content.strip(), display=True))
            elif token.type == "html_block":
                self.html.append((map_[0] + 1, token.content))

    def _take_front_matter(self, content: str) -> None:
        self.front_text = content
        try:
            found = yaml.safe_load(content)
        except (yaml.YAMLError, ValueError, RecursionError):
            found = None
        self.front = found if isinstance(found, dict) else None

    def _take_heading(self, opening: Token, inline: Token, map_: list[int]) -> None:
        text = " ".join(inline.content.split())
        anchor = self._anchor(_visible(inline.children or [])[0])
        self.headings.append(Heading(map_[0] + 1, int(opening.tag[1]), text, anchor))

    def _anchor(self, text: str) -> str:
        """Return the anchor that GitHub and pandoc's gfm make of a heading; a second one like it ends in `-1`."""
        plain = _NOT_IN_ANCHOR.sub("", text.strip().lower()).replace(" ", "-")
        seen = self._anchors.get(plain)
        self._anchors[plain] = 0 if seen is None else seen + 1
        return plain if seen is None else f"{plain}-{seen + 1}"

    def _take_inline(self, token: Token, map_: list[int], within: tuple[str, ...]) -> None:
        children = token.children or []
        line = map_[0] + 1
        if "heading" not in within:
            visible, prose = _visible(children)
            self.passages.append(Passage(line, map_[1], token.content, visible, prose, within))
        opened: list[tuple[int, str, int]] = []
        in_code = _lines_in_code(token.content, children)
        for at, child in enumerate(children):
            if child.type in ("softbreak", "hardbreak"):
                line += 1
            elif child.type == "code_inline":
                line += next(in_code, 0)
            elif child.type in ("math_inline", "math_inline_double"):
                self.formulas.append(Formula(line, child.content.strip(), display=child.type.endswith("double")))
                line += child.content.count("\n")
            elif child.type == "html_inline":
                self.html.append((line, child.content))
                line += child.content.count("\n")
            elif child.type == "image":
                self.links.append(Link(line, child.content, str(child.attrGet("src") or ""), image=True))
            elif child.type == "link_open":
                opened.append((line, str(child.attrGet("href") or ""), at))
            elif child.type == "link_close" and opened:
                first, target, begin = opened.pop()
                self.links.append(Link(first, _visible(children[begin:at])[0], target))

    def _take_code(self, token: Token, map_: list[int]) -> None:
        fenced = token.type == "fence"
        last = self._lines[map_[1] - 1].strip(" \t>") if fenced and map_[1] <= len(self._lines) else ""
        closed = not fenced or (map_[1] - map_[0] > 1 and last.startswith(token.markup) and not last.strip("`~"))
        language = token.info.split()[0] if token.info.split() else ""
        line = min(map_[0] + 2, map_[1]) if fenced else map_[0] + 1
        self.codes.append(Code(line, language, token.content, fenced, closed))


def _lines(source: str) -> list[str]:
    """Return the lines as Markdown counts them: a form feed or a line separator ends none."""
    lines = _LINE_ENDS.split(source)
    return lines[:-1] if not lines[-1] else lines


def _lines_in_code(source: str, children: Sequence[Token]) -> Iterator[int]:
    """Yield how many line breaks each piece of inline code has in the source; its token has blanks for them."""
    if "\n" in source and "`" in source:
        spans = [match[0].count("\n") for match in _CODE_SPAN.finditer(source)]
        if len(spans) == sum(child.type == "code_inline" for child in children):
            yield from spans


def _visible(children: Sequence[Token]) -> tuple[str, str]:
    """Return the text that a reader sees, and that without code and formulas."""
    visible, prose = [], []
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            visible.append(" ")
            prose.append(" ")
        elif child.type == "text":
            visible.append(child.content)
            prose.append(child.content)
        elif child.type in ("code_inline", "math_inline", "math_inline_double"):
            visible.append(child.content)
            prose.append(" ")
        elif child.type == "image":
            visible.append(child.content)
            prose.append(child.content)
    return "".join(visible), "".join(prose)


def _parts(found: _Collected, lesson: LessonPlan | None) -> Iterator[Part]:
    starts = [heading for heading in found.headings if heading.level == 2]
    planned = _matched(starts, lesson.sections if lesson is not None else ())
    bounds = [1, *(heading.line for heading in starts), found.end + 1]
    for at, heading in enumerate([None, *starts]):
        first, last = bounds[at], bounds[at + 1] - 1
        if heading is None and last < first:
            continue

        yield Part(
            heading=heading,
            plan=planned[at - 1] if at else None,
            line=first,
            last=last,
            headings=tuple(h for h in found.headings if first <= h.line <= last and h is not heading),
            passages=tuple(p for p in found.passages if first <= p.line <= last),
            codes=tuple(c for c in found.codes if first <= c.line <= last),
            formulas=tuple(f for f in found.formulas if first <= f.line <= last),
            links=tuple(k for k in found.links if first <= k.line <= last),
        )


def _matched(headings: Sequence[Heading], sections: Sequence[SectionPlan]) -> list[SectionPlan | None]:
    """Return, for each H2, the planned section of that title; each section is taken once."""
    waiting: dict[str, list[SectionPlan]] = {}
    for section in sections:
        waiting.setdefault(lesson_document.heading_text(section.title), []).append(section)
    return [waiting[each.text].pop(0) if waiting.get(each.text) else None for each in headings]
