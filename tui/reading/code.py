"""Code as it stands in a lesson: highlighted, nothing of it left out."""

from functools import lru_cache

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Token, _TokenType
from pygments.util import ClassNotFound
from rich.cells import cell_len, chop_cells

from tui.reading.line import ORNAMENT, Line, Piece, merged

_TAB = 4
_ROLES: tuple[tuple[_TokenType, str], ...] = (
    (Token.Comment, "code-comment"),
    (Token.Keyword, "code-keyword"),
    (Token.Operator.Word, "code-keyword"),
    (Token.Literal.String, "code-string"),
    (Token.Literal.Number, "code-number"),
    (Token.Name.Function, "code-name"),
    (Token.Name.Class, "code-name"),
    (Token.Name.Decorator, "code-name"),
    (Token.Name.Tag, "code-name"),
    (Token.Name.Builtin, "code-builtin"),
    (Token.Name.Attribute, "code-builtin"),
    (Token.Generic.Deleted, "code-comment"),
    (Token.Generic.Heading, "code-keyword"),
)
_BAR = Piece("│ ", ("code-bar", ORNAMENT))
_GOES_ON = Piece("↪ ", ("code-bar", ORNAMENT))


def code_lines(code: str, language: str, width: int, first: int, last: int) -> list[Line]:
    """Return the lines of a code block, each beside a bar; a line that is too long goes on below.

    The code stands in the lines of the source from `first` on, before `last`.
    """
    room = max(width - 2, 2)
    lines: list[Line] = []
    for number, row in enumerate(_highlighted(code.removesuffix("\n").expandtabs(_TAB), language)):
        source = min(first + number, last - 1)
        for part, pieces in enumerate(_chopped(row, room)):
            lines.append(Line((_BAR if part == 0 else _GOES_ON, *pieces), source, source + 1))
    return lines


def _chopped(row: tuple[Piece, ...], room: int) -> list[tuple[Piece, ...]]:
    if sum(cell_len(piece.text) for piece in row) <= room:
        return [row]
    rows: list[list[Piece]] = [[]]
    used = 0
    for piece in row:
        for character in chop_cells(piece.text, 1):
            cells = cell_len(character)
            if used + cells > room and rows[-1]:
                rows.append([])
                used = 0
            rows[-1].append(Piece(character, piece.roles))
            used += cells
    return [merged(pieces) for pieces in rows]


@lru_cache(maxsize=256)
def _highlighted(code: str, language: str) -> tuple[tuple[Piece, ...], ...]:
    lexer = _lexer(language.strip().split(" ")[0].strip("{}.").lower())
    if lexer is None:
        return tuple((Piece(row, ("code-block",)),) if row else () for row in code.split("\n"))
    rows: list[list[Piece]] = [[]]
    for kind, value in lexer.get_tokens(code):
        roles = _roles(kind)
        for number, part in enumerate(value.split("\n")):
            if number > 0:
                rows.append([])
            if part:
                rows[-1].append(Piece(part, roles))
    return tuple(merged(row) for row in rows)


@lru_cache(maxsize=64)
def _lexer(name: str) -> Lexer | None:
    try:
        return get_lexer_by_name(name, stripnl=False, ensurenl=False) if name else None
    except ClassNotFound:
        return None


def warm(language: str = "python") -> None:
    """Make ready what the first code in a language needs, which takes a tenth of a second: meant for a thread."""
    code_lines("x = 1", language, 80, 0, 1)


@lru_cache(maxsize=512)
def _roles(kind: _TokenType) -> tuple[str, ...]:
    found = next((role for ours, role in _ROLES if kind in ours), None)
    return ("code-block", found) if found else ("code-block",)
