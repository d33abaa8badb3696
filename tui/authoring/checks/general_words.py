"""Words that fit any subject: what is made of them alone teaches nothing."""

import re
from functools import cache, lru_cache
from pathlib import Path

from tui.authoring.checks.stems import stem

_FILE = Path(__file__).with_name("general_words.txt")
_FIRST_BLOCK = re.compile(r"# Grammar\n(.*?)\n\n", re.DOTALL)


@lru_cache(maxsize=1 << 16)
def content(word: str) -> str:
    """Return the stem of a word, or "" for one that only holds sentences together, or is a single letter."""
    return "" if word.casefold().replace("’", "'") in _grammar() or len(word) < 2 else stem(word)


@cache
def general() -> frozenset[str]:
    """Return the stems of the words that fit any subject."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    words = [word for line in lines if not line.startswith(("#", "+", "*")) for word in line.split()]
    particular = {stem(word[1:]) for word in words if word.startswith("-")}
    grammar = _grammar() - {"except"}
    return frozenset(stem(word) for word in (*words, *grammar) if not word.startswith("-")) - particular - {"except"}


@cache
def kinds() -> frozenset[str]:
    """Return the stems of nouns that tell less than what stands before them, like `equation`."""
    return _marked("+")


@cache
def aspects() -> frozenset[str]:
    """Return the stems of what a point may name besides its things: `theory`, `benefits`, `limitations`."""
    return _marked("*")


def _marked(mark: str) -> frozenset[str]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(stem(word[1:]) for line in lines if line.startswith(mark) for word in line.split())


@cache
def _grammar() -> frozenset[str]:
    found = _FIRST_BLOCK.search(_FILE.read_text(encoding="utf-8"))
    return frozenset(found[1].split()) if found else frozenset()
