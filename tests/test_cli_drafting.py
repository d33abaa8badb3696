"""`draft` and `prompt` against a real HTTP server: what is told where, and how it ends."""

import hashlib
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.authoring.bowline import replace
from tests.command_line import SECTIONS, CommandLine, course
from tests.fakes.messages_server import MessagesServer, Reply

SETTINGS = """\
profile: fake
profiles:
  fake:
    base_url: {url}
    model: fake-1
    max_tokens: 1000
  priced:
    base_url: {url}
    model: fake-2
    max_tokens: 1000
    prices: {{input: 0, output: 1000}}
  bare:
    base_url: {url}
"""
"""With `priced`, the longest answer costs one dollar."""


@pytest.fixture
def run(tmp_path: Path, messages_server: MessagesServer) -> CommandLine:
    run = course(tmp_path / "course")
    config = Path(run.environment()["COURSEWRIGHT_CONFIG_DIR"])
    config.mkdir()
    (config / "settings.yaml").write_text(SETTINGS.format(url=messages_server.url), encoding="utf-8")
    return run


def test_the_document_tells_what_each_section_took(run: CommandLine, messages_server: MessagesServer) -> None:
    messages_server.script(Reply("Soil is alive.", usage={"input_tokens": 90, "output_tokens": 7}))
    document = run.json("draft", SECTIONS[0], "--profile", "priced")
    usage = {"input_tokens": 90, "output_tokens": 7, "cache_read_tokens": 0, "cache_write_tokens": 0}
    assert document == {
        "sections": [
            {
                "id": SECTIONS[0],
                "attempt": 1,
                "outcome": "complete",
                "words": 3,
                "usage": usage,
                "cost_usd": 0.007,
            }
        ]
    }
    assert run("show", SECTIONS[0]).stdout == "Soil is alive.\n"


def test_a_cost_that_is_not_known_is_null(run: CommandLine) -> None:
    assert run.json("draft", SECTIONS[0])["sections"][0]["cost_usd"] is None


def test_progress_goes_to_stderr_and_results_to_stdout(run: CommandLine) -> None:
    result = run("draft", "day01_001")
    assert result.exit_code == 0
    assert "fake-1 at 127.0.0.1" in result.stderr
    assert f"[1/4] {SECTIONS[0]}: attempt 1 …" in result.stderr
    assert [line.partition(":")[0] for line in result.stdout.splitlines()] == list(SECTIONS)
    assert "attempt 1 complete, " in result.stdout


def test_of_a_lesson_or_a_day_only_what_is_planned_or_failed_is_drafted(
    run: CommandLine, messages_server: MessagesServer
) -> None:
    run("submit", SECTIONS[1], stdin="Clay holds, sand drains.")
    messages_server.script(Reply(fault="cut"))
    first = run("draft", "day01_001", "--json")
    assert [section["id"] for section in json.loads(first.stdout)["sections"]] == [SECTIONS[0], *SECTIONS[2:]]
    assert first.exit_code == 3
    again = run.json("draft", "--day", "1")["sections"]
    assert [(section["id"], section["attempt"]) for section in again if "day01_001" in section["id"]] == [
        (SECTIONS[0], 2)
    ]
    assert "Nothing to draft" in run("draft", "day01_001").stderr
    assert run.json("draft", "day01_001") == {"sections": []}
    assert run.json("draft", SECTIONS[0])["sections"][0]["attempt"] == 3


def test_the_days_that_are_drafted_are_planned_first(run: CommandLine) -> None:
    run("draft", "day02_001/summary")
    assert (run.folder / "course" / "day02" / "plan.yaml").is_file()


def test_a_failing_endpoint_ends_with_3_and_the_document_is_whole(
    run: CommandLine, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply("Soil is alive."), Reply(status=401, message="no such key"))
    result = run("draft", *SECTIONS[:2], "--json")
    assert result.exit_code == 3
    sections = json.loads(result.stdout)["sections"]
    assert [section["outcome"] for section in sections] == ["complete", "failed"]
    assert sections[1]["usage"] is None
    assert f"coursewright: 1 section of 2 did not become complete: {SECTIONS[1]}." in result.stderr
    assert "Traceback" not in result.stderr


