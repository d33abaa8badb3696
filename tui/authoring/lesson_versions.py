"""A lesson as it was in any commit: where its file lay, what it held, and which sections it had by the plan of then."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from tui.authoring import committed_sections, plain_text
from tui.authoring.committed_sections import PastSection
from tui.authoring.course import Course
from tui.authoring.errors import InputError
from tui.authoring.history import lesson_names, past
from tui.authoring.history import survey as surveying
from tui.authoring.history.refusals import RepositoryError
from tui.authoring.history.timeline import Scope
from tui.authoring.history.work_tree import WorkTree
from tui.authoring.planning import naming
from tui.authoring.planning.model import LessonPlan
from tui.authoring.review import approvals


@dataclass(frozen=True)
class Version:
    """A lesson in one commit: where its file lay (from the top), what it held, its sections, () if it has none."""

    commit: str
    path: str
    text: str
    sections: tuple[PastSection, ...]


class LessonVersions:
    """Finds versions of the lessons of one course, and what a timeline of them is about. All of it blocks on git."""

    def __init__(self, course: Course) -> None:
        self._course = course

    def tree(self) -> WorkTree:
        """Open the repository, for the caller to close.

        Raises:
            RepositoryError: there is no git, or no repository.
        """
        return WorkTree(self._course.workspace.root)

    def texts(self, blobs: Collection[str]) -> dict[str, str]:
        """Return the texts of these blobs, cleaned; those that are no text are left out."""
        if not blobs:
            return {}
        with self.tree() as tree:
            return past.contents(tree, blobs)

    def version(self, lesson: str, revision: str) -> Version:
        """Return the lesson as it was in that commit.

        Raises:
            InputError: no lesson is named so.
            RepositoryError: there is no such commit, or the lesson had no file in it, or one that is no text.
        """
        now = self._course.lesson(lesson)
        with self.tree() as tree:
            scope = self.scope(tree, lesson)
            commit = surveying.commit_of(tree, revision)
            path = past.file_at(tree, scope, commit)
            if path is None:
                raise RepositoryError(
                    f"{lesson} had no file in {commit[:10]}: `coursewright history {lesson}` shows those that have it."
                )
            plan_path = f"{scope.names[0]}/plan.yaml"
            there = surveying.blobs(tree, commit, [path, plan_path])
            texts = past.contents(tree, set(there.values()))
        text = texts.get(there[path])
        if text is None:
            raise RepositoryError(f"{path} of {commit[:10]} is not UTF-8 text, so it is no lesson of ours.")
        then = committed_sections.plan_of(texts.get(there.get(plan_path, "")), path.rpartition("/")[2])
        return Version(commit, path, text, committed_sections.sections_of(text, now, then))

    def on_disk(self, name: str) -> str:
        """Return the text of the lesson's file as it lies there, cleaned.

        Raises:
            InputError: no lesson is named so, or the file cannot be read.
            RepositoryError: there is none.
        """
        lesson = self._course.lesson(name)
        text = self._course.files.lesson(lesson)
        if text is None:
            path = self._course.files.path(lesson).relative_to(self._course.workspace.root).as_posix()
            raise RepositoryError(f"{path} is not there: `git restore -- {path}` brings it back, or name two commits.")
        return plain_text.clean(text)

    def scope(self, tree: WorkTree, target: str | None) -> Scope:
        """Return what the timeline of a lesson, a day or (None) the course is about.

        Raises:
            InputError: `target` is the name of neither.
        """
        workspace = self._course.workspace
        if target is None:
            return Scope((_name(tree, workspace.course),))
        match = naming.lesson_named(target)
        if match is None:
            day = naming.day_of(target)
            if day is None:
                said = plain_text.one_line(target)
                raise InputError(f"{said!r} names neither lesson nor day: write it like day01_001 or day01.")
            return Scope((_name(tree, workspace.day_folder(day)),))
        folder = _name(tree, workspace.day_folder(int(match["day"])))
        try:
            lesson = self._course.lesson(target)
        except InputError:
            # It may have left the plan, and its history stays.
            return Scope((folder,), lesson=f"day{match['day']}_{match['serial']}")
        return Scope((folder,), lesson.id, f"{folder}/{self._file(tree, lesson)}")

    def _file(self, tree: WorkTree, lesson: LessonPlan) -> str:
        """Return the name of the lesson's file; where there is none, the name that it had last.

        That is the one under which it was approved, or of a file that has the lesson's number and no other's slug.
        """
        path = self._course.files.found(lesson)
        if path.exists() or surveying.head(tree) is None:
            return path.name
        at_head = {name.rpartition("/")[2] for name in surveying.blobs(tree, "HEAD", [_name(tree, path.parent)])}
        if path.name in at_head:
            return path.name
        last = approvals.last(self._course.store, lesson.kept_name)
        if last is not None:
            return last.path.rpartition("/")[2]
        others = {naming.slug_of(each.file) for each in self._course.plan(lesson.day).lessons}
        numbered = [name for name in sorted(at_head) if lesson_names.lesson_id(name) == lesson.id]
        return next((name for name in numbered if naming.slug_of(name) not in others), path.name)


def _name(tree: WorkTree, folder: Path) -> str:
    return surveying.name_of(tree, folder / "any").removesuffix("/any")
