"""A suggestion is kept with its verdict, whatever becomes of it."""

from decimal import Decimal
from pathlib import Path

import pytest

from tui.authoring.drafting.outcome import Outcome, Usage
from tui.authoring.drafting.proposal import Proposal, ProposalKind
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.review import suggestions
from tui.authoring.review.attempts import AttemptStore
from tui.authoring.review.suggestions import Request, SuggestionVerdict

ASKED = Request(day=1, profile="fake", model="fake-1", outcome=Outcome.COMPLETE)


def proposal(title: str, kind: ProposalKind = ProposalKind.LESSON, lesson: str | None = None) -> Proposal:
    return Proposal(kind, 1, lesson, title, "Day 2 needs it.", "- Vectors")


def test_suggestions_are_numbered_through_and_open(store: AttemptStore) -> None:
    first = suggestions.record(store, ASKED, [proposal("Vectors"), proposal("Matrices")])
    second = suggestions.record(store, ASKED, [proposal("Norms", ProposalKind.SECTION, "day01_002")])
    assert [(each.number, each.title, each.verdict) for each in (*first, *second)] == [
        (1, "Vectors", SuggestionVerdict.OPEN),
        (2, "Matrices", SuggestionVerdict.OPEN),
        (3, "Norms", SuggestionVerdict.OPEN),
    ]
    (norms,) = second
    assert (norms.kind, norms.day, norms.lesson, norms.reason, norms.outline, norms.model) == (
        ProposalKind.SECTION,
        1,
        "day01_002",
        "Day 2 needs it.",
        "- Vectors",
        "fake-1",
    )
    assert suggestions.every(store) == (*first, *second)


def test_a_verdict_outlives_the_program(path: Path) -> None:
    with AttemptStore.open(path) as store:
        suggestions.record(store, ASKED, [proposal("Vectors"), proposal("Matrices")])
        suggestions.decide(store, 1, SuggestionVerdict.REJECTED)
    with AttemptStore.open(path) as store:
        assert [each.verdict for each in suggestions.every(store)] == [
            SuggestionVerdict.REJECTED,
            SuggestionVerdict.OPEN,
        ]


def test_the_last_verdict_counts_and_the_log_keeps_all(store: AttemptStore) -> None:
    suggestions.record(store, ASKED, [proposal("Vectors")])
    for verdict in (SuggestionVerdict.REJECTED, SuggestionVerdict.REJECTED, SuggestionVerdict.ACCEPTED):
        assert suggestions.decide(store, 1, verdict).verdict is verdict
    log = [row["verdict"] for row in store.database.rows("SELECT verdict FROM suggestion_verdicts ORDER BY id")]
    assert log == ["rejected", "accepted"]


@pytest.mark.parametrize("number", [0, -1, 2, 2**70])
def test_a_number_that_no_suggestion_has_is_told(store: AttemptStore, number: int) -> None:
    suggestions.record(store, ASKED, [proposal("Vectors")])
    with pytest.raises(InputError, match=f"no suggestion {number}"):
        suggestions.get(store, number)
    with pytest.raises(InputError, match=f"no suggestion {number}"):
        suggestions.decide(store, number, SuggestionVerdict.REJECTED)


def test_what_asking_cost_is_known_even_where_nothing_was_found(store: AttemptStore) -> None:
    assert suggestions.spent_usd(store) == 0
    usage = Usage(1200, 30)
    suggestions.record(store, Request(suggestions.COURSE, "f", "f", Outcome.COMPLETE, usage, Decimal("0.0125")), [])
    suggestions.record(store, Request(2, "f", "f", Outcome.FAILED, error="It broke."), [])
    assert suggestions.spent_usd(store) == Decimal("0.0125")


def test_what_cannot_be_kept_leaves_nothing_half_kept(store: AttemptStore) -> None:
    # A section belongs to a lesson; the database refuses the second of these, and so keeps neither, nor the request.
    with pytest.raises(AuthoringError):
        suggestions.record(store, ASKED, [proposal("Vectors"), proposal("Norms", ProposalKind.SECTION)])
    assert suggestions.every(store) == ()
    assert store.database.row("SELECT * FROM suggestion_requests") is None
