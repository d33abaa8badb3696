"""How far the workbench database has come: a text that changes whenever anything in it that is shown does."""

import hashlib

from tui.authoring.review.attempts import AttemptStore


def sha256(text: str) -> str:
    """Return the SHA-256 of `text`, in hex: by it, what is known of a text is found again."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def of(store: AttemptStore) -> str:
    """Return the position of all that says how the course stands: attempts, decisions, approvals, judgements."""
    # Of what streams the words grow, while its number stays.
    row = store.database.row(
        "SELECT (SELECT count(*) || ' ' || coalesce(sum(words), 0) FROM attempts) || ' ' ||"
        " (SELECT coalesce(max(id), 0) FROM decisions) || ' ' || (SELECT coalesce(max(id), 0) FROM approvals) AS now"
    )
    return f"{row['now'] if row else ''} {of_judgements(store)}"


def of_judgements(store: AttemptStore) -> str:
    """Return the position of what models judged and counted."""
    row = store.database.row(
        "SELECT (SELECT coalesce(max(rowid), 0) FROM judgements) || ' ' || (SELECT count(*) FROM token_counts) AS now"
    )
    return str(row["now"]) if row else ""
