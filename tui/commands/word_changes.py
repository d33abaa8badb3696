"""A comparison by words, as lines for a terminal or a pipe: what changed, with what stands around it."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tui.authoring.comparing.comparison import Block, Comparison

_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*?)\s*#*\s*")


def lines(comparison: "Comparison", *, coloured: bool) -> Iterator[str]:
    """Yield the lines of the blocks that changed, and of one before and after, below the heading where they stand.

    Without colours, removed words stand in `[-…-]` and added ones in `{+…+}`, as git writes them.
    """
    blocks = comparison.blocks
    shown = _shown(blocks)
    heading, last = "", None
    for at, block in enumerate(blocks):
        text = "".join(piece.new or piece.old for piece in block.pieces)
        found = _HEADING.fullmatch(text.strip("\n"))
        if at in shown:
            if last is None or at != last + 1:
                where = f"@@ {heading} @@" if heading else "@@"
                yield click.style(where, fg="cyan") if coloured else where
            yield from _block(block, coloured=coloured)
            last = at
        if found is not None:
            heading = found[1]


def changes(comparison: "Comparison") -> list[tuple[str, str]]:
    """Return what each change removes and adds, in order."""
    found: dict[int, tuple[str, str]] = {}
    for block in comparison.blocks:
        for piece in block.pieces:
            if piece.change is not None:
                before, after = found.get(piece.change, ("", ""))
                found[piece.change] = before + piece.old, after + piece.new
    return [found[number] for number in sorted(found)]


def _shown(blocks: "tuple[Block, ...]") -> set[int]:
    """Return which blocks are shown: the changed ones, and the nearest that is not blank on either side."""
    shown: set[int] = set()
    for at, block in enumerate(blocks):
        if all(piece.change is None for piece in block.pieces):
            continue
        for step in (-1, 1):
            near = at + step
            while 0 <= near < len(blocks) and _is_blank(blocks[near]):
                near += step
            if 0 <= near < len(blocks):
                shown.update(range(min(at, near), max(at, near) + 1))
        shown.add(at)
    return shown


def _is_blank(block: "Block") -> bool:
    return not "".join(piece.old + piece.new for piece in block.pieces).strip()


def _block(block: "Block", *, coloured: bool) -> Iterator[str]:
    text = "".join(_piece(piece.old, piece.new, piece.change is not None, coloured) for piece in block.pieces)
    return iter(text.removesuffix("\n").split("\n")) if text else iter(())


def _piece(old: str, new: str, changed: bool, coloured: bool) -> str:
    if not changed:
        return new
    return _marked(old, "[-", "-]", "red", coloured) + _marked(new, "{+", "+}", "green", coloured)


def _marked(text: str, begin: str, end: str, colour: str, coloured: bool) -> str:
    """Mark each line of `text` by itself, line ends left out: what cuts the output at lines must leave no mark open."""
    found = []
    for line in text.split("\n"):
        if not line:
            found.append("")
        elif coloured:
            found.append(click.style(line, fg=colour, strikethrough=colour == "red" or None))
        else:
            found.append(f"{begin}{line}{end}")
    return "\n".join(found)
