"""The whole way without a screen, each verb as a process of its own: outline, plan, drafts, decisions, one commit."""

import json
from pathlib import Path

from tests.command_line import BLUEPRINT, OUTLINE, CommandLine, in_folder
from tests.fakes.messages_server import MessagesServer


def test_a_lesson_from_its_outline_to_its_commit(tmp_path: Path) -> None:
    outside = in_folder(tmp_path / "desk")
    (outside.folder / "outline.md").write_text(OUTLINE, encoding="utf-8")
    with MessagesServer(key="the-key") as server:
        config = Path(outside.environment()["COURSEWRIGHT_CONFIG_DIR"])
        config.mkdir()
        (config / "settings.yaml").write_text(
            "profile: fake\nprofiles:\n  fake:\n"
            f"    base_url: {server.url}\n    model: fake-1\n    api_key_env: FAKE_KEY\n",
            encoding="utf-8",
        )
        outside.env["FAKE_KEY"] = "the-key"

        done(outside, "init", "garden", "--outline", "outline.md")
        run = CommandLine(outside.folder / "garden", outside.env)
        (run.folder / "templates" / "blueprint.yaml").write_text(BLUEPRINT, encoding="utf-8")
        (run.folder / "notes.txt").write_text("mine\n", encoding="utf-8")
        run.git("add", "notes.txt")

        plan = json.loads(done(run, "plan", "1", "--json"))
        lesson = plan["days"][0]["lessons"][0]
        sections = [f"{lesson['id']}/{section['id']}" for section in lesson["sections"]]
        drafted = json.loads(done(run, "draft", lesson["id"], "--json"))
        assert [section["id"] for section in drafted["sections"]] == sections
        (outside.folder / "mine.md").write_text("Clay holds, sand drains.\n", encoding="utf-8")
        done(run, "submit", sections[1], "../mine.md")
        done(run, "accept", *sections)
        assert "Clay holds, sand drains." in done(run, "show", lesson["id"])
        approved = json.loads(done(run, "approve", lesson["id"], "--json"))["lessons"][0]

    assert approved["commit"] == run.git("rev-parse", "HEAD").strip()
    assert run.git("show", "--name-only", "--format=", "HEAD").split() == [approved["path"]]
    assert " 1 file changed" in run.git("show", "--stat", "HEAD")
    assert run.git("log", "--format=%s").splitlines() == [
        "day01_001: approve Soil types",
        "day01: plan 2 lessons",
        "Start the course: Growing Things - 2-Day Course",
    ]
    assert run.git("diff", "--cached", "--name-only").split() == ["notes.txt"]
    status = json.loads(done(run, "status", "--json"))
    assert (status["totals"]["approved"], status["totals"]["covered"]) == (1, 2)
    assert "Drafted-by: fake-1" in run.git("log", "-1", "--format=%B")
    assert "the-key" not in run.git("log", "--format=%B")
    assert done(run, "show", lesson["id"]) == (run.folder / approved["path"]).read_text(encoding="utf-8")


def done(run: CommandLine, *arguments: str) -> str:
    """Run a verb as a process and return what it printed; it must succeed."""
    process = run.process(*arguments)
    assert process.returncode == 0, process.stderr
    return process.stdout
