"""Where the course stands in an outline: its title, its weeks and days with their lines, and the brief around them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tui.authoring.syllabus import inline, marks
from tui.authoring.syllabus.days import Numbered
from tui.authoring.syllabus.lines import Kind, Line, is_sentence

UNTITLED = "Untitled course"

_SPACE = (Kind.BLANK, Kind.RULE, Kind.UNDERLINE)
_PROSE = (Kind.TEXT, Kind.TABLE, Kind.CODE, Kind.COMMENT)
_LONGEST_LABEL = 80
_LONGEST_TITLE = 120


@dataclass
class DayBlock:
    """A day and the lines below it that are neither blank nor rules."""

    line: Line
    what: Numbered
    context: int
    body: list[Line] = field(default_factory=list)
    headed: bool = False
    loose: bool = False

    def add(self, line: Line) -> None:
        """Put `line` below the day; remember whether a heading came before any bullet."""
        self.body.append(line)
        self.headed = self.headed or (line.kind is Kind.HEADING and not self.loose)
        self.loose = self.loose or (line.kind in (Kind.BULLET, Kind.BOLD) and not self.headed)

    def closed_by(self, line: Line) -> bool:
        """Tell whether `line` cannot stand below this day."""
        day = self.line
        if line.kind is Kind.HEADING:
            if day.kind is Kind.HEADING:
                return line.depth <= day.depth
            return day.kind is Kind.BULLET or line.depth <= self.context or self.loose
        if day.kind is Kind.BULLET:
            return line.kind in (Kind.BULLET, Kind.BOLD) and line.depth < day.depth + 2
        return False


@dataclass
class WeekBlock:
    """A week, or a part of the course that stands where a week would; its days may be none."""

    line: Line | None
    number: int | None
    title: str | None
    days: list[DayBlock] = field(default_factory=list)


@dataclass
class Frame:
    """An outline taken apart: every line that is not blank is in exactly one of these places."""

    title: str
    title_line: Line | None
    before: tuple[tuple[Line, ...], ...]
    weeks: list[WeekBlock]
    outside: list[Line]
    after: tuple[Line, ...]

    def brief(self, *, ended: bool = True) -> str:
        r"""Return the text around the outline as it stands, its pieces apart by a blank line.

        Line ends become `\n`, and what no UTF-8 file can hold a question mark. `ended` tells whether the last line of
        the outline had a line end.
        """
        pieces = [piece for piece in (*self.before, self.after) if any(line.kind not in _SPACE for line in piece)]
        joined = "\n".join("".join(f"{line.raw}\n" for line in piece) for piece in pieces)
        if pieces and pieces[-1] is self.after and not ended:
            joined = joined.removesuffix("\n")
        return joined.encode("utf-8", "replace").decode("utf-8")


def take_apart(lines: Sequence[Line], found: marks.Marks) -> Frame:
    """Return the frame of an outline whose days and weeks are known."""
    start = found.first()
    title_place, title = _title(lines, found, start)
    end = _end(lines, found)
    weeks: list[WeekBlock] = []
    outside: list[Line] = []
    day: DayBlock | None = None
    context = 0 if title_place is None else 1
    for place in range(start, end):
        line = lines[place]
        if line.kind is Kind.HEADING and place not in found.days:
            context = line.depth if day is None or day.closed_by(line) else context
        if place in found.days:
            day = DayBlock(line, found.days[place], context)
            _week_for(day, weeks).days.append(day)
        elif place in found.weeks:
            week, day = found.weeks[place], None
            whole = inline.title_text(line.text) if week.last or not week.number else None
            weeks.append(WeekBlock(line, week.number, whole or week.title or None))
        elif place in found.sections:
            day = None
            weeks.append(WeekBlock(line, None, found.sections[place]))
        elif line.kind in _SPACE:
            continue
        elif day is None or day.closed_by(line):
            day = None
            outside.append(line)
        else:
            day.add(line)
    before: tuple[tuple[Line, ...], ...] = (tuple(lines[:start]),)
    title_line = None
    if title_place is not None:
        title_line = lines[title_place]
        below = title_place + 1
        if below < len(lines) and lines[below].kind is Kind.UNDERLINE:
            below += 1
        before = (tuple(lines[:title_place]), tuple(lines[below:start]))
    return Frame(title, title_line, before, weeks, outside, tuple(lines[end:]))


def _week_for(day: DayBlock, weeks: list[WeekBlock]) -> WeekBlock:
    named = day.what.week
    if not weeks or (named and weeks[-1].line is None and weeks[-1].number != named):
        weeks.append(WeekBlock(None, named, None))
    return weeks[-1]


def _title(lines: Sequence[Line], found: marks.Marks, start: int) -> tuple[int | None, str]:
    """Return the place of the course's title, if it has one, and its text."""
    headings = [place for place in range(start) if lines[place].kind is Kind.HEADING]
    depth = lines[start].depth if lines[start].kind is Kind.HEADING else 7
    above = None
    for place in reversed(headings):
        if lines[place].depth < depth:
            above, depth = place, lines[place].depth
    if above is None and headings:
        above = headings[0]
    if above is not None:
        return above, inline.title_text(lines[above].text)
    for line in lines[:start]:
        if line.kind is Kind.FRONT and line.text.casefold().startswith("title:"):
            said = inline.title_text(line.text[len("title:") :].strip().strip("\"'"))
            if said:
                return None, said
    first = next((place for place in range(start) if lines[place].kind not in _SPACE), None)
    if first is not None and _is_title(lines, first):
        return first, inline.title_text(lines[first].text)
    return None, UNTITLED


