"""Whether two short definitions can mean the same: in doubt they do."""

from functools import lru_cache

from tui.authoring.checks.general_words import content
from tui.authoring.checks.stems import stem, words

_SORT_NAMES = """
    number value vector matrix tensor scalar array size amount quantity constant variable parameter coefficient
    function set element point real integer positive negative small large fixed given symbol certain arbitrary
    some single one total factor index entry term space distribution random map mapping sequence list level count
    rate kind type
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
    return not _has_another_name(first, second)


def tells(meaning: str) -> bool:
    """Say whether a meaning says more than of which sort a thing is, as `a column vector` does not."""
    return not _telling(meaning) <= _SORTS


@lru_cache(maxsize=4096)
def _telling(meaning: str) -> frozenset[str]:
    found = _stems(meaning)
    return found - _SORTS or found


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / min(len(one), len(other))


@lru_cache(maxsize=4096)
def _has_another_name(first: str, second: str) -> bool:
    """Say whether something in the first meaning stands in the second under another name of the thesaurus."""
    # Read only where two meanings share no word, which is seldom.
    from tui.authoring.checks import thesaurus

    one, other = _stems(first), _stems(second)
    for entry in thesaurus.entries(one):
        names = [frozenset(name) for name, _ in entry.names]
        here = {name for name in names if name <= one}
        if here and any(name <= other and not name <= _SORTS and name not in here for name in names):
            return True
    return False


def _stems(meaning: str) -> frozenset[str]:
    return frozenset(content(word) for word in words(meaning)) - {""}
