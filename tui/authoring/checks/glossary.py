"""`course/glossary.yaml`: the terms and symbols that lessons have introduced, and where."""

import re
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, field_validator

from tui.authoring import atomic, yaml_model
from tui.authoring.checks import glossary_lines, introductions, same_meaning
from tui.authoring.errors import InputError
from tui.authoring.syllabus.model import Title

if TYPE_CHECKING:
    from tui.authoring.checks.subject import Subject

_MOST_NEW = 12
"""Of more terms or symbols a lesson does not introduce; what is beyond that is emphasis rather than definition."""
_LOCAL = re.compile(r"[ijk]|.*_\{?(?:[1-9]|\w{1,3}[+-]\d)\}?")
"""Letters that count things, now these and now those, and what has the number of its place."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Term(_Entry):
    """A term as the course writes it; `avoid` are spellings that it does not use; `lesson` introduced it."""

    term: Title
    means: Title | None = None
    avoid: tuple[Title, ...] = ()
    lesson: Title | None = None

    @property
    def name(self) -> str:
        """How it is written."""
        return self.term


class Symbol(_Entry):
    """A symbol in TeX, and what it stands for throughout the course."""

    symbol: Title
    means: Title
    lesson: Title | None = None

    @property
    def name(self) -> str:
        """How it is written in a text: `$x$`."""
        return f"${self.symbol.strip('$')}$"


class Glossary(_Entry):
    """All terms and symbols of the course."""

    terms: tuple[Term, ...] = ()
    notation: tuple[Symbol, ...] = ()

    @field_validator("terms", "notation", mode="before")
    @classmethod
    def _nothing_yet(cls, value: Any) -> Any:
        return () if value is None else value


def read(path: Path) -> Glossary:
    """Read the glossary at `path`; a file that holds nothing yet, or comments alone, is an empty one.

    Raises:
        InputError: the file is missing, unreadable, not YAML, or no glossary; the message names file, line and field.
    """
    return _parse(yaml_model.read_text(path), path)


def grow(glossary: Glossary, subject: "Subject") -> tuple[Glossary, tuple[str, ...]]:
    """Return the glossary with what the subject's lesson introduces beside what it has, and the names that are new."""
    lesson = subject.lesson.id if subject.lesson is not None else None
    known = {folded(name) for term in glossary.terms for name in (term.term, *term.avoid)}
    terms: list[Term] = []
    for each in introductions.terms(subject.text):
        if folded(each.name) not in known and len(terms) < _MOST_NEW:
            known.add(folded(each.name))
            terms.append(Term(term=each.name, means=each.means, lesson=lesson))
    taken = {plain_symbol(each.symbol) for each in glossary.notation}
    notation: list[Symbol] = []
    for each in introductions.symbols(subject.text):
        if plain_symbol(each.name) in taken or len(notation) == _MOST_NEW or _LOCAL.fullmatch(each.name):
            continue
        if each.means is not None and same_meaning.tells(each.means):
            taken.add(plain_symbol(each.name))
            notation.append(Symbol(symbol=each.name, means=each.means, lesson=lesson))
    grown = Glossary(terms=(*glossary.terms, *terms), notation=(*glossary.notation, *notation))
    return grown, (*(term.term for term in terms), *(symbol.symbol for symbol in notation))


def write(path: Path, glossary: Glossary) -> None:
    """Put the glossary at `path`; where one is, what it lacks is appended, and all else stays as the author has it.

    New entries take one line each, but where the author's take several.

    Raises:
        InputError: the file that is there is broken.
        AuthoringError: the folder or the disk refuses; what stood at `path` still stands.
    """
    text = yaml_model.read_text(path) if path.exists() else ""
    if not _holds_something(text):
        # Comments that an author left in an empty file stay above what is now in it.
        kept = text if not text or text.endswith("\n") else text + "\n"
        atomic.write_text(path, kept + glossary_lines.written(_plain(glossary)))
        return
    there = _parse(text, path)
    terms = {folded(term.term) for term in there.terms}
    notation = {plain_symbol(symbol.symbol) for symbol in there.notation}
    new: dict[str, list[Term] | list[Symbol]] = {
        "terms": [term for term in glossary.terms if folded(term.term) not in terms],
        "notation": [symbol for symbol in glossary.notation if plain_symbol(symbol.symbol) not in notation],
    }
    if any(new.values()):
        entries = {name: [_entry(each) for each in found] for name, found in new.items()}
        text = glossary_lines.without_repeats(text)
        atomic.write_text(path, glossary_lines.extended(text, entries) or _appended(text, entries))


