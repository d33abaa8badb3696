"""A lesson is committed alone, and nothing else of the author's is touched."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.authoring.history.conftest import LESSON, MESSAGE, TEXT, Author
from tui.authoring.history.repository import (
    Coming,
    CommitMessage,
    FileDiffers,
    Repository,
    RepositoryError,
    Wanted,
)


def without_lesson(author: Author) -> tuple[object, ...]:
    """Return the author's own part of the state, refs left out, for a comparison across a commit."""
    seen = author.snapshot()
    name = LESSON.as_posix()
    index = [entry for entry in seen.index.split("\0") if not entry.endswith(name)]
    files = {path: held for path, held in seen.files.items() if not name.startswith(path)}
    return index, seen.staged, seen.config, files


def stage_everything(author: Author) -> None:
    """Leave the index as authors do: added, half added, removed, renamed and announced files."""
    author.write("new.md", "staged new file\n")
    author.git("add", "new.md")
    author.write("notes.md", "notes.md\nline 2 staged\nline 3\n")
    author.git("add", "notes.md")
    author.write("notes.md", "notes.md\nline 2 staged\nline 3 not staged\n")
    author.write("draft.md", "draft.md, not staged\n")
    author.git("mv", "old.md", "renamed.md")
    author.git("rm", "--quiet", "gone.md")
    author.write("announced.md", "announced\n")
    author.git("add", "--intent-to-add", "announced.md")
    author.write("untracked.md", "untracked\n")


def test_a_new_lesson_is_committed_alone_beside_all_kinds_of_staged_work(author: Author, repository: Repository):
    stage_everything(author)
    before = without_lesson(author)
    commit = repository.commit_text(author.top / LESSON, TEXT, MESSAGE)
    assert author.committed_names() == [LESSON.as_posix()]
    assert author.head() == commit
    assert without_lesson(author) == before
    assert (author.top / LESSON).read_text() == TEXT
    assert author.git("status", "--porcelain", "--", str(LESSON)) == ""


def test_a_lesson_approved_again_is_committed_alone(author: Author, repository: Repository):
    repository.commit_text(LESSON, TEXT, MESSAGE)
    stage_everything(author)
    before = without_lesson(author)
    repository.commit_text(LESSON, TEXT + "\nMore.\n", MESSAGE)
    assert author.committed_names() == [LESSON.as_posix()]
    assert without_lesson(author) == before


def test_the_commit_bears_the_authors_name_and_the_message_with_its_trailers(author: Author, repository: Repository):
    repository.commit_text(LESSON, TEXT, MESSAGE)
    assert author.git("log", "-1", "--format=%an <%ae>|%cn|%s") == "Ada Author <ada@example.org>|Ada Author|" + (
        "day01_001: approve Tensors\n"
    )
    assert author.git("log", "-1", "--format=%(trailers:only,unfold)").strip() == (
        "Lesson: day01_001\nPoints: 1.1.1.1 1.1.1.2"
    )


def test_the_first_commit_of_a_repository_leaves_what_was_staged_staged(empty: Author):
    empty.write("notes.md", "staged\n")
    empty.git("add", "notes.md")
    with Repository.open(empty.top) as repository:
        assert repository.committed_text(LESSON) is None
        assert not repository.is_committed(LESSON)
        repository.check_ready()
        commit = repository.commit_text(LESSON, TEXT, MESSAGE)
        assert repository.commit_text(LESSON, TEXT, MESSAGE) == commit
    assert empty.committed_names() == [LESSON.as_posix()]
    assert empty.git("diff", "--cached", "--name-only") == "notes.md\n"


def test_the_same_text_again_makes_no_commit(author: Author, repository: Repository):
    commit = repository.commit_text(LESSON, TEXT, MESSAGE)
    author.commit("notes.md", "later\n")
    before = author.snapshot()
    assert repository.commit_text(LESSON, TEXT, MESSAGE) == commit
    assert author.snapshot() == before


