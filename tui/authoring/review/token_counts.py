"""How many tokens endpoints counted in a text, so that no text is sent to be counted twice."""

from tui.authoring.review.attempts import AttemptStore


def record(store: AttemptStore, model: str, text_sha256: str, tokens: int) -> None:
    """Keep that `model` counted so many tokens in the text with that hash; a later count takes the earlier one's place.

    Raises:
        AuthoringError: the database cannot be written.
    """
    with store.database.writing() as connection:
        connection.execute(
            "INSERT INTO token_counts (model, text_sha256, tokens) VALUES (?, ?, ?)"
            " ON CONFLICT (model, text_sha256) DO UPDATE SET tokens = excluded.tokens",
            (model, text_sha256, tokens),
        )


def get(store: AttemptStore, model: str, text_sha256: str) -> int | None:
    """Return the tokens that `model` counted in the text with that hash, or None where it never did."""
    row = store.database.row(
        "SELECT tokens FROM token_counts WHERE model = ? AND text_sha256 = ?", (model, text_sha256)
    )
    return None if row is None else int(row["tokens"])


def most(store: AttemptStore, text_sha256: str) -> int | None:
    """Return the most tokens that any model counted in the text with that hash: a budget has to hold for each."""
    row = store.database.row("SELECT max(tokens) AS tokens FROM token_counts WHERE text_sha256 = ?", (text_sha256,))
    return None if row is None or row["tokens"] is None else int(row["tokens"])
