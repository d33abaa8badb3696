"""What a lesson says that its Python prints: in a block of output below it, or in a remark beside it."""

import ast
import contextlib
import io
import itertools
import re
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from tui.authoring.checks import printed, python_blocks
from tui.authoring.checks.lesson_text import Code, LessonText
from tui.authoring.checks.python_blocks import Cell

_SHOWS_OUTPUT = frozenset({"output", "console", "stdout", "out"})
_MAY_SHOW_OUTPUT = frozenset({"", "text", "txt", "plaintext", "plain", "none"})
_INTRODUCES = re.compile(r"\b(prints?|printed|outputs?|displays?|shows?|result(s|ing)?)\b", re.IGNORECASE)
_FEW_WORDS = 25
_PRINTERS = frozenset({"print", "pprint", "pp"})
_SAYS = re.compile(r"(?:(?:this )?(?:prints|print|output|out|shows)(?:\[\d+\])?:|output is:?)\s*", re.IGNORECASE)
_POINTS = re.compile(r"(?:→|⇒|➜|->|=>|≈|(?:this )?prints(?: about)?\b)\s*(?P<near>≈|~|about )?\s*", re.IGNORECASE)
# “It prints `-3`.” says so; “It prints `yes` only if …” and “It does not print `-3`” say something else.
_PRINTS = re.compile(
    r"\W*(?:(?:it|this|that|the (?:code|block|program|snippet|script)|(?:running|run) (?:it|this|that))\b"
    r"(?P<between>[^`.:]{0,30}?)\b(?:prints?|outputs?)\b|(?:the )?output(?: is\b|:))(?: out)?:?\W{0,2}\s+"
    r"(?P<mark>`+)(?P<said>[^`]+)(?P=mark)(?!`)(?P<rest>[^.]*)",
    re.IGNORECASE,
)
_HEDGES = re.compile(
    r"n't\b|\b(?:not|never|no longer|would|could|might|only|if|when|unless|otherwise|or|on)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Remark:
    """A comment that says what the statement of `print` in lines `first` to `last` prints.

    `rounded` says that it is told only roughly. `lines` are several where the remark begins a list of what is printed.
    One that is not `sure` is told by the look of it: a remark `3 rows` after a table is printed says nothing of the
    output.
    """

    line: int
    lines: tuple[str, ...]
    first: int
    last: int
    rounded: bool = False
    sure: bool = True

    @property
    def text(self) -> str:
        """What is said, in one line."""
        return " ".join(line.strip() for line in self.lines)


def shown_below(text: LessonText) -> Mapping[int, Code]:
    """Return the blocks that show the output of a block of Python above them, by the line of that block."""
    by_line = {code.line: code for part in text.parts for code in part.codes}
    fences = [at for at, token in enumerate(text.tokens) if token.type == "fence" and token.map is not None]
    found: dict[int, Code] = {}
    for at, after in itertools.pairwise(fences):
        code, shown = by_line.get(_line(text.tokens[at])), by_line.get(_line(text.tokens[after]))
        if code is None or shown is None or not python_blocks.is_python(code) or python_blocks.is_session(code):
            continue
        language = python_blocks.language(shown)
        between = text.tokens[at + 1 : after]
        lines = shown.content.splitlines()
        told = language in _SHOWS_OUTPUT or (
            language in _MAY_SHOW_OUTPUT and (bool(between) or _prints(code) or printed.exception_in(lines) is not None)
        )
        beside = text.tokens[at].level == text.tokens[after].level and (not between or _introduces(between))
        of_the_shell = any(line.startswith(("$ ", "% ")) for line in lines)
        if told and beside and not of_the_shell:
            found[code.line] = shown
    return found


@dataclass(frozen=True)
class Saying:
    """A sentence at the beginning of the paragraph below a block, which says what the block prints."""

    line: int
    text: str


def said_below(text: LessonText) -> Mapping[int, Saying]:
    """Return what sentences below blocks of Python say that these print, by the line of the block."""
    by_line = {code.line: code for part in text.parts for code in part.codes}
    found: dict[int, Saying] = {}
    for at, token in enumerate(text.tokens[:-2]):
        code = by_line.get(_line(token)) if token.type == "fence" and token.map is not None else None
        opening, inline = text.tokens[at + 1], text.tokens[at + 2]
        if code is None or not python_blocks.is_python(code) or opening.type != "paragraph_open":
            continue
        match = _PRINTS.match(inline.content)
        if match is None or _HEDGES.search(match["rest"]) or _HEDGES.search(match["between"] or ""):
            continue
        if opening.level == token.level and opening.map is not None:
            line = opening.map[0] + 1 + inline.content.count("\n", 0, match.start("said"))
            found[code.line] = Saying(line, match["said"])
    return found


def remarks(cell: Cell) -> Iterator[Remark]:
    """Yield what comments in a block say that its statements print."""
    tree = python_blocks.parsed(cell.source)
    comments = comments_of(cell)
    if tree is None or not comments:
        return
    own_lines = {line for line, (_, own) in comments.items() if own}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and _is_printer(node.value.func)):
            continue
        first, last = (cell.line - 1 + line for line in (node.lineno, node.end_lineno or node.lineno))
        start = last if last in comments else last + 1
        if start != last and start not in own_lines:
            continue
        run = [comments[start][0]]
        while start + len(run) in own_lines:
            run.append(comments[start + len(run)][0])
        remark = _remark(run, start, first, last)
        if remark is not None:
            yield remark


