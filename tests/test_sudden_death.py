"""`kill -9` in the midst of drafting, again and again: nothing that was shown is lost, and nothing is there twice."""

import os
import random
import re
import signal
import sqlite3
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from tests.command_line import CommandLine, course
from tests.fakes.messages_server import MessagesServer, Reply
from tui.authoring.workbench import Workbench

DEATHS = int(os.environ.get("DEATHS", "3"))
"""How often it is killed; `make torture` does it fifty times."""
TOPICS, POINTS = 10, 9
"""With an orientation for each lesson, a hundred sections."""
OUTLINE = "# Growing Things - 1-Day Course\n\n## Day 1: Soil\n\n### The ground\n" + "".join(
    f"- **Soil number {topic}**\n" + "".join(f"  - Layer {topic} {point}\n" for point in range(POINTS))
    for topic in range(TOPICS)
)
BLUEPRINT = """\
budget_tokens: 6000
sections:
  - kind: orientation
    title: Orientation
    target_words: 20
  - kind: point
    title: "{point}"
    each: point
    target_words: 20
"""
TEXT = " ".join(f"word{number}" for number in range(120))
SETTINGS = "profile: fake\nprofiles:\n  fake:\n    base_url: {url}\n    model: fake-1\n    max_tokens: 1000\n"

BEGUN = re.compile(r"^\[\d+/\d+\] (\S+): attempt (\d+) …", re.MULTILINE)
ENDED = re.compile(r"^(\S+): attempt (\d+) complete, (\d+) words", re.MULTILINE)


@pytest.fixture
def run(tmp_path: Path, messages_server: MessagesServer) -> CommandLine:
    run = course(tmp_path / "course", outline=OUTLINE, blueprint=BLUEPRINT)
    config = Path(run.environment()["COURSEWRIGHT_CONFIG_DIR"])
    config.mkdir()
    (config / "settings.yaml").write_text(SETTINGS.format(url=messages_server.url), encoding="utf-8")
    messages_server.default = Reply(TEXT, piece=100, delay=0.02)
    return run


def sections(run: CommandLine) -> list[str]:
    document = run.json("plan", "1")
    lessons = document["days"][0]["lessons"]
    return [f"{lesson['id']}/{section['id']}" for lesson in lessons for section in lesson["sections"]]


def killed(run: CommandLine, keys: list[str], told: Path, after: float, since: re.Pattern[str] = BEGUN) -> str:
    """Draft until `after` seconds have passed since the first section was begun, or what `since` is told by.

    Return what was told until then.
    """
    with told.open("wb") as file:
        process = run.start("draft", *keys, "--concurrency", "8", stdout=file)
        try:
            until = time.monotonic() + 30
            while not since.search(told.read_text(encoding="utf-8")) and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(after)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
    return told.read_text(encoding="utf-8")


def test_a_run_of_a_hundred_sections_may_be_killed_at_any_moment(run: CommandLine, tmp_path: Path) -> None:
    keys = sections(run)
    assert len(keys) == 100
    chance = random.Random(4)
    begun: set[tuple[str, int]] = set()
    ended: dict[tuple[str, int], int] = {}
    for number in range(DEATHS):
        since = ENDED if number == DEATHS - 1 else BEGUN
        told = killed(run, chance.sample(keys, len(keys)), tmp_path / f"told-{number}", chance.uniform(0, 0.6), since)
        now = {(key, int(attempt)) for key, attempt in BEGUN.findall(told)}
        assert begun.isdisjoint(now), "a number was given twice"
        begun |= now
        ended |= {(key, int(attempt)): int(words) for key, attempt, words in ENDED.findall(told)}

    Workbench.open(run.folder).close()
    with closing(sqlite3.connect(run.folder / ".coursewright" / "workbench.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        query = "SELECT section, number, outcome, words, text FROM attempts JOIN texts ON attempt = attempts.id"
        stored = {(section, number): rest for section, number, *rest in database.execute(query)}
    assert begun <= set(stored)
    assert ended
    for attempt, words in ended.items():
        assert stored[attempt][:2] == ["complete", words]
    assert {outcome for outcome, _, _ in stored.values()} <= {"complete", "interrupted"}
    assert all(TEXT.startswith(text.strip()) for _, _, text in stored.values())
    # What was begun and not told yet is at most what was under way.
    assert len(stored) - len(begun) <= 8 * DEATHS
    counts = Counter(section for section, _ in stored)
    assert all((section, number) in stored for section, count in counts.items() for number in range(1, count + 1))


def test_afterwards_the_rest_is_drafted_and_nothing_that_was_whole_again(
    run: CommandLine, tmp_path: Path, messages_server: MessagesServer
) -> None:
    keys = sections(run)[:20]
    told = killed(run, keys, tmp_path / "told", 0.3)
    whole = {key for key, _, _ in ENDED.findall(told)}
    before = len(messages_server.messages)

    done = run("draft", *{key.partition("/")[0] for key in keys}, "--concurrency", "8")

    assert done.exit_code == 0, done.stderr
    drafted = [key for key, _ in BEGUN.findall(done.stderr)]
    assert whole.isdisjoint(drafted)
    assert len(messages_server.messages) - before == len(drafted)
