"""Two authors who share a course by git: each has a clone, and a database of her own."""

import asyncio
import hashlib
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.courses import git
from tests.quiet_checks import QUIET_CHECKS
from tui.authoring.checks import glossary_lines
from tui.authoring.workbench import Origin, Workbench
from tui.authoring.workspace import shipped_templates

SYLLABUS = """\
title: A short course of knots
weeks:
  - week: 1
    title: Ropes
    days:
      - day: 1
        title: First knots
        units:
          - title: Loops
            topics:
              - title: The bowline
                points: [How the loop holds, Where it fails]
              - title: The figure eight
                points: [Why it jams less]
              - title: The sheet bend
                points: [Two ropes of unequal girth]
      - day: 2
        title: Hitches
        units:
          - title: Posts
            topics:
              - title: The clove hitch
                points: [Friction on a post]
              - title: The round turn
                points: [Two half hitches]
"""

BLUEPRINT = """\
sections:
  - kind: orientation
    title: Orientation
    target_words: 60
  - kind: point
    title: "{point}"
    each: point
    target_words: 120
""" + QUIET_CHECKS.replace("  leftovers: {severity: 'off'}\n", "")

MODEL = "knots-model-7"

LEFT_OVER = "Strictly speaking, TODO: a picture of this belongs here."
"""What the one rule that speaks reports as an error."""


@dataclass(frozen=True)
class Author:
    """One of the authors, in a clone of hers; each step opens the workbench anew, as the verbs do."""

    folder: Path

    def workbench(self) -> Workbench:
        """Open the workbench; without any writer."""
        return Workbench.open(self.folder, {"COURSEWRIGHT_CONFIG_DIR": str(self.folder.parent / "config")})

    def git(self, *arguments: str) -> str:
        """Run git, which must succeed, and return what it prints."""
        return git(self.folder, *arguments)

    def trailers(self, name: str) -> list[str]:
        """Return the values of that trailer in the last commit."""
        return self.git("log", "-1", f"--format=%(trailers:key={name},valueonly)").strip().splitlines()

    def tries(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run git, which may stop."""
        return subprocess.run(["git", *arguments], cwd=self.folder, capture_output=True, text=True)

    def approve(self, lesson: str, said: str = "", *, waive: bool = False, term: str = "") -> None:
        """Write every section of a lesson anew, accept all, and approve it."""
        with self.workbench() as workbench:
            sections = workbench.lesson(lesson).sections
            for at, section in enumerate(sections):
                text = f"{said or 'What there is to say'} of {section.plan.title.lower()}."
                if term and not at:
                    text += f"\n\nA **{term}** is a knot that holds a rope where a sailor wants to have it."
                if waive and not at:
                    text += f"\n\n{LEFT_OVER}"
                workbench.submit(section.key, text)
                workbench.accept(section.key)
            reasons = {"leftovers": f"The picture of {lesson} comes later."} if waive else {}
            asyncio.run(workbench.approve(lesson, waive=reasons))

    def approve_drafted(self, section: str, text: str) -> None:
        """Take a model's text into a section of a lesson that is written otherwise, and approve the lesson."""
        with self.workbench() as workbench:
            lesson, _ = workbench.course.section(section)
            sha256 = hashlib.sha256(text.encode()).hexdigest()
            workbench.plan([lesson.day])
            workbench.course.store.add(
                workbench.course.kept(section), text, origin=Origin.MODEL, model=MODEL, prompt_sha256=sha256
            )
            workbench.accept(section)
            asyncio.run(workbench.approve(lesson.id))

    def standing(self) -> dict[str, object]:
        """Return what every author must see alike: states, sections, coverage, waivers, additions."""
        with self.workbench() as workbench:
            return {
                lesson.plan.id: (
                    lesson.plan.title,
                    lesson.state,
                    [(section.plan.id, section.state, section.words) for section in lesson.sections],
                    [waiver.reason for waiver in lesson.plan.waived],
                    [section.id for section in lesson.plan.additions],
                    [section.confirmed for section in lesson.plan.sections],
                )
                for day in workbench.days()
                for lesson in day.lessons
            }

    def states(self) -> Mapping[str, str]:
        """Return the state of every lesson, in its word."""
        with self.workbench() as workbench:
            return {lesson.plan.id: lesson.state.word for day in workbench.days() for lesson in day.lessons}

    def head(self) -> str:
        """Return the hash of HEAD."""
        return self.git("rev-parse", "HEAD").strip()

    def unmerged(self) -> list[str]:
        """Return the files that git could not merge."""
        return self.git("diff", "--name-only", "--diff-filter=U", "-z").split("\0")[:-1]


def begin(folder: Path) -> Author:
    """Make a course in `folder`, committed as `init` does it."""
    shipped = shipped_templates()
    for path in shipped.rglob("*"):
        if path.is_file():
            copy = folder / "templates" / path.relative_to(shipped)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    (folder / "templates" / "blueprint.yaml").write_text(BLUEPRINT, encoding="utf-8")
    (folder / "syllabus.yaml").write_text(SYLLABUS, encoding="utf-8")
    (folder / "course").mkdir()
    (folder / "course" / "glossary.yaml").write_text(glossary_lines.BEGUN, encoding="utf-8")
    (folder / "course" / ".gitattributes").write_text(glossary_lines.ATTRIBUTES, encoding="utf-8")
    git(folder, "init", "-q", "-b", "main")
    author = Author(folder)
    identify(author)
    author.git("add", ".")
    author.git("commit", "-q", "-m", "Start the course")
    return author


def clone(author: Author, folder: Path) -> Author:
    """Return a second author, with a clone of the first one's course."""
    git(author.folder.parent, "clone", "-q", str(author.folder), str(folder))
    other = Author(folder)
    identify(other)
    return other


def identify(author: Author) -> None:
    """Tell git who commits."""
    author.git("config", "user.name", "Ada Author")
    author.git("config", "user.email", "ada@example.org")