def test_a_lesson_deleted_outside_is_written_again_without_a_commit(author: Author, repository: Repository):
    commit = repository.commit_text(LESSON, TEXT, MESSAGE)
    (author.top / LESSON).unlink()
    assert repository.commit_text(LESSON, TEXT, MESSAGE) == commit
    assert (author.top / LESSON).read_text() == TEXT


def test_an_approved_file_may_be_overwritten(author: Author, repository: Repository):
    repository.commit_text(LESSON, TEXT, MESSAGE)
    author.commit("notes.md", "something else\n")
    repository.commit_text(LESSON, "# Tensors\n\nBetter.\n", MESSAGE)
    assert repository.committed_text(LESSON) == "# Tensors\n\nBetter.\n"


@pytest.mark.parametrize("committed_by_hand", [False, True])
def test_a_file_with_text_not_approved_here_is_never_overwritten(
    author: Author, repository: Repository, committed_by_hand: bool
):
    repository.commit_text(LESSON, TEXT, MESSAGE)
    if committed_by_hand:
        author.commit(LESSON, "Mine.\n")
    else:
        author.write(LESSON, "Mine.\n")
    before = author.snapshot()
    with pytest.raises(FileDiffers, match=r"not approved here.*Adopt it as attempts") as refusal:
        repository.commit_text(LESSON, TEXT + "\nMore.\n", MESSAGE)
    assert refusal.value.path == author.top / LESSON
    assert author.snapshot() == before


def test_a_file_that_was_never_committed_is_not_overwritten_unless_its_text_is_known(
    author: Author, repository: Repository
):
    author.write(LESSON, "Written, then the machine died.\n")
    with pytest.raises(FileDiffers):
        repository.commit_text(LESSON, TEXT, MESSAGE)
    repository.commit_text(LESSON, TEXT, MESSAGE, known=["Written, then the machine died.\n"])
    assert repository.is_committed(LESSON)


def test_an_announced_lesson_is_committed(author: Author, repository: Repository):
    author.write(LESSON, TEXT)
    author.git("add", "--intent-to-add", str(LESSON))
    repository.commit_text(LESSON, TEXT, MESSAGE)
    assert repository.is_committed(LESSON)


@pytest.mark.parametrize("staging", ["other text", "removal", "rename"])
def test_staged_content_of_the_same_file_is_a_reason_to_refuse(author: Author, repository: Repository, staging: str):
    repository.commit_text(LESSON, TEXT, MESSAGE)
    if staging == "other text":
        author.write(LESSON, "Staged.\n")
        author.git("add", str(LESSON))
        author.write(LESSON, TEXT)
    elif staging == "removal":
        author.git("rm", "--quiet", "--cached", str(LESSON))
    else:
        author.git("mv", str(LESSON), "elsewhere.md")
    before = author.snapshot()
    with pytest.raises(RepositoryError, match=r"staged other content.*git restore --staged"):
        repository.commit_text(LESSON, TEXT + "\nMore.\n", MESSAGE)
    assert author.snapshot() == before


def test_the_same_content_staged_already_is_committed(author: Author, repository: Repository):
    author.write(LESSON, TEXT)
    author.git("add", str(LESSON))
    repository.commit_text(LESSON, TEXT, MESSAGE)
    assert author.committed_names() == [LESSON.as_posix()]


def test_an_ignored_course_is_refused_with_the_rule(author: Author, repository: Repository):
    author.commit(".gitignore", "*.pyc\ncourse/\n")
    before = author.snapshot()
    with pytest.raises(RepositoryError, match=r"ignored by git: \.gitignore, line 2, says `course/`"):
        repository.commit_text(LESSON, TEXT, MESSAGE)
    assert author.snapshot() == before


