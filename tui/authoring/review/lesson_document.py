"""A lesson's text put together from its sections and taken apart again, byte for byte."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tui.authoring import plain_text
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.planning.model import LessonPlan
from tui.authoring.review import section_text
from tui.authoring.review.section_text import parse_blocks, split_lines, without_outer_blank_lines

_CLOSING_HASHES = re.compile(r"(?:(?<=\s)|\A)(#+)\Z")


class LessonError(AuthoringError):
    """The text of a lesson and its plan do not fit."""


@dataclass(frozen=True)
class SectionText:
    """One section as the template is given it; `title` and `body` are clean, the body without outer blank lines."""

    id: str
    title: str
    body: str


def section_body(raw: str, title: str) -> str:
    """Return what a writer sent for the section titled `title` as the body that is kept.

    Cleaned of controls; outer blank lines dropped; a Markdown fence around the whole unwrapped; leading headings that
    repeat the title dropped; a fence or an HTML block that is open at the end closed, since it would swallow all the
    sections below. All else stays byte for byte, and what was kept once is kept unchanged again.
    """
    return section_text.body(raw, title)


def join(lesson: LessonPlan, bodies: Mapping[str, str], *, template: Path, level: str) -> str:
    """Return the lesson's whole text: front matter, H1, and each planned section of which `bodies` has the text.

    `template` is `lesson.md.j2`, which may include its neighbours; `level` is the blueprint's. The bodies pass through
    `section_body`, and `split` returns them as they are here.

    Raises:
        InputError: the template cannot be read or filled.
        LessonError: a body holds a heading which is the title of another section; or the template puts text below one.
    """
    sections = [
        SectionText(section.id, plain_text.one_line(section.title), section_body(bodies[section.id], section.title))
        for section in lesson.sections
        if section.id in bodies
    ]
    text = _render(
        template,
        title=plain_text.one_line(lesson.title),
        day=lesson.day,
        # The shipped template leaves the serial to the file's name; one that an author changed may still write it.
        serial=lesson.serial,
        part=lesson.part,
        addition=plain_text.one_line(lesson.addition) if lesson.addition else None,
        points=list(lesson.points),
        level=plain_text.one_line(level),
        sections=sections,
    )
    text = plain_text.clean(text).rstrip("\n") + "\n"
    _check_comes_apart(text, sections, template)
    return text


def split(lesson: LessonPlan, text: str) -> dict[str, str]:
    """Return the body of each planned section, by its slug, outer blank lines dropped and all else byte for byte.

    A section begins at the next H2 that is its title, and reaches to that of the section planned after it: other
    headings are part of it. What stands above the first section belongs to the template.

    Raises:
        LessonError: a planned section is missing; the message names the first.
    """
    return dict(_split([(section.id, section.title) for section in lesson.sections], text))


def _split(planned: list[tuple[str, str]], text: str) -> Iterator[tuple[str, str]]:
    lines = without_front_matter(split_lines(text))
    found = iter(headings("".join(lines)))
    starts: list[tuple[int, int]] = []
    for _, title in planned:
        wanted = heading_text(title)
        place = next(((first, end) for first, end, content in found if content == wanted), None)
        if place is None:
            raise LessonError(
                f"The section `{plain_text.one_line(title)}` is missing: "
                f"the lesson needs a heading `## {_heading(title)}` in its planned place."
            )
        starts.append(place)
    ends = [first for first, _ in starts[1:]] + [len(lines)]
    for (section_id, _), (_, begin), end in zip(planned, starts, ends, strict=False):
        yield section_id, without_outer_blank_lines("".join(lines[begin:end]))


def without_front_matter(lines: list[str]) -> list[str]:
    """Return the lines of a lesson below its front matter."""
    marks = [at for at, line in enumerate(lines) if line.rstrip() == "---"][:2]
    return lines[marks[1] + 1 :] if len(marks) == 2 and marks[0] == 0 else lines


def headings(text: str) -> list[tuple[int, int, str]]:
    """Return the H2s outside all other blocks: first line, line after the last, and their text."""
    tokens = parse_blocks(text)
    return [
        (token.map[0], token.map[1], " ".join(tokens[at + 1].content.split()))
        for at, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h2" and token.level == 0 and token.map
    ]


def _heading(title: str) -> str:
    """Return `title` so that a heading shows all of it: hashes at the end would be taken for its close."""
    return _CLOSING_HASHES.sub(r"\\\1", plain_text.one_line(title))


@lru_cache(maxsize=20_000)
def heading_text(title: str) -> str:
    """Return the source of the heading that a section titled `title` has in a lesson, as the parser gives it back."""
    found = headings(f"## {_heading(title)}\n")
    return found[0][2] if found else ""


def _check_comes_apart(text: str, sections: list[SectionText], template: Path) -> None:
    titles = {heading_text(section.title): section.title for section in sections}
    try:
        apart = dict(_split([(section.id, section.title) for section in sections], text))
    except LessonError as error:
        raise LessonError(f"{template} does not write every section as `## ` and its title: {error}") from error
    for section in sections:
        if apart[section.id] == section.body:
            continue
        for _, _, content in headings(section.body):
            if content in titles:
                raise LessonError(
                    f"The section `{section.title}` holds the heading `## {content}`, which is the title of a section "
                    f"of this lesson: make it a `### {content}` or word it otherwise."
                )
        raise LessonError(
            f"{template} adds text below the section `{section.title}`, which could not be told from the section: "
            f"move it above the first section."
        )


@lru_cache(maxsize=4)
def _environment(folder: Path) -> ImmutableSandboxedEnvironment:
    # Sandboxed: a workspace may be somebody else's, and to open it must not run their code. Kept, since it compiles the
    # template anew only when its file has changed.
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"yaml": _yaml, "heading": _heading}
    return environment


def _render(template: Path, **context: Any) -> str:
    try:
        return _environment(template.parent).get_template(template.name).render(context)
    except TemplateSyntaxError as error:
        raise InputError(f"{error.filename or template}, line {error.lineno}: {error.message}. Mend it.") from error
    except TemplateError as error:
        reason = error.message or type(error).__name__
        raise InputError(f"{template} cannot be filled: {reason}. Mend it, or restore the one shipped.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{template} cannot be read: {error}. Restore the one shipped.") from error
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise InputError(f"{template} cannot be filled: {error}. Mend it, or restore the one shipped.") from error


def _yaml(value: str | int | list[str]) -> str:
    """Return `value` on one line of YAML, quoted where it must be."""
    flow: str = yaml.safe_dump([value], default_flow_style=True, allow_unicode=True, width=float("inf"))
    return flow.strip()[1:-1]