def comments_of(cell: Cell) -> dict[int, tuple[str, bool]]:
    """Return the comments of a block by their lines in the lesson, without `#`, and whether each has its own line."""
    found: dict[int, tuple[str, bool]] = {}
    if "#" not in cell.source:
        return found
    with contextlib.suppress(tokenize.TokenError, SyntaxError):
        for token in tokenize.generate_tokens(io.StringIO(cell.source).readline):
            if token.type == tokenize.COMMENT:
                own = not token.line[: token.start[1]].strip()
                found[cell.line - 1 + token.start[0]] = (token.string.lstrip("#").rstrip(), own)
    return found


def _remark(run: Sequence[str], start: int, first: int, last: int) -> Remark | None:
    """Return what a run of comments after a statement says that it prints, or None if they say something else."""
    text = run[0].strip()
    if (match := _SAYS.match(text)) is not None:
        rest = text[match.end() :]
        if rest:
            return Remark(start, _bracketed([rest, *run[1:]]), first, last)
        lines = tuple(run[1:])
        return Remark(start + 1, lines, first, last) if lines else None
    match = _POINTS.match(text)
    rest = text[match.end() :] if match else text
    lines = _bracketed([rest, *run[1:]])
    said = " ".join(line.strip() for line in lines)
    quoted = match is not None and len(rest) > 1 and rest[0] == rest[-1] and rest[0] in "\"'`"
    if quoted or (printed.value_in(said) if match else printed.is_value(said)):
        rounded = match is not None and ("≈" in match[0] or bool(match["near"]) or "about" in match[0])
        return Remark(start, lines, first, last, rounded, sure=quoted)
    return None


def _bracketed(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the first line, and those after it up to where its brackets are closed."""
    depth = 0
    for count, line in enumerate(lines, 1):
        depth += sum(line.count(each) for each in "([{") - sum(line.count(each) for each in ")]}")
        if depth <= 0:
            return tuple(lines[:count])
    return (lines[0],)


def _prints(code: Code) -> bool:
    return any(printer in code.content for printer in ("print(", "pp(", "write(", "summary(", "show"))


def _is_printer(function: ast.expr) -> bool:
    return (isinstance(function, ast.Name) and function.id in _PRINTERS) or (
        isinstance(function, ast.Attribute) and function.attr in ("pprint", "pp")
    )


def _introduces(between: Sequence[Token]) -> bool:
    """Whether what stands between two blocks is one short paragraph that announces output."""
    if [token.type for token in between] != ["paragraph_open", "inline", "paragraph_close"]:
        return False
    said = between[1].content.strip().rstrip("*_").rstrip()
    return said.endswith(":") and len(said.split()) <= _FEW_WORDS and _INTRODUCES.search(said) is not None


def _line(token: Token) -> int:
    assert token.map is not None
    return min(token.map[0] + 2, token.map[1])