def test_a_lesson_in_a_submodule_is_refused(author: Author, repository: Repository, tmp_path: Path):
    inner = tmp_path / "inner"
    inner.mkdir()
    Author(inner).git("init", "--quiet", "-b", "main")
    Author(inner).commit("readme.md", "inner\n")
    author.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "course")
    before = author.snapshot()
    with pytest.raises(RepositoryError, match="lies in course, which is a repository of its own"):
        repository.commit_text(LESSON, TEXT, MESSAGE)
    assert author.snapshot() == before


def test_a_file_outside_the_repository_is_refused(repository: Repository, tmp_path: Path):
    with pytest.raises(RepositoryError, match="outside the repository"):
        repository.commit_text(tmp_path / "lesson.md", TEXT, MESSAGE)
    with pytest.raises(RepositoryError, match="outside the repository"):
        repository.commit_text(Path("../lesson.md"), TEXT, MESSAGE)
    assert not (tmp_path / "lesson.md").exists()


def test_a_symbolic_link_or_a_folder_in_the_lessons_place_is_refused(author: Author, repository: Repository):
    (author.top / LESSON).mkdir(parents=True)
    with pytest.raises(RepositoryError, match="is a folder"):
        repository.commit_text(LESSON, TEXT, MESSAGE)
    (author.top / LESSON).rmdir()
    (author.top / LESSON).symlink_to(author.top / "notes.md")
    with pytest.raises(RepositoryError, match="symbolic link"):
        repository.commit_text(LESSON, TEXT, MESSAGE)
    assert (author.top / "notes.md").read_text().startswith("notes.md")


@pytest.mark.parametrize(
    "name",
    [
        "course/a b.md",
        "-dash.md",
        "course/-n",
        "glob*[a]?.md",
        ":(top)magic.md",
        ":colon.md",
        "!bang.md",
        "#hash.md",
        "course/日本語 ü.md",
        'quote".md',
        "back\\slash.md",
        "tab\t.md",
        "line\nbreak.md",
    ],
)
def test_odd_names_are_taken_literally(author: Author, repository: Repository, name: str):
    author.commit("globb[a]x.md", "would match\n")
    author.write("globba1.md", "would match too\n")
    commit = repository.commit_text(author.top / name, TEXT, MESSAGE)
    assert author.committed_names() == [name]
    assert repository.is_committed(Path(name))
    assert repository.commit_text(Path(name), TEXT, MESSAGE) == commit
    assert repository.committed_text(Path(name)) == TEXT
    repository.commit_text(author.top / name, TEXT + "more\n", MESSAGE)
    assert author.committed_names() == [name]


def test_a_workspace_in_a_subfolder_commits_below_it(author: Author):
    root = author.top / "teaching" / "course one"
    root.mkdir(parents=True)
    with Repository.open(root) as repository:
        repository.commit_text(LESSON, TEXT, MESSAGE)
        assert author.committed_names() == [f"teaching/course one/{LESSON.as_posix()}"]
        assert repository.committed_text(root / LESSON) == TEXT


def test_a_linked_work_tree_commits_to_its_own_branch(author: Author, tmp_path: Path):
    linked = Author(tmp_path / "linked")
    author.git("worktree", "add", "--quiet", "-b", "spring", str(linked.top))
    stage_everything(author)
    before = author.snapshot()
    with Repository.open(linked.top) as repository:
        repository.commit_text(LESSON, TEXT, MESSAGE)
    assert linked.committed_names() == [LESSON.as_posix()]
    assert linked.git("branch", "--show-current") == "spring\n"
    assert author.snapshot().index == before.index
    assert author.snapshot().files == before.files


