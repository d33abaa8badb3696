"""What a model said of a point and a text: whether the text teaches it, and by which of its passages."""

from dataclasses import dataclass
from datetime import datetime

from tui.authoring.review.attempts import AttemptStore


@dataclass(frozen=True)
class KeptJudgement:
    """One judgement: whether a text teaches the point at `address`; `quote` is the passage that does, or ""."""

    address: str
    teaches: bool
    quote: str
    model: str
    made: datetime


def record(
    store: AttemptStore, section: str, address: str, text_sha256: str, *, teaches: bool, quote: str, model: str
) -> KeptJudgement:
    """Keep what `model` said of a point and the text with that hash; `section` is the name the section is kept under.

    Raises:
        AuthoringError: the database cannot be written.
    """
    made = store.now()
    with store.database.writing() as connection:
        connection.execute(
            "INSERT INTO judgements (section, address, text_sha256, teaches, quote, model, made)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (section, address, text_sha256, int(teaches), quote, model, made),
        )
    return KeptJudgement(address, teaches, quote, model, datetime.fromisoformat(made))


def of(store: AttemptStore, section: str, text_sha256: str) -> tuple[KeptJudgement, ...]:
    """Return the latest judgement of each point on exactly that text of the section, oldest first.

    Raises:
        AuthoringError: the database cannot be read.
    """
    latest = "SELECT max(rowid) FROM judgements WHERE section = ? AND text_sha256 = ? GROUP BY address"
    found = store.database.rows(
        f"SELECT address, teaches, quote, model, made FROM judgements WHERE rowid IN ({latest}) ORDER BY rowid",
        (section, text_sha256),
    )
    return tuple(
        KeptJudgement(
            row["address"], bool(row["teaches"]), row["quote"], row["model"], datetime.fromisoformat(row["made"])
        )
        for row in found
    )
