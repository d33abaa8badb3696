"""The history of a course: its timeline, what changed in each step, who wrote which section, and the way back."""

from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tui.authoring import restoring, section_origins
from tui.authoring.comparing.comparison import Comparison, compare
from tui.authoring.course import Course
from tui.authoring.history import lesson_names
from tui.authoring.history import survey as surveying
from tui.authoring.history.timeline import Entry, EntryKind, FileChange, Filters, Timeline
from tui.authoring.lesson_versions import LessonVersions
from tui.authoring.planning import naming
from tui.authoring.restoring import Restored
from tui.authoring.section_origins import SectionOrigin

__all__ = ["CourseHistory", "Entry", "EntryKind", "FileChange", "Restored", "SectionOrigin", "Timeline", "Words"]

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


class CourseHistory:
    """What git knows of one course. All of it blocks on git: call it aside."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._versions = LessonVersions(course)
        self._words: OrderedDict[tuple[str | None, str | None], Words] = OrderedDict()

    # The timeline

    def timeline(self, target: str | None = None, *, author: str = "", model: str = "", text: str = "") -> Timeline:
        """Return the timeline of a lesson (`day01_001`), a day (`day01`) or the course, newest first; close it.

        A lesson is followed through its renames. `author`, `model` and `text` narrow it down, see `Filters`.

        Raises:
            InputError: nothing is named so.
            RepositoryError: there is no git, or no repository.
        """
        tree = self._versions.tree()
        try:
            return Timeline(tree, self._versions.scope(tree, target), Filters(author, model, text))
        except BaseException:
            tree.close()
            raise

    def check_named(self, target: str) -> None:
        """Raise InputError where neither a lesson of the plan nor a day of the syllabus is named so."""
        day = naming.day_of(target)
        if day is not None:
            self._course.day(day)
        else:
            self._course.lesson(target)

    def words(self, entry: Entry) -> Words:
        """Return how many words the entry added and removed; kept once it is known."""
        return self.words_of([entry])[0]

    def words_of(self, entries: Sequence[Entry]) -> tuple[Words, ...]:
        """Return the same for each of several entries, whose texts are read in one go."""
        pairs = {(change.before, change.after) for entry in entries for change in entry.changes}
        missing = [pair for pair in pairs if pair not in self._words]
        texts = self._versions.texts({blob for pair in missing for blob in pair if blob is not None})
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
        return (
            None if change is None or change.after is None else self._versions.texts({change.after}).get(change.after)
        )

    def comparison(self, entry: Entry, path: str | None = None) -> Comparison:
        """Return what the entry changed in that file, against what was before."""
        change = _change(entry, path)
        if change is None:
            return compare("", "")
        texts = self._versions.texts({blob for blob in (change.before, change.after) if blob is not None})
        return compare(texts.get(change.before or "", ""), texts.get(change.after or "", ""))

    # Versions of a lesson

    def name_now(self, entry: Entry) -> str | None:
        """Return what the entry's lesson is called now, None where it is of none or of several.

        Raises:
            RepositoryError: git refuses.
        """
        if entry.lesson is None:
            return None
        with self._versions.tree() as tree:
            return lesson_names.name_now(tree, entry.commit, entry.lesson)

    def text_at(self, lesson: str, revision: str) -> str:
        """Return the lesson's text in that commit, wherever its file lay then.

        Raises:
            InputError: no lesson is named so.
            RepositoryError: there is no such commit, or the lesson had no file in it.
        """
        return self._versions.version(lesson, revision).text

    def commit(self, revision: str) -> str:
        """Return the full hash of the commit that `revision` means.

        Raises:
            RepositoryError: it means none, or several.
        """
        with self._versions.tree() as tree:
            return surveying.commit_of(tree, revision)

    def difference(self, lesson: str, old_commit: str, new_commit: str | None = None) -> Difference:
        """Return what changed in the lesson from a commit to another, or else to the file as it lies there.

        Raises:
            InputError: no lesson is named so, or its file cannot be read.
            RepositoryError: there is no such commit, or the lesson had no file in it, or has none now.
        """
        old = self._versions.version(lesson, old_commit)
        new = self._versions.version(lesson, new_commit) if new_commit is not None else None
        text = new.text if new is not None else self._versions.on_disk(lesson)
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
        return section_origins.blame(self._course, self._versions, lesson)

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
        return restoring.restore(self._course, self._versions, lesson, commit, sections)


def _change(entry: Entry, path: str | None) -> FileChange | None:
    return next((change for change in entry.changes if path is None or change.path == path), None)


def _words(texts: dict[str, str], before: str | None, after: str | None) -> Words:
    found = compare(texts.get(before or "", ""), texts.get(after or "", ""))
    return Words(found.added, found.removed)
