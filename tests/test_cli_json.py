"""The JSON of every verb is a contract: these are its names, exactly."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.command_line import OUTLINE, SECTIONS, CommandLine, course, in_folder, submit_all

IMPORT = {"title", "weeks", "days", "units", "topics", "points", "findings"}


@pytest.fixture
def run(tmp_path: Path) -> CommandLine:
    return course(tmp_path / "course")


def test_init(tmp_path: Path) -> None:
    run = in_folder(tmp_path / "anywhere")
    (run.folder / "outline.md").write_text(OUTLINE, encoding="utf-8")
    document = run.json("init", "garden", "--outline", "outline.md")
    assert document.keys() == {"workspace", "import"}
    assert document["workspace"] == str(run.folder / "garden")
    assert document["import"].keys() == IMPORT


def test_import(tmp_path: Path) -> None:
    run = in_folder(tmp_path / "anywhere")
    (run.folder / "outline.md").write_text(OUTLINE.replace("2-Day", "9-Day"), encoding="utf-8")
    document = run.json("import", "outline.md")
    findings = document.pop("findings")
    assert document == {
        "title": "Growing Things - 9-Day Course",
        "weeks": 0,
        "days": 2,
        "units": 2,
        "topics": 3,
        "points": 4,
    }
    assert findings
    for finding in findings:
        assert finding.keys() == {"rule", "line", "message"}
        assert isinstance(finding["line"], int)


def test_status(run: CommandLine) -> None:
    submit_all(run)
    run("submit", "day01_002/orientation", stdin="Compost is soil to be.")
    first, second = run.json("status")["days"]
    assert first == {
        "day": 1,
        "title": "Soil",
        "lessons": 2,
        "approved": 0,
        "sections": 7,
        "accepted": 4,
        "points": 3,
        "covered": 2,
    }
    assert second["day"] == 2
    assert second["covered"] == 0
    assert run.json("status").keys() == {"days", "totals"}
    assert run.json("status")["totals"] == {
        "lessons": 3,
        "approved": 0,
        "sections": 10,
        "accepted": 4,
        "points": 4,
        "covered": 2,
    }


def test_plan_tells_how_it_follows_a_changed_syllabus(run: CommandLine) -> None:
    run("plan", "1")
    syllabus = run.folder / "syllabus.yaml"
    text = syllabus.read_text(encoding="utf-8")
    syllabus.write_text(text.replace("- Loam", "- Loam and its crumbs"), encoding="utf-8")
    (day,) = run.json("plan", "1")["days"]
    (change,) = day["changes"]
    assert (change["kind"], change["address"], change["lesson"]) == ("reworded", "1.1.1.2", "day01_001")
    assert "Loam and its crumbs" in change["message"]
    assert "changes" not in run.json("plan", "1")["days"][0]


def test_plan(run: CommandLine) -> None:
    document = run.json("plan", "--all")
    assert document.keys() == {"days"}
    assert [day["day"] for day in document["days"]] == [1, 2]
    assert all(day.keys() == {"day", "lessons"} for day in document["days"])
    lesson = document["days"][0]["lessons"][0]
    sections = lesson.pop("sections")
    assert lesson == {
        "id": "day01_001",
        "file": "day01_001_soil_types.md",
        "title": "Soil types",
        "points": ["1.1.1.1", "1.1.1.2"],
        "budget_tokens": 2000,
    }
    assert sections[1] == {
        "id": "clay-and-sand",
        "title": "Clay and sand",
        "kind": "point",
        "points": ["1.1.1.1"],
        "target_words": 60,
    }
    assert sections[0]["points"] == []
    assert [f"day01_001/{section['id']}" for section in sections] == list(SECTIONS)


def test_submit_show_and_attempts(run: CommandLine) -> None:
    assert run.json("submit", SECTIONS[1], stdin="## Clay and sand\n\nClay holds, sand drains.\n") == {
        "id": SECTIONS[1],
        "attempt": 1,
        "words": 4,
    }
    run("submit", SECTIONS[1], stdin="Clay swells.")
    shown = run.json("show", SECTIONS[1], "--attempt", "1")
    assert shown.keys() == {"text"}
    assert shown["text"].strip() == "Clay holds, sand drains."
    document = run.json("attempts", SECTIONS[1])
    assert document.keys() == {"attempts"}
    first, second = document["attempts"]
    assert datetime.fromisoformat(first.pop("created")).tzinfo is not None
    assert first.pop("text").strip() == "Clay holds, sand drains."
    assert first == {
        "number": 1,
        "origin": "pipe",
        "model": None,
        "outcome": "complete",
        "words": 4,
        "feedback": None,
    }
    assert second["number"] == 2


def test_nothing_yet_is_empty_and_no_error(run: CommandLine) -> None:
    assert run.json("attempts", SECTIONS[0]) == {"attempts": []}
    assert run.json("show", SECTIONS[0]) == {"text": ""}


def test_accept_and_reject(run: CommandLine) -> None:
    run("submit", SECTIONS[0], stdin="Soil is alive.")
    rejected = run.json("reject", SECTIONS[0], "--reason", "Say why.")
    assert rejected == {"id": SECTIONS[0], "attempt": 1, "reason": "Say why."}
    for key in SECTIONS:
        run("submit", key, stdin="Soil is alive, and so it breathes.")
    accepted = run.json("accept", *SECTIONS)
    assert accepted == {
        "sections": [
            {"id": key, "attempt": 2 if key == SECTIONS[0] else 1, "lesson_ready": key == SECTIONS[-1]}
            for key in SECTIONS
        ]
    }


def test_undo_and_redo(run: CommandLine) -> None:
    run("submit", SECTIONS[0], stdin="Soil is alive.")
    run("accept", SECTIONS[0])
    sections = [{"id": SECTIONS[0], "attempt": 1, "verdict": "accepted"}]
    undone = run.json("undo")
    assert undone == {
        "sections": sections,
        "said": f"Taken back: attempt 1 of {SECTIONS[0]} is not accepted any more.",
    }
    assert run.json("redo") == {"sections": sections, "said": f"Done again: attempt 1 of {SECTIONS[0]} is accepted."}


def test_approve(run: CommandLine) -> None:
    submit_all(run)
    document = run.json("approve", "day01_001")
    head = run.git("rev-parse", "HEAD").strip()
    path = "course/day01/day01_001_soil_types.md"
    assert document == {"lessons": [{"id": "day01_001", "path": path, "commit": head}]}


def test_approve_a_day(run: CommandLine) -> None:
    submit_all(run)
    run("submit", "day01_002/orientation", stdin="Compost is soil to be.")
    document = run.json("approve", "--day", "1")
    assert document.keys() == {"lessons", "left_out"}
    assert [each["id"] for each in document["lessons"]] == ["day01_001"]
    assert document["left_out"] == [{"id": "day01_002", "why": "Orientation is proposed and 2 more"}]


def test_doctor(run: CommandLine) -> None:
    document = run.json("doctor")
    assert document.keys() == {"checks"}
    assert all(check.keys() == {"name", "ok", "detail"} for check in document["checks"])
    names = [check["name"] for check in document["checks"]]
    assert names == [
        *("git", "workspace", "identity", "repository", "syllabus", "blueprint", "database"),
        *("writer", "trial model", "terminal"),
    ]


def test_text_of_any_script_stays_readable_in_the_document(run: CommandLine) -> None:
    run("submit", SECTIONS[0], stdin="Почва живая 🌱")
    assert "Почва живая 🌱" in run("show", SECTIONS[0], "--json").stdout
