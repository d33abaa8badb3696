"""The rule `terms`: the course writes each term in one way, and a symbol stands for the same thing throughout."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pydantic import Field

from tui.authoring.checks import introductions, prose, same_meaning
from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.glossary import Glossary, Symbol, Term, folded, plain_symbol
from tui.authoring.checks.rule import Rule, Settings
from tui.authoring.checks.subject import Subject
from tui.authoring.checks.term_spellings import Kind, Place, Spellings

_STYLED = re.compile(
    r"\\(?:mathbf|mathcal|mathrm|mathbb|mathsf|boldsymbol|bm|hat|bar|tilde|vec|dot|overline)\s*\{([^{}]*)\}"
)
_VARIANTS = re.compile(r"\\var(?=[a-z])")
_LETTER = re.compile(r"\\[A-Za-z]+|[A-Za-z]")
_WORDS = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
# Before these words a phrase is whole; another word would make something else of it, as `initial learning rate`.
_BEFORE_A_PHRASE = frozenset(
    "the a an with and or of by for from to in on at is are as then where if let our its this small large".split()  # noqa: SIM905
)
_LONGEST_PHRASE = 5


class TermsSettings(Settings):
    """Which differences are told; `least_overlap` is the share of words below which two meanings are two."""

    spellings: bool = True
    capitals: bool = True
    symbols: bool = True
    definitions: bool = True
    least_overlap: float = Field(default=0.2, ge=0, le=1)


@dataclass(frozen=True)
class _Known:
    """A glossary as a lesson is compared with it; `phrases` are symbols by what they mean."""

    spellings: Spellings
    terms: Mapping[str, Term]
    symbols: Mapping[str, Symbol]
    phrases: Mapping[str, Symbol]


def check(subject: Subject, settings: TermsSettings) -> Iterator[Found]:
    """Yield what the lesson writes, names or defines otherwise than the glossary."""
    if not subject.glossary.terms and not subject.glossary.notation:
        return
    known = _known(subject.glossary)
    yield from _spellings(subject, known, settings)
    if known.terms and settings.definitions:
        yield from _definitions(subject, known, settings)
    if known.symbols and settings.symbols:
        yield from _symbols(subject, known, settings)
        yield from _other_letters(subject, known)


def _spellings(subject: Subject, known: _Known, settings: TermsSettings) -> Iterator[Found]:
    """Yield each spelling that is not the glossary's once, where it first stands."""
    first: dict[tuple[str, str], tuple[Place, int, str]] = {}
    count: dict[tuple[str, str], int] = {}
    for part in subject.text.parts:
        for passage in part.passages:
            if "blockquote" in passage.within:
                continue
            own = prose.unquoted(passage.source)
            for place in known.spellings.find(own):
                wanted = settings.capitals if place.capitals else settings.spellings
                if not wanted and place.spelling.kind is not Kind.AVOIDED:
                    continue
                key = (
                    place.spelling.term.term,
                    own[place.begin : place.end] if place.capitals else "".join(place.spelling.written),
                )
                line = passage.line + own.count("\n", 0, place.begin)
                first.setdefault(key, (place, line, own[place.begin : place.end]))
                count[key] = count.get(key, 0) + 1
    for key, (place, line, found) in first.items():
        said = " ".join(found.split())
        where = "here" if count[key] == 1 else f"here and in {count[key] - 1} more place{'s' if count[key] > 2 else ''}"
        if place.spelling.kind is Kind.AVOIDED:
            message = f"The glossary avoids “{said}”: write “{key[0]}” {where}."
        else:
            message = f"“{said}” is “{key[0]}” in the glossary: write it so {where}."
        yield Found(line, found.split("\n")[0].strip(), message)


def _definitions(subject: Subject, known: _Known, settings: TermsSettings) -> Iterator[Found]:
    for each in introductions.terms(subject.text):
        term = known.terms.get(folded(each.name))
        if term is None or term.means is None or each.means is None or _is_of_this_lesson(term, subject):
            continue
        if same_meaning.differ(term.means, each.means, settings.least_overlap):
            yield Found(
                each.line,
                _as_it_stands(subject, each.line, each.name),
                f"“{term.term}” is “{term.means}” in the glossary{_where(term)}: "
                "define it so, or give this another name.",
            )


