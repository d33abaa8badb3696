"""One git answers several questions, as things stand when it is asked, and nothing of it is left behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.authoring.history.conftest import LESSON, MESSAGE, TEXT, Author
from tui.authoring.history import running
from tui.authoring.history.asked_git import AskedGit
from tui.authoring.history.repository import Repository
from tui.authoring.history.work_tree import WorkTree

FILES = Path("/proc/self/fd")


@pytest.fixture
def asked(author: Author) -> Iterator[AskedGit]:
    with WorkTree(author.top) as tree:
        yield tree.names


def one(asked: AskedGit, name: str) -> str:
    lines = asked.ask([name])
    assert lines is not None
    return lines[0].split(" ")[0]


def test_a_commit_made_meanwhile_is_seen(author: Author, asked: AskedGit):
    before = one(asked, "HEAD^{commit}")
    author.commit("notes.txt", "Another text.\n")
    assert one(asked, "HEAD^{commit}") == author.head()
    assert one(asked, "HEAD^1") == before
    assert one(asked, "HEAD:notes.txt") == author.git("rev-parse", "HEAD:notes.txt").strip()


def test_branches_that_are_packed_or_switched_meanwhile_are_seen(author: Author, asked: AskedGit):
    one(asked, "HEAD^{commit}")
    author.git("switch", "--quiet", "-c", "other")
    author.commit("notes.txt", "On another branch.\n")
    author.git("pack-refs", "--all")
    assert one(asked, "HEAD^{commit}") == author.head()


def test_the_index_is_told_as_it_is_each_time(author: Author, asked: AskedGit):
    for text in ("One.\n", "Two.\n"):
        author.write("notes.txt", text)
        author.git("add", "notes.txt")
        assert one(asked, ":0:notes.txt") == author.git("rev-parse", ":notes.txt").strip()


def test_more_is_asked_than_a_pipe_holds(author: Author, asked: AskedGit):
    names = [f"HEAD:{'deep/' * 300}{number}" for number in range(400)]
    assert asked.ask(["HEAD^{commit}", *names]) == [
        f"{author.head()} commit {author.git('cat-file', '-s', 'HEAD').strip()}",
        *(f"{name} missing" for name in names),
    ]


def test_a_git_that_died_is_told_and_the_next_question_has_another(author: Author, asked: AskedGit):
    asked.get_ready()
    assert asked._program is not None
    asked._program.kill()
    asked._program.wait()
    assert asked.ask(["HEAD^{commit}"]) is None
    assert one(asked, "HEAD^{commit}") == author.head()


def test_where_git_cannot_read_the_repository_that_is_told(author: Author, asked: AskedGit):
    (author.top / ".git" / "index").write_bytes(b"no index")
    assert asked.ask([":0:notes.txt"]) is None


def test_it_is_ended_with_the_work_tree_and_holds_no_file(author: Author):
    files = set(FILES.iterdir())
    with WorkTree(author.top) as tree:
        one(tree.names, "HEAD^{commit}")
        program = tree.names._program
    assert program is not None
    assert program.poll() is not None
    assert set(FILES.iterdir()) == files


def test_a_lesson_is_committed_by_two_programs_where_no_hook_has_a_word(
    author: Author, repository: Repository, monkeypatch: pytest.MonkeyPatch
):
    repository.commit_text(LESSON, TEXT, MESSAGE)
    started: list[str] = []
    start = running.start
    verbs = ("cat-file", "commit", "diff-tree", "rev-list", "ls-tree", "status", "add", "config", "var")

    def counted(git, command, *arguments, **options):
        started.append(next(part for part in command if part in verbs))
        return start(git, command, *arguments, **options)

    monkeypatch.setattr(running, "start", counted)
    repository.commit_text(LESSON, f"{TEXT}More.\n", MESSAGE, known=[TEXT])
    assert started == ["cat-file", "commit"]
    author.hook("post-commit", "true")
    started.clear()
    repository.commit_text(LESSON, TEXT, MESSAGE, known=[f"{TEXT}More.\n"])
    assert started == ["cat-file", "commit", "diff-tree"]
