"""Whether two titles say the same thing in other words, so that nothing is offered twice."""

import unicodedata
from functools import lru_cache

from tui.authoring.planning.model import ADDITION

_ALIKE = 88
_WHOLE = 70
"""How alike, out of 100, the words of two titles must be, and how alike as a whole: all of a title is in a far narrower
one, which is another. tests/authoring/drafting/test_likeness.py has the pairs by which they were chosen."""

_TURNS = ("un", "non", "semi", "anti", "multi", "inter", "intra", "sub", "super", "hyper", "pre", "post", "de", "en")
_COUNTS = frozenset({"i", "ii", "iii", "iv", "v", "vi", "one", "two", "three", "four", "five", "six"})

_OF_THEMSELVES = (
    "a an the of for and or to in on with as by from at into its your our their this that it "
    "how what why when which is are be do does can "
    "introduction introducing introductory intro primer refresher recap basics basic fundamentals fundamental "
    "foundations foundational essentials essential overview guide tutorial crash course quick short brief concise "
    "understanding exploring explained explaining dive about using use more further extra additional "
    "lesson section day unit topic part chapter"
)
_FILLERS = frozenset(_OF_THEMSELVES.split())
"""What titles say of themselves, and not of their subject."""


def alike(title: str, other: str) -> bool:
    """Say whether two titles name one subject, whatever order, form and trimmings their words have."""
    from rapidfuzz import fuzz

    words, others = _words(title), _words(other)
    if not words or not others:
        return words == others
    if set(words) == set(others) or "".join(words) == "".join(others):
        return True
    if _are_told_apart(set(words) - set(others), set(others) - set(words)):
        return False
    one, two = " ".join(words), " ".join(others)
    return fuzz.token_set_ratio(one, two) >= _ALIKE and fuzz.token_sort_ratio(one, two) >= _WHOLE


def _are_told_apart(mine: set[str], theirs: set[str]) -> bool:
    """Say whether by one letter or two titles are different: part I and II, supervised and unsupervised."""
    if any(word in _COUNTS or word.isdecimal() for word in mine | theirs):
        return True
    turned = {f"{turn}{word}" for word in mine | theirs for turn in _TURNS}
    return bool(turned & (mine | theirs))


def says(text: str, title: str) -> bool:
    """Say whether `text` names all that `title` does, so that the title would add nothing to it."""
    from rapidfuzz import fuzz

    words, there = _words(title), _words(text)
    return bool(words) and all(any(fuzz.ratio(word, each) >= _ALIKE for each in there) for word in words)


@lru_cache(maxsize=20_000)
def _words(title: str) -> tuple[str, ...]:
    """Return the stems of the words that say what the title is about; of one that says nothing else, of all."""
    import snowballstemmer

    folded = unicodedata.normalize("NFKC", title.removeprefix(ADDITION.strip())).casefold()
    kept = [c if c.isalnum() or unicodedata.category(c).startswith("M") else " " for c in folded]
    words = "".join(kept).split()
    telling = [word for word in words if word not in _FILLERS] or words
    return tuple(snowballstemmer.stemmer("english").stemWords(telling))
