"""The doctor says what is there, what is missing and what to do; it changes nothing and tells no secret."""

from pathlib import Path

import pytest

from tests.command_line import CommandLine, course, in_folder
from tui.authoring.doctor import Check, Terminal, examine

GOOD = Terminal(interactive=True, columns=120, lines=40, encoding="utf-8")


def checks(run: CommandLine, terminal: Terminal = GOOD, **env: str) -> dict[str, Check]:
    return {check.name: check for check in examine(run.folder, run.environment(**env), terminal)}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    made = course(tmp_path / "course")
    for name, value in made.env.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    return made


def test_a_workspace_that_is_set_up_misses_nothing_essential(run: CommandLine) -> None:
    found = checks(run)
    assert [check.name for check in found.values() if check.essential and not check.ok] == []
    assert found["identity"].detail == "Lessons are committed as Test Author <author@example.com>."
    assert "2 days, 4 points" in found["syllabus"].detail
    assert run("doctor").exit_code == 0


def test_nothing_is_changed(run: CommandLine) -> None:
    before = run.files()
    checks(run)
    assert run.files() == before
    assert not (run.folder / ".coursewright").exists()


def test_outside_a_workspace_it_tells_how_to_make_one_and_is_content(tmp_path: Path) -> None:
    run = in_folder(tmp_path / "anywhere")
    result = run("doctor")
    assert result.exit_code == 0
    assert "coursewright init DIR --outline FILE" in result.stdout
    assert "repository" not in checks(run)


def test_a_missing_git_is_told(run: CommandLine, tmp_path: Path) -> None:
    done = run.process("doctor", PATH=str(tmp_path / "no-programs"))
    assert done.returncode == 1
    assert "missing  git          Git was not found: install git" in done.stdout
    assert done.stderr == ""


def test_a_missing_identity_is_told_once(run: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nobody").write_text("", encoding="utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "nobody"))
    identity = checks(run)["identity"]
    assert not identity.ok
    assert '\n  git config --global user.name "Your Name"\n' in identity.detail
    repository = checks(run)["repository"]
    assert not repository.ok
    assert "git config" not in repository.detail
    assert not checks(in_folder(tmp_path / "elsewhere"))["identity"].ok


def test_a_detached_head_is_told(run: CommandLine) -> None:
    run.git("checkout", "--quiet", "--detach")
    repository = checks(run)["repository"]
    assert not repository.ok
    assert "HEAD is detached" in repository.detail


@pytest.mark.parametrize(("file", "name"), [("syllabus.yaml", "syllabus"), ("templates/blueprint.yaml", "blueprint")])
def test_a_broken_file_is_told_with_its_line(run: CommandLine, file: str, name: str) -> None:
    (run.folder / file).write_text("a: [", encoding="utf-8")
    broken = checks(run)[name]
    assert not broken.ok
    assert "line " in broken.detail
    assert run("doctor").exit_code == 1


def test_a_database_that_is_none_is_told(run: CommandLine) -> None:
    run("status")
    (run.folder / ".coursewright" / "workbench.db").write_bytes(b"no database" * 1000)
    assert not checks(run)["database"].ok


def test_a_place_for_the_database_that_is_taken_is_told(run: CommandLine) -> None:
    (run.folder / ".coursewright").write_text("", encoding="utf-8")
    assert not checks(run)["database"].ok


def test_the_writer_is_named_and_no_key_is_told(run: CommandLine) -> None:
    result = CommandLine(run.folder, run.env | {"ANTHROPIC_API_KEY": "sk-secret"})("doctor")
    assert "Key: from ANTHROPIC_API_KEY" in result.stdout
    assert "secret" not in result.stdout + result.stderr
    assert result.exit_code == 0


def test_a_profile_without_its_key_is_a_note_and_broken_settings_are_essential(run: CommandLine) -> None:
    config = Path(run.environment()["COURSEWRIGHT_CONFIG_DIR"])
    config.mkdir()
    settings = config / "settings.yaml"
    settings.write_text("profile: far\nprofiles:\n  far:\n    base_url: http://127.0.0.1:9\n", encoding="utf-8")
    writer = checks(run)["writer"]
    assert (writer.ok, writer.essential) == (False, False)
    assert "needs the name of a model" in writer.detail
    settings.write_text("profil: far\n", encoding="utf-8")
    writer = checks(run)["writer"]
    assert (writer.ok, writer.essential) == (False, True)
    assert "settings.yaml, line 1" in writer.detail


@pytest.mark.parametrize(
    ("terminal", "env", "hint"),
    [
        (Terminal(False, 80, 24, "utf-8"), {}, "this is no terminal"),
        (Terminal(True, 60, 20, "utf-8"), {}, "60×20 is small"),
        (Terminal(True, 80, 24, "ascii"), {}, "the encoding is ascii"),
        (Terminal(True, 80, 24, "utf-8"), {"TERM": "dumb"}, "TERM names no terminal"),
        (Terminal(True, 80, 24, "utf-8"), {"COLORTERM": ""}, "COLORTERM does not say truecolor"),
    ],
)
def test_the_terminal_gets_hints(run: CommandLine, terminal: Terminal, env: dict[str, str], hint: str) -> None:
    found = checks(run, terminal, **{"COLORTERM": "truecolor", **env})["terminal"]
    assert not found.ok
    assert not found.essential
    assert hint.lower() in found.detail.lower()
