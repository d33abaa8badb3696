"""A block of Markdown drawn as lines of a width."""

import re
from collections.abc import Sequence
from dataclasses import replace

from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token
from rich.cells import cell_len

from tui.formulas.drawing import draw_display
from tui.reading.code import code_lines
from tui.reading.inline import Reading, picture_of, runs_of, safe
from tui.reading.line import BLANK, ORNAMENT, Line, Piece, beside
from tui.reading.tables import Align, Row, table_lines
from tui.reading.wrapping import Run, wrap

DEEPEST = 19
"""Blocks within blocks, after which the parser drops what is further in: such a text is shown as it is written."""

LEAST = 12
"""Cells that a text keeps: where bars and indentation would leave it less, they are left out."""

_HEADINGS = {"h3": "■ ", "h4": "▪ ", "h5": "▫ ", "h6": "· "}
_RULES = {"h1": "━", "h2": "─"}
_BULLETS = "•◦▪"
_TASK = re.compile(r"\[([ xX])\][ \t]+")
_ALERT = re.compile(r"\[!([A-Za-z]+)\][ \t]*(.*)(?:\n|$)")
_BOX_TITLE = re.compile(r"""["']?(.*?)["']?$""")


def draw(tokens: Sequence[Token], source: str, start: int, width: int, reading: Reading) -> list[Line]:
    """Return the lines of an outer block, which begins in line `start` of its text; none is wider than `width`.

    `source` is its own text, without what stands before and after it.
    """
    if any(token.level >= DEEPEST for token in tokens):
        return code_lines(source, "", width, 0, source.count("\n") + 1)
    return _Drawing(tokens, source, start, reading).blocks(0, len(tokens), width)


