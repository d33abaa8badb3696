"""`check`, `coverage` and what `approve` waives, as scripts and pre-commit use them."""

from pathlib import Path

import pytest

from tests.command_line import CommandLine, in_folder
from tests.good_lesson import BLUEPRINT, BODIES, OUTLINE, POINT

LESSON = "course/day01/day01_001_from_seed_to_shoot.md"
BROKEN = f"{BODIES[POINT]}\n\n```python\nprint(\n```\n"


@pytest.fixture
def run(tmp_path: Path) -> CommandLine:
    """A course of one lesson, every section of which is accepted and good."""
    line = in_folder(tmp_path / "beans")
    outline = tmp_path / "outline.md"
    outline.write_text(OUTLINE, encoding="utf-8")
    assert line("init", ".", "--outline", str(outline)).exit_code == 0
    (line.folder / "templates" / "blueprint.yaml").write_text(BLUEPRINT, encoding="utf-8")
    line.git("commit", "--quiet", "--all", "--message", "Shorter lessons")
    for key, text in BODIES.items():
        assert line("submit", key, stdin=text).exit_code == 0
        assert line("accept", key).exit_code == 0
    return line


def break_it(run: CommandLine) -> None:
    assert run("submit", POINT, stdin=BROKEN).exit_code == 0
    assert run("accept", POINT).exit_code == 0


def test_a_good_lesson_passes(run: CommandLine) -> None:
    document = run.json("check", "day01_001")
    assert document == {"checked": 1, "errors": 0, "warnings": 0, "findings": []}
    assert run.json("check", "--all")["checked"] == 2  # the lesson and the plan


def test_an_error_is_told_with_its_place_and_ends_with_1(run: CommandLine) -> None:
    break_it(run)
    result = run("check", "day01_001", "--json")
    assert result.exit_code == 1
    result = run("check", "--day", "1")
    assert result.exit_code == 1
    assert f"{LESSON}\n  ✗ " in result.stdout
    assert "python: " in result.stdout
    assert "2 files checked: 1 error, 0 warnings" in result.stdout


def test_what_did_not_change_is_told_again_and_what_changed_is_not_missed(run: CommandLine) -> None:
    first = run("check", "--all", "--json").stdout
    assert run("check", "--all", "--json").stdout == first
    break_it(run)
    changed = run("check", "--all", "--json")
    assert changed.exit_code == 1
    (run.folder / "templates" / "blueprint.yaml").write_text(
        f'{BLUEPRINT}  python: {{severity: "off"}}\n', encoding="utf-8"
    )
    assert run("check", "--all", "--json").exit_code == 0


def test_a_file_is_checked_as_it_is(run: CommandLine) -> None:
    assert run("approve", "day01_001").exit_code == 0
    path = run.folder / LESSON
    path.write_text(path.read_text(encoding="utf-8").replace("## Key questions", "## Questions"), encoding="utf-8")
    result = run("check", LESSON, "--json")
    assert result.exit_code == 1
    assert "unplanned-heading" in result.stdout
    assert run("check", "day01_001", "--json").exit_code == 0


def test_a_file_that_no_plan_names_is_told_by_its_name(run: CommandLine) -> None:
    (run.folder / "course" / "day01").mkdir(parents=True, exist_ok=True)
    (run.folder / "course" / "day01" / "notes on beans.md").write_text("# Notes\n", encoding="utf-8")
    result = run("check", "course/day01/notes on beans.md")
    assert result.exit_code == 1
    assert "naming" in result.stdout


def test_a_broken_plan_is_told_by_its_path(run: CommandLine) -> None:
    plan = run.folder / "course" / "day01" / "plan.yaml"
    plan.write_text("day: 1\nlessons: none\n", encoding="utf-8")
    result = run("check", "course/day01/plan.yaml")
    assert result.exit_code == 1
    assert "course/day01/plan.yaml" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Name what to check"),
        (("--all", "day01_001"), "not both"),
        (("day01_009",), "no lesson day01_009"),
        (("course/day01/none.md",), "no file course/day01/none.md"),
        (("--day", "9"), "no day 9"),
        (("day01_001", "--python", "python3"), "goes with --run-code"),
    ],
)
def test_what_cannot_be_checked_is_told_in_one_sentence(
    run: CommandLine, arguments: tuple[str, ...], said: str
) -> None:
    result = run("check", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


def test_a_rule_that_there_is_not_is_told_by_its_name(run: CommandLine) -> None:
    (run.folder / "templates" / "blueprint.yaml").write_text(f"{BLUEPRINT}  speling: {{}}\n", encoding="utf-8")
    result = run("check", "--all")
    assert result.exit_code == 2
    assert "checks.speling: there is no such rule" in result.stderr


def test_python_is_run_when_asked_for(run: CommandLine) -> None:
    wrong = "```python\nprint(2 + 2)\n```\n\nIt prints:\n\n```text\n5\n```\n"
    assert run("submit", POINT, stdin=f"{BODIES[POINT]}\n\n{wrong}").exit_code == 0
    assert run("accept", POINT).exit_code == 0
    assert run("check", "day01_001").exit_code == 0
    result = run("check", "day01_001", "--run-code")
    assert result.exit_code == 1
    assert "python" in result.stdout


def test_coverage_shows_the_passage_that_teaches_each_point(run: CommandLine) -> None:
    (point,) = run.json("coverage", "1")["points"]
    assert point["address"] == "1.1.1.1"
    assert point["text"] == "How a bean takes up water before it sprouts"
    assert (point["lesson"], point["section"], point["state"]) == ("day01_001", POINT, "accepted")
    assert " ".join(point["evidence"]["quote"].split()) in BODIES[POINT]
    assert run.json("approve", "day01_001")["lessons"]
    assert run.json("coverage")["points"][0]["state"] == "approved"


def test_a_point_that_is_not_written_has_no_evidence(run: CommandLine) -> None:
    run("reject", POINT, "--reason", "Not yet.")
    (point,) = run.json("coverage", "1")["points"]
    assert point["state"] == "planned"


def test_approving_tells_every_error_and_a_waiver_needs_its_reason(run: CommandLine) -> None:
    break_it(run)
    refused = run("approve", "day01_001")
    assert refused.exit_code == 1
    assert "✗ line" in refused.stderr
    assert run("approve", "day01_001", "--waive", "python").exit_code == 2
    assert run("approve", "day01_001", "--reason", "Because.").exit_code == 2
    done = run("approve", "day01_001", "--waive", "python", "--reason", "It shows what the parser says.")
    assert done.exit_code == 0, done.stderr
    assert "Waived: python: It shows what the parser says." in run.git("log", "-1", "--format=%B")