def _is_title(lines: Sequence[Line], place: int) -> bool:
    line = lines[place]
    alone = place + 1 >= len(lines) or lines[place + 1].kind is not Kind.TEXT
    short = len(line.text) <= _LONGEST_TITLE and not is_sentence(line.text) and not line.text.endswith(":")
    return bool(line.text) and line.kind in (Kind.TEXT, Kind.BOLD) and alone and short


def is_label(line: Line, after: Line | None, beyond: Line | None) -> bool:
    """Tell whether a line of plain text titles the bullets below it: one short line that is no sentence."""
    if line.kind is not Kind.TEXT or len(line.text) > _LONGEST_LABEL or is_sentence(line.text) or after is None:
        return False
    if after.kind is Kind.BULLET:
        return True
    return after.kind is Kind.BLANK and line.text.endswith(":") and beyond is not None and beyond.kind is Kind.BULLET


def _end(lines: Sequence[Line], found: marks.Marks) -> int:
    """Return the place at which the text after the outline begins.

    That is, below the last day: a heading that cannot stand below a day; or a rule that no heading of the day
    follows; or a paragraph of its own after which the day has no more headings or bold lines.
    """
    last = max(found.days)
    context = next((lines[n].depth for n in range(last - 1, -1, -1) if lines[n].kind is Kind.HEADING), 0)
    day = DayBlock(lines[last], found.days[last], context)
    zone = len(lines)
    for place in range(last + 1, len(lines)):
        line = lines[place]
        if place in found.weeks or place in found.sections or day.closed_by(line):
            zone = place
            break
        day.add(line)
    headed = [n for n in range(last + 1, zone) if lines[n].kind in (Kind.HEADING, Kind.BOLD)]
    last_headed = headed[-1] if headed else last
    last_bullet = max((n for n in range(last + 1, zone) if lines[n].kind is Kind.BULLET), default=last)
    filled = False
    for place in range(last + 1, zone):
        line = lines[place]
        if line.kind in (Kind.HEADING, Kind.BOLD, Kind.BULLET):
            filled = True
        elif line.kind is Kind.RULE and place > last_headed:
            following = next((n for n in range(place + 1, zone) if lines[n].kind not in _SPACE), None)
            if filled or (following is not None and lines[following].kind in _PROSE):
                return place
        elif line.kind in _PROSE and filled and place > last_headed and not _belongs(lines, place):
            # Within a list it is a remark; after one it may be the first line of instructions that have bullets too.
            apart = line.kind is Kind.TEXT and lines[place - 1].kind in _SPACE
            if place > last_bullet or apart:
                return place
    return zone


def _belongs(lines: Sequence[Line], place: int) -> bool:
    """Tell whether text after a day's bullets is part of them: indented below one, or the label of the next."""
    line = lines[place]
    if line.depth >= 2 and line.kind is not Kind.COMMENT:
        return True
    first = place + 1 < len(lines) and lines[place - 1].kind is not Kind.TEXT
    after = lines[place + 1] if place + 1 < len(lines) else None
    return first and is_label(line, after, lines[place + 2] if place + 2 < len(lines) else None)
