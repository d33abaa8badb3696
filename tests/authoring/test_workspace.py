"""A workspace: found from anywhere inside it, and its private folder kept out of git."""

import subprocess
from pathlib import Path

import pytest

from tui.authoring.errors import AuthoringError
from tui.authoring.workspace import NotAWorkspace, Workspace, shipped_templates


def make(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "syllabus.yaml").write_text("title: Knots\n", encoding="utf-8")
    return folder


def test_it_is_found_from_any_folder_inside_it(tmp_path: Path) -> None:
    root = make(tmp_path / "knots")
    inside = root / "course" / "day01"
    inside.mkdir(parents=True)

    assert Workspace.find(root).root == Workspace.find(inside).root == root.resolve()


def test_of_two_the_inner_one_is_meant(tmp_path: Path) -> None:
    inner = make(make(tmp_path / "outer") / "inner")

    assert Workspace.find(inner).root == inner.resolve()


def test_through_a_link_it_is_the_same_workspace(tmp_path: Path) -> None:
    root = make(tmp_path / "knots")
    (tmp_path / "link").symlink_to(root)

    assert Workspace.find(tmp_path / "link") == Workspace.find(root)


def test_where_there_is_none_the_message_says_how_to_make_one(tmp_path: Path) -> None:
    (tmp_path / "syllabus.yaml").mkdir()  # a folder of that name is no syllabus

    with pytest.raises(NotAWorkspace, match=r"no syllabus\.yaml in .* coursewright init DIR"):
        Workspace.find(tmp_path)


def test_its_parts_lie_where_the_course_says(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)

    assert workspace.plan(2) == tmp_path / "course" / "day02" / "plan.yaml"
    assert workspace.lesson(365, "day365_001_x.md") == tmp_path / "course" / "day365" / "day365_001_x.md"
    assert {path.parent for path in (workspace.database, workspace.editing, workspace.screen, workspace.replaced)} == {
        tmp_path / ".coursewright"
    }


def test_without_templates_of_its_own_it_has_the_shipped_ones(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    assert workspace.templates == shipped_templates()
    assert workspace.blueprint.is_file()

    (tmp_path / "templates").mkdir()
    assert workspace.templates == tmp_path / "templates"


def test_its_private_folder_hides_itself_from_git_and_is_made_once(tmp_path: Path) -> None:
    workspace = Workspace(make(tmp_path / "knots"))
    subprocess.run(["git", "init", "-q"], cwd=workspace.root, check=True)

    workspace.make_state()
    (workspace.state / "workbench.db").write_bytes(b"private")
    (workspace.state / ".gitignore").write_text("*\n# mine\n", encoding="utf-8")
    workspace.make_state()

    status = subprocess.run(["git", "status", "--porcelain"], cwd=workspace.root, capture_output=True, text=True)
    assert status.stdout.split() == ["??", "syllabus.yaml"]
    assert "# mine" in (workspace.state / ".gitignore").read_text(encoding="utf-8")


def test_where_the_private_folder_cannot_be_the_message_says_what_to_do(tmp_path: Path) -> None:
    workspace = Workspace(make(tmp_path / "knots"))
    workspace.state.write_text("a file in its place", encoding="utf-8")

    with pytest.raises(AuthoringError, match=r"cannot be written .*change its permissions, or work on a copy"):
        workspace.make_state()