def test_an_answer_cut_at_its_limit_is_kept_and_told(run: CommandLine, messages_server: MessagesServer) -> None:
    messages_server.script(Reply("Soil is", stop_reason="max_tokens"))
    result = run("draft", SECTIONS[0])
    assert result.exit_code == 3
    assert "attempt 1 truncated, 2 words" in result.stdout
    assert run("show", SECTIONS[0], "--attempt", "1").stdout == "Soil is\n"
    assert run("accept", SECTIONS[0]).exit_code == 1


def test_nobody_there_is_told(run: CommandLine, messages_server: MessagesServer) -> None:
    messages_server.script(*[Reply(status=404, message="model: fake-1")] * 3)
    result = run("draft", SECTIONS[0])
    assert result.exit_code == 3
    assert "fake-1" in result.stderr


def test_a_cap_stops_before_the_section_that_might_pass_it(run: CommandLine, messages_server: MessagesServer) -> None:
    messages_server.script(Reply("Soil is alive.", usage={"output_tokens": 900}))
    result = run("draft", *SECTIONS, "--profile", "priced", "--max-cost", "$1.50", "--json")
    assert result.exit_code == 4
    assert [section["id"] for section in json.loads(result.stdout)["sections"]] == [SECTIONS[0]]
    assert "Raise --max-cost to go on" in result.stderr
    assert len(messages_server.messages) == 1


def test_a_cap_without_prices_is_refused_before_anything_is_spent(
    run: CommandLine, messages_server: MessagesServer
) -> None:
    result = run("draft", SECTIONS[0], "--max-cost", "1", "--json")
    assert result.exit_code == 4
    assert json.loads(result.stdout) == {"sections": []}
    assert "The price of fake-1 is not known" in result.stderr
    assert messages_server.messages == []


def test_a_profile_that_is_none_or_lacks_something_is_told(run: CommandLine) -> None:
    unknown = run("draft", SECTIONS[0], "--profile", "nobody")
    assert unknown.exit_code == 2
    assert "There is no profile `nobody`" in unknown.stderr
    bare = run("draft", SECTIONS[0], "--profile", "bare")
    assert bare.exit_code == 1
    assert "needs the name of a model" in bare.stderr


def test_feedback_reaches_the_writer_and_the_list_of_attempts(
    run: CommandLine, messages_server: MessagesServer
) -> None:
    run("draft", SECTIONS[0])
    run("draft", SECTIONS[0], "--feedback", "Begin with a worm.")
    assert "Begin with a worm." in messages_server.messages[-1].prompt
    assert run.json("attempts", SECTIONS[0])["attempts"][1]["feedback"] == "Begin with a worm."
    assert "asked for: Begin with a worm." in run("attempts", SECTIONS[0]).stdout


def test_feedback_that_is_no_text_is_sent_as_far_as_it_is_one_and_told_on_one_line(
    run: CommandLine, messages_server: MessagesServer
) -> None:
    run("draft", SECTIONS[0])
    feedback = "Begin\nwith a \udc9b\x1b[2Jworm, " + "and so on " * 100  # \udc9b: a byte that was not UTF-8
    assert run("draft", SECTIONS[0], "--feedback", feedback).exit_code == 0
    assert "Begin\nwith a ?worm" in messages_server.messages[-1].prompt
    told = run("attempts", SECTIONS[0]).stdout.splitlines()
    assert told[-1].startswith("   asked for: Begin with a ?worm, and so on")
    assert len(told) == 3
    assert len(told[-1]) < 250


def test_the_reason_of_a_rejection_guides_the_next_draft(run: CommandLine, messages_server: MessagesServer) -> None:
    run("draft", SECTIONS[0])
    run("reject", SECTIONS[0], "--reason", "Begin with a root.")
    run("draft", SECTIONS[0])
    assert "Begin with a root." in messages_server.messages[-1].prompt


