"""When git, a hook or the state of the repository refuses, everything is as it was, and the author hears why."""

import os
import signal
import stat
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from tests.authoring.history.conftest import LESSON, MESSAGE, TEXT, Author
from tests.authoring.history.test_repository import stage_everything, without_lesson
from tui.authoring.errors import AuthoringError
from tui.authoring.history.repository import CommittedOtherwise, Repository, RepositoryError

FAILING_HOOK = "echo 'line one of the hook'; echo 'on \x1b[31mstderr' >&2; exit 1"


@pytest.fixture(params=["new lesson", "lesson approved before", "lesson announced by the author"])
def refused_lesson(request: pytest.FixtureRequest, author: Author, repository: Repository) -> str:
    """Leave a repository full of staged work, and a lesson new to it or not."""
    if request.param == "lesson approved before":
        repository.commit_text(LESSON, "# Tensors\n\nOld.\n", MESSAGE)
        os.utime(author.top / LESSON, (10**9, 10**9))
    stage_everything(author)
    if request.param == "lesson announced by the author":
        author.write(LESSON, TEXT)
        author.git("add", "--intent-to-add", str(LESSON))
    return str(request.param)


@pytest.mark.usefixtures("refused_lesson")
@pytest.mark.parametrize("name", ["pre-commit", "commit-msg", "prepare-commit-msg"])
def test_a_hook_that_refuses_is_quoted_and_leaves_no_trace(author: Author, repository: Repository, name: str):
    author.hook(name, FAILING_HOOK)
    before = author.snapshot()
    with pytest.raises(RepositoryError, match=r"(?s)as it was before.*line one of the hook\non stderr") as refusal:
        repository.commit_text(LESSON, TEXT, MESSAGE)
    assert "\x1b" not in str(refusal.value)
    assert author.snapshot() == before
    if (author.top / LESSON).exists() and "announced" not in before.index:
        assert (author.top / LESSON).stat().st_mtime == 10**9


@pytest.mark.usefixtures("refused_lesson")
def test_a_hook_that_changes_the_file_and_refuses_leaves_no_trace(author: Author, repository: Repository):
    author.hook("pre-commit", f"echo tidied >> '{LESSON}'; exit 1")
    before = author.snapshot()
    with pytest.raises(RepositoryError, match="gave no reason: look at the hooks"):
        repository.commit_text(LESSON, TEXT, MESSAGE)
    assert author.snapshot() == before


@pytest.mark.usefixtures("refused_lesson")
def test_signing_that_fails_leaves_no_trace(author: Author, repository: Repository):
    author.git("config", "commit.gpgSign", "true")
    author.git("config", "gpg.program", "false")
    before = author.snapshot()
    with pytest.raises(RepositoryError, match="gpg failed to sign"):
        repository.commit_text(LESSON, TEXT, MESSAGE)
    assert author.snapshot() == before


