"""Which columns a history has on so many cells: what matters least goes first where room is short."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column of `width` cells under a title; figures stand `right`."""

    title: str
    width: int
    right: bool = False


def columns_at(width: int) -> list[Column]:
    """Return the columns for so many cells; who wrote it, who committed it and what it cost need a wider list."""
    before: list[Column] = []
    after = [Column("added", 6, right=True), Column("gone", 6, right=True)]
    if width >= 56:
        after.append(Column("written by", 18 if width >= 100 else 10))
    if width >= 72:
        before.append(Column("author", 16 if width >= 100 else 10))
    if width >= 84:
        after.append(Column("cost", 8, right=True))
    taken = 2 + 11 + sum(column.width + 1 for column in [*before, *after])
    return [Column("when", 10), Column("what", max(width - taken - 1, 8)), *before, *after]
