"""Where each section of a committed lesson comes from: the commit that last changed it, and what that says of it."""

import contextlib
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tui.authoring import committed_sections
from tui.authoring.course import Course
from tui.authoring.errors import AuthoringError
from tui.authoring.history.timeline import Entry, Scope, Timeline
from tui.authoring.lesson_versions import LessonVersions, Version
from tui.authoring.planning.model import LessonPlan, SectionPlan
from tui.authoring.review import lesson_document
from tui.authoring.review.attempts import Attempt, Origin


@dataclass(frozen=True)
class SectionOrigin:
    """Where a section's committed text comes from: the commit that last changed it, and what is known of its making.

    `entry` is None where the section is not committed. `number`, `model`, `prompt_sha256` and `prompt` are those of
    the attempt, None where neither the commit nor the database tells them.
    """

    section: str
    title: str
    entry: Entry | None
    number: int | None = None
    model: str | None = None
    prompt_sha256: str | None = None
    prompt: str | None = None


@dataclass(frozen=True)
class Maker:
    """Who made a text that comes back from git, as the attempt that is made of it tells on."""

    origin: Origin
    profile: str | None = None
    model: str | None = None
    prompt_sha256: str | None = None

    def store(
        self, course: Course, name: str, body: str, *, feedback: str, within: sqlite3.Connection | None = None
    ) -> Attempt:
        """Store the text as an attempt of the section that keeps its attempts under `name`.

        Raises:
            AuthoringError: the database cannot be written.
        """
        return course.store.add(
            name,
            body,
            origin=self.origin,
            profile=self.profile,
            model=self.model,
            prompt_sha256=self.prompt_sha256,
            feedback=feedback,
            within=within,
        )


def blame(course: Course, versions: LessonVersions, lesson: str) -> tuple[SectionOrigin, ...]:
    """Return where each section of the lesson, as it is at HEAD, comes from.

    Raises:
        InputError: no lesson is named so.
        RepositoryError: git refuses.
    """
    plan = course.lesson(lesson)
    with versions.tree():
        pass  # without a repository there is nothing to be said, and that is told
    try:
        version = versions.version(lesson, "HEAD")
    except AuthoringError:  # not committed, or not any more
        return tuple(SectionOrigin(f"{plan.id}/{each.id}", each.title, None) for each in plan.sections)
    return of_version(course, versions, plan, version)


def of_version(
    course: Course,
    versions: LessonVersions,
    plan: LessonPlan,
    version: Version,
    only: Collection[str] | None = None,
) -> tuple[SectionOrigin, ...]:
    """Return where each section of the plan comes from, as `version` has it; `only` those slugs, if given."""
    there = {section.kept: section.body for section in version.sections}
    asked = [each for each in plan.sections if only is None or each.id in only]
    bodies = {each.id: there[plan.kept_key(each)] for each in asked if plan.kept_key(each) in there}
    entries = _last_changes(versions, version, bodies) if bodies else {}
    return tuple(_origin(course, plan, each, entries.get(each.id), bodies) for each in asked)


def attempt_with(course: Course, plan: LessonPlan, section: SectionPlan, body: str) -> Attempt | None:
    """Return the attempt of this database that holds the very text, or None."""
    return next((each for each in course.store.of(plan.kept_key(section)) if each.text == body), None)


def maker(
    course: Course, plan: LessonPlan, section: SectionPlan, body: str, come_from: SectionOrigin | None, unknown: Origin
) -> Maker:
    """Return who made the text `body`, by the database or else by where git has it from; `unknown` where none tells."""
    made = attempt_with(course, plan, section, body)
    if made is not None:
        return Maker(made.origin, made.profile, made.model, made.prompt_sha256)
    if come_from is None or come_from.model is None:
        return Maker(unknown, prompt_sha256=come_from.prompt_sha256 if come_from is not None else None)
    return Maker(Origin.MODEL, None, come_from.model, come_from.prompt_sha256)


def makers(
    course: Course, versions: LessonVersions, plan: LessonPlan, bodies: Mapping[str, str], revisions: Sequence[str]
) -> dict[str, Maker]:
    """Return who made each of `bodies` (section slug → text); the author, where nothing tells.

    The database is asked, then git for those that the lesson has just so in one of the commits `revisions`.
    """
    sections = [section for section in plan.sections if bodies.get(section.id)]
    unknown = [each for each in sections if attempt_with(course, plan, each, bodies[each.id]) is None]
    found: dict[str, SectionOrigin] = {}
    for revision in revisions:
        left = [each for each in unknown if f"{plan.id}/{each.id}" not in found]
        if left:
            with contextlib.suppress(AuthoringError):  # git cannot tell, or there is no such commit now
                version = versions.version(plan.id, revision)
                there = {each.kept: each.body for each in version.sections}
                same = {each.id for each in left if _body(there.get(plan.kept_key(each), ""), each) == bodies[each.id]}
                found |= {each.section: each for each in of_version(course, versions, plan, version, same)}
    return {
        each.id: maker(course, plan, each, bodies[each.id], found.get(f"{plan.id}/{each.id}"), Origin.HAND)
        for each in sections
    }


def _body(body: str, section: SectionPlan) -> str:
    return lesson_document.section_body(body, section.title)


def _last_changes(versions: LessonVersions, version: Version, bodies: Mapping[str, str]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    left = dict(bodies)
    folder, _, name = version.path.rpartition("/")
    scope = Scope((folder,), name.partition(".")[0], version.path, version.commit)
    with Timeline(versions.tree(), scope) as timeline:
        while left and (page := timeline.page()):
            blobs = {blob for entry in page for each in entry.changes for blob in (each.before, each.after) if blob}
            texts = versions.texts(blobs)
            for entry in page:
                for change in entry.changes:
                    after, before = texts.get(change.after or "", ""), texts.get(change.before or "", "")
                    for slug in committed_sections.changed_in(left, after, before):
                        found[slug] = entry
                        del left[slug]
    return found


def _origin(
    course: Course, plan: LessonPlan, section: SectionPlan, entry: Entry | None, bodies: Mapping[str, str]
) -> SectionOrigin:
    key = f"{plan.id}/{section.id}"
    if entry is None:
        return SectionOrigin(key, section.title, None)
    made = attempt_with(course, plan, section, bodies[section.id])
    sha256 = entry.prompts.get(section.id) or (made.prompt_sha256 if made is not None else None)
    model = made.model if made is not None else None
    if model is None and section.id in entry.prompts and len(entry.models) == 1:
        model = entry.models[0]  # it has a prompt, so a model wrote it, and there was but one
    number = entry.attempts.get(section.id)
    if number is None and made is not None:
        number = made.number
    prompt = course.store.prompt(sha256) if sha256 is not None else None
    return SectionOrigin(key, section.title, entry, number, model, sha256, prompt)
