"""The history of a course: its timeline, what changed in each step, who wrote which section, and the way back."""

import re
from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tui.authoring import committed_sections, plain_text, plan_days
from tui.authoring.committed_sections import PastSection
from tui.authoring.comparing.comparison import Comparison, compare
from tui.authoring.course import Course
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.history import name_since, past
from tui.authoring.history import survey as surveying
from tui.authoring.history.refusals import RepositoryError
from tui.authoring.history.timeline import Entry, EntryKind, FileChange, Filters, Scope, Timeline
from tui.authoring.history.work_tree import WorkTree
from tui.authoring.planning import naming
from tui.authoring.planning.model import LessonPlan, SectionPlan
from tui.authoring.review import approvals, lesson_document
from tui.authoring.review.attempts import Attempt, Origin

__all__ = ["CourseHistory", "Entry", "EntryKind", "FileChange", "Restored", "SectionOrigin", "Timeline", "Words"]

_DAY = re.compile(r"day(?P<day>[0-9]{2,9})")
_COUNTED = 10_000
"""Of how many changes the words are kept."""


@dataclass(frozen=True)
class Words:
    """How many words a commit added and removed, in the files that its entry tells of."""

    added: int
    removed: int


@dataclass(frozen=True)
class Difference:
    """A lesson at two times; `new_commit` is None where the new one is the file as it lies there."""

    lesson: str
    old_commit: str
    new_commit: str | None
    old: str
    new: str
    comparison: Comparison


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
class Restored:
    """A section as it was then: stored as the attempt `number`, or None where nothing was stored; `note` says why."""

    section: str
    title: str
    number: int | None
    note: str = ""


