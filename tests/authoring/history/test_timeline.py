"""The timeline: what was approved, planned, renamed and changed by hand, read from the author's own git."""

import gc
import os
import subprocess
import threading
from decimal import Decimal
from pathlib import Path

import pytest

from tests.authoring.history.conftest import LESSON, TEXT, Author
from tui.authoring.history.refusals import RepositoryError
from tui.authoring.history.repository import CommitMessage, Repository
from tui.authoring.history.timeline import Entry, EntryKind, Filters, Scope, Timeline
from tui.authoring.history.work_tree import WorkTree

DAY = "course/day01"


def approve(repository: Repository, name: str, text: str, *trailers: tuple[str, str]) -> str:
    lesson = Path(name).name[:9]
    message = CommitMessage(f"{lesson}: approve It", (("Lesson", lesson), *trailers))
    return repository.commit_text(Path(name), text, message)


def rename(repository: Repository, *moves: tuple[str, str]) -> str:
    pairs = [pair for old, new in moves for pair in (("Lesson", Path(new).name[:9]), ("Was", Path(old).name[:9]))]
    message = CommitMessage("day01: rename", tuple(pairs))
    return repository.rename({Path(old): Path(new) for old, new in moves}, message)


def conflict(author: Author) -> None:
    """Change the lesson on two branches, and settle that in a merge."""
    author.git("switch", "--quiet", "-c", "side")
    author.commit(LESSON, "Theirs.\n")
    author.git("switch", "--quiet", "main")
    author.commit(LESSON, "Ours.\n")
    author.git("merge", "side", check=False)
    author.write(LESSON, "Both.\n")
    author.git("commit", "--quiet", "-a", "-m", "Merge side")


def entries(author: Author, /, lesson: str | None = None, file: str | None = None, **filters: str) -> list[Entry]:
    """Return the whole timeline, page by page."""
    names = (DAY,) if lesson else ("course",)
    with Timeline(WorkTree(author.top), Scope(names, lesson, file), Filters(**filters)) as timeline:
        found: list[Entry] = []
        while page := timeline.page(3):
            found += page
        return found


def children() -> set[str]:
    """Return the processes that this one has started and that have not ended."""
    done = subprocess.run(["ps", "-o", "pid=,stat=,comm=", "--ppid", str(os.getpid())], capture_output=True, text=True)
    return {line for line in done.stdout.splitlines() if "git" in line}


def test_an_approval_is_told_with_its_trailers_and_its_blobs(author: Author, repository: Repository) -> None:
    first = approve(repository, str(LESSON), TEXT, ("Drafted-by", "claude-sonnet"), ("Cost-USD", "0.0450"))
    trailers = (("Drafted-by", "hand"), ("Attempts", "orientation 2, summary 1"), ("Prompt-SHA256", "summary ab12"))
    second = approve(repository, str(LESSON), f"{TEXT}More.\n", *trailers)

    newest, oldest = entries(author)

    assert (newest.commit, oldest.commit) == (second, first)
    assert (newest.kind, newest.lesson, newest.parents) == (EntryKind.APPROVED, "day01_001", (first,))
    assert (newest.author, newest.email, newest.subject) == ("Ada Author", "ada@example.org", "day01_001: approve It")
    assert newest.by_hand
    assert (newest.attempts, newest.prompts) == ({"orientation": 2, "summary": 1}, {"summary": "ab12"})
    assert (oldest.models, oldest.by_hand, oldest.cost_usd) == (("claude-sonnet",), False, Decimal("0.0450"))
    assert newest.changes[0].before == oldest.changes[0].after == author.git("rev-parse", f"{first}:{LESSON}").strip()
    assert oldest.changes[0].before is None
    assert newest.date.utcoffset() is not None


def test_before_the_first_commit_there_is_nothing(empty: Author) -> None:
    assert entries(empty) == []


