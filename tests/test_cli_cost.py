"""`cost`: what was spent and on what, and what the rest will cost."""

import json
from pathlib import Path

import pytest

from tests.command_line import SECTIONS, CommandLine, course
from tests.fakes.messages_server import MessagesServer, Reply

SETTINGS = """\
profile: fake
profiles:
  fake:
    base_url: {url}
    model: fake-1
    prices: {{input: 1, output: 10, cache_read: 0.1, cache_write: 1.25}}
  free: {{base_url: '{url}', model: fake-2, prices: {{input: 0, output: 0}}}}
  unpriced: {{base_url: '{url}', model: fake-3}}
"""
TEXT = "What there is to say about it.\n"
PAID = Reply(text=TEXT, usage={"input_tokens": 1000, "output_tokens": 200})
CACHED = Reply(text=TEXT, usage={"input_tokens": 100, "output_tokens": 200, "cache_read_input_tokens": 900})


@pytest.fixture
def run(tmp_path: Path, messages_server: MessagesServer) -> CommandLine:
    """The command line in a new course, written by the fake at a price."""
    made = course(tmp_path / "garden")
    config = Path(str(made.env["COURSEWRIGHT_CONFIG_DIR"]))
    config.mkdir(parents=True, exist_ok=True)
    (config / "settings.yaml").write_text(SETTINGS.format(url=messages_server.url), encoding="utf-8")
    return made


def test_before_anything_is_drafted_nothing_is_spent_and_no_share_is_claimed(run: CommandLine) -> None:
    document = run.json("cost")

    assert document["spent_usd"] == 0
    assert document["forecast_usd"] is None
    assert (document["input_tokens"], document["output_tokens"], document["cache_read_share"]) == (0, 0, None)
    assert list(document)[:5] == ["spent_usd", "forecast_usd", "input_tokens", "output_tokens", "cache_read_share"]
    assert run("cost").stdout.startswith("Nothing is spent: no model was asked for anything yet.\n")


def test_every_attempt_counts_also_the_one_that_broke_off(run: CommandLine, messages_server: MessagesServer) -> None:
    broken = Reply(text="Too short", stop_reason="max_tokens", usage={"input_tokens": 1000, "output_tokens": 100})
    messages_server.script(PAID, CACHED, broken)
    run("draft", *SECTIONS[:3])

    document = run.json("cost")

    assert document["spent_usd"] == pytest.approx(0.003 + 0.00219 + 0.002)
    assert (document["input_tokens"], document["output_tokens"]) == (2100, 500)
    assert document["cache_read_share"] == pytest.approx(900 / 3000)
    assert (document["requests"], document["unknown"]) == (3, 0)
    said = run("cost").stdout
    assert "Spent: $0.0072, by 3 requests." in said
    assert "30% of all that was read from the cache" in said
    assert "Prices of fake-1 for a million tokens (settings.yaml): $1 in, $10 out" in said


def test_a_request_that_was_refused_before_it_was_answered_costs_nothing(
    run: CommandLine, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(status=400, message="messages: Field required"))
    run("draft", SECTIONS[0])

    document = run.json("cost")

    assert (document["spent_usd"], document["requests"], document["unknown"]) == (0, 1, 0)


def test_an_unknown_price_is_null_and_counted_never_0(run: CommandLine, messages_server: MessagesServer) -> None:
    messages_server.script(PAID, PAID)
    run("draft", SECTIONS[0], "--profile", "unpriced")

    alone = run.json("cost")
    run("draft", SECTIONS[1])
    mixed = run.json("cost")

    assert (alone["spent_usd"], alone["unknown"], alone["input_tokens"]) == (None, 1, 1000)
    assert (mixed["spent_usd"], mixed["unknown"]) == (pytest.approx(0.003), 1)
    said = run("cost").stdout
    assert "Spent: $0.0030 and 1 request of unknown cost, by 2 requests." in said
    assert "unpriced  unknown (1 request)" in said


