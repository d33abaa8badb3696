"""The rule `links`: links and images lead somewhere, within the lesson and from one lesson to another."""

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from tui.authoring.checks import link_sources
from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.lesson_text import LessonText
from tui.authoring.checks.link_sources import Target
from tui.authoring.checks.rule import Digest, Rule, Settings
from tui.authoring.checks.subject import Subject
from tui.authoring.planning import naming
from tui.authoring.review import lesson_document

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
_ABSOLUTE = re.compile(r"/|~|[A-Za-z]:|file:", re.IGNORECASE)
_LIKE_A_LESSON = re.compile(r"day[-_ ]?\d.*\.md", re.IGNORECASE)
_NEAR = 60
"""From how many of a hundred points of likeness on a name is suggested in place of another."""


def check(subject: Subject, settings: Settings) -> Iterator[Found]:
    """Yield the links that lead nowhere within the lesson, or to files that are no lessons and do not exist."""
    del settings
    anchors = link_sources.anchors(subject.text)
    for link in link_sources.targets(subject.text):
        message = _wrong(link, subject)
        if message is not None:
            yield Found(link.line, link.quote, message)
            continue
        own = not _leads_away(link.path) and _resolved(link, subject.path) == subject.path
        if own and link.anchor and link.anchor not in anchors:
            yield _no_anchor(link, anchors, _planned_anchors(subject), "the lesson")
    for each in link_sources.no_links(subject.text):
        yield Found(each.line, each.quote, each.message)


def digest(subject: Subject) -> Digest:
    """Return where others can link to in this lesson, what its day plans, and its links to other lessons."""
    folder = posixpath.dirname(subject.path)
    links = []
    for link in link_sources.targets(subject.text):
        if _leads_away(link.path) or _wrong(link, subject) is not None:
            continue
        path = _resolved(link, subject.path)
        if path != subject.path and _LIKE_A_LESSON.fullmatch(posixpath.basename(path)):
            links.append([link.line, link.quote, path, link.anchor, _exists(path, subject)])
    return {
        "anchors": sorted(link_sources.anchors(subject.text)),
        "planned_anchors": sorted(_planned_anchors(subject)),
        "planned": [posixpath.join(folder, lesson.file) for lesson in subject.plan.lessons] if subject.plan else [],
        "links": links,
    }


def course(kept: Mapping[str, Digest], settings: Settings, wanted: Collection[str]) -> Iterator[tuple[str, Found]]:
    """Yield the links from `wanted` lessons that lead nowhere; one to a lesson still to be written is a warning."""
    del settings
    planned = {path for each in kept.values() for path in each["planned"]}
    known_days = {posixpath.dirname(path) for path in planned}
    for path, each in ((path, each) for path, each in kept.items() if path in wanted):
        for line, quote, target, anchor, exists in each["links"]:
            link = Target(line, target, anchor, quote)
            if target in kept:
                there: dict[str, Any] = kept[target]
                if anchor and anchor not in there["anchors"]:
                    yield path, _no_anchor(link, there["anchors"], there["planned_anchors"], posixpath.basename(target))
            elif target in planned:
                yield path, _found(link, "That lesson is planned and still to be written.", Severity.WARNING)
            elif _may_be_planned(target, known_days):
                day = posixpath.basename(posixpath.dirname(target))
                yield (
                    path,
                    _found(link, f"No lesson of {day} is written yet: see that it gets this name.", Severity.WARNING),
                )
            elif not exists:
                yield path, _found(link, f"There is no such lesson{_instead(target, {*kept, *planned}, path)}.")


def _wrong(link: Target, subject: Subject) -> str | None:
    """Return what is wrong with a target by itself, or with one that is neither this lesson nor another."""
    if not link.path and not link.anchor:
        return "The link leads nowhere: write its target, or take the link away."
    if _leads_away(link.path):
        return None
    if _ABSOLUTE.match(link.path):
        return "A path of this machine leads nowhere for others: write it relative to the lesson."
    if "\\" in link.path:
        return "A backslash parts no folders in a link: write `/`."
    path = _resolved(link, subject.path)
    if path == ".." or path.startswith("../"):
        return "The link leads out of the course: put the file into it, or link to where it is published."
    if path == subject.path or _exists(path, subject) or subject.files is None:
        return None
    if _LIKE_A_LESSON.fullmatch(posixpath.basename(path)):
        return None  # `course` knows
    what = "image" if link.image else "file"
    return f"There is no such {what}{_instead(path, subject.files, subject.path)}."


def _leads_away(path: str) -> bool:
    return _SCHEME.match(path) is not None and not path.lower().startswith("file:")


def _resolved(link: Target, path: str) -> str:
    """Return the path that a link names, as seen from the workspace."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), link.path)) if link.path else path


def _exists(path: str, subject: Subject) -> bool:
    files = subject.files or frozenset()
    return path in files or any(file.startswith(f"{path}/") for file in files)


def _planned_anchors(subject: Subject) -> set[str]:
    """Return the anchors that the lesson will have when the sections are written that are not."""
    sections = subject.lesson.sections if subject.lesson is not None else ()
    missing = [section.title for section in sections if subject.text.part_of(section.id) is None]
    source = "".join(f"## {lesson_document.heading_text(title)}\n\n" for title in missing)
    return {heading.anchor for heading in LessonText.parse(source).headings} if missing else set()


def _no_anchor(link: Target, there: Collection[str], planned: Collection[str], name: str) -> Found:
    if link.anchor in planned:
        return _found(link, f"That section of {name} is still to be written.", Severity.WARNING)
    near = _nearest(link.anchor, there)
    return _found(link, f"No heading of {name} has the anchor `#{link.anchor}`{f': write `#{near}`' if near else ''}.")


def _may_be_planned(path: str, known_days: Collection[str]) -> bool:
    folder, name = posixpath.split(path)
    match = naming.LESSON_FILE.fullmatch(name)
    right = match is not None and posixpath.basename(folder) == naming.day_folder(int(match["day"]))
    return right and folder not in known_days and posixpath.dirname(folder) in map(posixpath.dirname, known_days)


def _instead(path: str, there: Collection[str], seen_from: str) -> str:
    """Return `: write …` with the path that was probably meant, or nothing."""
    folder, name = posixpath.split(path)
    namesakes = [each for each in there if posixpath.basename(each) == name]
    near = min(namesakes, default=None) or _nearest(path, [each for each in there if posixpath.dirname(each) == folder])
    near = near or _nearest(path, there)
    return f": write `{posixpath.relpath(near, posixpath.dirname(seen_from) or '.')}`" if near else ""


def _nearest(name: str, there: Collection[str]) -> str | None:
    from rapidfuzz import fuzz, process

    found = process.extractOne(name, sorted(there), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return str(found[0]) if found is not None else None


def _found(link: Target, message: str, severity: Severity | None = None) -> Found:
    return Found(link.line, link.quote, message, severity=severity)


RULE = Rule("links", "Links lead somewhere", Severity.ERROR, Settings, lesson=check, digest=digest, course=course)