def test_signing_that_works_signs(author: Author, repository: Repository, tmp_path: Path):
    program = tmp_path / "sign"
    program.write_text(
        "#!/bin/sh\ncat > /dev/null\necho '[GNUPG:] SIG_CREATED D' >&2\n"
        "printf -- '-----BEGIN PGP SIGNATURE-----\\n\\nabc\\n-----END PGP SIGNATURE-----\\n'\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    author.git("config", "commit.gpgSign", "true")
    author.git("config", "gpg.program", str(program))
    author.git("config", "log.showSignature", "true")
    commit = repository.commit_text(LESSON, TEXT, MESSAGE)
    assert "gpgsig -----BEGIN PGP SIGNATURE-----" in author.git("cat-file", "commit", commit)
    assert repository.commit_text(LESSON, TEXT, MESSAGE) == commit


@pytest.mark.usefixtures("refused_lesson")
def test_a_missing_identity_is_explained(author: Author, repository: Repository, own_home: Path):
    own_home.write_text("")
    before = author.snapshot()
    for use in (repository.check_ready, lambda: repository.commit_text(LESSON, TEXT, MESSAGE)):
        with pytest.raises(RepositoryError, match=r"(?s)git config --global user.name .*user.email"):
            use()
    assert author.snapshot() == before


def test_an_identity_from_the_environment_serves(
    author: Author, repository: Repository, own_home: Path, monkeypatch: pytest.MonkeyPatch
):
    own_home.write_text("")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Eve")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "eve@example.org")
    repository.check_ready()
    repository.commit_text(LESSON, TEXT, MESSAGE)
    assert author.git("log", "-1", "--format=%an%ce") == "Eveeve@example.org\n"


def _detach(author: Author) -> None:
    author.git("checkout", "--quiet", "--detach")


def _diverge(author: Author) -> None:
    author.git("switch", "--quiet", "-c", "side")
    author.commit("notes.md", "side\n")
    author.git("switch", "--quiet", "main")
    author.commit("notes.md", "main\n")


def _merge(author: Author) -> None:
    _diverge(author)
    author.git("merge", "--quiet", "side", check=False)


def _rebase(author: Author) -> None:
    _diverge(author)
    author.git("rebase", "--quiet", "side", check=False)


def _cherry_pick(author: Author) -> None:
    _diverge(author)
    author.git("cherry-pick", "side", check=False)


def _revert(author: Author) -> None:
    author.commit("notes.md", "second\n")
    author.commit("notes.md", "third\n")
    author.git("revert", "--no-edit", "HEAD~1", check=False)


def _bisect(author: Author) -> None:
    author.commit("notes.md", "second\n")
    author.commit("notes.md", "third\n")
    author.git("bisect", "start", "HEAD", "HEAD~2")


@pytest.mark.parametrize(
    ("put_into", "words"),
    [
        (_detach, r"HEAD is detached.*`git switch main`.*`git switch -c NAME`"),
        (_merge, r"merge is under way.*`git merge --abort`"),
        (_rebase, r"rebase is under way.*`git rebase --abort`"),
        (_cherry_pick, r"cherry-pick is under way.*`git cherry-pick --abort`"),
        (_revert, r"revert is under way.*`git revert --abort`"),
        (_bisect, r"bisect is under way.*`git bisect reset`"),
    ],
)
def test_a_state_that_waits_for_the_author_is_refused_with_the_way_out(
    author: Author, repository: Repository, put_into: Callable[[Author], None], words: str
):
    put_into(author)
    author.write("plan.yaml", "day: 1\n")
    before = author.snapshot()
    for use in (
        repository.check_ready,
        lambda: repository.commit_text(LESSON, TEXT, MESSAGE),
        lambda: repository.commit_paths([Path("plan.yaml")], MESSAGE),
    ):
        with pytest.raises(RepositoryError, match=words):
            use()
    assert author.snapshot() == before


def test_conflicts_left_by_a_stash_stay_and_stop_no_approval(author: Author, repository: Repository):
    author.write("notes.md", "stashed\n")
    author.git("stash", "--quiet")
    author.commit("notes.md", "committed\n")
    author.git("stash", "pop", "--quiet", check=False)
    assert author.git("ls-files", "--unmerged")
    before = without_lesson(author)
    repository.commit_text(LESSON, TEXT, MESSAGE)
    assert author.committed_names() == [LESSON.as_posix()]
    assert without_lesson(author) == before


def test_conflicts_in_the_lesson_itself_are_refused(author: Author, repository: Repository):
    repository.commit_text(LESSON, TEXT, MESSAGE)
    author.write(LESSON, "stashed\n")
    author.git("stash", "--quiet")
    author.commit(LESSON, "committed\n")
    author.git("stash", "pop", "--quiet", check=False)
    before = author.snapshot()
    with pytest.raises(RepositoryError, match="has conflicts"):
        repository.commit_text(LESSON, TEXT, MESSAGE)
    assert author.snapshot() == before


@pytest.mark.usefixtures("refused_lesson")
def test_an_index_lock_is_waited_for_and_never_deleted(author: Author, repository: Repository):
    before = author.snapshot()
    lock = author.write(".git/index.lock", "")
    with pytest.raises(RepositoryError, match=r"Another git is at work.*index\.lock"):
        repository.commit_text(LESSON, TEXT, MESSAGE)
    assert lock.exists()
    lock.unlink()
    assert author.snapshot() == before
    repository.commit_text(LESSON, TEXT, MESSAGE)


def test_a_lock_that_goes_away_is_no_reason_to_refuse(author: Author):
    lock = author.write(".git/index.lock", "")
    remover = subprocess.Popen(["sh", "-c", f"sleep 0.3; rm '{lock}'"])
    with Repository.open(author.top, index_seconds=60) as repository:
        repository.commit_text(LESSON, TEXT, MESSAGE)
    assert remover.wait() == 0


def test_a_lock_that_appears_while_a_hook_runs_leaves_no_trace_once_gone(author: Author, repository: Repository):
    author.hook("pre-commit", "git add notes.md 2>&1; touch .git/HEAD.lock")
    before = author.snapshot()
    with pytest.raises(RepositoryError, match=r"HEAD\.lock"):
        repository.commit_text(LESSON, TEXT, MESSAGE)
    (author.top / ".git" / "HEAD.lock").unlink()
    assert author.snapshot() == before


def test_an_unwritable_folder_is_refused(author: Author, repository: Repository):
    author.write("course/keep", "")
    author.write("course/day01", "a file where the folder should be")
    before = author.snapshot()
    with pytest.raises(AuthoringError, match="Could not write"):
        repository.commit_text(LESSON, TEXT, MESSAGE)
    assert author.snapshot() == before


def test_a_plan_that_a_hook_refuses_stays_as_it_stood(author: Author, repository: Repository):
    stage_everything(author)
    author.write("course/day01/plan.yaml", "day: 1\n")
    author.hook("pre-commit", "exit 1")
    before = author.snapshot()
    with pytest.raises(RepositoryError):
        repository.commit_paths([Path("course/day01/plan.yaml")], MESSAGE)
    assert author.snapshot() == before


def test_a_lesson_outside_the_sparse_checkout_is_committed_alone_and_a_new_one_refused(
    author: Author, repository: Repository
):
    repository.commit_text(LESSON, "Old.\n", MESSAGE)
    author.git("sparse-checkout", "set", "--no-cone", "/*.md")
    assert not (author.top / LESSON).exists()
    before = author.snapshot()
    with pytest.raises(RepositoryError, match="sparse-checkout"):
        repository.commit_text(LESSON.with_name("day01_002_new.md"), TEXT, MESSAGE)
    assert author.snapshot() == before
    repository.commit_text(LESSON, TEXT, MESSAGE)
    assert author.committed_names() == [LESSON.as_posix()]


def test_a_lesson_that_git_was_told_to_skip_is_refused(author: Author, repository: Repository):
    repository.commit_text(LESSON, "Old.\n", MESSAGE)
    author.git("update-index", "--skip-worktree", str(LESSON))
    before = author.snapshot()
    with pytest.raises(RepositoryError, match="--no-skip-worktree"):
        repository.commit_text(LESSON, TEXT, MESSAGE)
    assert author.snapshot() == before


def test_a_hook_that_edits_the_message_has_its_way(author: Author, repository: Repository):
    author.hook("prepare-commit-msg", 'printf "\\nReviewed-by: Hook\\n" | cat "$1" - > "$1.new" && mv "$1.new" "$1"')
    repository.commit_text(LESSON, TEXT, MESSAGE)
    assert "Reviewed-by: Hook" in author.git("log", "-1", "--format=%B")


def test_a_hook_that_commits_more_has_its_way_and_our_commit_is_told(author: Author, repository: Repository):
    author.hook("post-commit", '[ -e again ] || { touch again; git commit -q --allow-empty -m "by the hook"; }')
    commit = repository.commit_text(LESSON, TEXT, MESSAGE)
    assert author.git("log", "-1", "--format=%s", commit) == "day01_001: approve Tensors\n"
    assert author.git("log", "-1", "--format=%s") == "by the hook\n"


def test_a_hook_that_stages_other_files_adds_them_to_the_commit_and_nothing_of_the_index(
    author: Author, repository: Repository
):
    author.hook("pre-commit", "git add notes.md")
    author.write("notes.md", "changed by the author\n")
    before = without_lesson(author)
    commit = repository.commit_text(LESSON, TEXT, MESSAGE)
    assert author.committed_names(commit) == [LESSON.as_posix(), "notes.md"]
    after = without_lesson(author)
    assert (after[0], after[3]) == (before[0], before[3])


@pytest.mark.usefixtures("refused_lesson")
def test_a_hook_that_takes_the_commit_back_leaves_all_as_before(author: Author, repository: Repository):
    author.hook("post-commit", "git reset --soft HEAD~1")
    before = author.snapshot()
    with pytest.raises(RepositoryError, match="HEAD stands where it stood, and all is as it was before"):
        repository.commit_text(LESSON, TEXT, MESSAGE, known=["# Tensors\n\nOld.\n"])
    assert author.snapshot() == before


def test_other_files_that_a_hook_puts_into_the_commit_are_told(author: Author, repository: Repository):
    repository.commit_text(LESSON, "# Tensors\n", MESSAGE)
    assert repository.notes == ()
    stage_everything(author)
    author.hook("pre-commit", "for n in 1 2 3 4 5; do echo $n > w$n.txt; git add w$n.txt; done")
    commit = repository.commit_text(LESSON, TEXT, MESSAGE)
    [note] = repository.notes
    assert f"put w1.txt, w2.txt, w3.txt and 2 more into commit {commit[:10]} besides" in note
    author.hook("pre-commit", "git add by-hook.md")
    (author.top / "by-hook.md").write_text("one\n")
    first = repository.commit_text(Path("course/day01/day01_002_ranks.md"), TEXT, MESSAGE)
    assert f"put by-hook.md into commit {first[:10]} besides" in repository.notes[-1]
    assert author.committed_names(first) == ["by-hook.md", "course/day01/day01_002_ranks.md"]


def test_a_hook_that_changes_the_text_is_told_with_the_commit(author: Author, repository: Repository):
    author.hook("pre-commit", f"echo tidied >> '{LESSON}'; git add '{LESSON}'")
    with pytest.raises(CommittedOtherwise, match="a hook changed the text") as told:
        repository.commit_text(LESSON, TEXT, MESSAGE)
    assert told.value.commit == author.head()
    assert repository.committed_text(LESSON) == TEXT + "tidied\n"
    author.hook("pre-commit", "exit 0")
    repository.commit_text(LESSON, TEXT, MESSAGE)
    assert repository.committed_text(LESSON) == TEXT


def test_hooks_get_the_authors_language_and_usual_pathspecs(
    author: Author, repository: Repository, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    author.hook("pre-commit", 'echo "$LC_ALL" > .git/language; git ls-files "*.md" | wc -l > .git/found')
    repository.commit_text(LESSON, TEXT, MESSAGE)
    assert (author.top / ".git" / "language").read_text() == "C.UTF-8\n"
    assert int((author.top / ".git" / "found").read_text()) == 5


def test_filters_are_applied_and_leave_the_text_on_the_disk(author: Author, repository: Repository):
    author.commit(".gitattributes", "*.md filter=shout\n")
    author.git("config", "filter.shout.clean", "tr a-z A-Z")
    author.git("config", "filter.shout.smudge", "tr A-Z a-z")
    commit = repository.commit_text(LESSON, "lower\n", MESSAGE)
    assert (author.top / LESSON).read_text() == "lower\n"
    assert repository.committed_text(LESSON) == "LOWER\n"
    assert repository.is_committed(LESSON)
    assert repository.commit_text(LESSON, "lower\n", MESSAGE) == commit


@pytest.mark.parametrize("autocrlf", ["true", "input"])
def test_a_checkout_with_other_line_ends_still_is_what_was_approved(
    author: Author, repository: Repository, autocrlf: str
):
    author.git("config", "core.autocrlf", autocrlf)
    repository.commit_text(LESSON, TEXT, MESSAGE)
    author.write(LESSON, TEXT.replace("\n", "\r\n"))
    assert repository.is_committed(LESSON)
    repository.commit_text(LESSON, TEXT + "More.\n", MESSAGE)
    assert repository.committed_text(LESSON) == TEXT + "More.\n"


APPROVE = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from tui.authoring.history.repository import CommitMessage, Repository
    top, first, last = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    with Repository.open(top) as repository:
        for n in range(first, last):
            message = CommitMessage(f"approve {n}", (("Lesson", f"day01_{n:03d}"),))
            repository.commit_text(Path(f"course/day01/day01_{n:03d}_lesson.md"), f"Lesson {n}\\n", message)
    """
)


def test_while_another_of_us_commits_nothing_is_begun(author: Author):
    before = author.snapshot()
    with (
        FileLock(author.top / ".git" / "coursewright.lock"),
        Repository.open(author.top, queue_seconds=0.2) as repository,
        pytest.raises(RepositoryError, match="Another Coursewright is committing"),
    ):
        repository.commit_text(LESSON, TEXT, MESSAGE)
    assert author.snapshot() == before


def test_two_processes_that_approve_at_once_make_one_commit_a_lesson(author: Author, repository: Repository):
    stage_everything(author)
    before = author.git("diff", "--cached", "--binary")
    commands = [[sys.executable, "-c", APPROVE, str(author.top), str(first), str(first + 6)] for first in (1, 7)]
    assert [process.wait() for process in [subprocess.Popen(command) for command in commands]] == [0, 0]
    commits = author.git("log", "--format=%H", "HEAD~12..HEAD").split()
    assert sorted(name for commit in commits for name in author.committed_names(commit)) == [
        f"course/day01/day01_{n:03d}_lesson.md" for n in range(1, 13)
    ]
    assert author.git("diff", "--cached", "--binary") == before
    assert all(repository.is_committed(Path(f"course/day01/day01_{n:03d}_lesson.md")) for n in range(1, 13))


def test_a_kill_between_writing_and_committing_is_mended_by_approving_again(author: Author):
    stage_everything(author)
    staged = author.git("diff", "--cached", "--binary")
    # The hook kills who called git, then refuses.
    author.hook("pre-commit", 'kill -9 "$APPROVING"; exit 1')
    script = "import os\nos.environ['APPROVING'] = str(os.getpid())\n" + APPROVE
    killed = subprocess.run([sys.executable, "-c", script, str(author.top), "1", "2"])
    assert killed.returncode == -signal.SIGKILL
    lesson = Path("course/day01/day01_001_lesson.md")
    assert (author.top / lesson).read_text() == "Lesson 1\n"
    assert author.git("diff", "--cached", "--binary") == staged
    author.git("config", "core.hooksPath", "no-hooks")
    with Repository.open(author.top, index_seconds=20) as again:
        again.commit_text(lesson, "Lesson 1\n", MESSAGE)
    assert author.committed_names() == [lesson.as_posix()]
    assert author.git("diff", "--cached", "--binary") == staged