class _Drawing:
    def __init__(self, tokens: Sequence[Token], source: str, start: int, reading: Reading) -> None:
        self._tokens = tokens
        self._source = source
        self._start = start
        self._reading = reading
        self._depth = 0
        self._taken: dict[int, int] = {}  # how many characters of which inline token are drawn otherwise

    def blocks(self, at: int, end: int, width: int, *, tight: bool = False) -> list[Line]:
        """Draw the blocks from token `at` to `end`, a blank line between any two unless they are `tight`."""
        lines: list[Line] = []
        before = ""
        while at < end:
            token = self._tokens[at]
            close = self._close(at)
            drawn = self._block(token, at, close, width)
            if lines and drawn and not tight and not before == token.type == "definition":
                lines.append(BLANK)
            lines += drawn
            before = token.type
            at = close + 1
        return lines

    def _close(self, at: int) -> int:
        """Return the index of the token that closes the one at `at`."""
        depth = 0
        for index in range(at, len(self._tokens)):
            depth += self._tokens[index].nesting
            if depth == 0:
                return index
        return len(self._tokens) - 1

    def _block(self, token: Token, at: int, close: int, width: int) -> list[Line]:
        first, last = self._lines_of(token)
        match token.type:
            case "paragraph_open":
                content = self._tokens[at + 1].content[self._taken.get(at + 1, 0) :]
                return self._paragraph(content, width, first, last)
            case "heading_open":
                return self._heading(token.tag, self._tokens[at + 1].content, width, first, last)
            case "bullet_list_open" | "ordered_list_open":
                return self._list(token, at, close, width)
            case "blockquote_open":
                return self._quote(at, close, width)
            case "admonition_open" | "container_box_open":
                return self._box(token, at, close, width)
            case "footnote_reference_open":
                return self._footnote(token, at, close, width)
            case "table_open":
                return self._table(at, close, width)
            case "hr":
                return [Line((Piece("─" * width, ("rule",)),), first, last)]
            case "fence" | "colon_fence":
                return self._code(token.content, width, first + 1, last, info=token.info)
            case "code_block":
                return self._code(token.content, width, first, last)
            case "html_block":
                return self._code(token.content, width, first, last, language="html")
            case "front_matter":
                return self._code(token.content, width, first + 1, last, language="yaml")
            case "math_block" | "math_block_label":
                return self._formula(token, width, first, last)
            case "definition":
                return self._definition(token, width, first, last)
        return self._code(token.content, width, first, last) if token.content else []

    def _lines_of(self, token: Token) -> tuple[int, int]:
        first, last = token.map or (self._start, self._start)
        return first - self._start, last - self._start

    def _paragraph(self, content: str, width: int, first: int, last: int) -> list[Line]:
        lines = [Line(pieces, first, last) for pieces in wrap(runs_of(content, self._reading), width)]
        pictures = self._reading.pictures
        if pictures is not None and (source := picture_of(content, self._reading)):
            return [*pictures.lines(source, width, first, last), *lines]
        return lines

    def _heading(self, tag: str, content: str, width: int, first: int, last: int) -> list[Line]:
        mark = _HEADINGS.get(tag, "") if width > LEAST else ""
        runs = runs_of(content, self._reading, (tag,))
        lines = [Line(pieces, first, last) for pieces in wrap(runs, width - len(mark))]
        if mark:
            lines = beside(Piece(mark, (tag, ORNAMENT)), Piece(" " * len(mark), (ORNAMENT,)), lines)
        if tag in _RULES:
            lines.append(Line((Piece(_RULES[tag] * width, (f"{tag}-rule", ORNAMENT)),), first, last))
        return lines

    def _list(self, token: Token, at: int, close: int, width: int) -> list[Line]:
        lines: list[Line] = []
        number = int(token.attrGet("start") or 1)
        ordered = token.type == "ordered_list_open"
        item, items = at + 1, []
        while item < close:
            items.append((item, self._close(item)))
            item = items[-1][1] + 1
        paragraphs = [each for each in self._tokens[at:close] if each.type == "paragraph_open"]
        level = token.level + 2
        tight = all(each.hidden for each in paragraphs if each.level == level)
        widest = len(str(number + len(items) - 1)) if ordered else 0
        self._depth += 1
        for opened, closed in items:
            mark = f"{number:>{widest}}. " if ordered else f"{_BULLETS[min(self._depth, 3) - 1]} "
            drawn = self._item(opened, closed, mark, width, tight=tight)
            if lines and not tight:
                lines.append(BLANK)
            lines += drawn
            number += 1
        self._depth -= 1
        return lines

    def _item(self, at: int, close: int, mark: str, width: int, *, tight: bool) -> list[Line]:
        role = "bullet"
        paragraph = self._tokens[at + 2]
        if paragraph.type == "inline" and (task := _TASK.match(paragraph.content)):
            box = "☐ " if task[1] == " " else "☑ "
            mark = box if mark[0] in _BULLETS else mark + box
            self._taken[at + 2] = task.end()
        indent = cell_len(mark) if width - cell_len(mark) >= LEAST else 0
        first, last = self._lines_of(self._tokens[at])
        lines = self.blocks(at + 1, close, width - indent, tight=tight) or [Line((), first, last)]
        if indent == 0:
            own = wrap([Run(mark.rstrip(), (role,))], width)
            return [*(Line(pieces, first, first + 1) for pieces in own), *lines]
        return beside(Piece(mark, (role,)), Piece(" " * indent, (ORNAMENT,)), lines)

    def _quote(self, at: int, close: int, width: int) -> list[Line]:
        inner = self._tokens[min(at + 2, close)]
        alert = _ALERT.match(inner.content) if inner.type == "inline" else None
        if alert is None:
            return self._barred(self.blocks(at + 1, close, self._within(width)), width, "quote")
        self._taken[at + 2] = alert.end()
        skipped = 3 if alert.end() == len(inner.content) else 0  # the paragraph that held nothing but the mark
        lines = self.blocks(at + 1 + skipped, close, self._within(width))
        return self._titled(alert[1], alert[2], lines, width, self._lines_of(self._tokens[at])[0])

    def _box(self, token: Token, at: int, close: int, width: int) -> list[Line]:
        if token.type == "container_box_open":
            kind, _, title = token.info.strip().partition(" ")
            inner = at + 1
        else:
            kind, _, title = token.info.strip().partition(" ")
            titled = at + 1 < close and self._tokens[at + 1].type == "admonition_title_open"
            inner = at + 4 if titled else at + 1
        title = (_BOX_TITLE.match(title.strip()) or [title, title])[1]
        lines = self.blocks(inner, close, self._within(width))
        return self._titled(kind, title, lines, width, self._lines_of(token)[0])

    def _titled(self, kind: str, title: str, lines: list[Line], width: int, first: int) -> list[Line]:
        said = f"{kind.capitalize()}: {title.strip()}" if title.strip() else kind.capitalize()
        look = ("admonition", f"admonition-{kind.lower()}")
        head = wrap(runs_of(said, self._reading, look), self._within(width))
        return self._barred([*(Line(pieces, first, first + 1) for pieces in head), *lines], width, "admonition-bar")

    def _within(self, width: int) -> int:
        return width - 2 if width - 2 >= LEAST else width

    def _barred(self, lines: list[Line], width: int, role: str) -> list[Line]:
        if self._within(width) == width:
            return lines
        bar = Piece("▎ ", (role, ORNAMENT))
        return beside(bar, bar, lines or [BLANK])

    def _footnote(self, token: Token, at: int, close: int, width: int) -> list[Line]:
        mark = f"[^{safe(token.meta['label'])}]: "
        first, last = self._lines_of(token)
        indent = 4 if width - 4 >= LEAST else 0
        lines = self.blocks(at + 1, close, width - indent)
        fits = bool(lines) and cell_len(mark) + cell_len(lines[0].plain) <= width
        head = [Line(pieces, first, last) for pieces in wrap([Run(mark.rstrip(), ("note",))], width)]
        if fits:
            head = [Line((Piece(mark, ("note",)), *lines[0].pieces), first, lines[0].last)]
            lines = lines[1:]
        if indent:
            rest = Piece(" " * indent, (ORNAMENT,))
            lines = beside(rest, rest, lines)
        return head + lines

    def _table(self, at: int, close: int, width: int) -> list[Line]:
        rows: list[Row] = []
        aligns: list[Align] = []
        for index in range(at, close):
            token = self._tokens[index]
            if token.type == "tr_open":
                rows.append(Row([], self._lines_of(token)[0]))
            elif token.type in ("th_open", "td_open"):
                head = ("table-head",) if token.type == "th_open" else ()
                rows[-1].cells.append(runs_of(self._tokens[index + 1].content, self._reading, head))
                if head:
                    aligns.append(_align(token))
        return table_lines(rows[0], [self._with_surplus(row, len(aligns)) for row in rows[1:]], aligns, width)

    def _with_surplus(self, row: Row, columns: int) -> Row:
        """Return the row with what stands in it beyond the last column: no reader sees it, but it is committed."""
        source = self._source.split("\n")[row.line].strip().lstrip("> ")
        cells = [cell for cell in escapedSplit(source) if cell.strip()]
        surplus = [runs_of(cell.strip(), self._reading) for cell in cells[columns:]] if len(cells) > columns else []
        return replace(row, surplus=surplus)

    def _code(self, code: str, width: int, first: int, last: int, *, info: str = "", language: str = "") -> list[Line]:
        info = safe(info.strip())
        label = wrap([Run(info, ("code-language",))], width) if info else []
        named = [Line(pieces, first - 1, first) for pieces in label]
        return named + code_lines(code, language or info, width, first, last)

    def _formula(self, token: Token, width: int, first: int, last: int) -> list[Line]:
        label = f"({safe(token.info)})" if token.info else ""
        room = width - (cell_len(label) + 1 if label else 0)
        drawn = None if self._reading.sources else draw_display(token.content.strip(), room)
        if drawn is not None:
            widest = max(map(cell_len, drawn.rows), default=0)
            indent = Piece(" " * min((room - widest) // 2, 8), (ORNAMENT,))
            lines = [Line((indent, Piece(safe(row), ("formula",))), first, last) for row in drawn.rows]
            if label:
                middle = len(lines) // 2
                gap = width - cell_len(lines[middle].plain) - cell_len(label)
                pieces = (*lines[middle].pieces, Piece(" " * gap), Piece(label, ("note",)))
                lines[middle] = Line(pieces, first, last)
            return lines
        tex = f"$$\n{token.content.strip(chr(10))}\n$$ {label}".rstrip() + "\n"
        return [line._replace(first=first, last=last) for line in code_lines(tex, "latex", width, first, last)]

    def _definition(self, token: Token, width: int, first: int, last: int) -> list[Line]:
        meta = token.meta
        title = f' "{safe(meta["title"])}"' if meta["title"] else ""
        said = f"[{safe(meta['label'])}]: {safe(meta['url'])}{title}"
        return [Line(pieces, first, last) for pieces in wrap([Run(said, ("definition",), safe(meta["url"]))], width)]


def _align(token: Token) -> Align:
    style = str(token.attrGet("style") or "")
    return "center" if "center" in style else "right" if "right" in style else "left"