def test_files_that_stand_written_are_committed_together(author: Author, repository: Repository):
    stage_everything(author)
    plan, syllabus = Path("course/day01/plan.yaml"), Path("syllabus.yaml")
    author.write(plan, "day: 1\n")
    author.write(syllabus, "title: T\n")
    message = CommitMessage("day01: plan 8 lessons", (("Day", "1"),))
    staged = author.git("diff", "--cached", "--binary")
    commit = repository.commit_paths([plan, author.top / syllabus, plan], message)
    assert commit == author.head()
    assert sorted(author.committed_names()) == [plan.as_posix(), syllabus.as_posix()]
    assert author.git("diff", "--cached", "--binary") == staged
    assert repository.commit_paths([plan, syllabus], message) is None
    author.write(plan, "day: 1\ntitle: More\n")
    repository.commit_paths([plan, syllabus], message)
    assert author.committed_names() == [plan.as_posix()]


def test_several_texts_are_one_commit_beside_what_is_staged(author: Author, repository: Repository):
    author.write("notes.md", "staged\n")
    author.git("add", "notes.md")
    staged = author.snapshot().staged
    paths = [author.top / f"course/day01/day01_00{number}_a.md" for number in (1, 2, 3)]
    first = repository.commit_text(paths[0], TEXT, MESSAGE)
    told: list[Wanted] = []

    made = repository.commit_texts([Coming(path, TEXT) for path in paths], MESSAGE, before_writing=told.append)

    assert made == {paths[0]: first, paths[1]: author.head(), paths[2]: author.head()}
    assert author.committed_names() == [path.relative_to(author.top).as_posix() for path in paths[1:]]
    assert author.snapshot().staged == staged
    assert [(each.before, list(each.blobs), each.new) for each in told] == [
        (first, author.committed_names(), author.committed_names())
    ]


def test_where_one_of_several_texts_is_refused_none_is_written(author: Author, repository: Repository):
    paths = [author.top / f"course/day01/day01_00{number}_a.md" for number in (1, 2)]
    author.write("course/day01/day01_002_a.md", "By hand.\n")
    before = author.snapshot()

    with pytest.raises(FileDiffers):
        repository.commit_texts([Coming(path, TEXT) for path in paths], MESSAGE)
    assert author.snapshot() == before

    author.hook("pre-commit", "exit 1")
    before = author.snapshot()
    with pytest.raises(RepositoryError):
        repository.commit_texts([Coming(path, TEXT, ["By hand.\n"]) for path in paths], MESSAGE)
    assert author.snapshot() == before


def test_of_several_texts_none_is_committed_where_git_was_told_to_skip_one(author: Author, repository: Repository):
    paths = [LESSON, LESSON.with_name("day01_002_autograd.md")]
    repository.commit_texts([Coming(path, TEXT) for path in paths], MESSAGE)
    author.git("update-index", "--skip-worktree", str(paths[1]))
    before = author.snapshot()

    with pytest.raises(RepositoryError, match=f"no-skip-worktree -- {paths[1]}"):
        repository.commit_texts([Coming(path, f"{TEXT}More.\n", [TEXT]) for path in paths], MESSAGE)

    assert author.snapshot() == before


def test_a_missing_file_cannot_be_committed(author: Author, repository: Repository):
    before = author.snapshot()
    with pytest.raises(RepositoryError, match="is not there"):
        repository.commit_paths([Path("course/day01/plan.yaml")], MESSAGE)
    assert author.snapshot() == before


def test_the_text_of_any_commit_can_be_read(author: Author, repository: Repository):
    first = repository.commit_text(LESSON, TEXT, MESSAGE)
    repository.commit_text(LESSON, "second\n", MESSAGE)
    assert repository.committed_text(LESSON, first) == TEXT
    assert repository.committed_text(LESSON, "HEAD~1") == TEXT
    assert repository.committed_text(LESSON, f"{first}~1") is None
    for revision in ("nonsense", "--all", "-h", ""):
        with pytest.raises(RepositoryError, match="no commit"):
            repository.committed_text(LESSON, revision)
    author.git("config", "core.autocrlf", "true")
    author.git("-c", "core.autocrlf=false", "hash-object", "-w", "--stdin", stdin="x")
    (author.top / "latin.md").write_bytes("é".encode("latin-1"))
    author.git("add", "latin.md")
    author.git("commit", "--quiet", "-m", "Latin")
    with pytest.raises(RepositoryError, match="not UTF-8"):
        repository.committed_text(Path("latin.md"))