def test_an_approved_lesson_costs_what_all_attempts_of_its_sections_did(
    run: CommandLine, messages_server: MessagesServer
) -> None:
    messages_server.script(PAID, *(PAID for _ in SECTIONS))
    run("draft", SECTIONS[0])
    run("draft", *SECTIONS)
    run("accept", *SECTIONS)
    assert run("approve", "day01_001").exit_code == 0

    document = run.json("cost")

    assert [each["id"] for each in document["approved"]] == ["day01_001"]
    assert document["approved"][0]["spent_usd"] == pytest.approx(5 * 0.003)
    assert "Per approved lesson: $0.0150 (1 approved lesson; all attempts" in run("cost").stdout


def test_the_forecast_of_days_lessons_sections_and_the_course(run: CommandLine) -> None:
    day, lesson, every = (
        run.json("cost", *what) for what in (("--forecast", "1"), ("--forecast", "day01_001"), ("--forecast", "--all"))
    )

    assert 0 < lesson["forecast_usd"] < day["forecast_usd"] < every["forecast_usd"]
    assert lesson["forecast"]["sections"] == len(SECTIONS)
    assert run.json("cost", "--forecast", SECTIONS[0])["forecast"]["sections"] == 1
    assert run.json("cost", "--forecast", "1", "--profile", "unpriced")["forecast_usd"] is None
    assert run.json("cost", "--forecast", "1", "--profile", "free")["forecast_usd"] == 0
    assert "(from the plan alone)." in run("cost", "--forecast", "1").stdout


@pytest.mark.parametrize(
    "arguments",
    [("--forecast",), ("2",), ("--forecast", "9"), ("--forecast", "day09_001"), ("--forecast", "2", "--all")],
)
def test_what_cannot_be_foretold_is_refused_in_one_sentence(run: CommandLine, arguments: tuple[str, ...]) -> None:
    refused = run("cost", *arguments)

    assert refused.exit_code == 2
    assert refused.stdout == ""
    assert refused.stderr.startswith("coursewright: ")


def test_a_day_is_foretold_before_it_is_drafted_and_its_cost_told_after(
    run: CommandLine, messages_server: MessagesServer
) -> None:
    drafted = run("draft", "--day", "2", "--json")

    first, *_, last = drafted.stderr.splitlines()[0:]
    spent = run.json("cost")["spent_usd"]
    assert first.startswith("Day 2: 3 sections, about 130 words, $0.00")
    assert last == f"This run: ${spent:.4f}. The course so far: ${spent:.4f}."
    assert sum(each["cost_usd"] for each in json.loads(drafted.stdout)["sections"]) == pytest.approx(spent)
    assert len(messages_server.messages) == 3


def test_the_courses_cap_stops_with_its_own_exit_code_and_cost_says_what_is_left(
    run: CommandLine, messages_server: MessagesServer
) -> None:
    blueprint = run.folder / "templates" / "blueprint.yaml"
    blueprint.write_text(f"max_cost_usd: 0.1\n{blueprint.read_text(encoding='utf-8')}", encoding="utf-8")
    messages_server.default = Reply(text=TEXT, usage={"input_tokens": 1000, "output_tokens": 1000})

    stopped = run("draft", "day01_001")

    assert stopped.exit_code == 4
    assert "the course's limit of $0.1:" in stopped.stderr
    assert "Raise `max_cost_usd` in templates/blueprint.yaml to go on." in stopped.stderr
    document = run.json("cost")
    assert (document["max_cost_usd"], document["set_aside_usd"]) == (0.1, 0)
    assert document["spent_usd"] == pytest.approx(0.022)
    assert "The course's limit: $0.1, of which $0.0780 is left." in run("cost").stdout


def test_a_lesson_is_foretold_before_it_is_drafted_and_a_single_section_is_not(run: CommandLine) -> None:
    assert "section, about" not in run("draft", SECTIONS[0]).stderr

    first = run("draft", "day01_001").stderr.splitlines()[0]

    assert first.startswith(f"day01_001: {len(SECTIONS) - 1} sections, about ")
