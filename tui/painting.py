"""Paints of a screen what has changed and is seen: neither what others cover, nor what only lies between changes.

Textual 8.2.8 renders all lines of every widget in the box around what has changed, and then takes what is in front.
Where three panes change at once, that is half of the time between a key and its frame (`python -m benchmarks keys`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import cast

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip

Span = tuple[int, int, int]
"""A part of a line: its y, and its x from the first cell to the one after the last."""

_Chops = Sequence[Mapping[int, Strip]]
"""For each line of the screen what stands from each cut on, up to the next; None where nothing was asked for."""


class FrontCompositor(Compositor):
    """Lays out and paints as Textual's own does, and looks at the same widgets, from the front to the back."""

    def render_partial_update(self) -> ChopsUpdate | None:
        """Return what has changed since the last frame, or None where nothing has."""
        changed = self._dirty_regions.copy()
        self._dirty_regions.clear()
        if not changed:
            return None
        spans = list(self._regions_to_spans(changed))
        return ChopsUpdate(self._painted(spans), spans, [cuts[1:] for cuts in self.cuts])

    def _render_chops(self, crop: Region, is_rendered_line: Callable[[int], bool]) -> _Chops:
        width, _ = self.size
        return self._painted((y, 0, width) for y in crop.line_range if is_rendered_line(y))

    def _painted(self, spans: Iterable[Span]) -> _Chops:
        cuts = self.cuts
        chops: list[dict[int, Strip | None]] = [dict.fromkeys(line[:-1]) for line in cuts]
        wanted = self._wanted(spans)
        for widget, (region, clip) in self.visible_widgets.items():
            if not wanted:
                break
            shown = region.intersection(clip)
            first, end = shown.column_span
            lines = [
                y for y in shown.line_range if y in wanted and any(first <= cut < end for cut in wanted[y])
            ]  # none of them where all of it is covered or as before
            if not lines:
                continue
            top, height = lines[0], lines[-1] + 1 - lines[0]
            strips = widget.render_lines(Region(shown.x - region.x, top - region.y, shown.width, height))
            for y in lines:
                inside = [cut for cut in cuts[y] if first <= cut <= end]
                parts = strips[y - top].divide([cut - first for cut in inside[1:]])
                for cut, part in zip(inside, parts, strict=False):
                    if cut in wanted[y]:
                        chops[y][cut] = part
                        wanted[y].discard(cut)
                if not wanted[y]:
                    del wanted[y]
        return cast("_Chops", chops)

    def _wanted(self, spans: Iterable[Span]) -> dict[int, set[int]]:
        """Return for each line the cuts from which on something is to be painted."""
        wanted: dict[int, set[int]] = {}
        for y, start, end in spans:
            if 0 <= y < len(self.cuts):
                line = self.cuts[y]
                found = {cut for cut, after in pairwise(line) if cut < end and after > start}
                wanted.setdefault(y, set()).update(found)
        return {y: found for y, found in wanted.items() if found}
