"""Whatever kills a writer, what was shown is kept, and the others are left in peace."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tui.authoring.drafting.outcome import Outcome
from tui.authoring.review.attempts import AttemptStore

ROOT = Path(__file__).parents[3]
KEY = "day01_001/orientation"


@contextmanager
def writing(path: Path, *sections: str, hold: bool = False) -> Iterator[subprocess.Popen[str]]:
    """Run a program that streams attempts of `sections`, with `hold` just one word of one, and kill it at the end."""
    command = [sys.executable, "-m", "tests.authoring.review.streaming_writer"]
    command += [*(["--hold"] if hold else []), str(path), *sections]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def lines_of(process: subprocess.Popen[str]) -> list[list[str]]:
    """Return what the killed program said; a last line that it could not end was not said."""
    assert process.stdout is not None
    return [line.split() for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")]


def test_twenty_kills_at_random_moments_lose_nothing_that_was_shown(path: Path) -> None:
    moments = random.Random(20261123)
    finished: set[tuple[str, int]] = set()
    for round_ in range(20):
        own = f"day02_001/s{round_ % 4}"
        with writing(path, KEY, own) as one, writing(path, KEY) as two:
            for process in (one, two):
                assert process.stdout is not None
                assert process.stdout.readline().startswith("begun"), "the writer did not start"
            time.sleep(moments.uniform(0, 0.08))
            one.kill()
            two.kill()
            said = lines_of(one) + lines_of(two)
        with AttemptStore.open(path) as store:
            begun = [(section, int(number)) for verb, section, number, *_ in said if verb == "begun"]
            assert len(begun) == len(set(begun)), "two writers got the same number"
            for verb, section, number, *shown in said:
                kept = store.get(section, int(number))
                assert kept is not None
                if verb == "shown":
                    assert shown[0] in kept.text.split()
                elif verb == "finished":
                    assert kept.outcome is Outcome.COMPLETE
                    finished.add((section, int(number)))
            for section in (KEY, own):
                attempts = store.of(section)
                assert [attempt.number for attempt in attempts] == list(range(1, len(attempts) + 1))
                assert {attempt.outcome for attempt in attempts} <= {Outcome.COMPLETE, Outcome.INTERRUPTED}
                for attempt in attempts:
                    assert attempt.text.split() == [str(word) for word in range(len(attempt.text.split()))]
                    assert attempt.words == len(attempt.text.split())
            (check,) = store.database.rows("PRAGMA integrity_check")
            assert check[0] == "ok"
            assert store.database.rows("PRAGMA foreign_key_check") == []
            for section, number in finished:
                kept = store.get(section, number)
                assert kept is not None
                assert len(kept.text.split()) == 20
    assert not list((path.parent / "writers").iterdir())


def test_what_a_living_program_streams_is_left_to_it(path: Path) -> None:
    with writing(path, KEY) as process:
        assert process.stdout is not None
        for _ in range(200):
            assert process.stdout.readline()
            with AttemptStore.open(path) as store:
                outcomes = {attempt.outcome for attempt in store.of(KEY)}
                assert outcomes <= {Outcome.STREAMING, Outcome.COMPLETE}


def test_a_dead_programs_draft_is_interrupted_and_says_so(path: Path) -> None:
    with writing(path, KEY, hold=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert process.stdout.readline().startswith("shown")
    with AttemptStore.open(path) as store:
        (left,) = store.of(KEY)
        assert (left.outcome, left.text) == (Outcome.INTERRUPTED, "0 ")
        assert left.finished is not None
        assert "what it had written is kept" in (left.error or "")


def test_a_store_open_elsewhere_learns_of_the_death_when_it_looks(path: Path) -> None:
    with AttemptStore.open(path) as watching:
        mine = watching.begin("day09_001/mine")
        with writing(path, KEY, hold=True) as process:
            assert process.stdout is not None
            process.stdout.readline()
            assert process.stdout.readline().startswith("shown")
            assert watching.recover() == 0
        assert watching.recover() == 1
        assert watching.recover() == 0
        latest = watching.latest(KEY)
        assert latest is not None
        assert latest.outcome is Outcome.INTERRUPTED
        still = watching.get(mine.section, mine.number)
        assert still is not None
        assert still.outcome is Outcome.STREAMING


def test_a_store_that_closes_leaves_nothing_streaming(path: Path) -> None:
    with AttemptStore.open(path) as other, AttemptStore.open(path) as store:
        store.begin(KEY)
        store.append(KEY, 1, "Half a sen")
        store.close()
        left = other.get(KEY, 1)
        assert left is not None
        assert (left.outcome, left.text) == (Outcome.INTERRUPTED, "Half a sen")
    assert not list((path.parent / "writers").iterdir())
