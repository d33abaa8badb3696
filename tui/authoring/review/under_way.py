"""Approvals and their undoings under way, in the workbench database: noted before the first write, gone after the last.

A row is on the disk before its lesson's file or git's index is touched. The transaction that records what came of it
puts the commit into it, and it goes once the disk has that commit, for which git does not wait. So whatever ends the
process between, a power cut included, is known for what it is at the next opening. The row belongs to the process that
is at it (see `writers`) and to nobody once that has ended.
"""

import json
import sqlite3
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum

from tui.authoring.review import approvals
from tui.authoring.review.attempts import AttemptStore


class Kind(StrEnum):
    """What is under way: an approval, a commit that undoes one, or a commit that is dropped."""

    APPROVE = "approve"
    UNDO = "undo"
    DROP = "drop"


@dataclass(frozen=True)
class UnderWay:
    """One lesson of what is under way.

    `lesson` is the name under which it is kept, `path` its file from the workspace, `name` that from the top of git's
    work tree. The file held `before` (None: there was none) and shall hold `text`, which git keeps as `blob` (None: it
    shall be gone). `announced` says that the index is told of a new file. `attempts` maps each section's slug to its
    attempt's number, `undoes` is the commit that is undone, `head` the commit that HEAD was (None: before the first).
    `branch` is the one on which
    HEAD was (`refs/heads/main`; None: unknown). `commit` is what came of it, once that is known.
    """

    lesson: str
    path: str
    name: str
    before: bytes | None
    text: str | None
    blob: str | None
    announced: bool
    head: str | None
    attempts: Mapping[str, int] = dataclass_field(default_factory=dict)
    undoes: str | None = None
    commit: str | None = None
    branch: str | None = None


@dataclass(frozen=True)
class Stroke:
    """What one commit is to hold: all of it, or nothing."""

    id: str
    kind: Kind
    lessons: tuple[UnderWay, ...]

    @property
    def undoes(self) -> bool:
        """Whether it takes an approval back, by a commit or by dropping one."""
        return self.kind is not Kind.APPROVE


def begin(store: AttemptStore, kind: Kind, lessons: Sequence[UnderWay], *, durable: bool = True) -> Stroke:
    """Note what is about to be written; if it is `durable`, the disk has it when this returns.

    Raises:
        AuthoringError: the database cannot be written.
    """
    stroke, owner, now = uuid.uuid4().hex, store.writer_id(), store.now()
    with store.database.writing(durable=durable) as connection:
        connection.executemany(
            "INSERT INTO approvals_under_way (stroke, owner, kind, lesson, path, name, before, text, blob, announced,"
            " attempts, undoes, head, begun, branch) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(stroke, owner, str(kind), each.lesson, each.path, each.name, each.before, each.text, each.blob),
                    *(int(each.announced), json.dumps(dict(each.attempts)), each.undoes, each.head, now, each.branch),
                )
                for each in lessons
            ],
        )
    return Stroke(stroke, kind, tuple(lessons))


def done(
    store: AttemptStore,
    stroke: Stroke,
    commit: str | None,
    *,
    texts: Mapping[str, str | None] | None = None,
    finished: bool = True,
) -> None:
    """Record what came of the stroke, and forget that it was under way: both or neither.

    `commit` holds it (None where one was dropped); `texts` gives for a lesson what that really holds, where a hook has
    changed it. Where git is not `finished`, or the disk may not have all of it, the rows stay, with the commit. What
    another process has recorded meanwhile is not recorded again.

    Raises:
        AuthoringError: the database cannot be written.
    """
    now = store.now()
    with store.database.writing() as connection:
        for each in stroke.lessons:
            row = connection.execute(
                'SELECT "commit" FROM approvals_under_way WHERE stroke = ? AND lesson = ?', (stroke.id, each.lesson)
            ).fetchone()
            if row is None or row["commit"] is not None:
                continue
            _record(connection, now, stroke.kind, each, commit, (texts or {}).get(each.lesson, each.text))
        if finished:
            connection.execute("DELETE FROM approvals_under_way WHERE stroke = ?", (stroke.id,))
        else:
            connection.execute('UPDATE approvals_under_way SET "commit" = ? WHERE stroke = ?', (commit, stroke.id))


