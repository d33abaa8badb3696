"""Whether two short definitions can mean the same: in doubt they do."""

from functools import lru_cache

from tui.authoring.checks.general_words import content
from tui.authoring.checks.stems import stem, words

_SORT_NAMES = """
    number value vector matrix tensor scalar array size amount quantity constant variable parameter coefficient
    function set element point real integer positive negative small large fixed given symbol certain arbitrary
    some single one total factor index entry term space distribution random map mapping sequence list level count
    rate input output result kind type
"""
# What a thing may be besides what it stands for: to say so contradicts nothing.
_SORTS = frozenset(map(stem, _SORT_NAMES.split()))


def differ(first: str, second: str, least_overlap: float) -> bool:
    """Say whether two meanings are clearly different: both say something, and share less than that of their words."""
    one, other = _telling(first), _telling(second)
    if not one or not other or _overlap(one, other) >= least_overlap:
        return False
    # Words that only say of which sort a thing is tell nothing apart, but what they share may.
    if not tells(first) or not tells(second):
        return False
    return max(_overlap(_with_synonyms(first), other), _overlap(one, _with_synonyms(second))) < least_overlap


def tells(meaning: str) -> bool:
    """Say whether a meaning says more than of which sort a thing is, as `a column vector` does not."""
    return not _telling(meaning) <= _SORTS


@lru_cache(maxsize=4096)
def _telling(meaning: str) -> frozenset[str]:
    found = frozenset(content(word) for word in words(meaning)) - {""}
    return found - _SORTS or found


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / min(len(one), len(other))


@lru_cache(maxsize=4096)
def _with_synonyms(meaning: str) -> frozenset[str]:
    """Return the words of a meaning and of all that the thesaurus has for it or for a part of it."""
    # Read only where two meanings share no word, which is seldom.
    from tui.authoring.checks import thesaurus

    own = frozenset(found for found in map(content, words(meaning)) if found)
    found = set(own)
    for entry in thesaurus.entries(own):
        if any(own.issuperset(name) for name, _ in entry.names):
            found.update(stem for name, _ in entry.names for stem in name)
    return frozenset(found)
