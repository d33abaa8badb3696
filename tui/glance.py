"""The last look at the course: what stood on screen when the workbench was closed, kept for the next start.

The workbench takes its time to load; the lists of the last look stand at once, and can be walked through. It is shown
only while everything that it was made from is unchanged: each file by its size, time and inode, the database, the
settings, the terminal. Otherwise, and where it is damaged, the first frame waits for the workbench.
"""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self, cast

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.authoring import atomic
from tui.authoring.errors import AuthoringError
from tui.authoring.shown import DayView, LessonState, LessonView, SectionState, SectionView, topics_of
from tui.authoring.stamps import git_files, stamp
from tui.authoring.workspace import Workspace

_FORM = 1
"""Another number where another release keeps it otherwise."""

_NEAR = 40
"""Of how many days before and after the one on show the topics are kept: more than fit on a screen."""

_MATTER = ("ANTHROPIC_", "COURSEWRIGHT_", "NO_COLOR", "TERM", "COLORTERM", "TEXTUAL")
"""How the variables begin by which the status line, the keys or the colours may differ."""

_SECRET = ("KEY", "TOKEN")


@dataclass(frozen=True)
class Picture:
    """Lines as they were drawn, with what stood in the border around them."""

    lines: tuple[Strip, ...]
    title: str = ""
    subtitle: str = ""


@dataclass(frozen=True)
class Glance:
    """What the first frame shows; `day` is the one on show, `views` hold as much of the days as the tree shows.

    `tabs` are the keys that lead to the panes, `focus` is the pane in focus, `typed` are the sections in which
    something typed is kept.
    """

    title: str
    theme: str
    shares: Mapping[str, tuple[float, ...]]
    tabs: Mapping[str, str]
    focus: str | None
    target: str
    topic: str | None
    day: DayView
    typed: tuple[str, ...]
    syllabus: Any
    views: tuple[DayView, ...]
    preview: Picture
    below: Picture


def path(workspace: Workspace) -> Path:
    """Return where the last look is kept."""
    return workspace.state / "glance.json"


@dataclass(frozen=True)
class Look:
    """A look that is to be kept: plain data, to be written once the database is closed."""

    data: Mapping[str, Any]
    settings: Path

    @classmethod
    def of(
        cls,
        *,
        title: str,
        theme: str,
        shares: Mapping[str, tuple[float, ...]],
        tabs: Mapping[str, str],
        focus: str | None,
        target: str,
        topic: str | None,
        size: tuple[int, int],
        syllabus: Any,
        shown: DayView,
        typed: Iterable[str],
        views: Mapping[int, DayView],
        preview: Picture,
        below: Picture,
        settings: Path,
    ) -> Self:
        """Take down what is on screen."""
        numbers = [day.day for week in syllabus.weeks for day in week.days]
        at = numbers.index(shown.day.day)
        near = set(numbers[max(0, at - _NEAR) : at + _NEAR])
        weeks = [
            {
                "week": week.week,
                "title": week.title,
                "days": [_plain_day(day, views.get(day.day), whole=day.day in near) for day in week.days],
            }
            for week in syllabus.weeks
        ]
        data = {
            "form": _FORM,
            "size": list(size),
            "title": title,
            "theme": theme,
            "shares": shares,
            "tabs": tabs,
            "focus": focus,
            "target": target,
            "topic": topic,
            "weeks": weeks,
            "day": shown.day.day,
            "lessons": [_plain_lesson(lesson) for lesson in shown.lessons],
            "typed": sorted(typed),
            "near": sorted(near),
            "preview": _plain_picture(preview),
            "below": _plain_picture(below),
        }
        return cls(data, settings)

    def write(self, workspace: Workspace, env: Mapping[str, str]) -> None:
        """Keep it, with the stamps of all that it was made from; a folder that refuses is passed over."""
        stamps = _stamps(workspace, self.settings, self.data["near"], env)
        kept = {**self.data, "settings": str(self.settings), "stamps": stamps}
        try:
            atomic.write_text(
                path(workspace), json.dumps(kept, ensure_ascii=False, separators=(",", ":")), lasting=False
            )
        except AuthoringError:
            return


def read(workspace: Workspace, size: tuple[int, int], env: Mapping[str, str]) -> Glance | None:
    """Return the last look; None where there is none that still holds, on a screen of this size."""
    try:
        kept = json.loads(path(workspace).read_bytes())
        if kept["form"] != _FORM or kept["size"] != list(size):
            return None
        if kept["stamps"] != _stamps(workspace, Path(kept["settings"]), kept["near"], env):
            return None
        return _glance(kept)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, LookupError):
        return None


# Whether it still holds


def _stamps(workspace: Workspace, settings: Path, near: Iterable[int], env: Mapping[str, str]) -> list[Any]:
    """Return what tells whether anything on screen may have changed, as JSON gives it back."""
    database = workspace.database
    files = [workspace.syllabus, settings, database, database.with_name(f"{database.name}-wal")]
    files += git_files(workspace.root)
    folders = [workspace.templates, workspace.editing, *(workspace.day_folder(number) for number in near)]
    return [_told(env), [_plain_stamp(file) for file in files], [_of_folder(folder) for folder in folders]]


def _told(env: Mapping[str, str]) -> list[str]:
    """Return the variables that matter, with their values where these are no secret."""
    names = sorted(name for name in env if name.startswith(_MATTER))
    return [name if any(word in name for word in _SECRET) else f"{name}={env[name]}" for name in names]


