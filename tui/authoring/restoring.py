"""An older version of a lesson brought back: its sections become attempts, which the author accepts or rejects."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tui.authoring import plan_days, section_origins
from tui.authoring.committed_sections import PastSection
from tui.authoring.course import Course
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.lesson_versions import LessonVersions, Version
from tui.authoring.planning.model import LessonPlan, SectionPlan
from tui.authoring.review import lesson_document
from tui.authoring.review.attempts import Origin
from tui.authoring.section_origins import SectionOrigin


@dataclass(frozen=True)
class Restored:
    """A section as it was then: stored as the attempt `number`, or None where nothing was stored; `note` says why."""

    section: str
    title: str
    number: int | None
    note: str = ""


def restore(
    course: Course, versions: LessonVersions, lesson: str, revision: str, sections: Collection[str] | None = None
) -> tuple[Restored, ...]:
    """Store the lesson's sections as they were in a commit as new attempts; see `CourseHistory.restore`."""
    plan = course.lesson(lesson)
    wanted = None if sections is None else {_section(plan, name).id for name in sections}
    version = versions.version(lesson, revision)
    if not version.sections:
        raise AuthoringError(
            f"{version.path} of {version.commit[:10]} cannot be taken apart into sections: copy what you want from "
            f"`git show {version.commit[:10]}:{version.path}` and submit it."
        )
    plan_days.plan_days(course, [plan.day])
    origins = {each.section: each for each in section_origins.of_version(course, versions, plan, version)}
    now = {plan.kept_key(section): section for section in plan.sections}
    found: list[Restored] = []
    for then in version.sections:
        section = now.pop(then.kept, None)
        if section is None and wanted is None:
            found.append(_left(course, then, version))
        if section is not None and (wanted is None or section.id in wanted):
            found.append(_restored(course, plan, section, then, version, origins))
    for section in now.values():
        if wanted is not None and section.id in wanted:
            note = f"{version.commit[:10]} does not have it"
            found.append(Restored(f"{plan.id}/{section.id}", section.title, None, note))
    return tuple(found)


def _section(plan: LessonPlan, name: str) -> SectionPlan:
    lesson, slash, slug = name.rpartition("/")
    section = plan.section(slug) if not slash or lesson == plan.id else None
    if section is None:
        known = ", ".join(each.id for each in plan.sections)
        raise InputError(f"{plan.id} has no section {name!r}; its sections are: {known}.")
    return section


def _restored(
    course: Course,
    plan: LessonPlan,
    section: SectionPlan,
    then: PastSection,
    version: Version,
    origins: Mapping[str, SectionOrigin],
) -> Restored:
    key = f"{plan.id}/{section.id}"
    offered = course.on_offer(key)
    body = lesson_document.section_body(then.body, section.title)
    if body in (course.standing(key), offered.text if offered is not None else None):
        return Restored(key, section.title, None, "stands so already")
    if not body:
        return Restored(key, section.title, None, "was empty then")
    # Whoever wrote it is not forgotten: the next approval says it again.
    maker = section_origins.maker(course, plan, section, body, origins[key], Origin.PIPE)
    attempt = maker.store(course, plan.kept_key(section), body, feedback=f"Restored from {version.commit[:10]}.")
    return Restored(key, section.title, attempt.number)


def _left(course: Course, then: PastSection, version: Version) -> Restored:
    shown = f"`git show {version.commit[:10]}:{version.path}` shows it"
    try:
        lesson, section = course.section_kept_as(then.kept)
    except AuthoringError:
        return Restored(then.id, then.title, None, f"has left the plan; {shown}")
    return Restored(then.id, then.title, None, f"stands in {lesson.id}/{section.id} now; {shown}")
