"""`plan --suggest` and what follows, against a real HTTP server: what is told where, and how it ends."""

import json
from pathlib import Path

import pytest

from tests.command_line import CommandLine, course
from tests.fakes.messages_server import MessagesServer, Reply
from tui.authoring.syllabus import yaml_file

SETTINGS = """\
profile: fake
profiles:
  fake:
    base_url: {url}
    model: fake-1
  priced:
    base_url: {url}
    model: fake-2
    prices: {{input: 0, output: 1000}}
"""

PH = """\
- kind: section
- lesson: day01_001
- title: Acidity
- reason: Loam is judged by it.
- teaches: What pH says; Lime

"""
TOOLS = "- kind: lesson\n- title: Tools\n- reason: Nobody digs by hand.\n"
HARVEST = """\
### Suggestion
- kind: day
- title: Harvest
- reason: What grows is never eaten.

#### Picking
- **Tomatoes**
  - When they are ripe
"""


@pytest.fixture
def run(tmp_path: Path, messages_server: MessagesServer) -> CommandLine:
    run = course(tmp_path / "course")
    config = Path(run.environment()["COURSEWRIGHT_CONFIG_DIR"])
    config.mkdir()
    (config / "settings.yaml").write_text(SETTINGS.format(url=messages_server.url), encoding="utf-8")
    return run


def test_what_is_suggested_is_printed_with_its_number_its_reason_and_what_to_type_next(
    run: CommandLine, messages_server: MessagesServer
) -> None:
    before = run.files()
    messages_server.script(Reply(PH + TOOLS))
    result = run("plan", "1", "--suggest")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "   1  a section more in day01_001: Acidity",
        "      Loam is judged by it.",
        "        - What pH says",
        "        - Lime",
        "   2  a lesson more in day 1: Tools",
        "      Nobody digs by hand.",
        "Take what is good: coursewright plan --take 1 2",
        "Decline the rest, so that it is not offered again: coursewright plan --decline …",
    ]
    assert "fake-1 at 127.0.0.1" in result.stderr
    assert "day 1: asking what it lacks …\nday 1: 2 suggestions\n" in result.stderr
    assert run.files() == before
    assert run("plan", "--suggestions").stdout == result.stdout


def test_the_document_has_suggestions_and_no_plan(run: CommandLine, messages_server: MessagesServer) -> None:
    messages_server.script(Reply(PH, usage={"output_tokens": 20}))
    result = run("plan", "1", "--suggest", "--profile", "priced", "--json")
    acidity = {
        "number": 1,
        "kind": "section",
        "day": 1,
        "lesson": "day01_001",
        "title": "Acidity",
        "reason": "Loam is judged by it.",
        "outline": "- What pH says\n- Lime",
        "verdict": "open",
    }
    assert json.loads(result.stdout) == {"days": [], "suggestions": [acidity]}
    assert "That cost $0.0200." in result.stderr
    assert run.json("plan", "--suggestions") == {"days": [], "suggestions": [acidity]}
    assert run.json("plan", "--decline", "1") == {"days": [], "suggestions": [{**acidity, "verdict": "rejected"}]}
    assert run.json("plan", "--suggestions") == {"days": [], "suggestions": []}


def test_without_a_day_the_course_is_asked_about_and_with_all_every_day_too(
    run: CommandLine, messages_server: MessagesServer
) -> None:
    messages_server.default = Reply("nothing")
    assert run("plan", "--suggest").stdout == "No suggestion waits.\n"
    assert len(messages_server.messages) == 1
    result = run("plan", "--all", "--suggest")
    assert [line for line in result.stderr.splitlines() if "asking" in line] == [
        "day 1: asking what it lacks …",
        "day 2: asking what it lacks …",
        "the course: asking what it lacks …",
    ]
    assert len(messages_server.messages) == 4


def test_taking_tells_where_it_is_and_what_comes_next(run: CommandLine, messages_server: MessagesServer) -> None:
    messages_server.script(Reply(PH + TOOLS), Reply(HARVEST))
    run("plan", "1", "--suggest")
    run("plan", "--suggest")
    result = run("plan", "--take", "2", "1", "--take", "3")
    assert result.stdout.splitlines() == [
        "2: Tools is day01_003; draft it: coursewright draft day01_003",
        "1: Acidity is day01_001/acidity; draft it: coursewright draft day01_001/acidity",
        "3: Harvest is day 3 of the syllabus; plan it: coursewright plan 3",
    ]
    day = yaml_file.read(run.folder / "syllabus.yaml").day(3)
    assert day is not None
    assert day.addition == "What grows is never eaten."
    assert [lesson["title"] for lesson in run.json("plan", "3")["days"][0]["lessons"]] == ["Tomatoes"]
    assert run("plan", "--suggestions").stdout == "No suggestion waits.\n"


def test_the_document_of_a_taking_has_the_plans_that_changed(run: CommandLine, messages_server: MessagesServer) -> None:
    messages_server.script(Reply(PH + TOOLS))
    run("plan", "1", "--suggest")
    document = run.json("plan", "--take", "1", "2")
    assert [each["verdict"] for each in document["suggestions"]] == ["accepted", "accepted"]
    (day,) = document["days"]
    assert [lesson["id"] for lesson in day["lessons"]] == ["day01_001", "day01_002", "day01_003"]
    assert "Beyond the syllabus: Acidity" in [section["title"] for section in day["lessons"][0]["sections"]]


def test_taking_stops_at_the_first_that_is_refused_and_tells_what_was_done(
    run: CommandLine, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(PH + TOOLS))
    run("plan", "1", "--suggest")
    result = run("plan", "--take", "1", "9", "2", "--json")
    assert result.exit_code == 2
    assert "There is no suggestion 9" in result.stderr
    assert [each["number"] for each in json.loads(result.stdout)["suggestions"]] == [1]
    again = run("plan", "--take", "1")
    assert (again.exit_code, again.stdout) == (1, "")
    assert "was taken before" in again.stderr


def test_a_failing_endpoint_ends_with_3_and_what_came_is_printed(
    run: CommandLine, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(status=400, message="no such thing"), Reply(TOOLS))
    result = run("plan", "1", "2", "--suggest", "--json")
    assert result.exit_code == 3
    assert [each["title"] for each in json.loads(result.stdout)["suggestions"]] == ["Tools"]
    assert "No whole answer came about day 1" in result.stderr
    assert "no such thing" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_hostile_answer_moves_no_cursor(run: CommandLine, messages_server: MessagesServer) -> None:
    messages_server.script(
        Reply("- title: \x1b]0;owned\x07\x1b[2JTools\n- reason: \x1b[31mred\u202e\n- teaches: \x1b[5m!x\n")
    )
    result = run("plan", "1", "--suggest")
    assert not {"\x1b", "\x07", "\u202e"} & set(result.stdout + result.stderr)
    assert "Tools" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--suggest", "--take", "1"], "do not go together"),
        (["--take"], "Name suggestions by their numbers"),
        (["--decline", "--all"], "Name suggestions by their numbers"),
        (["--suggestions", "1"], "name no day"),
        (["--suggest", "--all", "1"], "Name days, or say --all"),
        (["1", "--profile", "fake"], "--profile is for --suggest"),
        (["--replan", "--suggest", "1"], "do not go together"),
        ([], "Name the days to plan"),
        (["--suggest", "99"], "no day 99"),
    ],
)
def test_what_makes_no_sense_is_told_and_nothing_is_asked(
    run: CommandLine, messages_server: MessagesServer, arguments: list[str], said: str
) -> None:
    result = run("plan", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert messages_server.messages == []
