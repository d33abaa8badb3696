"""Which block of the old text is which of the new one."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import Indel

from tui.authoring.comparing.blocks import TextBlock
from tui.authoring.comparing.wording import encoded, words_of

RELATED = 0.3
"""From which share of common words on two blocks are taken for versions of each other."""

_NEARBY = 20_000
"""How many pairs of blocks are held against each other at most; among more, only those at about the same place."""

Place = tuple[int, int]
Pair = tuple[TextBlock | None, TextBlock | None]


def align(old: Sequence[TextBlock], new: Sequence[TextBlock]) -> Iterator[Pair]:
    """Yield the blocks of both texts in order, those side by side that are the same or versions of each other."""
    at_old = at_new = 0
    for first, second in _anchors([block.content.strip() for block in old], [block.content.strip() for block in new]):
        yield from _matched(old[at_old:first], new[at_new:second])
        yield old[first], new[second]
        at_old, at_new = first + 1, second + 1
    yield from _matched(old[at_old:], new[at_new:])


def likeness(old: TextBlock, new: TextBlock) -> float:
    """Return which share of two blocks is the same, from 0 to 1."""
    known: dict[str, int] = {}
    return Indel.normalized_similarity(_sketch(old, known), _sketch(new, known))


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[Place]:
    """Return where the same stands in both, in order: first what is there once, then, between, all that can be."""
    found: list[Place] = []
    stretches = [(0, len(old), 0, len(new))]
    while stretches:
        first, last, new_first, new_last = stretches.pop()
        while first < last and new_first < new_last and old[first] == new[new_first]:
            found.append((first, new_first))
            first, new_first = first + 1, new_first + 1
        while first < last and new_first < new_last and old[last - 1] == new[new_last - 1]:
            last, new_last = last - 1, new_last - 1
            found.append((last, new_last))
        if first == last or new_first == new_last:
            continue
        once = _once_in_both(old[first:last], new[new_first:new_last])
        if not once:
            known: dict[str, int] = {}
            a, b = encoded(old[first:last], known), encoded(new[new_first:new_last], known)
            for block in Indel.opcodes(a, b).as_matching_blocks():
                found += [(first + block.a + n, new_first + block.b + n) for n in range(block.size)]
            continue
        edges = [(first + at, new_first + new_at) for at, new_at in once]
        found += edges
        begins = [(first, new_first), *((at + 1, new_at + 1) for at, new_at in edges)]
        ends = [*edges, (last, new_last)]
        stretches += [(a, c, b, d) for (a, b), (c, d) in zip(begins, ends, strict=True)]
    return sorted(found)


def _once_in_both(old: Sequence[str], new: Sequence[str]) -> list[Place]:
    """Return the longest run of places, rising in both, of what stands exactly once in each."""
    in_old, in_new = Counter(old), Counter(new)
    places = {content: at for at, content in enumerate(new) if in_new[content] == 1}
    return _best(
        [(at, places[content], 1.0) for at, content in enumerate(old) if in_old[content] == 1 and content in places]
    )


def _best(candidates: Sequence[tuple[int, int, float]]) -> list[Place]:
    """Return, of places with a worth, those that rise in both and are worth most together; rows come in order."""
    ends: list[int] = []  # where the best runs so far end, rising, and what they are worth, rising too
    runs: list[tuple[float, Place, int]] = []
    worth: list[float] = []
    chain: list[int] = []
    for row, column, value in sorted(candidates, key=lambda each: (each[0], -each[1])):
        at = bisect_left(ends, column)
        before = chain[at - 1] if at else -1
        total = value + (worth[at - 1] if at else 0.0)
        if at < len(ends) and ends[at] == column and worth[at] >= total:
            continue
        runs.append((total, (row, column), before))
        over = at
        while over < len(ends) and worth[over] <= total:
            over += 1
        ends[at:over], worth[at:over], chain[at:over] = [column], [total], [len(runs) - 1]
    found: list[Place] = []
    link = chain[-1] if chain else -1
    while link >= 0:
        _, place, link = runs[link]
        found.append(place)
    return found[::-1]


def _matched(old: Sequence[TextBlock], new: Sequence[TextBlock]) -> Iterator[Pair]:
    """Yield blocks none of which has its like, each beside the version of it that is most like it."""
    at_old = at_new = 0
    for first, second in _versions(old, new) if old and new else ():
        yield from _side_by_side(old[at_old:first], new[at_new:second])
        yield old[first], new[second]
        at_old, at_new = first + 1, second + 1
    yield from _side_by_side(old[at_old:], new[at_new:])


def _versions(old: Sequence[TextBlock], new: Sequence[TextBlock]) -> list[Place]:
    known: dict[str, int] = {}
    sketches = [_sketch(block, known) for block in new]
    reach = len(new) if len(old) * len(new) <= _NEARBY else max(_NEARBY // len(old) // 2, 5)
    found: list[tuple[int, int, float]] = []
    for row, block in enumerate(old):
        middle = row * len(new) // len(old)
        low = max(0, middle - reach)
        near = sketches[low : middle + reach + 1]
        for _, score, column in process.extract(
            _sketch(block, known), near, scorer=Indel.normalized_similarity, score_cutoff=RELATED, limit=None
        ):
            if block.prose == new[low + column].prose:
                found.append((row, low + column, score))
    return _best(found)


def _sketch(block: TextBlock, known: dict[str, int]) -> str:
    """Return a block as something that is quickly held against others: a character for each word, or the line."""
    if not block.prose:
        return block.content.strip()
    words = (word for word, _ in words_of(block.content))
    return encoded((word for word in words if any(map(str.isalnum, word))), known)


def _side_by_side(old: Sequence[TextBlock], new: Sequence[TextBlock]) -> Iterator[Pair]:
    """Yield blocks that have nothing in common, one beside the other as long as both are prose or lines."""
    at_old = at_new = 0
    while at_old < len(old) or at_new < len(new):
        first = old[at_old] if at_old < len(old) else None
        second = new[at_new] if at_new < len(new) else None
        if first is not None and second is not None and first.prose != second.prose:
            second = None
        at_old, at_new = at_old + (first is not None), at_new + (second is not None)
        yield first, second
