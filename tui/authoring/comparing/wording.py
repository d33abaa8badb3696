"""Two versions of one paragraph, compared word by word."""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby

from rapidfuzz.distance import Indel

# A formula, a piece of code and an address are one word each: half of one is worth nothing. Chinese and Japanese
# write no spaces, so each of their characters is one; any other mark stands for itself.
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTERS = rf"[^\s!-/:-@\[-`{{-~\u2010-\u205f{_CJK}]+"
_WORDS = re.compile(
    rf"((?<!\$)\$[^$\n]+\$(?!\$)|`[^`\n]+`|https?://[^\s)>\]]+|\\[A-Za-z]+|[{_CJK}]|{_LETTERS}(?:['’.-]{_LETTERS})*|\s+|.)(\s*)",
    re.DOTALL,
)
_PATIENT = 60_000
"""Up to how many pairs of words the slower comparison is made, which prefers what stands together."""

Pieces = list[tuple[str, str]]
"""What stands in the old text and in the new one, in order: the same where nothing changed."""


def words_of(text: str) -> list[tuple[str, str]]:
    """Return the words of `text`, each with the space after it; together they are `text`."""
    return _WORDS.findall(text)


def pieces(old: str, new: str) -> Pieces:
    """Return what changed from `old` to `new`, in as few words as a reader would name."""
    if old == new:
        return [(old, new)]
    return list(_without_shared_space(_joined(_runs(_aligned(words_of(old), words_of(new))))))


def is_spacing(piece: tuple[str, str]) -> bool:
    """Say whether a changed piece is of spaces and line ends alone."""
    return not piece[0].strip() and not piece[1].strip()


def encoded(words: Iterable[str], known: dict[str, int]) -> str:
    """Return one character for each of `words`, the same for the same, as quick comparisons want them."""
    return "".join(chr(known.setdefault(word, len(known) + 1)) for word in words)


def _aligned(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    at_old = at_new = 0
    for first_old, first_new, size in _same(old, new):
        if first_old > at_old or first_new > at_new:
            yield _text(old[at_old:first_old]), _text(new[at_new:first_new])
        same, new_same = old[first_old : first_old + size], new[first_new : first_new + size]
        if same == new_same:
            yield _text(same), _text(same)
        else:  # the spaces between the words differ
            for (word, space), (_, new_space) in zip(same, new_same, strict=True):
                yield word, word
                yield space, new_space
        at_old, at_new = first_old + size, first_new + size


def _same(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> Iterator[tuple[int, int, int]]:
    """Yield where the same words stand in both: first in old, first in new, how many; at last the ends of both."""
    a, b = [word for word, _ in old], [word for word, _ in new]
    shorter = min(len(a), len(b))
    start = next((n for n in range(shorter) if a[n] != b[n]), shorter)
    rest = shorter - start
    end = next((n for n in range(rest) if a[-1 - n] != b[-1 - n]), rest)
    yield 0, 0, start
    a, b = a[start : len(a) - end], b[start : len(b) - end]
    if len(a) * len(b) <= _PATIENT:
        for first, second, size in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks():
            yield start + first, start + second, size
    else:
        known: dict[str, int] = {}
        for block in Indel.opcodes(encoded(a, known), encoded(b, known)).as_matching_blocks():
            yield start + block.a, start + block.b, block.size
    yield len(old) - end, len(new) - end, end


def _text(words: Sequence[tuple[str, str]]) -> str:
    return "".join(word + space for word, space in words)


def _runs(found: Iterable[tuple[str, str]]) -> Pieces:
    """Join what is the same, and what is not, with its neighbours of the same sort."""
    groups = groupby((piece for piece in found if piece != ("", "")), key=lambda piece: piece[0] == piece[1])
    joined = ([*group] for _, group in groups)
    return [("".join(old for old, _ in group), "".join(new for _, new in group)) for group in joined]


def _joined(runs: Pieces) -> Pieces:
    """Make one change of two that only a mark or a very short word keeps apart."""
    done: Pieces = []
    for run in runs:
        apart = len(done) > 1 and run[0] != run[1] and done[-1][0] == done[-1][1]
        if apart and _is_slight(done[-1][0]) and not is_spacing(run) and not is_spacing(done[-2]):
            same, before = done.pop(), done.pop()
            run = (before[0] + same[0] + run[0], before[1] + same[1] + run[1])
        done.append(run)
    return done


def _is_slight(text: str) -> bool:
    letters = [word for word in text.split() if any(map(str.isalnum, word))]
    return not letters or (len(letters) == 1 and len(letters[0]) < 4)


def _without_shared_space(runs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Leave out of each change the spaces that both texts have before and after it."""
    for old, new in runs:
        if old == new or not old.strip() or not new.strip():
            yield old, new
        else:
            yield from trimmed(old, new)


def trimmed(old: str, new: str) -> Pieces:
    """Return what differs, and before and after it the spaces that both have, where they have any."""
    before = _shared_space(old, new)
    after = _shared_space(old[before:][::-1], new[before:][::-1])
    found = [
        (old[:before], new[:before]),
        (old[before : len(old) - after], new[before : len(new) - after]),
        (old[len(old) - after :], new[len(new) - after :]),
    ]
    return [piece for piece in found if piece != ("", "")]


def _shared_space(old: str, new: str) -> int:
    pairs = zip(old, new, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b or not a.isspace()), min(len(old), len(new)))
