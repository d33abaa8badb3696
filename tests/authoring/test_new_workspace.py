"""A new workspace is whole or not there at all."""

import subprocess
from pathlib import Path

import pytest

from tests.command_line import OUTLINE, in_folder
from tui.authoring import new_workspace
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.new_workspace import PlaceTaken
from tui.authoring.workspace import Workspace, shipped_templates


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, encoding="utf-8", check=True).stdout


@pytest.fixture
def outline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an outline; git knows the author."""
    for name, value in in_folder(tmp_path / "anywhere").env.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    path = tmp_path / "outline.md"
    path.write_text(OUTLINE, encoding="utf-8")
    return path


def test_it_holds_syllabus_and_templates_and_is_committed(tmp_path: Path, outline: Path) -> None:
    made = new_workspace.create(tmp_path / "deep" / "garden", outline)
    root = made.workspace.root
    assert Workspace.find(root) == made.workspace
    templates = {path.relative_to(shipped_templates()) for path in shipped_templates().rglob("*") if path.is_file()}
    assert {
        path.relative_to(root / "templates") for path in (root / "templates").rglob("*") if path.is_file()
    } == templates
    assert git(root, "log", "--format=%H %s").split(" ", 1) == [
        made.commit,
        "Start the course: Growing Things - 2-Day Course\n",
    ]
    assert git(root, "status", "--porcelain") == ""
    assert git(root, "ls-files").split() == sorted(
        [
            "course/.gitattributes",
            "course/glossary.yaml",
            "syllabus.yaml",
            *(f"templates/{path.as_posix()}" for path in templates),
        ]
    )
    assert made.notice is None


def test_other_files_of_the_folder_are_not_committed(tmp_path: Path, outline: Path) -> None:
    folder = tmp_path / "garden"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    new_workspace.create(folder, outline)
    assert git(folder, "status", "--porcelain") == "?? notes.txt\n"


def test_in_a_repository_of_the_author_nothing_is_committed(tmp_path: Path, outline: Path) -> None:
    git(tmp_path, "init", "--quiet", "home")
    made = new_workspace.create(tmp_path / "home" / "garden", outline)
    assert made.commit is None
    assert "repository of yours" in (made.notice or "")
    assert not (made.workspace.root / ".git").exists()
    assert git(tmp_path / "home", "status", "--porcelain") == "?? garden/\n"


def test_without_an_identity_the_files_stand_and_the_notice_says_how_to_get_one(
    tmp_path: Path, outline: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nobody").write_text("", encoding="utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "nobody"))
    made = new_workspace.create(tmp_path / "garden", outline)
    assert made.commit is None
    assert "git config --global user.name" in (made.notice or "")
    assert made.workspace.syllabus.is_file()


def test_a_workspace_is_not_made_anew(tmp_path: Path, outline: Path) -> None:
    root = new_workspace.create(tmp_path / "garden", outline).workspace.root
    (root / "syllabus.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(PlaceTaken, match="is a workspace already"):
        new_workspace.create(root, outline)
    assert (root / "syllabus.yaml").read_text(encoding="utf-8") == "mine"


def test_templates_that_are_there_are_not_mixed_with_others(tmp_path: Path, outline: Path) -> None:
    mine = tmp_path / "garden" / "templates" / "blueprint.yaml"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(PlaceTaken, match="templates exists"):
        new_workspace.create(tmp_path / "garden", outline)
    assert mine.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "garden" / "syllabus.yaml").exists()


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path, outline: Path) -> None:
    (tmp_path / "garden").write_text("", encoding="utf-8")
    with pytest.raises(PlaceTaken, match="is a file"):
        new_workspace.create(tmp_path / "garden", outline)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, outline: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(AuthoringError, match="Could not write"):
        new_workspace.create(tmp_path / "file" / "garden", outline)


def test_a_failing_outline_leaves_nothing_behind(tmp_path: Path, outline: Path) -> None:
    outline.write_text("# Shopping\n\n- milk\n", encoding="utf-8")
    with pytest.raises(InputError):
        new_workspace.create(tmp_path / "deep" / "garden", outline)
    with pytest.raises(InputError):
        new_workspace.create(tmp_path / "deep" / "garden", tmp_path / "missing.md")
    assert not (tmp_path / "deep").exists()


def test_a_repository_that_cannot_be_made_leaves_nothing_behind_but_what_was_there(
    tmp_path: Path, outline: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "no-programs"))
    folder = tmp_path / "deep" / "garden"
    with pytest.raises(AuthoringError, match="Git was not found"):
        new_workspace.create(folder, outline)
    assert not (tmp_path / "deep").exists()
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(AuthoringError, match="Git was not found"):
        new_workspace.create(folder, outline)
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]
