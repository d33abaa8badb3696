"""The timeline of a course, a day or a lesson: what was approved, undone, planned or changed by hand, newest first."""

import itertools
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cached_property

from tui.authoring import plain_text
from tui.authoring.history import lesson_names
from tui.authoring.history import survey as surveying
from tui.authoring.history.closing import Closing
from tui.authoring.history.lesson_names import LessonNames
from tui.authoring.history.log_stream import Commit, FileChange, LogStream
from tui.authoring.history.work_tree import WorkTree

__all__ = ["Entry", "EntryKind", "FileChange", "Filters", "Scope", "Timeline", "entry_of", "trailers_of"]

HAND = "hand"
"""How `Drafted-by:` calls the author."""
_PATIENCE_SECONDS = 0.04
"""How long a page that holds something waits for more."""


class EntryKind(StrEnum):
    """What a commit did: what Coursewright did is told by its trailers, all else was done by hand."""

    BEGUN = "begun"
    APPROVED = "approved"
    UNDONE = "undone"
    PLANNED = "planned"
    RENAMED = "renamed"
    GLOSSARY = "glossary"
    MERGED = "merged"
    BY_HAND = "by hand"


@dataclass(frozen=True)
class Entry:
    """One commit in a timeline; its texts are clean, but whatever a person or a model wrote there is untrusted.

    `lesson` is what the lesson was called in this commit, None where it changed none, or several (see `lessons`).
    `changes` are those of the files that the timeline is about; of a merge, those which no parent has so.
    `date` is when it was written, in the author's own time zone.
    """

    commit: str
    parents: tuple[str, ...]
    date: datetime
    author: str
    email: str
    kind: EntryKind
    lesson: str | None
    changes: tuple[FileChange, ...]
    subject: str
    body: str = ""
    trailers: tuple[tuple[str, str], ...] = ()

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values of the trailers named so, in order."""
        wanted = name.casefold()
        return tuple(value for key, value in self.trailers if key.casefold() == wanted)

    @cached_property
    def lessons(self) -> tuple[str, ...]:
        """All lessons that it changed, as they were called then."""
        return (self.lesson,) if self.lesson else _lessons(self.values("Lesson"), self.changes)

    @property
    def renames(self) -> tuple[tuple[str, str], ...]:
        """What lessons were called before and since, for a commit that renamed them."""
        return tuple(zip(self.values("Was"), self.values("Lesson"), strict=False))

    @property
    def models(self) -> tuple[str, ...]:
        """The models that drafted what was accepted."""
        return tuple(value for value in self.values("Drafted-by") if value != HAND)

    @property
    def by_hand(self) -> bool:
        """Whether the author wrote something in it."""
        return HAND in self.values("Drafted-by") or self.kind is EntryKind.BY_HAND

    @cached_property
    def cost_usd(self) -> Decimal | None:
        """What the attempts cost together in US dollars, None where the commit does not say."""
        found = [_decimal(value) for value in self.values("Cost-USD")]
        known = [cost for cost in found if cost is not None]
        return sum(known, Decimal(0)) if found and len(known) == len(found) else None

    @cached_property
    def prompts(self) -> dict[str, str]:
        """The hash of the prompt of each section that a model drafted, by the section's slug."""
        return dict(_pair(value) for value in self.values("Prompt-SHA256"))

    @cached_property
    def attempts(self) -> dict[str, int]:
        """The number of the attempt that each section was made of, by the section's slug."""
        pairs = [_pair(each.strip()) for value in self.values("Attempts") for each in value.split(",")]
        return {slug: int(number) for slug, number in pairs if number.isascii() and number.isdigit()}


@dataclass(frozen=True)
class Filters:
    """What an entry must hold to be shown: each as part of a word, whatever its case; "" asks for nothing.

    `author` is looked for in name and address, `model` in `Drafted-by:` (`hand` too), `text` in the whole message.
    """

    author: str = ""
    model: str = ""
    text: str = ""

    def take(self, entry: Entry) -> bool:
        """Say whether the entry is to be shown."""
        return (
            _holds(self.author, entry.author, entry.email)
            and _holds(self.model, *entry.values("Drafted-by"))
            and _holds(self.text, entry.commit, entry.subject, entry.body, *map(": ".join, entry.trailers))
        )


@dataclass(frozen=True)
class Scope:
    """What a timeline is about: the files at or below `names`, or of those one lesson's.

    `names` are paths from the top. `lesson` is what the lesson is called now, `file` where its file is at HEAD, None
    where it has none; then the newest file of that name is looked for. `revision` is where the timeline begins.
    """

    names: tuple[str, ...]
    lesson: str | None = None
    file: str | None = None
    revision: str = "HEAD"


