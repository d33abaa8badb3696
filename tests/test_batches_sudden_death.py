"""`kill -9` around a batch: whatever the moment, nothing is submitted or stored twice, and nothing paid for is lost."""

import os
import random
import re
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from tests.command_line import CommandLine, course
from tests.fakes.messages_server import MessagesServer, Reply, Rule

DEATHS = int(os.environ.get("DEATHS", "2"))
"""While its results are collected; `make torture` does it fifty times."""
TOPICS, POINTS = 6, 9
OUTLINE = "# Growing Things - 1-Day Course\n\n## Day 1: Soil\n\n### The ground\n" + "".join(
    f"- **Soil number {topic}**\n" + "".join(f"  - Layer {topic} {point}\n" for point in range(POINTS))
    for topic in range(TOPICS)
)
SETTINGS = """\
profile: fake
profiles:
  fake:
    base_url: {url}
    model: fake-1
    max_tokens: 1000
    capabilities: {{batches: true}}
"""
POST = "POST /v1/messages/batches"
ENDED = re.compile(r"^(\S+): attempt (\d+) complete", re.MULTILINE)
DYING = """
import os, signal, sys
from tui.authoring.review.attempts import AttemptStore
from tui.cli import coursewright

add_ended, left = AttemptStore.add_ended, [3]

def dying(*arguments, **options):
    attempt = add_ended(*arguments, **options)
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    return attempt

AttemptStore.add_ended = dying
coursewright(sys.argv[1:])
"""
"""Dies when the third attempt is written, before the mark that its result has come."""


@pytest.fixture
def run(tmp_path: Path, messages_server: MessagesServer) -> CommandLine:
    run = course(tmp_path / "course", outline=OUTLINE)
    config = Path(run.environment()["COURSEWRIGHT_CONFIG_DIR"])
    config.mkdir()
    (config / "settings.yaml").write_text(SETTINGS.format(url=messages_server.url), encoding="utf-8")
    messages_server.batches.delay = None
    return run


def sections(run: CommandLine) -> list[str]:
    document = run.json("plan", "1")
    return [f"{lesson['id']}/{each['id']}" for lesson in document["days"][0]["lessons"] for each in lesson["sections"]]


def attempts(run: CommandLine) -> list[tuple[str, str]]:
    """Return section and outcome of every attempt, as another program reads them; the database must be whole."""
    with closing(sqlite3.connect(run.folder / ".coursewright" / "workbench.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return database.execute("SELECT section, outcome FROM attempts ORDER BY section, number").fetchall()


def wait_for(reached: Callable[[], object], process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while not reached() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.005)


def kill(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def tells_an_end(path: Path) -> bool:
    return ENDED.search(path.read_text(encoding="utf-8")) is not None


def posts(server: MessagesServer) -> int:
    return sum((each.method, each.path) == ("POST", "/v1/messages/batches") for each in server.requests)


def test_a_death_after_the_batch_was_taken_and_before_that_was_noted(
    run: CommandLine, messages_server: MessagesServer, tmp_path: Path
) -> None:
    messages_server.replies.rule(Rule(Reply(fault="silence"), route=POST, times=1))
    with (tmp_path / "told").open("wb") as told:
        process = run.start("draft", "--all", "--batch", stdout=told)
        wait_for(lambda: messages_server.batches.newest()[0], process)
        kill(process)
    keys = sections(run)

    again = run("draft", "--all", "--batch")
    assert f"{len(keys)} sections left out" in again.stderr
    [batch] = run.json("draft", "--collect")["batches"]
    assert (batch["state"], batch["id"]) == ("unsettled", None)
    messages_server.batches.end()
    collected = run.json("draft", "--collect")

    assert sorted(each["id"] for each in collected["sections"]) == sorted(keys)
    assert {each["outcome"] for each in collected["sections"]} == {"complete"}
    assert collected["batches"] == []
    assert len(attempts(run)) == len(keys)
    assert posts(messages_server) == 1
    assert sum(charge["batch"] for charge in messages_server.charges) == len(keys)


def test_a_death_before_the_batch_was_taken(run: CommandLine, messages_server: MessagesServer, tmp_path: Path) -> None:
    messages_server.replies.rule(Rule(Reply(status=500, first_delay=2.0), route=POST, times=1))
    with (tmp_path / "told").open("wb") as told:
        process = run.start("draft", "--all", "--batch", stdout=told)
        wait_for(lambda: messages_server.requests, process)
        kill(process)

    assert "left out" in run("draft", "--all", "--batch").stderr
    assert posts(messages_server) == 1
    given_up = run("draft", "--cancel-batches")
    assert given_up.exit_code == 0, given_up.stderr
    assert run("draft", "--all", "--batch").exit_code == 0
    messages_server.batches.end()
    run("draft", "--collect")

    assert [outcome for _, outcome in attempts(run)] == ["complete"] * len(sections(run))


def test_a_death_between_an_attempt_and_its_mark_leaves_neither(
    run: CommandLine, messages_server: MessagesServer
) -> None:
    run("draft", "--all", "--batch")
    messages_server.batches.end()

    died = run.process("draft", "--collect", python=DYING)
    assert died.returncode == -signal.SIGKILL
    assert len(ENDED.findall(died.stdout)) <= 2
    assert len(attempts(run)) == 2

    assert run("draft", "--collect").exit_code == 0
    stored = attempts(run)
    assert len(stored) == len({section for section, _ in stored}) == len(sections(run))


def test_collecting_may_be_killed_at_any_moment_again_and_again(
    run: CommandLine, messages_server: MessagesServer, tmp_path: Path
) -> None:
    run("draft", "--all", "--batch")
    messages_server.batches.end()
    chance = random.Random(4)
    shown: list[tuple[str, str]] = []
    for number in range(DEATHS):
        path = tmp_path / f"told-{number}"
        with path.open("wb") as told:
            process = run.start("draft", "--collect", stdout=told)
            wait_for(partial(tells_an_end, path), process)
            time.sleep(chance.uniform(0, 0.02))
            kill(process)
        shown += ENDED.findall(path.read_text(encoding="utf-8"))
        assert len(attempts(run)) >= len(shown)

    run("draft", "--collect")
    stored = attempts(run)
    assert len(shown) == len(set(shown))
    assert len(stored) == len({section for section, _ in stored}) == len(sections(run))
    assert {outcome for _, outcome in stored} == {"complete"}
