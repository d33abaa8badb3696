"""Where each line of a plan's file has gone when the plan was changed."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any

from tui.authoring.planning.plan_lines import Place

Item = Mapping[str, Any]
At = tuple[int, ...]


class PlanPlaces:
    """The lessons and sections of an old plan and of a new one, both as plain YAML, matched with one another."""

    def __init__(self, old: Item, new: Item) -> None:
        self._lessons = _matched(_lessons(old), _lessons(new), [_slug, _kept_name])
        self._sections = _matched(_sections(old), _sections(new), [_kept_key, _points, _id])

    def now(self, place: Place) -> Place | None:
        """Return where the place is in the new plan, or None where what it is in is gone."""
        match place:
            case ("lessons", int(lesson), "sections", int(section), *rest):
                found = self._sections.get((lesson, section))
                return None if found is None else ("lessons", found[0], "sections", found[1], *rest)
            case ("lessons", int(lesson), *rest):
                found = self._lessons.get((lesson,))
                return None if found is None else ("lessons", found[0], *rest)
        return place


def _matched(
    old: Mapping[At, Item], new: Mapping[At, Item], told_by: Sequence[Callable[[Item], Hashable]]
) -> dict[At, At]:
    """Return where each old item is among the new ones, told by the first of these that only one of each has."""
    found: dict[At, At] = {}
    for tell in told_by:
        before = _unique({at: tell(item) for at, item in old.items() if at not in found})
        after = _unique({at: tell(item) for at, item in new.items() if at not in found.values()})
        found |= {at: after[key] for key, at in before.items() if key in after}
    return found


def _unique(keys: Mapping[At, Hashable]) -> dict[Hashable, At]:
    counts = Counter(keys.values())
    return {key: at for at, key in keys.items() if key not in ("", ()) and counts[key] == 1}


def _items(holder: Any, name: str) -> Iterator[tuple[int, Item]]:
    found = holder.get(name) if isinstance(holder, Mapping) else None
    for at, item in enumerate(found if isinstance(found, list) else []):
        if isinstance(item, Mapping):
            yield at, item


def _lessons(plan: Item) -> dict[At, Item]:
    return {(at,): lesson for at, lesson in _items(plan, "lessons")}


def _sections(plan: Item) -> dict[At, Item]:
    return {
        (at, n): {"lesson": _kept_name(lesson), **section}
        for at, lesson in _items(plan, "lessons")
        for n, section in _items(lesson, "sections")
    }


def _slug(lesson: Item) -> str:
    return str(lesson.get("file", "")).removeprefix(str(lesson.get("id", "")))


def _kept_name(lesson: Item) -> str:
    return str(lesson.get("kept_as") or lesson.get("id") or "")


def _kept_key(section: Item) -> str:
    return str(section.get("kept_as") or f"{section['lesson']}/{section.get('id')}")


def _points(section: Item) -> tuple[str, ...]:
    points = section.get("points")
    return tuple(map(str, points)) if isinstance(points, list) else ()


def _id(section: Item) -> str:
    return str(section.get("id", ""))
