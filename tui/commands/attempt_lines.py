"""How an attempt is told on the command line: in a line, and in a document."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tui.commands import verb

if TYPE_CHECKING:
    from tui.authoring.workbench import Attempt


def line(key: str, attempt: "Attempt") -> str:
    """Return what became of an attempt of the section `key`."""
    said = f"{attempt.outcome.replace('_', ' ')}, {verb.counted(attempt.words, 'word')}"
    cost = f", ${attempt.cost_usd:.4f}" if attempt.cost_usd else ""
    return f"{key}: attempt {attempt.number} {said}{cost}"


def document(key: str, attempt: "Attempt") -> dict[str, Any]:
    """Return an attempt as `draft --json` tells it."""
    return {
        "id": key,
        "attempt": attempt.number,
        "outcome": str(attempt.outcome),
        "words": attempt.words,
        "usage": asdict(attempt.usage) if attempt.usage else None,
        "cost_usd": None if attempt.cost_usd is None else float(attempt.cost_usd),
    }


def submitted(key: str) -> dict[str, Any]:
    """Return, in the same shape, a section that has no attempt yet since a batch is to bring it."""
    return {"id": key, "attempt": None, "outcome": "submitted", "words": 0, "usage": None, "cost_usd": None}
