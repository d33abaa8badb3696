"""A lesson's text that came from outside, taken apart as far as it goes: no text is dropped without a word."""

from collections.abc import Mapping
from dataclasses import dataclass

from tui.authoring import plain_text
from tui.authoring.errors import AuthoringError
from tui.authoring.planning.model import LessonPlan
from tui.authoring.review import lesson_document
from tui.authoring.review.section_text import is_blank, split_lines, without_outer_blank_lines


@dataclass(frozen=True)
class TakenApart:
    """What a text holds of a lesson's sections: `bodies` by slug, and in sentences what of it is no section's.

    `above` is what stands over the first section; `whole` says that every section is there, in its planned place.
    """

    bodies: Mapping[str, str]
    above: str
    notes: tuple[str, ...] = ()
    whole: bool = True


@dataclass(frozen=True)
class _Piece:
    """The text from one H2 to the next: its lines, counted from 0 below the front matter, and the section it is of."""

    title: str
    begin: int
    body: int
    end: int
    section: str | None


def take_apart(lesson: LessonPlan, text: str, own: Mapping[str, str]) -> TakenApart:
    """Take `text` apart by the plan; `own` are the sections' texts as they stand, whose own H2s divide nothing.

    Sections in another order are found all the same. Where headings have taken the place of as many planned ones, they
    are taken for these.
    """
    text = text.replace("\r\n", "\n")
    lines = lesson_document.without_front_matter(split_lines(text))
    found = lesson_document.headings("".join(lines))
    try:
        bodies = lesson_document.split(lesson, text)
    except AuthoringError:
        return _taken_apart(lesson, text, found, own)
    first = lesson_document.heading_text(lesson.sections[0].title) if lesson.sections else ""
    begin = next((begin for begin, _, title in found if title == first), len(lines))
    return TakenApart(bodies, _above(text, lines, begin))


def _taken_apart(
    lesson: LessonPlan, text: str, found: list[tuple[int, int, str]], own: Mapping[str, str]
) -> TakenApart:
    lines = lesson_document.without_front_matter(split_lines(text))
    planned = {lesson_document.heading_text(section.title): section.id for section in lesson.sections}
    inside = {title for body in own.values() for _, _, title in lesson_document.headings(body)} - planned.keys()
    pieces: list[_Piece] = []
    seen: set[str] = set()
    cuts = [each for each in found if each[2] not in inside]
    for at, (begin, body, title) in enumerate(cuts):
        section = planned.get(title)
        section = None if section in seen else section
        seen |= {section} if section is not None else set()
        pieces.append(_Piece(title, begin, body, cuts[at + 1][0] if at + 1 < len(cuts) else len(lines), section))
    taken = _taken_for(lesson, pieces)
    titles = {section.id: section.title for section in lesson.sections}
    bodies: dict[str, str] = {}
    notes: list[str] = []
    for piece in pieces:
        section = piece.section or taken.get(piece.begin)
        named = plain_text.one_line(piece.title) or "an H2 without words"
        if section is None:
            again = "stands there twice" if planned.get(piece.title) in seen else "is no section of the plan"
            notes.append(f"“{named}” {again}: its text is not adopted, but kept with the whole file.")
            continue
        if piece.section is None:
            notes.append(f"“{named}” stands where “{titles[section]}” is planned, and is taken for it.")
        bodies[section] = without_outer_blank_lines("".join(lines[piece.body : piece.end]))
    order = [slug for slug in titles if slug in bodies]
    if list(bodies) != order:
        notes.append("The sections stand in another order than planned; the plan's order is kept.")
    notes += [f"“{titles[slug]}” is not there: what stands of it stays." for slug in titles if slug not in bodies]
    begin = pieces[0].begin if pieces else len(lines)
    return TakenApart(bodies, _above(text, lines, begin), tuple(notes), whole=False)


def _taken_for(lesson: LessonPlan, pieces: list[_Piece]) -> dict[int, str]:
    """Return for headings that the plan does not know, by their lines, the missing sections whose places they have."""
    there = {piece.section for piece in pieces}
    missing: dict[str | None, list[str]] = {}
    before: str | None = None
    for section in lesson.sections:
        if section.id in there:
            before = section.id
        else:
            missing.setdefault(before, []).append(section.id)
    strange: dict[str | None, list[_Piece]] = {}
    before = None
    for piece in pieces:
        if piece.section is not None:
            before = piece.section
        else:
            strange.setdefault(before, []).append(piece)
    found: dict[int, str] = {}
    for place, slugs in missing.items():
        others = strange.get(place, [])
        if len(others) == len(slugs):
            found |= {piece.begin: slug for piece, slug in zip(others, slugs, strict=True)}
    return found


def _above(text: str, lines: list[str], begin: int) -> str:
    """Return what stands over the first section, the front matter with it, without its blank lines."""
    every = split_lines(text)
    return "".join(line for line in every[: len(every) - len(lines) + begin] if not is_blank(line))