def _plain_stamp(file: Path) -> list[int] | None:
    found = stamp(file)
    return list(found) if found is not None else None


def _of_folder(folder: Path) -> list[Any]:
    try:
        with os.scandir(folder) as entries:
            found = [(entry.name, entry.stat()) for entry in entries]
    except OSError:
        return []
    return sorted([name, status.st_size, status.st_mtime_ns, status.st_ino] for name, status in found)


# To plain data, and back


def _plain_day(day: Any, view: DayView | None, *, whole: bool) -> dict[str, Any]:
    plain: dict[str, Any] = {"day": day.day, "title": day.title}
    if view is None or not whole:
        return plain
    topics = [placed.address for placed in topics_of(day)]
    return plain | {
        "problem": view.problem,
        "units": [[unit.title, [topic.title for topic in unit.topics]] for unit in day.units],
        "teaches": [
            [lesson.state.value, [each for each in topics if each in taught]]
            for lesson in view.lessons
            for taught in (lesson.topics,)
        ],
    }


def _plain_lesson(lesson: LessonView) -> dict[str, Any]:
    plan = lesson.plan
    return {
        "plan": {
            "id": plan.id,
            "title": plan.title,
            "serial": plan.serial,
            "part": plan.part,
            "addition": plan.addition,
        },
        "state": lesson.state.value,
        "sections": [
            {
                "plan": {name: getattr(each.plan, name) for name in ("id", "title", "addition")},
                "kept": plan.kept_key(each.plan),
                "state": each.state.value,
                "words": each.words,
                "tokens": each.tokens,
                "attempts": each.attempts,
                "accepted": each.accepted,
            }
            for each in lesson.sections
        ],
    }


def _plain_picture(picture: Picture) -> dict[str, Any]:
    """Return the lines as runs of text, each with the number of its style; links and the like are left out."""
    styles: dict[str, int] = {}
    lines = []
    for strip in picture.lines:
        runs: list[list[Any]] = []
        for text, style, control in strip:
            if not control:
                said = str(style.clear_meta_and_links()) if style else ""
                runs.append([text, styles.setdefault(said, len(styles))])
        lines.append(runs)
    return {"title": picture.title, "subtitle": picture.subtitle, "styles": list(styles), "lines": lines}


def _picture(kept: Mapping[str, Any]) -> Picture:
    styles = [Style.parse(said) if said else None for said in kept["styles"]]
    lines = tuple(Strip([Segment(str(text), styles[number]) for text, number in runs]) for runs in kept["lines"])
    return Picture(lines, str(kept["title"]), str(kept["subtitle"]))


def _glance(kept: Mapping[str, Any]) -> Glance:
    days = {day["day"]: SimpleNamespace(day=day["day"], title=day["title"], units=_units(day)) for day in _days(kept)}
    weeks = [
        SimpleNamespace(week=week["week"], title=week["title"], days=[days[day["day"]] for day in week["days"]])
        for week in kept["weeks"]
    ]
    views = {day["day"]: _seen_from_afar(days[day["day"]], day) for day in _days(kept) if "teaches" in day}
    shown = views[kept["day"]]
    whole = DayView(shown.day, tuple(_lesson(lesson) for lesson in kept["lessons"]), planned=True)
    return Glance(
        title=kept["title"],
        theme=kept["theme"],
        shares={layout: tuple(each) for layout, each in kept["shares"].items()},
        tabs=kept["tabs"],
        focus=kept["focus"],
        target=kept["target"],
        topic=kept["topic"],
        day=whole,
        typed=tuple(kept["typed"]),
        syllabus=SimpleNamespace(title=kept["title"], weeks=weeks),
        views=tuple(views.values()),
        preview=_picture(kept["preview"]),
        below=_picture(kept["below"]),
    )


def _days(kept: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [day for week in kept["weeks"] for day in week["days"]]


def _units(day: Mapping[str, Any]) -> Sequence[Any]:
    return [
        SimpleNamespace(title=title, topics=[SimpleNamespace(title=topic) for topic in topics])
        for title, topics in day.get("units", ())
    ]


def _seen_from_afar(day: Any, kept: Mapping[str, Any]) -> DayView:
    """Return a day as the tree shows it: how many of its lessons are approved, and the state of each topic."""
    lessons = tuple(_of_topics(LessonState(state), topics) for state, topics in kept["teaches"])
    return DayView(day, lessons, planned=True, problem=kept["problem"])


def _of_topics(state: LessonState, topics: Sequence[str]) -> LessonView:
    plan = SimpleNamespace(points=tuple(f"{topic}.1" for topic in topics))
    return LessonView(cast("Any", plan), state, ())


@dataclass(frozen=True)
class _SeenLesson:
    """As much of a lesson's plan as the lists show."""

    id: str
    title: str
    serial: int
    part: int | None
    addition: str | None
    kept: Mapping[str, str]

    def kept_key(self, section: Any) -> str:
        """Return the name under which the attempts of one of its sections are kept."""
        return self.kept[section.id]


def _lesson(kept: Mapping[str, Any]) -> LessonView:
    plan = cast(
        "Any", _SeenLesson(**kept["plan"], kept={each["plan"]["id"]: each["kept"] for each in kept["sections"]})
    )
    sections = tuple(
        SectionView(
            plan,
            cast("Any", SimpleNamespace(**each["plan"])),
            SectionState(each["state"]),
            each["words"],
            each["tokens"],
            each["attempts"],
            each["accepted"],
        )
        for each in kept["sections"]
    )
    return LessonView(plan, LessonState(kept["state"]), sections)
