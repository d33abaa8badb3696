"""Which point of the changed syllabus is which of those that a plan knows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

AT_ITS_PLACE = 60.0
ELSEWHERE = 80.0
"""How alike, out of 100, two texts must be to be one point reworded. Of all pairs of points in this repository's
syllabus, 5 % of those in one topic are as alike as the first says, and fewer than one in a thousand of those in one
day as the second."""


@dataclass(frozen=True)
class Matched:
    """Old addresses to new ones: points that say the `same`, and `reworded` ones; others are `removed` or `new`."""

    same: Mapping[str, str]
    reworded: Mapping[str, str] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    new: tuple[str, ...] = ()

    @property
    def now(self) -> dict[str, str]:
        """Old addresses to new ones, for all points that are still there."""
        return {**self.same, **self.reworded}


def match(old: Mapping[str, str], new: Mapping[str, str]) -> Matched:
    """Match the points that a plan knows, by address, with those of the syllabus.

    A point with the same text is the same point, at the same address first; then one is reworded whose text is alike,
    where it stands in the same place less so than where it does not.
    """
    same = {address: address for address, text in old.items() if new.get(address) == text}
    same |= _elsewhere(_without(old, same), _without(new, same.values()))
    left_old, left_new = _without(old, same), _without(new, same.values())
    reworded = _reworded(left_old, left_new, same)
    return Matched(
        same,
        reworded,
        removed=in_order(address for address in left_old if address not in reworded),
        new=in_order(address for address in left_new if address not in reworded.values()),
    )


def at_face_value(taught: Iterable[str], new: Mapping[str, str]) -> Matched:
    """Match the addresses of a plan that does not say what its points said."""
    addresses = set(taught)
    return Matched(
        same={address: address for address in in_order(addresses & new.keys())},
        removed=in_order(addresses - new.keys()),
        new=in_order(new.keys() - addresses),
    )


def in_order(addresses: Iterable[str]) -> tuple[str, ...]:
    """Return addresses in the order of the syllabus."""
    return tuple(sorted(addresses, key=numbers))


def numbers(address: str) -> tuple[int, ...]:
    """Return an address as numbers, which sort as the syllabus stands."""
    return tuple(map(int, address.split(".")))


def _without(points: Mapping[str, str], addresses: Iterable[str]) -> dict[str, str]:
    left_out = set(addresses)
    return {address: points[address] for address in in_order(points) if address not in left_out}


def _elsewhere(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    places: dict[str, list[str]] = {}
    for address, text in new.items():
        places.setdefault(text, []).append(address)
    return {address: places[text].pop(0) for address, text in old.items() if places.get(text)}


def _reworded(old: Mapping[str, str], new: Mapping[str, str], same: Mapping[str, str]) -> dict[str, str]:
    pairs = []
    for n, (address, text) in enumerate(old.items()):
        places = _places(address, same)
        for m, (other, said) in enumerate(new.items()):
            here = other in places
            alike = _alike(text, said, here=here)
            if alike >= (AT_ITS_PLACE if here else ELSEWHERE):
                pairs.append((not here, -alike, n, m, address, other))
    found: dict[str, str] = {}
    for *_, address, other in sorted(pairs):
        if address not in found and other not in found.values():
            found[address] = other
    return found


def _places(address: str, same: Mapping[str, str]) -> set[str]:
    """Return where a point would stand if nothing but its text had changed: its address, and beside its neighbours."""
    found = {address}
    for step in (-1, 1):
        neighbour = same.get(_beside(address, step))
        if neighbour is not None:
            found.add(_beside(neighbour, -step))
    return found


def _beside(address: str, step: int) -> str:
    topic, _, point = address.rpartition(".")
    return f"{topic}.{int(point) + step}"


def _alike(text: str, other: str, *, here: bool) -> float:
    from rapidfuzz import fuzz, utils  # only where a point has changed

    said = utils.default_process(text), utils.default_process(other)
    # A text that holds all words of a shorter one is that one told at length, but only where that one stood.
    return max(fuzz.ratio(*said), (fuzz.token_set_ratio if here else fuzz.token_sort_ratio)(*said))
