"""A hook is looked for wherever git would find one; where that cannot be told, one may run."""

from pathlib import Path

import pytest

from tests.authoring.history.conftest import Author
from tui.authoring.history import hooks
from tui.authoring.history.work_tree import WorkTree


def may_run(author: Author) -> bool:
    with WorkTree(author.top) as tree:
        return hooks.may_run(tree)


def test_samples_are_no_hooks(author: Author):
    samples = list((author.top / ".git" / "hooks").iterdir())
    assert samples
    assert all(sample.suffix == ".sample" for sample in samples)
    assert not may_run(author)


def test_a_repository_without_a_folder_for_hooks_has_none(author: Author):
    folder = author.top / ".git" / "hooks"
    for sample in folder.iterdir():
        sample.unlink()
    folder.rmdir()
    assert not may_run(author)


@pytest.mark.parametrize("name", ["pre-commit", "commit-msg", "reference-transaction", "post-commit"])
def test_a_hook_of_the_repository_is_found(author: Author, name: str):
    author.hook(name, "true")
    assert may_run(author)


def test_hooks_that_settings_place_elsewhere_are_found(author: Author, own_home: Path):
    author.git("config", "core.hooksPath", "my-hooks")
    assert may_run(author)
    author.git("config", "--unset", "core.hooksPath")
    assert not may_run(author)
    own_home.write_text(f"{own_home.read_text()}[core]\n\thooksPath = /somewhere\n")
    assert may_run(author)


def test_where_settings_lie_elsewhere_a_hook_may_run(author: Author, monkeypatch: pytest.MonkeyPatch, own_home: Path):
    own_home.write_text(f"{own_home.read_text()}[include]\n\tpath = more\n")
    assert may_run(author)
    own_home.write_text("")
    assert not may_run(author)
    monkeypatch.setenv("GIT_CONFIG_COUNT", "0")
    assert may_run(author)


def test_a_linked_work_tree_has_the_hooks_of_its_repository(author: Author, tmp_path: Path):
    author.git("worktree", "add", "--quiet", "-b", "side", str(tmp_path / "side"))
    assert not may_run(Author(tmp_path / "side"))
    author.hook("pre-commit", "true")
    assert may_run(Author(tmp_path / "side"))
