"""Which text of each file in the drafts folder is known already: as it was handed out, or last stored as an attempt."""

import hashlib
from dataclasses import dataclass

from tui.authoring.review.attempts import Attempt, AttemptStore
from tui.authoring.review.records import Origin


@dataclass(frozen=True)
class DraftFiles:
    """The files by their names as seen from the folder; `section` is the name under which attempts are kept."""

    store: AttemptStore

    def hand_out(self, name: str, section: str, text: str) -> None:
        """Take note that the author has the file in another program: what it becomes is written by hand.

        Raises:
            AuthoringError: the database cannot be written.
        """
        with self.store.database.writing() as connection:
            connection.execute(_KNOW, (name, section, _sha256(text), True))

    def is_known(self, name: str, section: str, text: str) -> bool:
        """Say whether the file held that text when it was last handed out or stored."""
        row = self.store.database.row(_FIND, (name, section))
        return row is not None and row["sha256"] == _sha256(text)

    def take(self, name: str, section: str, text: str) -> Attempt | None:
        """Store what the file has become as an attempt, once, however many workbenches see it.

        A text that it held before its last one is new again. Of a file that was never seen, a text that some attempt
        has already is not.

        Raises:
            AuthoringError: the database cannot be written.
        """
        with self.store.database.writing() as connection:
            row = connection.execute(_FIND, (name, section)).fetchone()
            sha256 = _sha256(text)
            if row is not None and row["sha256"] == sha256:
                return None
            by_hand = row is not None and bool(row["by_hand"])
            attempt = None
            if row is not None or not any(each.text.strip() == text.strip() for each in self.store.of(section)):
                origin = Origin.HAND if by_hand else Origin.PIPE
                attempt = self.store.add(section, text, origin=origin, within=connection)
            connection.execute(_KNOW, (name, section, sha256, by_hand))
            return attempt


_FIND = "SELECT sha256, by_hand FROM draft_files WHERE name = ? AND section = ?"
_KNOW = """
INSERT INTO draft_files (name, section, sha256, by_hand) VALUES (?, ?, ?, ?)
ON CONFLICT (name) DO UPDATE SET section = excluded.section, sha256 = excluded.sha256, by_hand = excluded.by_hand
"""


def _sha256(text: str) -> str:
    return hashlib.sha256(text.strip().encode("utf-8", "replace")).hexdigest()