def test_several_at_once_are_all_drafted(run: CommandLine, messages_server: MessagesServer) -> None:
    messages_server.default = Reply("Said in a few words.")
    sections = run.json("draft", "--day", "1", "--concurrency", "3")["sections"]
    assert len(sections) == 7
    assert {section["outcome"] for section in sections} == {"complete"}


def test_the_prompt_is_what_is_sent(run: CommandLine, messages_server: MessagesServer) -> None:
    document = run.json("prompt", SECTIONS[1])
    assert document.keys() == {"id", "text", "sha256", "max_tokens"}
    assert document["id"] == SECTIONS[1]
    assert document["sha256"] == hashlib.sha256(document["text"].encode()).hexdigest()
    assert run("prompt", SECTIONS[1]).stdout == document["text"]
    assert messages_server.messages == []
    run("draft", SECTIONS[1])
    sent = messages_server.messages[-1]
    assert sent.prompt.split() == document["text"].split()
    assert sent.body["max_tokens"] == document["max_tokens"]


def test_a_model_cannot_move_the_cursor(run: CommandLine, messages_server: MessagesServer) -> None:
    messages_server.script(Reply("Soil \x1b[2Jis\x07 alive."))
    run("draft", SECTIONS[0])
    assert run("show", SECTIONS[0]).stdout == "Soil is alive.\n"


def test_ctrl_c_keeps_what_was_written_and_tells_it(run: CommandLine, messages_server: MessagesServer) -> None:
    messages_server.script(Reply("One. " * 5, piece=5), Reply("Two. " * 2000, piece=5, delay=0.02))
    # A shell that runs the tests in the background lets its children ignore the signal: we want what a terminal gives.
    python = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from tui.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", python, "draft", *SECTIONS, "--json"],
        cwd=run.folder,
        env=run.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        deadline = time.monotonic() + 60
        while not any("Two." in attempt["text"] for attempt in run.json("attempts", SECTIONS[1])["attempts"]):
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in stderr
    sections = json.loads(stdout)["sections"]
    assert [(section["id"], section["outcome"]) for section in sections] == [
        (SECTIONS[0], "complete"),
        (SECTIONS[1], "cancelled"),
    ]
    assert sections[1]["words"] > 0
    assert run("show", SECTIONS[1], "--attempt", "1").stdout.startswith("Two. Two.")
    assert len(messages_server.messages) == 2


def test_one_of_several_alternatives_is_accepted(run: CommandLine, messages_server: MessagesServer) -> None:
    messages_server.script(Reply("Soil is alive."), Reply("Soil breathes."), Reply("Soil feeds."))

    document = run.json("draft", SECTIONS[0], "--alternatives", "3")
    assert [(each["id"], each["attempt"], each["outcome"]) for each in document["sections"]] == [
        (SECTIONS[0], number, "complete") for number in (1, 2, 3)
    ]

    assert run("accept", *SECTIONS[:2], "--attempt", "2").exit_code == 2
    assert run.json("accept", SECTIONS[0], "--attempt", "2")["sections"][0]["attempt"] == 2
    assert run("show", SECTIONS[0]).stdout == "Soil breathes.\n"
    assert run("accept", SECTIONS[0], "--attempt", "7").exit_code == 1


def test_a_run_with_a_revision_tells_both_attempts(run: CommandLine, messages_server: MessagesServer) -> None:
    replace(run.folder / "templates/blueprint.yaml", "leftovers: {severity: 'off'}", "leftovers: {severity: error}")
    messages_server.script(Reply("Soil is alive. [TODO]"), Reply("Soil is alive, as the next pages show."))

    document = run.json("draft", SECTIONS[0], "--revise")

    assert [each["attempt"] for each in document["sections"]] == [1, 2]
    told = run.json("attempts", SECTIONS[0])["attempts"]
    assert [each["text"] for each in told] == ["Soil is alive. [TODO]", "Soil is alive, as the next pages show."]
    assert "TODO" in told[1]["feedback"]
