"""`draft --batch`, `--collect`, `--cancel-batches` against a real HTTP server: what scripts and authors are told."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from tests.command_line import SECTIONS, CommandLine, course
from tests.fakes.messages_server import MessagesServer, Reply, Rule
from tui.authoring.workbench import Workbench

SETTINGS = """\
profile: fake
profiles:
  fake:
    base_url: {url}
    model: fake-1
    max_tokens: 1000
    capabilities: {{batches: true}}
    prices: {{input: 0, output: 1000, batch_share: 0.5}}
"""
"""In a batch the longest answer costs fifty cents."""


@pytest.fixture
def run(tmp_path: Path, messages_server: MessagesServer) -> CommandLine:
    run = course(tmp_path / "course")
    config = Path(run.environment()["COURSEWRIGHT_CONFIG_DIR"])
    config.mkdir()
    (config / "settings.yaml").write_text(SETTINGS.format(url=messages_server.url), encoding="utf-8")
    messages_server.batches.delay = None
    return run


def test_what_is_submitted_has_the_shape_of_what_is_drafted(run: CommandLine) -> None:
    document = run.json("draft", "day01_001", "--batch")
    nothing = {"attempt": None, "outcome": "submitted", "words": 0, "usage": None, "cost_usd": None}
    assert document == {"sections": [{"id": key, **nothing} for key in SECTIONS]}


def test_the_whole_course_goes_with_all(run: CommandLine, messages_server: MessagesServer) -> None:
    done = run("draft", "--all", "--batch")
    assert done.exit_code == 0
    assert "submitted as msgbatch_fake_000001." in done.stderr
    assert "day01_001/orientation: submitted\n" in done.stdout
    assert "day02_001/summary: submitted\n" in done.stdout
    assert len(messages_server.messages) == 0
    assert (run.folder / "course" / "day02" / "plan.yaml").is_file()


def test_all_drafts_the_whole_course_without_a_batch_too(run: CommandLine) -> None:
    document = run.json("draft", "--all")
    assert {section["id"].partition("_")[0] for section in document["sections"]} == {"day01", "day02"}


def test_collecting_tells_each_attempt_and_what_is_still_awaited(
    run: CommandLine, messages_server: MessagesServer
) -> None:
    messages_server.default = Reply("Soil is alive.", usage={"input_tokens": 90, "output_tokens": 8})
    run("draft", SECTIONS[0], "--batch")
    messages_server.batches.end()
    run("draft", SECTIONS[1], "--batch")

    document = run.json("draft", "--collect")

    usage = {"input_tokens": 90, "output_tokens": 8, "cache_read_tokens": 0, "cache_write_tokens": 0}
    told = {"id": SECTIONS[0], "attempt": 1, "outcome": "complete", "words": 3, "usage": usage, "cost_usd": 0.004}
    assert document["sections"] == [told]
    [batch] = document["batches"]
    assert (batch["id"], batch["state"], batch["sections"]) == ("msgbatch_fake_000002", "sent", [SECTIONS[1]])
    assert "still under way" in batch["message"]
    assert run.json("attempts", SECTIONS[0])["attempts"][0]["text"] == "Soil is alive."


def test_collecting_nothing_is_said_and_no_failure(run: CommandLine, messages_server: MessagesServer) -> None:
    done = run("draft", "--collect")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "No batch is under way" in done.stderr
    assert messages_server.requests == []


def test_a_section_that_failed_in_its_batch_ends_with_3_and_can_be_submitted_again(
    run: CommandLine, messages_server: MessagesServer
) -> None:
    messages_server.replies.rule(Rule(Reply(status=500), times=1))
    run("draft", "day01_001", "--batch")
    messages_server.batches.end()

    done = run("draft", "--collect")

    assert done.exit_code == 3
    assert "1 section of 4 did not become complete" in done.stderr
    again = run.json("draft", "day01_001", "--batch")
    assert [section["outcome"] for section in again["sections"]] == ["submitted"]


def test_what_a_batch_will_bring_is_left_out_with_a_sentence(run: CommandLine, messages_server: MessagesServer) -> None:
    run("draft", SECTIONS[0], "--batch")
    done = run("draft", "day01_001")
    assert "1 section left out: a batch will bring them. Name a section to draft it all the same." in done.stderr
    assert len(messages_server.messages) == len(SECTIONS) - 1
    run("draft", SECTIONS[0])
    assert len(messages_server.messages) == len(SECTIONS)


def test_what_waits_in_the_workbench_is_left_out_of_a_batch(run: CommandLine) -> None:
    with closing(Workbench.open(run.folder)) as workbench:
        workbench.drafts.queue.add([SECTIONS[0]], feedback="Shorter.")
        done = run("draft", "day01_001", "--batch")
    assert "1 section left out: a batch will bring them, or they wait in the workbench." in done.stderr
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == list(SECTIONS[1:])
    assert run.json("draft", SECTIONS[0], "--batch")["sections"][0]["outcome"] == "submitted"


def test_cancelling_is_no_failure_and_frees_the_sections(run: CommandLine) -> None:
    run("draft", "day01_001", "--batch")
    document = run.json("draft", "--cancel-batches")
    assert {section["outcome"] for section in document["sections"]} == {"cancelled"}
    assert len(run.json("draft", "day01_001")["sections"]) == len(SECTIONS)


def test_a_cap_that_the_batch_might_pass_ends_with_4_and_sends_nothing(
    run: CommandLine, messages_server: MessagesServer
) -> None:
    done = run("draft", "day01_001", "--batch", "--max-cost", "1.9", "--json")
    assert done.exit_code == 4
    assert "Nothing was submitted" in done.stderr
    assert json.loads(done.stdout) == {"sections": []}
    assert messages_server.requests == []
    assert run("draft", "day01_001", "--batch", "--max-cost", "2").exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("--collect", "day01_001"),
        ("--cancel-batches", "--day", "1"),
        ("--collect", "--cancel-batches"),
        ("--collect", "--batch"),
        ("--batch",),
        ("day01_001", "--batch", "--alternatives", "2"),
        ("day01_001", "--batch", "--revise"),
    ],
)
def test_what_does_not_go_together_is_a_mistake_on_the_line(run: CommandLine, arguments: tuple[str, ...]) -> None:
    assert run("draft", *arguments).exit_code == 2