class Timeline(Closing):
    """Reads while it is asked, and keeps nothing of what it has returned. Close it: a git runs until then.

    For one thread at a time. Merges stand in it where they changed a file to what no parent has.
    """

    def __init__(self, tree: WorkTree, scope: Scope, filters: Filters | None = None) -> None:
        self._tree, self._scope, self._filters = tree, scope, filters or Filters()
        self._names = LessonNames(scope.lesson, scope.file) if scope.lesson else None
        self._stream = LogStream(tree, scope.names, scope.revision) if surveying.head(tree) else None
        self._found: deque[Entry] = deque()

    def page(self, count: int = 50, *, patience: float = _PATIENCE_SECONDS) -> tuple[Entry, ...]:
        """Return the next entries, newest first: `count`, or those that were found within `patience` seconds.

        It waits for one at least; () says that there are no more. It blocks: call it aside.

        Raises:
            RepositoryError: git failed.
        """
        deadline = time.monotonic() + patience
        while self._stream is not None and len(self._found) < count:
            commit = self._stream.next(deadline if self._found else None)
            if commit is None:
                if self._stream.ended:
                    self.close()
                break
            entry = self._entry(commit)
            if entry is not None and self._filters.take(entry):
                self._found.append(entry)
            if self._found and time.monotonic() >= deadline:
                break
        return tuple(self._found.popleft() for _ in range(min(count, len(self._found))))

    def close(self) -> None:
        """End git and let go of the repository; no more entries come but those at hand."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()
        self._tree.close()

    def _entry(self, commit: Commit) -> Entry | None:
        if self._names is None:
            changes = lesson_names.own_changes(commit)
            return entry_of(commit, changes) if changes else None
        change = self._names.change(commit, trailers_of(commit))
        if change is None:
            return None
        return entry_of(commit, (change,), lesson=lesson_names.lesson_id(change.path))


def entry_of(commit: Commit, changes: Sequence[FileChange], lesson: str | None = None) -> Entry:
    """Return the commit as an entry about these of its changes; `lesson`, if that is the one it is told of."""
    trailers = trailers_of(commit)
    kind = _kind(commit, {name.casefold() for name, _ in trailers})
    named = [value for name, value in trailers if name.casefold() == "lesson"]
    if lesson is not None and named and lesson not in named:
        kind = EntryKind.BY_HAND  # it tells of another lesson, and whoever made it changed this one on the way
    elif lesson is not None and kind is EntryKind.APPROVED:
        trailers = _own_trailers(trailers, lesson)
    message = commit.message.rstrip("\n")
    subject, _, body = message.partition("\n\n")
    body = body.removesuffix(commit.trailers.rstrip("\n"))
    if lesson is None:
        lessons = _lessons(named, changes)
        lesson = lessons[0] if len(lessons) == 1 else None
    return Entry(
        commit=commit.hash,
        parents=commit.parents,
        date=commit.date,
        author=plain_text.one_line(commit.author),
        email=plain_text.one_line(commit.email),
        kind=kind,
        lesson=lesson,
        changes=tuple(changes),
        subject=plain_text.one_line(subject),
        body=plain_text.clean(body).strip(),
        trailers=trailers,
    )


def trailers_of(commit: Commit) -> tuple[tuple[str, str], ...]:
    """Return the trailers that git found in the message, cleaned, each on one line."""
    found: list[list[str]] = []
    for line in plain_text.clean(commit.trailers).split("\n"):
        if found and line[:1].isspace():
            found[-1][1] += f" {line.strip()}"
            continue
        name, colon, value = line.partition(":")
        if colon and name and not name[0].isspace():
            found.append([name.strip(), value.strip()])
    return tuple((name, value) for name, value in found)


def _own_trailers(trailers: tuple[tuple[str, str], ...], lesson: str) -> tuple[tuple[str, str], ...]:
    """Return what a commit that approved several lessons says of one: from its `Lesson:` to that of the next."""
    begins = [at for at, (name, _) in enumerate(trailers) if name.casefold() == "lesson"]
    for begin, end in itertools.pairwise([*begins, len(trailers)]):
        if trailers[begin][1] == lesson and len(begins) > 1:
            return trailers[begin:end]
    return trailers


def _kind(commit: Commit, named: set[str]) -> EntryKind:
    for name, kind in _TOLD:
        if name in named:
            return kind
    return EntryKind.MERGED if len(commit.parents) > 1 else EntryKind.BY_HAND


_TOLD = (
    ("undoes", EntryKind.UNDONE),
    ("was", EntryKind.RENAMED),
    ("lesson", EntryKind.APPROVED),
    ("glossary", EntryKind.GLOSSARY),
    ("day", EntryKind.PLANNED),
    ("course", EntryKind.BEGUN),
)
"""Which trailer tells what, in the order in which they are looked for."""


def _lessons(named: Sequence[str], changes: Sequence[FileChange]) -> tuple[str, ...]:
    files = [lesson_names.lesson_id(change.path) for change in changes]
    return tuple(dict.fromkeys(named or [name for name in files if name]))


def _holds(part: str, *texts: str) -> bool:
    wanted = part.strip().casefold()
    return not wanted or any(wanted in text.casefold() for text in texts)


def _pair(value: str) -> tuple[str, str]:
    slug, _, rest = value.partition(" ")
    return slug, rest.strip()


def _decimal(value: str) -> Decimal | None:
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
