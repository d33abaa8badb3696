"""The database opens wherever it can, and says what to do where it cannot."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tui.authoring.errors import AuthoringError
from tui.authoring.review.attempts import AttemptStore, Origin
from tui.authoring.review.schema import MIGRATIONS

KEY = "day01_001/orientation"


def test_opening_makes_the_folder_and_the_file(path: Path) -> None:
    AttemptStore.open(path).close()
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_an_empty_file_becomes_a_database(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    with AttemptStore.open(path) as store:
        assert store.records() == {}


def test_many_that_open_a_new_workspace_at_once_all_succeed(path: Path) -> None:
    failures: list[Exception] = []

    def write() -> None:
        try:
            with AttemptStore.open(path) as store:
                store.add(KEY, "Text.", origin=Origin.PIPE)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with AttemptStore.open(path) as store:
        assert [attempt.number for attempt in store.of(KEY)] == list(range(1, 9))


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    with pytest.raises(AuthoringError, match=r"Could not open .*for writing"):
        AttemptStore.open(tmp_path / "state" / "workbench.db")


def test_a_folder_in_place_of_the_file_is_refused(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(AuthoringError, match=r"Could not open .*for writing"):
        AttemptStore.open(path)


def test_what_is_no_database_is_refused_and_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"These are my notes, which are no database at all.\n" * 100)
    before = path.read_bytes()
    with pytest.raises(AuthoringError, match="move it elsewhere"):
        AttemptStore.open(path)
    assert path.read_bytes() == before


def test_the_database_of_another_program_is_refused_and_left_alone(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
        other.commit()
    with pytest.raises(AuthoringError, match="another program"):
        AttemptStore.open(path)
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("recipes",)]


def test_a_database_of_a_newer_version_is_refused_and_left_alone(path: Path) -> None:
    with AttemptStore.open(path) as store:
        store.add(KEY, "Kept.", origin=Origin.HAND)
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA user_version = 99")
    with pytest.raises(AuthoringError, match=r"newer Coursewright .*format 99.*: update Coursewright"):
        AttemptStore.open(path)
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT text FROM texts").fetchall() == [("Kept.",)]


def test_a_write_that_fails_half_way_leaves_nothing(store: AttemptStore) -> None:
    def write_and_fail() -> None:
        with store.database.writing() as connection:
            connection.execute("INSERT INTO prompts VALUES ('ab12', 'Half.')")
            raise KeyError

    with pytest.raises(KeyError):
        write_and_fail()
    assert store.prompt("ab12") is None
    assert store.add(KEY, "And it goes on.", origin=Origin.HAND).number == 1


def test_a_damaged_database_says_what_to_do(path: Path) -> None:
    with AttemptStore.open(path) as store:
        for number in range(50):
            store.add(KEY, f"Text {number}. " * 200, origin=Origin.HAND)
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(AuthoringError, match="damaged or no database: move it elsewhere"):
        AttemptStore.open(path).of(KEY)


def test_closing_twice_does_no_harm(path: Path) -> None:
    store = AttemptStore.open(path)
    store.begin(KEY)
    store.close()
    store.close()
    with pytest.raises(AuthoringError):
        store.of(KEY)
