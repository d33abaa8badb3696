"""Import: a Markdown outline, with whatever surrounds it, becomes a syllabus; docs/outlines.md says how.

Every line that is not blank is accounted for: it is part of the syllabus, part of the brief, or reported.
"""

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tui.authoring.errors import InputError
from tui.authoring.syllabus import findings, frame, marks, nearest
from tui.authoring.syllabus.days import Numbered
from tui.authoring.syllabus.findings import ImportFinding, Said, quoted
from tui.authoring.syllabus.frame import DayBlock, Frame, WeekBlock
from tui.authoring.syllabus.inline import title_text
from tui.authoring.syllabus.lines import Kind, Line, classify, split
from tui.authoring.syllabus.model import Day, Point, Syllabus, Topic, Unit, Week
from tui.authoring.syllabus.structure import Roles, shape
from tui.authoring.syllabus.tree import Tree, from_text, grow

__all__ = ["ImportFinding", "ImportedOutline", "OutlineError", "read_outline", "read_outline_file"]

# UTF-32 first: its mark begins with that of UTF-16.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

MOST_BYTES = 8_000_000
"""A hundred times the outline of a whole course; reading what is larger would take minutes, and come to nothing."""


class OutlineError(InputError):
    """The outline cannot be read, or no line of it is a day."""


@dataclass(frozen=True)
class ImportedOutline:
    """What an outline became; `lines` tells of every line that is not blank: "outline", "brief" or "reported"."""

    syllabus: Syllabus
    findings: tuple[ImportFinding, ...]
    lines: Mapping[int, str]


