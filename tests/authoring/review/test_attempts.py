"""Every attempt is numbered, kept as it streams, and never changed once it has ended."""

import hashlib
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from tui.authoring.drafting.outcome import Outcome, Usage
from tui.authoring.review import approvals, decisions
from tui.authoring.review.attempts import AttemptClosed, AttemptStore, Origin

KEY = "day01_001/orientation"


def test_an_attempt_is_kept_with_all_that_was_asked_and_answered(path: Path) -> None:
    hour = [datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=1)))]
    with AttemptStore.open(path, clock=lambda: hour[0]) as store:
        begun = store.begin(
            KEY,
            origin=Origin.MODEL,
            profile="claude",
            model="asked",
            feedback="Shorter.",
            prompt_sha256="ab12",
            prompt="Write.",
        )
        assert (begun.number, begun.outcome, begun.text, begun.finished) == (1, Outcome.STREAMING, "", None)
        store.append(KEY, 1, "A tensor ")
        store.append(KEY, 1, "is a grid of numbers.")
        hour[0] += timedelta(minutes=1)
        usage = Usage(10, 20, 30, 40)
        store.finish(KEY, 1, Outcome.COMPLETE, model="served", usage=usage, cost_usd=Decimal("0.000123456789"))
    with AttemptStore.open(path) as store:
        kept = store.get(KEY, 1)
        assert kept is not None
        assert (kept.text, kept.words) == ("A tensor is a grid of numbers.", 7)
        assert (kept.origin, kept.profile, kept.model, kept.feedback) == (Origin.MODEL, "claude", "served", "Shorter.")
        assert (kept.usage, kept.cost_usd) == (usage, Decimal("0.000123456789"))
        assert (kept.created, kept.finished) == (
            datetime(2026, 11, 23, 8, tzinfo=UTC),
            datetime(2026, 11, 23, 8, 1, tzinfo=UTC),
        )
        assert store.prompt("ab12") == "Write."


def test_a_prompt_is_stored_once_however_often_it_is_sent(store: AttemptStore) -> None:
    for _ in range(3):
        store.begin(KEY, prompt_sha256="ab12", prompt="Write.")
    assert [row[0] for row in store.database.rows("SELECT count(*) FROM prompts")] == [1]
    assert store.prompt("unknown") is None


def test_each_section_counts_its_own_attempts_from_one(store: AttemptStore) -> None:
    store.add(KEY, "One.", origin=Origin.HAND)
    store.begin(KEY)
    store.add("day01_001/summary", "Other.", origin=Origin.PIPE)
    assert [attempt.number for attempt in store.of(KEY)] == [1, 2]
    assert [attempt.number for attempt in store.of("day01_001/summary")] == [1]
    latest = store.latest(KEY)
    assert latest is not None
    assert latest.number == 2
    assert store.latest("day09_009/none") is None
    assert store.get(KEY, 3) is None


def test_threads_that_begin_at_once_get_numbers_of_their_own(path: Path) -> None:
    with AttemptStore.open(path) as one, AttemptStore.open(path) as two:

        def write(store: AttemptStore) -> None:
            for _ in range(20):
                number = store.begin(KEY).number
                store.append(KEY, number, "text")
                store.finish(KEY, number, Outcome.COMPLETE)

        threads = [threading.Thread(target=write, args=(store,)) for store in (one, two, one, two)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [attempt.number for attempt in one.of(KEY)] == list(range(1, 81))
        assert {attempt.text for attempt in one.of(KEY)} == {"text"}


def test_finishing_may_put_a_tidied_text_in_place_of_what_streamed(store: AttemptStore) -> None:
    number = store.begin(KEY).number
    store.append(KEY, number, "## Orientation\n\nBody.\n")
    assert store.finish(KEY, number, Outcome.COMPLETE, text="Body.").text == "Body."


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.STREAMING])
def test_whatever_ends_an_attempt_its_text_is_kept_and_it_takes_no_more(store: AttemptStore, outcome: Outcome) -> None:
    number = store.begin(KEY).number
    store.append(KEY, number, "Half a sen")
    ended = store.finish(KEY, number, outcome, error="Why it ended.")
    assert (ended.text, ended.outcome, ended.error) == ("Half a sen", outcome, "Why it ended.")
    with pytest.raises(AttemptClosed, match="has ended"):
        store.append(KEY, number, "tence")
    with pytest.raises(AttemptClosed, match="has ended"):
        store.finish(KEY, number, Outcome.COMPLETE, text="Other.")
    assert store.get(KEY, number) == ended


def test_what_was_never_begun_takes_nothing(store: AttemptStore) -> None:
    with pytest.raises(AttemptClosed, match="has no attempt 4"):
        store.append(KEY, 4, "text")