def _record(
    connection: sqlite3.Connection, now: str, kind: Kind, each: UnderWay, commit: str | None, text: str | None
) -> None:
    if each.undoes is not None:
        undone = None if each.before is None else each.before.decode("utf-8", "replace")
        approvals.undo(connection, now, lesson=each.lesson, undoes=each.undoes, text=undone, commit=commit)
    if kind is Kind.APPROVE and commit is not None and text is not None:
        if approvals.stands(connection, lesson=each.lesson, commit=commit):
            return  # it was approved again before anybody looked
        approvals.insert(
            connection,
            now,
            lesson=each.lesson,
            path=each.path,
            commit=commit,
            text=text,
            attempts=each.attempts,
        )


def lasted(store: AttemptStore, stroke: Stroke) -> None:
    """Forget a stroke that was recorded, once the disk has its commit for good.

    Raises:
        AuthoringError: the database cannot be written.
    """
    with store.database.writing(durable=False) as connection:  # what is known again is looked at again
        connection.execute('DELETE FROM approvals_under_way WHERE stroke = ? AND "commit" IS NOT NULL', (stroke.id,))


def lost(store: AttemptStore, strokes: Sequence[Stroke], head: str | None) -> None:
    """Note that the disk has nothing of what these strokes committed: they are under way again, on top of `head`.

    Raises:
        AuthoringError: the database cannot be written.
    """
    now = store.now()
    with store.database.writing() as connection:
        for stroke in strokes:
            for each in stroke.lessons:
                if each.commit is not None and stroke.kind is Kind.APPROVE:
                    approvals.undo(connection, now, lesson=each.lesson, undoes=each.commit, text=None, commit=None)
                elif each.commit is not None and each.undoes is not None:
                    approvals.redo(connection, now, lesson=each.lesson, undone_by=each.commit)
            connection.execute(
                'UPDATE approvals_under_way SET "commit" = NULL, head = ? WHERE stroke = ?', (head, stroke.id)
            )


def forget(store: AttemptStore, stroke: Stroke) -> None:
    """Forget a stroke of which nothing is left to be seen.

    Raises:
        AuthoringError: the database cannot be written.
    """
    with store.database.writing(durable=False) as connection:
        connection.execute("DELETE FROM approvals_under_way WHERE stroke = ?", (stroke.id,))


def let_go(store: AttemptStore, stroke: Stroke) -> None:
    """Say that nobody is at the stroke any more, though something of it stands.

    Raises:
        AuthoringError: the database cannot be written.
    """
    with store.database.writing() as connection:
        connection.execute("UPDATE approvals_under_way SET owner = NULL WHERE stroke = ?", (stroke.id,))


def cut_off(store: AttemptStore) -> tuple[Stroke, ...]:
    """Return the strokes that no living process is at, in the order in which they were begun.

    Raises:
        AuthoringError: the database cannot be read.
    """
    if store.database.row("SELECT 1 FROM approvals_under_way") is None:
        return ()
    store.recover()  # so that a process that died is known for dead
    found: dict[str, list[sqlite3.Row]] = {}
    for row in store.database.rows("SELECT * FROM approvals_under_way ORDER BY id"):
        if row["owner"] is None or not store.writes(row["owner"]):
            found.setdefault(row["stroke"], []).append(row)
    return tuple(Stroke(stroke, Kind(each[0]["kind"]), tuple(map(_lesson, each))) for stroke, each in found.items())


def _lesson(row: sqlite3.Row) -> UnderWay:
    return UnderWay(
        lesson=row["lesson"],
        path=row["path"],
        name=row["name"],
        before=row["before"],
        text=row["text"],
        blob=row["blob"],
        announced=bool(row["announced"]),
        head=row["head"],
        attempts=json.loads(row["attempts"]),
        undoes=row["undoes"],
        commit=row["commit"],
        branch=row["branch"],
    )