def test_what_git_says_when_it_fails_is_said(author: Author, repository: Repository) -> None:
    lost = approve(repository, str(LESSON), TEXT)
    approve(repository, str(LESSON), f"{TEXT}More.\n")
    (author.top / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    with pytest.raises(RepositoryError, match=lost):
        entries(author)


def test_a_lesson_is_followed_by_trailers_where_git_cannot(author: Author, repository: Repository) -> None:
    old, new = f"{DAY}/day01_001_tensors.md", f"{DAY}/day01_002_shapes.md"
    approve(repository, old, TEXT)
    author.git("rm", "--quiet", old)
    author.write(new, "Nothing is as it was in the other text, and git sees no rename.\n")
    author.git("add", new)
    author.git("commit", "--quiet", "-m", "Anew\n\nLesson: day01_002\nWas: day01_001\n")

    found = entries(author, "day01_002", new)

    assert [(each.kind, each.lesson) for each in found] == [
        (EntryKind.RENAMED, "day01_002"),
        (EntryKind.APPROVED, "day01_001"),
    ]
    assert found[0].changes[0].old_path == old


def test_a_serial_that_was_given_again_brings_no_other_lesson_in(author: Author, repository: Repository) -> None:
    tensors = f"{DAY}/day01_001_tensors.md"
    approve(repository, tensors, TEXT)
    rename(repository, (tensors, f"{DAY}/day01_002_tensors.md"))
    approve(repository, tensors, "The same name again.\n")
    approve(repository, f"{DAY}/day01_002_tensors.md", "Tensors, further.\n")

    moved = entries(author, "day01_002", f"{DAY}/day01_002_tensors.md")
    again = entries(author, "day01_001", tensors)

    assert [each.lesson for each in moved] == ["day01_002", "day01_002", "day01_001"]
    assert [each.kind for each in moved] == [EntryKind.APPROVED, EntryKind.RENAMED, EntryKind.APPROVED]
    assert [each.subject for each in again] == ["day01_001: approve It"]


def test_a_name_that_another_lesson_had_before_brings_that_one_not_in(author: Author, repository: Repository) -> None:
    tensors, shapes = f"{DAY}/day01_001_tensors.md", f"{DAY}/day01_001_shapes.md"
    approve(repository, shapes, "What was said of shapes, and is no more.\n")
    approve(repository, shapes, "What was said of shapes, and is still less.\n")
    author.git("rm", "--quiet", shapes)
    author.git("commit", "--quiet", "-m", "Gone")
    approve(repository, tensors, TEXT)
    rename(repository, (tensors, shapes))

    assert [each.kind for each in entries(author, "day01_001", shapes)] == [EntryKind.RENAMED, EntryKind.APPROVED]


def test_a_commit_by_hand_and_a_deletion_belong_to_the_lesson(author: Author, repository: Repository) -> None:
    approve(repository, str(LESSON), TEXT)
    author.commit(LESSON, f"{TEXT}By hand.\n")
    author.git("rm", "--quiet", str(LESSON))
    author.git("commit", "--quiet", "-m", "Gone")
    approve(repository, str(LESSON), TEXT)

    found = entries(author, "day01_001", str(LESSON))

    assert [each.kind for each in found] == [
        EntryKind.APPROVED,
        EntryKind.BY_HAND,
        EntryKind.BY_HAND,
        EntryKind.APPROVED,
    ]
    assert found[1].changes[0].after is None


@pytest.mark.parametrize("later", ["side", "main"])
def test_what_a_branch_did_under_the_old_name_is_told_after_the_merge(
    author: Author, repository: Repository, monkeypatch: pytest.MonkeyPatch, later: str
) -> None:
    old, new = f"{DAY}/day01_001_tensors.md", f"{DAY}/day01_002_tensors.md"
    long = "\n".join(f"Line {n}." for n in range(40)) + "\n"
    approve(repository, old, long)
    author.git("switch", "--quiet", "-c", "side")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2090-01-02T00:00:00" if later == "side" else "2090-01-01T00:00:00")
    approve(repository, old, long.replace("Line 1.", "Line one."))
    author.git("switch", "--quiet", "main")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2090-01-01T12:00:00")
    rename(repository, (old, new))
    author.git("merge", "--quiet", "--no-edit", "side")

    found = entries(author, "day01_002", new)

    assert {each.kind for each in found[:2]} == {EntryKind.RENAMED, EntryKind.APPROVED}
    assert [each.lesson for each in found].count("day01_001") == 2
    assert len(found) == 3


def test_a_merge_is_told_where_it_made_what_no_parent_has(author: Author, repository: Repository) -> None:
    approve(repository, str(LESSON), TEXT)
    conflict(author)

    found = entries(author, "day01_001", str(LESSON))

    assert [each.kind for each in found] == [
        EntryKind.MERGED,
        EntryKind.BY_HAND,
        EntryKind.BY_HAND,
        EntryKind.APPROVED,
    ]
    assert [len(each.changes) for each in found] == [1, 1, 1, 1]
    assert len(found[0].parents) == 2


def test_of_several_lessons_approved_in_one_commit_each_has_its_own_trailers(
    author: Author, repository: Repository
) -> None:
    names = (LESSON, Path(f"{DAY}/day01_002_shapes.md"))
    for name in names:
        author.write(name, f"{name}\n")
    trailers = (("Lesson", "day01_001"), ("Drafted-by", "fake-1"), ("Cost-USD", "0.10"), ("Attempts", "summary 1"))
    trailers += (("Lesson", "day01_002"), ("Drafted-by", "hand"), ("Cost-USD", "0.25"), ("Attempts", "summary 4"))
    repository.commit_paths(names, CommitMessage("day01: approve 2 lessons", trailers))

    (both,) = entries(author)
    (second,) = entries(author, "day01_002", str(names[1]))

    assert (both.lesson, both.lessons, both.cost_usd) == (None, ("day01_001", "day01_002"), Decimal("0.35"))
    assert (second.lesson, second.cost_usd, second.attempts) == ("day01_002", Decimal("0.25"), {"summary": 4})
    assert (second.models, second.by_hand) == ((), True)
    assert [change.path for change in second.changes] == [str(names[1])]


def test_what_a_commit_of_another_lesson_changed_on_the_way_is_by_hand(
    author: Author, repository: Repository, tmp_path: Path
) -> None:
    approve(repository, str(LESSON), TEXT)
    approve(repository, f"{DAY}/day01_002_shapes.md", TEXT)
    author.git("clone", "--quiet", "--depth=1", f"file://{author.top}", str(tmp_path / "shallow"))

    (entry,) = entries(Author(tmp_path / "shallow"), "day01_001", str(LESSON))

    assert (entry.kind, entry.lesson, entry.parents) == (EntryKind.BY_HAND, "day01_001", ())


def test_filters_hold_together(author: Author, repository: Repository) -> None:
    approve(repository, str(LESSON), TEXT, ("Drafted-by", "claude-sonnet"))
    approve(repository, f"{DAY}/day01_002_shapes.md", TEXT, ("Drafted-by", "hand"), ("Waived", "claims: well known"))
    author.commit(LESSON, "By hand.\n", "Mend a word\n\nIt was misspelt.")

    assert [each.lesson for each in entries(author, model="sonnet")] == ["day01_001"]
    assert [each.lesson for each in entries(author, model="hand")] == ["day01_002"]
    assert [each.subject for each in entries(author, text="MISSPELT")] == ["Mend a word"]
    assert [each.lesson for each in entries(author, text="well known")] == ["day01_002"]
    assert entries(author, author="nobody") == []
    assert len(entries(author, author="ada@")) == 3
    assert entries(author, author="ada", model="sonnet", text="misspelt") == []


def test_what_stands_in_a_message_cannot_move_the_cursor(author: Author) -> None:
    author.commit(LESSON, TEXT, "Red \x1b[31mtext\x1b[0m\n\nBody\x07 \x1b]0;title\x07here\n\nNote: \x1b[2Jgone")
    entry = entries(author)[0]
    assert (entry.subject, entry.body, entry.trailers) == ("Red text", "Body here", (("Note", "gone"),))


@pytest.mark.parametrize(
    "message",
    [
        "Subject alone",
        "Subject\n\nLesson: day01_001\nThis paragraph is no block of trailers, since most of it\nis prose\nand more\n",
        "Lesson: day01_001",
        "Subject\n\nLesson: day01_001\n\nAnd then prose.",
    ],
)
def test_what_git_takes_for_no_trailer_is_none(author: Author, message: str) -> None:
    author.commit(LESSON, TEXT, message)
    assert entries(author)[0].kind is EntryKind.BY_HAND


def test_settings_of_the_author_do_not_change_what_is_read(empty: Author) -> None:
    author = empty
    author.commit(LESSON, TEXT, "day01_001: approve Tensors\n\nLesson: day01_001\n")
    conflict(author)
    plain = entries(author)
    for name, value in {
        "log.showRoot": "false",
        "log.showSignature": "true",
        "log.date": "relative",
        "log.decorate": "full",
        "log.follow": "true",
        "log.diffMerges": "first-parent",
        "color.ui": "always",
        "diff.renames": "false",
        "diff.noprefix": "true",
        "core.quotePath": "true",
        "format.pretty": "oneline",
        "diff.relative": "true",
        "trailer.separators": "=",
    }.items():
        author.git("config", name, value)
    assert entries(author) == plain
    assert [len(each.changes) for each in plain] == [1, 1, 1, 1]
    assert plain[-1].kind is EntryKind.APPROVED


def test_no_git_and_no_thread_is_left_however_a_timeline_ends(author: Author) -> None:
    stream = "".join(
        f"commit refs/heads/main\ncommitter A <a@b> {1_600_000_000 + n} +0000\ndata 1\nx\nM 100644 inline {LESSON}\n"
        f"data {len(str(n))}\n{n}\n"
        for n in range(3000)
    )
    author.git("fast-import", "--quiet", "--force", stdin=stream)
    gc.collect()
    threads, running, handles = threading.active_count(), children(), len(list(Path("/proc/self/fd").iterdir()))

    def begun() -> Timeline:
        timeline = Timeline(WorkTree(author.top), Scope(("course",)))
        assert len(timeline.page(5, patience=60)) == 5
        return timeline

    begun().close()
    forgotten = begun()
    del forgotten
    gc.collect()

    def fails() -> None:
        with begun():
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    with begun() as whole:
        assert sum(map(len, iter(lambda: whole.page(100, patience=60), ()))) == 2995
        whole.close()
        assert whole.page() == ()

    assert (threading.active_count(), children()) == (threads, running)
    assert len(list(Path("/proc/self/fd").iterdir())) == handles


def test_a_page_comes_when_something_is_found_and_not_only_when_it_is_full(author: Author) -> None:
    author.commit(LESSON, TEXT)
    with Timeline(WorkTree(author.top), Scope(("course",))) as timeline:
        assert [each.subject for each in timeline.page(50, patience=0)] == ["By hand"]
        assert timeline.page() == ()


@pytest.mark.parametrize("zone", ["+0545", "-0930", "+0000"])
def test_the_time_is_the_author_s_own(author: Author, zone: str) -> None:
    author.write(LESSON, TEXT)
    author.git("add", ".")
    author.git("commit", "--quiet", "-m", "x", f"--date=1700000000 {zone}")
    date = entries(author)[0].date
    assert date.timestamp() == 1_700_000_000
    assert date.strftime("%z") == zone