def test_what_a_model_hides_in_its_text_is_gone_even_when_it_comes_in_pieces(store: AttemptStore) -> None:
    number = store.begin(KEY).number
    for piece in ("red \x1b[3", "1m and\x00 \u202eback", "wards \ud800"):
        store.append(KEY, number, piece)
    streaming = store.get(KEY, number)
    assert streaming is not None
    assert streaming.text == "red  and backwards ?"
    assert store.finish(KEY, number, Outcome.TRUNCATED).text == streaming.text
    assert store.add(KEY, "line\r\nline\x07", origin=Origin.PIPE).text == "line\nline"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM attempts",
        "DELETE FROM texts",
        "DELETE FROM decisions",
        "UPDATE attempts SET outcome = 'complete'",
        "UPDATE attempts SET model = 'other'",
        "UPDATE texts SET text = 'other'",
        "UPDATE decisions SET verdict = 'rejected'",
        "REPLACE INTO texts VALUES (1, 'other')",
        "REPLACE INTO attempts SELECT * FROM attempts",
        "REPLACE INTO decisions SELECT * FROM decisions",
        "UPDATE approvals SET text = 'other'",
        "DELETE FROM approvals",
        "DELETE FROM prompts",
    ],
)
def test_no_program_can_delete_or_overwrite_what_was_kept(store: AttemptStore, statement: str) -> None:
    number = store.begin(KEY, prompt_sha256="ab12", prompt="Write.").number
    store.append(KEY, number, "Kept.")
    store.finish(KEY, number, Outcome.COMPLETE)
    decisions.accept(store, KEY, number, "plan")
    approvals.record(store, "day01_001", path="p", commit="c", text="Kept.", attempts={})
    with closing(sqlite3.connect(store.database.path)) as other:
        with pytest.raises(sqlite3.IntegrityError):
            other.execute(statement)
        other.rollback()
    kept = decisions.accepted(store, KEY)
    assert kept is not None
    assert kept.text == "Kept."


def test_the_record_of_a_section_adds_up_its_attempts(store: AttemptStore) -> None:
    first = store.begin(KEY)
    store.append(KEY, 1, "four words of text")
    usage = Usage(1, 2, 3, 4)
    store.finish(KEY, 1, Outcome.COMPLETE, usage=usage, cost_usd=Decimal("0.1"))
    store.begin(KEY)
    store.finish(KEY, 2, Outcome.FAILED, text="two words", usage=usage)
    store.begin(KEY)
    store.finish(KEY, 3, Outcome.TRUNCATED, text="now three words", usage=usage, cost_usd=Decimal("0.2"))
    record = store.records()[KEY]
    assert (record.number, record.outcome, record.words, record.usage) == (3, Outcome.TRUNCATED, 3, usage)
    assert record.tokens > 0
    assert record.created > first.created
    assert (record.attempts, record.cost_usd, record.unpriced) == (3, Decimal("0.3"), 1)
    assert (record.proposed, record.accepted, record.undecided) == (1, None, False)
    decisions.accept(store, KEY, 1, "plan")
    record = store.records()[KEY]
    assert (record.proposed, record.accepted, record.accepted_words, record.fingerprint) == (None, 1, 4, "plan")
    assert (store.total_cost(), store.unpriced()) == (Decimal("0.3"), 1)


def test_an_unknown_cost_is_not_nothing(store: AttemptStore) -> None:
    number = store.begin(KEY).number
    store.finish(KEY, number, Outcome.COMPLETE, text="Body.", usage=Usage(1, 1, 0, 0))
    assert store.records()[KEY].cost_usd is None


def test_money_adds_up_exactly(store: AttemptStore) -> None:
    for _ in range(10):
        number = store.begin(KEY).number
        store.finish(KEY, number, Outcome.COMPLETE, text="Body.", cost_usd=Decimal("0.1"))
    assert store.total_cost() == Decimal(1)


def test_records_are_those_of_the_named_lesson_or_day_alone(store: AttemptStore) -> None:
    for key in ("day01_001/a", "day01_001/b", "day01_0010/a", "day01_002/a", "day10_001/a"):
        store.add(key, "Text.", origin=Origin.HAND)
    assert list(store.records("day01_001/")) == ["day01_001/a", "day01_001/b"]
    assert list(store.records("day01_")) == ["day01_001/a", "day01_001/b", "day01_0010/a", "day01_002/a"]
    assert len(store.records()) == 5
    assert store.records("day02_") == {}


def test_the_records_of_a_course_need_no_text(store: AttemptStore) -> None:
    store.add(KEY, "Text.", origin=Origin.HAND)
    read: list[str] = []

    def watch(action: int, table: str | None, column: str | None, *_: str | None) -> int:
        if action == sqlite3.SQLITE_READ and table is not None:
            read.append(table)
        return sqlite3.SQLITE_OK

    with store.database.writing() as connection:
        connection.set_authorizer(watch)
    assert KEY in store.records()
    assert "attempts" in read
    assert "texts" not in read


def test_what_another_window_writes_is_noticed(path: Path) -> None:
    with AttemptStore.open(path) as one, AttemptStore.open(path) as two:
        before = one.data_version()
        assert one.data_version() == before
        two.add(KEY, "From elsewhere.", origin=Origin.PIPE)
        assert one.data_version() != before
        assert one.records()[KEY].words == 2


def test_the_last_approval_of_a_lesson_is_remembered_word_for_word(path: Path) -> None:
    with AttemptStore.open(path) as store:
        approvals.record(store, "day01_001", path="old.md", commit="c0", text="Old.", attempts={"orientation": 1})
        approval = approvals.record(
            store,
            "day01_001",
            path="course/day01/x.md",
            commit="c1",
            text="Zahlen: é\n",
            attempts={"summary": 3, "orientation": 2},
        )
        approvals.record(store, "day02_001", path="y.md", commit="c2", text="Y.", attempts={})
    with AttemptStore.open(path) as store:
        assert approvals.last(store, "day01_001") == approval
        assert approvals.last(store, "day03_001") is None
        assert {lesson: kept.commit for lesson, kept in approvals.latest(store).items()} == {
            "day01_001": "c1",
            "day02_001": "c2",
        }
        assert approval.sha256 == hashlib.sha256("Zahlen: é\n".encode()).hexdigest()
