"""The Python in a lesson: which blocks of code are Python, and whether Python can read them."""

import ast
import re
import sys
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tui.authoring.checks.lesson_text import Code

VERSION = f"Python {sys.version_info.major}.{sys.version_info.minor}"
_NAME = "<lesson>"
_LANGUAGE = re.compile(r"[{.]*(\w+)")
_PLAIN = frozenset({"python", "py", "python3"})
_SESSION = "pycon"
_PROMPT = re.compile(r"\s*>>>(?: |(?=\S)|$)(.*)")
_CONTINUED = re.compile(r"\s*\.\.\.(?: (.*)|$)")
_OF_NOTEBOOKS = re.compile(r"%{1,2}[a-z]|![\w.]|\?\w|[\w.]+\?{1,2}$")
_SIGNATURE = re.compile(
    r"(?:(?P<kind>async\s+def|def|class)\s+)?(?:\w+\.)*(?P<name>[^\W\d]\w*)\s*"
    r"(?P<rest>\(.*\)\s*(?:->[^:]*)?)?:?\s*(?:\.\.\.)?\s*(?:#.*)?",
    re.DOTALL,
)
_STRING = re.compile(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|#[^\n]*")
_AT_LINE = re.compile(r"\b(at|on) line (\d+)")
_PLACES = re.compile(r" \(detected at line \d+\)")


@dataclass(frozen=True)
class Cell:
    """What is run at once: a whole block, or what follows one prompt of a session.

    `line` is its first line in the lesson. `wanted` is what the session shows below it; None for a whole block.
    """

    line: int
    source: str
    wanted: str | None = None


@dataclass(frozen=True)
class Unreadable:
    """Where Python stops reading a block, and what is to be done."""

    line: int
    message: str


def is_python(code: Code) -> bool:
    """Whether a block says that it is Python."""
    return code.fenced and language(code) in (*_PLAIN, _SESSION)


def is_session(code: Code) -> bool:
    """Whether a block of Python is what was typed at its prompt, with what Python answered."""
    first = next((line for line in code.content.split("\n") if line.strip()), "")
    return language(code) == _SESSION or _PROMPT.match(first) is not None


def cells(code: Code) -> tuple[Cell, ...]:
    """Return what of a block of Python is run at once, in order; a session without any prompt has none."""
    if not is_session(code):
        return (Cell(code.line, code.content),)
    return tuple(_examples(code.content.split("\n"), code.line))


def unreadable(code: Code) -> Unreadable | None:
    """Return where Python stops reading the block, or None for one that it reads, or that only shows signatures."""
    found = cells(code)
    if not found:
        return Unreadable(code.line, "A session without a `>>>`: put one before each line of code, or write `python`.")
    for cell in found:
        error = _error(cell.source, "exec" if cell.wanted is None else "single")
        if error is not None and not (cell.wanted is None and shows_signatures(cell.source)):
            return _told(cell, error)
    return None


def shows_signatures(source: str) -> bool:
    """Whether a block shows nothing but signatures, such as `Linear(in_features: int, bias=True)` or `def f(x):`."""
    pieces = [piece for piece in _pieces(source) if not piece.startswith(("#", "@"))]
    matches = [match for match in map(_SIGNATURE.fullmatch, pieces) if match is not None]
    # `def f(x):` above `print(x)` is a mistake, not two signatures.
    alike = len({match["kind"] is None for match in matches}) == 1
    return len(matches) == len(pieces) and alike and all(map(_is_signature, matches))


def language(code: Code) -> str:
    """Return the bare name of a block's language, whatever marks and case it is written with."""
    match = _LANGUAGE.match(code.language)
    return match[1].lower() if match else ""


def _examples(lines: list[str], first: int) -> Iterator[Cell]:
    at = 0
    while at < len(lines):
        match = _PROMPT.match(lines[at])
        start = at
        at += 1
        if match is None:
            continue
        source = [match[1]]
        while at < len(lines) and (more := _CONTINUED.match(lines[at])):
            source.append(more[1] or "")
            at += 1
        wanted = []
        while at < len(lines) and not _PROMPT.match(lines[at]):
            wanted.append(lines[at])
            at += 1
        if any(line.strip() and not line.lstrip().startswith("#") for line in source):  # not a mere remark
            yield Cell(first + start, "\n".join(source) + "\n", "\n".join(wanted).strip("\n"))


def _error(source: str, mode: str) -> SyntaxError | None:
    """Return what keeps Python from compiling `source`; a mere warning of the compiler is none, and is not told."""
    # Filters are shared by all threads: one that only ever meets our own name is set, and none is taken back.
    warnings.filterwarnings("ignore", module=re.escape(_NAME))
    try:
        compile(source, _NAME, mode, dont_inherit=True)
    except SyntaxError as error:
        return error
    except (ValueError, OverflowError) as error:
        return SyntaxError(str(error))
    except (RecursionError, MemoryError):
        return SyntaxError("it is nested too deeply")
    return None


def _told(cell: Cell, error: SyntaxError) -> Unreadable:
    lines = cell.source.split("\n")
    at = min(max(error.lineno or 1, 1), len(lines))
    while at > 1 and not lines[at - 1].strip():
        at -= 1
    source = lines[at - 1].strip()
    said = _AT_LINE.sub(lambda m: f"{m[1]} line {int(m[2]) + cell.line - 1}", _PLACES.sub("", error.msg))
    if _OF_NOTEBOOKS.match(source):
        message = f"`{_short(source)}` is a command of notebooks, not Python: say it in words, or tag the block `text`."
    elif "outside" in said and ("await" in said or "async" in said):
        message = f"{VERSION} cannot run this ({said}): put it into `async def main()`, and call `asyncio.run(main())`."
    elif "..." in _STRING.sub("", source):
        message = f"{VERSION} cannot read this ({said}): `...` stands only for a value, so leave out by a comment."
    elif isinstance(error, IndentationError) and at == 1:
        message = f"{VERSION} cannot read this ({said}): a block must stand by itself, so begin it at the margin."
    else:
        message = (
            f"{VERSION} cannot read this ({said}): mend it, or tag the block as what it is, `text` for pseudocode."
        )
    return Unreadable(cell.line + at - 1, message)


def _short(source: str) -> str:
    return source if len(source) <= 40 else source[:39] + "…"


def _pieces(source: str) -> Iterator[str]:
    """Yield the lines of `source`, those between brackets joined to the one that opens them."""
    depth, piece = 0, ""
    for line in source.split("\n"):
        bare = _STRING.sub("", line)
        depth += sum(bare.count(each) for each in "([{") - sum(bare.count(each) for each in ")]}")
        piece += line if not piece else "\n" + line
        if depth <= 0:
            if piece.strip():
                yield piece.strip()
            depth, piece = 0, ""
    if piece.strip():
        yield piece.strip()


def _is_signature(match: re.Match[str]) -> bool:
    if match["rest"] is None and match["kind"] != "class":
        return False
    kind = match["kind"] or "def"
    return _error(f"{kind} {match['name']}{match['rest'] or ''}: ...\n", "exec") is None


def parsed(source: str) -> ast.Module | None:
    """Return the syntax tree of a block, or None if Python cannot read it."""
    warnings.filterwarnings("ignore", module=re.escape(_NAME))
    try:
        return ast.parse(source, _NAME)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def blocks(codes: Iterable[Code]) -> Iterator[Code]:
    """Yield the blocks that are Python."""
    return (code for code in codes if is_python(code))