def test_text_that_is_no_unicode_is_refused(author: Author, repository: Repository):
    before = author.snapshot()
    with pytest.raises(RepositoryError, match="character 2"):
        repository.commit_text(LESSON, "a\ud800", MESSAGE)
    assert author.snapshot() == before


def test_no_repository_asks_for_git_init(tmp_path: Path):
    with pytest.raises(RepositoryError, match="run `git init`"):
        Repository.open(tmp_path)
    with pytest.raises(RepositoryError, match="run `git init`"):
        Repository.open(tmp_path / "not there")


def test_a_bare_repository_is_refused(tmp_path: Path):
    Author(tmp_path).git("init", "--quiet", "--bare")
    with pytest.raises(RepositoryError, match="bare"):
        Repository.open(tmp_path)


def test_init_makes_a_repository_once(tmp_path: Path):
    root = tmp_path / "new course"
    with Repository.init(root) as repository:
        repository.commit_text(LESSON, TEXT, MESSAGE)
    assert Author(root).git("branch", "--show-current") == "main\n"
    with Repository.init(root / "course"):
        assert not (root / "course" / ".git").exists()


def test_init_in_a_place_that_is_no_folder_is_refused(tmp_path: Path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(RepositoryError, match="Choose another folder"):
        Repository.init(tmp_path / "file" / "course")


def test_without_git_the_refusal_says_what_to_install(
    author: Author, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", str(tmp_path))
    for use in (lambda: Repository.open(author.top), lambda: Repository.init(tmp_path / "x"), repository.check_ready):
        with pytest.raises(RepositoryError, match="install git"):
            use()
    # A fresh process: GitPython looks for git while it is imported.
    script = (
        "from pathlib import Path\nfrom tui.authoring.history.repository import Repository, RepositoryError\n"
        "try:\n    Repository.open(Path('.'))\nexcept RepositoryError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "install git" in done.stdout


def test_an_old_git_is_refused(author: Author, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "git").write_text("#!/bin/sh\necho git version 2.17.1\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(RepositoryError, match=r"2\.17\.1, which is too old"):
        Repository.open(author.top)


def test_importing_the_repository_imports_no_gitpython():
    script = "import sys, tui.authoring.history.repository\nprint('git' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout == "False\n"


def test_inherited_git_variables_do_not_lead_elsewhere(author: Author, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    other = tmp_path / "other"
    other.mkdir()
    Author(other).git("init", "--quiet", "-b", "main")
    Author(other).commit("x.md", "x\n")
    untouched = Author(other).snapshot()
    for name, value in {
        "GIT_DIR": other / ".git",
        "GIT_WORK_TREE": other,
        "GIT_INDEX_FILE": other / ".git" / "index",
        "GIT_COMMON_DIR": other / ".git",
        "GIT_OBJECT_DIRECTORY": other / ".git" / "objects",
        "GIT_GLOB_PATHSPECS": 1,
        "GIT_PREFIX": "course/",
    }.items():
        monkeypatch.setenv(name, str(value))
    with Repository.open(author.top) as repository:
        repository.commit_text(LESSON, TEXT, MESSAGE)
        assert repository.is_committed(LESSON)
    with Repository.init(tmp_path / "third") as repository:
        repository.commit_text(LESSON, TEXT, MESSAGE)
    for name in list(os.environ):
        if name.startswith("GIT_") and not name.startswith("GIT_CONFIG"):
            monkeypatch.delenv(name)
    assert author.committed_names() == [LESSON.as_posix()]
    assert Author(tmp_path / "third").committed_names() == [LESSON.as_posix()]
    assert Author(other).snapshot() == untouched
    assert author.git("fsck", "--strict") is not None
