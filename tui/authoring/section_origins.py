"""Where each section of a committed lesson comes from: the commit that last changed it, and what that says of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from tui.authoring import committed_sections
from tui.authoring.course import Course
from tui.authoring.errors import AuthoringError
from tui.authoring.history.timeline import Entry, Scope, Timeline
from tui.authoring.history.work_tree import WorkTree
from tui.authoring.lesson_versions import LessonVersions, Version
from tui.authoring.planning.model import LessonPlan, SectionPlan
from tui.authoring.review.attempts import Attempt


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
    course: Course, versions: LessonVersions, plan: LessonPlan, version: Version
) -> tuple[SectionOrigin, ...]:
    """Return where each section of the plan comes from, as `version` has it."""
    there = {section.kept: section.body for section in version.sections}
    bodies = {each.id: there[plan.kept_key(each)] for each in plan.sections if plan.kept_key(each) in there}
    entries = _last_changes(course, versions, plan, version, bodies) if bodies else {}
    return tuple(_origin(course, plan, each, entries.get(each.id), bodies) for each in plan.sections)


def attempt_with(course: Course, plan: LessonPlan, section: SectionPlan, body: str) -> Attempt | None:
    """Return the attempt of this database that holds the very text, or None."""
    return next((each for each in course.store.of(plan.kept_key(section)) if each.text == body), None)


def _last_changes(
    course: Course, versions: LessonVersions, plan: LessonPlan, version: Version, bodies: Mapping[str, str]
) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    left = dict(bodies)
    folder, _, name = version.path.rpartition("/")
    scope = Scope((folder,), name.partition(".")[0], version.path, version.commit)
    with Timeline(WorkTree(course.workspace.root), scope) as timeline:
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