def joined(base: str, ours: str, theirs: str, path: Path) -> str:
    """Return the text of the glossary with what the other side added to it; `path` is what errors call it.

    Raises:
        InputError: a side is no glossary, or both changed an entry differently; the message names it.
    """
    before, here, there = (_parse(text, path) for text in (base, ours, theirs))
    new: dict[str, list[Mapping[str, Any]]] = {"terms": [], "notation": []}
    for name, entries in new.items():
        standing = {each.name: each for each in getattr(here, name)}
        known = {each.name: each for each in getattr(before, name)}
        for each in getattr(there, name):
            mine = standing.get(each.name)
            if mine is None and known.get(each.name) != each:
                entries.append(_entry(each))
            elif mine is not None and mine != each and each != known.get(each.name) and mine.means != each.means:
                raise InputError(f"both sides have `{each.name}`, and each means something else by it")
    if not any(new.values()):
        return ours
    text = ours if _holds_something(ours) else glossary_lines.BEGUN
    return glossary_lines.extended(text, new) or _appended(text, new)


def folded(term: str) -> str:
    """Return the term without case, hyphens, spaces and plural, so that two spellings of it are one."""
    joined = "".join(letter for letter in term.casefold() if letter.isalnum() or letter in "+#")
    return (
        joined[:-1] if len(joined) > 4 and joined.endswith("s") and not joined.endswith(("ss", "us", "is")) else joined
    )


def plain_symbol(tex: str) -> str:
    """Return the TeX of a symbol without spaces, dollars and bold, so that a vector is called as its scalar is."""
    plain = "".join(tex.split()).strip("$")
    for style in ("mathbf", "boldsymbol", "bm", "vec", "mathrm", "mathsf"):
        while (begin := plain.find(f"\\{style}{{")) >= 0 and (end := plain.find("}", begin)) >= 0:
            plain = plain[:begin] + plain[begin + len(style) + 2 : end] + plain[end + 1 :]
    return plain.replace("_{", "_").replace("^{", "^").replace("}", "") if plain.count("{") == 1 else plain


def _parse(text: str, path: Path) -> Glossary:
    return yaml_model.parse(text, Glossary, name=str(path)) if _holds_something(text) else Glossary()


def _holds_something(text: str) -> bool:
    return any(
        line.strip() and not line.lstrip().startswith("#") and line.strip() != "---" for line in text.splitlines()
    )


def _plain(glossary: Glossary) -> dict[str, Any]:
    found = {"terms": list(map(_entry, glossary.terms)), "notation": list(map(_entry, glossary.notation))}
    return {name: entries for name, entries in found.items() if entries}


def _entry(entry: _Entry) -> dict[str, Any]:
    return {name: value for name, value in entry.model_dump(mode="json").items() if value not in (None, [])}


def _appended(text: str, new: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Return YAML `text` with the entries of `new` after those that it has under the same name."""
    # ruamel.yaml is slow to import, and needed only where a lesson is approved.
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedSeq
    from ruamel.yaml.error import YAMLError

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 2**20
    yaml.indent(mapping=2, sequence=4, offset=2) if "\n  - " in f"\n{text}" else yaml.indent(2, 2, 0)
    try:
        data = yaml.load(text)
        for name, entries in new.items():
            if not entries:
                continue
            if data.get(name) is None:
                data[name] = CommentedSeq()
            data[name].extend(dict(entry) for entry in entries)
        out = StringIO()
        yaml.dump(data, out)
    except YAMLError as error:
        raise InputError("The glossary could not be changed and keep its comments: add the entries by hand.") from error
    return out.getvalue()