def _symbols(subject: Subject, known: _Known, settings: TermsSettings) -> Iterator[Found]:
    told: set[str] = set()
    for each in introductions.symbols(subject.text):
        name = plain_symbol(each.name)
        symbol = known.symbols.get(name)
        if symbol is None or each.means is None or name in told or _is_of_this_lesson(symbol, subject):
            continue
        if same_meaning.differ(symbol.means, each.means, settings.least_overlap):
            told.add(name)
            yield Found(
                each.line,
                _as_it_stands(subject, each.line, each.name),
                f"`{each.name}` is “{each.means}” here, and “{symbol.means}” in the glossary{_where(symbol)}: "
                "take another letter.",
            )


def _other_letters(subject: Subject, known: _Known) -> Iterator[Found]:
    """Yield where the lesson gives a letter of its own to what has one in the glossary."""
    letters: frozenset[str] | None = None
    told: set[str] = set()
    for part in subject.text.parts if known.phrases else ():
        for passage in part.passages:
            if "$" not in passage.source or "blockquote" in passage.within:
                continue
            for formula in introductions.formulas(passage.source):
                symbol = _named_just_before(
                    passage.source[max(0, formula.start() - 90) : formula.start()], known.phrases
                )
                name = introductions.symbol_of(formula["tex"])
                if symbol is None or name is None or symbol.symbol in told or _is_of_this_lesson(symbol, subject):
                    continue
                if letters is None:
                    letters = frozenset(letter for each in _formulas(subject) for letter in _letters(each))
                if _letters(symbol.symbol) & (letters | _letters(name)):
                    continue
                told.add(symbol.symbol)
                yield Found(
                    passage.line + passage.source.count("\n", 0, formula.start()),
                    formula[0],
                    f"“{symbol.means}” is `{symbol.symbol}` in the glossary{_where(symbol)}: write it so here too.",
                )


def _named_just_before(text: str, phrases: Mapping[str, Symbol]) -> Symbol | None:
    if not text[-1:].isspace():
        return None
    words = [match[0].lower() for match in _WORDS.finditer(re.split(r"[.,;:()$!?]", text)[-1])]
    for length in range(min(_LONGEST_PHRASE, len(words)), 1, -1):
        symbol = phrases.get(" ".join(words[-length:]))
        if symbol is not None:
            return symbol if len(words) == length or words[-length - 1] in _BEFORE_A_PHRASE else None
    return None


def _formulas(subject: Subject) -> Iterator[str]:
    return (formula.tex for part in subject.text.parts for formula in part.formulas)


def _letters(tex: str) -> frozenset[str]:
    """Return the letters of a formula without their style, case and variants."""
    plain = _VARIANTS.sub(r"\\", _STYLED.sub(r" \1 ", tex))
    return frozenset(letter.lower() for letter in _LETTER.findall(plain))


@lru_cache(maxsize=4)
def _known(glossary: Glossary) -> _Known:
    return _Known(
        Spellings(glossary.terms),
        {folded(term.term): term for term in glossary.terms},
        {plain_symbol(symbol.symbol): symbol for symbol in glossary.notation},
        _by_meaning(glossary.notation),
    )


def _by_meaning(notation: Sequence[Symbol]) -> dict[str, Symbol]:
    """Return the symbols whose meaning is a phrase that no other has; a single word may have many letters."""
    found: dict[str, list[Symbol]] = {}
    for symbol in notation:
        words = symbol.means.lower().removeprefix("the ").split()
        if 1 < len(words) <= _LONGEST_PHRASE:
            found.setdefault(" ".join(words), []).append(symbol)
    return {phrase: symbols[0] for phrase, symbols in found.items() if len(symbols) == 1}


def _is_of_this_lesson(entry: Term | Symbol, subject: Subject) -> bool:
    return entry.lesson is not None and subject.lesson is not None and entry.lesson == subject.lesson.id


def _where(entry: Term | Symbol) -> str:
    return f" ({entry.lesson})" if entry.lesson is not None else ""


def _as_it_stands(subject: Subject, line: int, name: str) -> str:
    """Return the name as the line has it; the whole line where it is folded."""
    found = re.search(re.escape(name), subject.text.lines[line - 1], re.IGNORECASE)
    return found[0] if found else subject.text.lines[line - 1].strip()


RULE = Rule("terms", "Terms and symbols are those of the glossary", Severity.WARNING, TermsSettings, lesson=check)