def read_outline_file(path: Path) -> ImportedOutline:
    """Read the outline at `path`: UTF-8, or UTF-16 or UTF-32 with a byte order mark.

    Raises:
        OutlineError: the file is missing, unreadable or not text; or as for `read_outline`.
    """
    if path.is_dir():
        raise OutlineError(f"{path} is a folder: name the outline in it.")
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise OutlineError(f"{path} does not exist.") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise OutlineError(f"{path} could not be read: {reason}.") from error
    if len(data) > MOST_BYTES:
        raise OutlineError(f"{path} is larger than {MOST_BYTES:,} bytes, and no outline: name the outline itself.")
    mark, encoding = next(((m, name) for m, name in _BYTE_ORDER_MARKS if data.startswith(m)), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        place = error.start + len(mark)
        raise OutlineError(f"{path} is not {encoding.upper()} text (byte {place}): save it as UTF-8.") from error
    if "\0" in text:
        raise OutlineError(f"{path} is not text (it holds NUL bytes): save the outline as UTF-8 text.")
    return read_outline(text, name=str(path))


def read_outline(text: str, *, name: str = "the outline") -> ImportedOutline:
    """Read an outline; `name` is what errors call it.

    Raises:
        OutlineError: no line is a day; the message shows the nearest thing found and what is expected.
    """
    text = text.removeprefix("\ufeff")
    raws = split(text)
    lines = classify(raws)
    found = marks.find(lines)
    if found is None and any(line.kind is Kind.CODE for line in lines):
        unfenced = classify(raws, fences=False)
        found = marks.find(unfenced)
        lines = unfenced if found else lines
    if found is None:
        raise OutlineError(nearest.refusal(lines, name))
    return _Import(lines, found, ended=text.endswith(("\n", "\r"))).run()


@dataclass
class _Import:
    lines: Sequence[Line]
    marks: marks.Marks
    ended: bool
    findings: list[ImportFinding] = field(default_factory=list)
    reported: list[Line] = field(default_factory=list)
    topics: list[Said] = field(default_factory=list)
    points: list[Said] = field(default_factory=list)

    def run(self) -> ImportedOutline:
        parts = frame.take_apart(self.lines, self.marks)
        if parts.title_line is None and parts.title == frame.UNTITLED:
            self._find(
                "no-title", self._first_line(), f"No title was found; the course is called {quoted(parts.title)}."
            )
        self._report(parts.outside, "between the days")
        blocks = [block for week in parts.weeks for block in week.days]
        numbers = self._numbers(parts)
        trees = self._trees(blocks, structured=parts)
        roles = Roles.learned(tree.roots for tree in trees)
        days = [
            self._day(block, number, tree, roles) for block, number, tree in zip(blocks, numbers, trees, strict=True)
        ]
        syllabus = Syllabus(
            title=parts.title, brief=parts.brief(ended=self.ended), weeks=self._weeks(parts.weeks, days)
        )
        self._remark(parts, syllabus, blocks, numbers)
        self.findings.sort(key=lambda each: each.line)
        return ImportedOutline(syllabus, tuple(self.findings), self._account(parts))

    def _find(self, rule: str, line: int, message: str) -> None:
        self.findings.append(ImportFinding(rule, line, message))

    def _report(self, lines: Sequence[Line], where: str) -> None:
        self.reported += lines
        self.findings += findings.unplaced(lines, where)

    def _first_line(self) -> int:
        return next(line.number for line in self.lines if line.kind is not Kind.BLANK)

    def _numbers(self, parts: Frame) -> list[int]:
        """Return the number of each day, unique and from 1; whatever differs from the outline is reported."""
        counted = marks.running(self.marks.days, [*self.marks.weeks, *self.marks.sections])
        blocks = [block for week in parts.weeks for block in week.days]
        if counted is not self.marks.days:
            self._find_restarts(parts, list(counted.values()))
            return [day.number for day in counted.values()]
        own = {block.what.number for block in blocks}
        highest = max(own)
        taken: set[int] = set()
        numbers = []
        for block in blocks:
            number = block.what.number
            if number in taken or number < 1:
                highest = max(highest, 0)
                new = number + 1 if number + 1 not in own and number + 1 not in taken else highest + 1
                why = "stands a second time" if number in taken else "is no number for a day (they count from 1)"
                self._find("day-renumbered", block.line.number, f"Day {number} {why}; this one becomes day {new}.")
                number = new
            highest = max(highest, number)
            taken.add(number)
            numbers.append(number)
        return numbers

    def _find_restarts(self, parts: Frame, counted: Sequence[Numbered]) -> None:
        place = 0
        for week in parts.weeks:
            if week.days and place:
                name = quoted(week.title) if week.title else f"Week {week.number}"
                first, last = counted[place].number, counted[place + len(week.days) - 1].number
                span = f"days {first} to {last}" if last > first else f"day {first}"
                message = f"{name} counts its days from 1 again; here that is {span} of the course."
                self._find("day-renumbered", week.days[0].line.number, message)
            place += len(week.days)

    def _trees(self, blocks: Sequence[DayBlock], *, structured: Frame) -> list[Tree]:
        trees = [grow(block.body) for block in blocks]
        any_roots = any(tree.roots for tree in trees)
        for place, tree in enumerate(trees):
            text = [line for line in tree.unplaced if line.kind in (Kind.TEXT, Kind.BOLD)]
            # Text below the last day of an outline of bullets is more likely an instruction than its points.
            if tree.roots or not text or (any_roots and place == len(trees) - 1 and not structured.after):
                continue
            tree.roots = from_text(text)
            if tree.roots:
                tree.unplaced = [line for line in tree.unplaced if line.kind not in (Kind.TEXT, Kind.BOLD)]
        return trees

    def _day(self, block: DayBlock, number: int, tree: Tree, roles: Roles) -> Day:
        line = block.line.number
        title = title_text(block.what.title) if block.what.title else title_text(block.line.text)
        if not block.what.title:
            self._find("untitled-day", line, f"Day {number} has no title of its own.")
        if block.what.last:
            said = f"Days {block.what.number} to {block.what.last} share one outline: they become day {number}."
            self._find("day-range", line, said)
        self._report(tree.unplaced, f"of day {number}")
        if not tree.roots:
            self._find("empty-day", line, f"Day {number} has nothing below it; its title stands for its only point.")
            only = Topic(title=title, points=(Point(text=title),))
            return Day(day=number, title=title, units=(Unit(title=title, topics=(only,)),))
        shaped = shape(title, tree.roots, roles)
        self._report(shaped.unplaced, f"of day {number}")
        for each in shaped.empty_units:
            message = (
                f"The unit {quoted(title_text(each.text))} of day {number} has no topics; its title stands for one."
            )
            self._find("empty-unit", each.number, message)
        for each in shaped.empty_topics:
            message = (
                f"The topic {quoted(title_text(each.text))} of day {number} has no points; its title stands for one."
            )
            self._find("empty-topic", each.number, message)
        for (u, t), at in shaped.topics.items():
            self.topics.append(Said(shaped.units[u].topics[t].title, number, at.number))
        for (u, t, p), at in shaped.points.items():
            self.points.append(Said(shaped.units[u].topics[t].points[p].text, number, at.number))
        return Day(day=number, title=title, units=tuple(shaped.units))

    def _weeks(self, blocks: Sequence[WeekBlock], days: Sequence[Day]) -> tuple[Week, ...]:
        weeks = []
        place = 0
        for block in blocks:
            own = tuple(days[place : place + len(block.days)])
            place += len(block.days)
            if own:
                weeks.append(Week(week=block.number or None, title=block.title, days=own))
            elif block.line is not None:
                self.reported.append(block.line)
                self._find(
                    "empty-week", block.line.number, f"{quoted(block.title or '')} has no days and was left out."
                )
        return tuple(weeks)

    def _remark(self, parts: Frame, syllabus: Syllabus, blocks: Sequence[DayBlock], numbers: Sequence[int]) -> None:
        counts = syllabus.counts()
        brief = [line for piece in (*parts.before, parts.after) for line in piece]
        titled = [parts.title_line] if parts.title_line else []
        self.findings += findings.promises([*titled, *brief], counts["days"], counts["weeks"])
        for total in sorted({block.what.of for block in blocks if block.what.of} - {counts["days"]}):
            line = next(block.line.number for block in blocks if block.what.of == total)
            self._find(
                "days-promised",
                line,
                f"Days are counted of {total}, and {findings.are(counts['days'], 'days')} defined.",
            )
        spans = []
        for block, number in zip(blocks, numbers, strict=True):
            last = block.what.last if block.what.last and block.what.number == number else number
            spans.append((number, last, block.line.number))
        self.findings += findings.gaps(spans)
        kept = [span for span, block in zip(spans, blocks, strict=True) if span[0] == block.what.number]
        self.findings += findings.disorder(kept)
        self.findings += findings.repetitions(self.topics, "topic")
        self.findings += findings.repetitions(self.points, "point")
        self._capstones(parts, syllabus)
        after = next((line for line in parts.after if line.kind in (Kind.HEADING, Kind.BULLET)), None)
        if after:
            message = f"What follows the last day from {quoted(after.text)} on is kept in the brief, not taught."
            self._find("after-outline", after.number, message)

    def _capstones(self, parts: Frame, syllabus: Syllabus) -> None:
        filled = [block for block in parts.weeks if block.days]
        for block, week in zip(filled, syllabus.weeks, strict=True):
            if block.line is None or "capstone" not in (week.title or "").casefold():
                continue
            titles = [day.title for day in week.days]
            titles += [unit.title for day in week.days for unit in day.units]
            titles += [topic.title for day in week.days for unit in day.units for topic in unit.topics]
            if not any("capstone" in title.casefold() for title in titles):
                message = f"The week {quoted(week.title or '')} announces a capstone that none of its days holds."
                self._find("capstone-missing", block.line.number, message)

    def _account(self, parts: Frame) -> dict[int, str]:
        fates = {line.number: "outline" for line in self.lines if line.raw.strip()}
        for piece in (*parts.before, parts.after):
            if any(line.kind not in (Kind.BLANK, Kind.RULE, Kind.UNDERLINE) for line in piece):
                fates.update({line.number: "brief" for line in piece if line.number in fates})
        fates.update({line.number: "reported" for line in self.reported if line.number in fates})
        for line in self.lines:
            if line.kind is Kind.UNDERLINE and line.number - 1 in fates:
                fates[line.number] = fates[line.number - 1]
        return fates