class CourseHistory:
    """What git knows of one course. All of it blocks on git: call it aside."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._words: OrderedDict[tuple[str | None, str | None], Words] = OrderedDict()

    # The timeline

    def timeline(self, target: str | None = None, *, author: str = "", model: str = "", text: str = "") -> Timeline:
        """Return the timeline of a lesson (`day01_001`), a day (`day01`) or the course, newest first; close it.

        A lesson is followed through its renames. `author`, `model` and `text` narrow it down, see `Filters`.

        Raises:
            InputError: nothing is named so.
            RepositoryError: there is no git, or no repository.
        """
        tree = WorkTree(self._course.workspace.root)
        try:
            return Timeline(tree, self._scope(tree, target), Filters(author, model, text))
        except BaseException:
            tree.close()
            raise

    def check_named(self, target: str) -> None:
        """Raise InputError where neither a lesson of the plan nor a day of the syllabus is named so."""
        day = _DAY.fullmatch(target)
        if day is not None:
            self._course.day(int(day["day"]))
        else:
            self._course.lesson(target)

    def words(self, entry: Entry) -> Words:
        """Return how many words the entry added and removed; kept once it is known."""
        return self.words_of([entry])[0]

    def words_of(self, entries: Sequence[Entry]) -> tuple[Words, ...]:
        """Return the same for each of several entries, whose texts are read in one go."""
        pairs = {(change.before, change.after) for entry in entries for change in entry.changes}
        missing = [pair for pair in pairs if pair not in self._words]
        texts = self._texts({blob for pair in missing for blob in pair if blob is not None})
        counted = {pair: _words(texts, *pair) for pair in missing}
        counted |= {pair: self._words[pair] for pair in pairs if pair not in counted}
        for pair, words in counted.items():
            self._words[pair] = words
            self._words.move_to_end(pair)
        while len(self._words) > _COUNTED:
            self._words.popitem(last=False)
        found = [[counted[change.before, change.after] for change in entry.changes] for entry in entries]
        return tuple(Words(sum(w.added for w in each), sum(w.removed for w in each)) for each in found)

    def text(self, entry: Entry, path: str | None = None) -> str | None:
        """Return the file as of then: that at `path` (from the top), or else the first that the entry tells of.

        None where it was gone then, or is no text.
        """
        change = _change(entry, path)
        return None if change is None or change.after is None else self._texts({change.after}).get(change.after)

    def comparison(self, entry: Entry, path: str | None = None) -> Comparison:
        """Return what the entry changed in that file, against what was before."""
        change = _change(entry, path)
        if change is None:
            return compare("", "")
        texts = self._texts({blob for blob in (change.before, change.after) if blob is not None})
        return compare(texts.get(change.before or "", ""), texts.get(change.after or "", ""))

    # Versions of a lesson

    def name_now(self, entry: Entry) -> str | None:
        """Return what the entry's lesson is called now, None where it is of none or of several.

        Raises:
            RepositoryError: git refuses.
        """
        if entry.lesson is None:
            return None
        with self._tree() as tree:
            return name_since.name_now(tree, entry.commit, entry.lesson)

    def text_at(self, lesson: str, revision: str) -> str:
        """Return the lesson's text in that commit, wherever its file lay then.

        Raises:
            InputError: no lesson is named so.
            RepositoryError: there is no such commit, or the lesson had no file in it.
        """
        with self._tree() as tree:
            return self._version(tree, lesson, revision).text

    def commit(self, revision: str) -> str:
        """Return the full hash of the commit that `revision` means.

        Raises:
            RepositoryError: it means none, or several.
        """
        with self._tree() as tree:
            return past.commit_of(tree, revision)

    def difference(self, lesson: str, old_commit: str, new_commit: str | None = None) -> Difference:
        """Return what changed in the lesson from a commit to another, or else to the file as it lies there.

        Raises:
            InputError: no lesson is named so, or its file cannot be read.
            RepositoryError: there is no such commit, or the lesson had no file in it, or has none now.
        """
        with self._tree() as tree:
            old = self._version(tree, lesson, old_commit)
            new = self._version(tree, lesson, new_commit) if new_commit is not None else None
        text = new.text if new is not None else self._on_disk(lesson)
        new_hash = new.commit if new is not None else None
        return Difference(lesson, old.commit, new_hash, old.text, text, compare(old.text, text))

    def compare(self, lesson: str, old_commit: str, new_commit: str) -> Comparison:
        """Return what changed in the lesson from one commit to another; see `text_at`."""
        return compare(self.text_at(lesson, old_commit), self.text_at(lesson, new_commit))

    def blame(self, lesson: str) -> tuple[SectionOrigin, ...]:
        """Return where each section of the lesson, as it is at HEAD, comes from.

        Raises:
            InputError: no lesson is named so.
            RepositoryError: git refuses.
        """
        plan = self._course.lesson(lesson)
        with self._tree() as tree:
            try:
                version = self._version(tree, lesson, "HEAD")
            except AuthoringError:  # not committed, or not any more
                version = None
        there = {section.kept: section for section in version.sections} if version is not None else {}
        bodies = {
            section.id: there[plan.kept_key(section)].body
            for section in plan.sections
            if plan.kept_key(section) in there
        }
        entries = self._last_changes(plan.id, bodies) if bodies else {}
        return tuple(self._origin(plan, section, entries.get(section.id), bodies) for section in plan.sections)

    def restore(self, lesson: str, commit: str, sections: Collection[str] | None = None) -> tuple[Restored, ...]:
        """Store the lesson's sections as they were in `commit` as new attempts, where they differ from what stands.

        `sections` are slugs or whole names (`day01_001/orientation`); without, all. Nothing in `course/` is touched,
        and the author accepts or rejects what comes like any other attempt. A section that has left the plan is
        named, with the way to its text.

        Raises:
            InputError: no lesson or section is named so.
            RepositoryError: there is no such commit, or the lesson had no file in it.
            AuthoringError: its text of then cannot be taken apart.
        """
        plan = self._course.lesson(lesson)
        wanted = None if sections is None else {self._slug(plan, name) for name in sections}
        with self._tree() as tree:
            version = self._version(tree, lesson, commit)
        if not version.sections:
            raise AuthoringError(
                f"{version.path} of {version.commit[:10]} cannot be taken apart into sections: copy what you want from "
                f"`git show {version.commit[:10]}:{version.path}` and submit it."
            )
        now = {plan.kept_key(section): section for section in plan.sections}
        plan_days.plan_days(self._course, [plan.day])
        found: list[Restored] = []
        for then in version.sections:
            section = now.pop(then.kept, None)
            if section is None and wanted is None:
                found.append(self._left(then, version))
            if section is not None and (wanted is None or section.id in wanted):
                found.append(self._restored(plan, section, then, version))
        for section in now.values():
            if wanted is not None and section.id in wanted:
                note = f"{version.commit[:10]} does not have it yet"
                found.append(Restored(f"{plan.id}/{section.id}", section.title, None, note))
        return tuple(found)

    # How it is found

    def _on_disk(self, name: str) -> str:
        lesson = self._course.lesson(name)
        text = self._course.files.lesson(lesson)
        if text is None:
            path = self._course.files.path(lesson).relative_to(self._course.workspace.root).as_posix()
            raise RepositoryError(f"{path} is not there: `git restore -- {path}` brings it back, or name two commits.")
        return plain_text.clean(text)

    def _restored(self, plan: LessonPlan, section: SectionPlan, then: PastSection, version: "_Version") -> Restored:
        key = f"{plan.id}/{section.id}"
        offered = self._course.on_offer(key)
        body = lesson_document.section_body(then.body, section.title)
        if body in (self._course.standing(key), offered.text if offered is not None else None):
            return Restored(key, section.title, None, "stands so already")
        if not body:
            return Restored(key, section.title, None, "was empty then")
        made = self._made_of(plan, section, body)
        attempt = self._course.store.add(
            plan.kept_key(section),
            body,
            origin=made.origin if made is not None else Origin.PIPE,
            profile=made.profile if made is not None else None,
            model=made.model if made is not None else None,
            prompt_sha256=made.prompt_sha256 if made is not None else None,
            feedback=f"Restored from {version.commit[:10]}.",
        )
        return Restored(key, section.title, attempt.number)

    def _left(self, then: PastSection, version: "_Version") -> Restored:
        shown = f"`git show {version.commit[:10]}:{version.path}` shows it"
        try:
            lesson, section = self._course.section_kept_as(then.kept)
        except AuthoringError:
            return Restored(then.id, then.title, None, f"has left the plan; {shown}")
        return Restored(then.id, then.title, None, f"stands in {lesson.id}/{section.id} now; {shown}")

    def _made_of(self, plan: LessonPlan, section: SectionPlan, body: str) -> Attempt | None:
        """Return the attempt of this database that holds the very text, so that its writer is not forgotten."""
        stored = self._course.store.of(plan.kept_key(section))
        return next((each for each in stored if each.text == body), None)

    def _last_changes(self, lesson: str, bodies: dict[str, str]) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        left = dict(bodies)
        with self.timeline(lesson) as timeline:
            while left and (page := timeline.page()):
                texts = self._texts({b for e in page for c in e.changes for b in (c.before, c.after) if b is not None})
                for entry in page:
                    for change in entry.changes:
                        after, before = texts.get(change.after or "", ""), texts.get(change.before or "", "")
                        for slug in committed_sections.changed_in(left, after, before):
                            found[slug] = entry
                            del left[slug]
        return found

    def _origin(
        self, plan: LessonPlan, section: SectionPlan, entry: Entry | None, bodies: dict[str, str]
    ) -> SectionOrigin:
        key = f"{plan.id}/{section.id}"
        if entry is None:
            return SectionOrigin(key, section.title, None)
        made = self._made_of(plan, section, bodies[section.id])
        sha256 = entry.prompts.get(section.id) or (made.prompt_sha256 if made is not None else None)
        model = made.model if made is not None else None
        if model is None and section.id in entry.prompts and len(entry.models) == 1:
            model = entry.models[0]
        number = entry.attempts.get(section.id)
        if number is None and made is not None:
            number = made.number
        prompt = self._course.store.prompt(sha256) if sha256 is not None else None
        return SectionOrigin(key, section.title, entry, number, model, sha256, prompt)

    def _version(self, tree: WorkTree, lesson: str, revision: str) -> "_Version":
        now = self._course.lesson(lesson)
        scope = self._scope(tree, lesson)
        commit = past.commit_of(tree, revision)
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
        return _Version(commit, path, text, committed_sections.sections_of(text, now, then))

    def _texts(self, blobs: Collection[str]) -> dict[str, str]:
        if not blobs:
            return {}
        with self._tree() as tree:
            return past.contents(tree, blobs)

    @contextmanager
    def _tree(self) -> Iterator[WorkTree]:
        tree = WorkTree(self._course.workspace.root)
        try:
            yield tree
        finally:
            tree.close()

    def _slug(self, plan: LessonPlan, name: str) -> str:
        return self._course.section(name if "/" in name else f"{plan.id}/{name}")[1].id

    def _scope(self, tree: WorkTree, target: str | None) -> Scope:
        workspace = self._course.workspace
        if target is None:
            return Scope((_name(tree, workspace.course),))
        match = naming.LESSON_ID.fullmatch(target) or naming.LESSON_FILE.fullmatch(target)
        if match is None:
            day = _DAY.fullmatch(target)
            if day is None:
                said = plain_text.one_line(target)
                raise InputError(f"{said!r} names neither lesson nor day: write it like day01_001 or day01.")
            return Scope((_name(tree, workspace.day_folder(int(day["day"]))),))
        folder = _name(tree, workspace.day_folder(int(match["day"])))
        try:
            lesson = self._course.lesson(target)
        except InputError:
            # It may have left the plan, and its history stays.
            return Scope((folder,), lesson=f"day{match['day']}_{match['serial']}")
        return Scope((folder,), lesson.id, f"{folder}/{self._file(tree, lesson)}")

    def _file(self, tree: WorkTree, lesson: LessonPlan) -> str:
        """Return the name of the lesson's file, or where there is none the one under which it was approved last."""
        path = self._course.files.found(lesson)
        last = None if path.exists() else approvals.last(self._course.store, lesson.kept_name)
        if (
            last is None
            or surveying.head(tree) is None
            or surveying.blobs(tree, "HEAD", [surveying.name_of(tree, path)])
        ):
            return path.name
        return last.path.rpartition("/")[2]


@dataclass(frozen=True)
class _Version:
    """A lesson in one commit: where its file lay, what it held, and its sections, () where it has none."""

    commit: str
    path: str
    text: str
    sections: tuple[PastSection, ...]


def _name(tree: WorkTree, folder: Path) -> str:
    return surveying.name_of(tree, folder / "any").removesuffix("/any")


def _change(entry: Entry, path: str | None) -> FileChange | None:
    return next((change for change in entry.changes if path is None or change.path == path), None)


def _words(texts: dict[str, str], before: str | None, after: str | None) -> Words:
    found = compare(texts.get(before or "", ""), texts.get(after or "", ""))
    return Words(found.added, found.removed)
