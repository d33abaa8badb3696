"""What two branches both changed: a lesson is settled section by section, plans and glossary by what they say."""

import asyncio
from pathlib import Path

import pytest

from tests.authoring.together.authors import MODEL, Author, begin, clone
from tui.authoring.errors import AuthoringError
from tui.authoring.history.refusals import RepositoryError
from tui.authoring.merging import LessonMerge, MergeRefused, Taken
from tui.authoring.unmerged_lessons import LessonUnmerged, StillMarked
from tui.authoring.workbench import Workbench

LESSON = "day01_001"
FILE = "course/day01/day01_001_the_bowline.md"
PLAN = "course/day01/plan.yaml"
GLOSSARY = "course/glossary.yaml"
SECTIONS = ("orientation", "how-the-loop-holds", "where-it-fails")


@pytest.fixture
def ada(tmp_path: Path) -> Author:
    """Return an author whose course has one approved lesson."""
    author = begin(tmp_path / "ada")
    author.approve(LESSON)
    return author


def rewrite(author: Author, text: str, *sections: str) -> None:
    """Write some sections of the lesson anew, and approve it."""
    with author.workbench() as workbench:
        for section in sections:
            workbench.submit(f"{LESSON}/{section}", text)
            workbench.accept(f"{LESSON}/{section}")
        asyncio.run(workbench.approve(LESSON))


def branched(author: Author) -> None:
    """Have a colleague's branch change the last section, and the author the last two."""
    other = clone(author, author.folder.parent / "colleague")
    rewrite(other, "As knots has it.", "where-it-fails")
    author.git("fetch", "-q", str(other.folder), "main:knots")
    rewrite(author, "As main has it.", "how-the-loop-holds", "where-it-fails")


def merging(author: Author) -> None:
    """Let a merge stop at the lesson."""
    branched(author)
    assert author.tries("merge", "knots").returncode == 1


def chosen(merge: LessonMerge, **others: str) -> dict[str, str]:
    """Return the texts that need no choice, and those of other sections."""
    texts = {each.id: each.text for each in merge.sections if each.text is not None}
    return {**texts, **{slug.replace("_", "-"): text for slug, text in others.items()}}


def staged(author: Author) -> list[str]:
    return author.git("diff", "--cached", "--name-only").split()


# Three texts


def test_an_unmerged_lesson_says_so_and_shows_what_each_side_made_of_each_section(ada: Author) -> None:
    merging(ada)
    assert ada.states()[LESSON] == "unmerged"
    with ada.workbench() as workbench:
        assert [lesson.id for lesson in workbench.merging.lessons()] == [LESSON]
        merge = workbench.merging.open(LESSON)

    assert (merge.sides.what, merge.sides.ours, merge.sides.theirs) == ("merge", "main", "knots")
    assert [each.taken for each in merge.sections] == [Taken.SAME, Taken.OURS, None]
    last = merge.sections[-1]
    assert (last.base, last.ours, last.theirs) == (
        "What there is to say of where it fails.",
        "As main has it.",
        "As knots has it.",
    )
    assert last.both == "As main has it.\n\nAs knots has it."
    assert [each.id for each in merge.open] == ["where-it-fails"]


def test_a_settled_lesson_is_whole_staged_alone_and_approved_when_the_merge_is_ended(
    ada: Author, tmp_path: Path
) -> None:
    (ada.folder / "notes.md").write_text("mine", encoding="utf-8")
    merging(ada)
    (ada.folder / "more.md").write_text("mine too", encoding="utf-8")
    with ada.workbench() as workbench:
        merge = workbench.merging.open(LESSON)
        settled = workbench.merging.settle(merge, chosen(merge, where_it_fails="As both have it."))
        assert settled.may_end
        assert settled.said == (
            f"{FILE} is merged, and nothing else is to be. The merge ends with `git commit --no-edit`."
        )
        assert ada.unmerged() == []
        assert staged(ada) == [FILE]
        assert "As both have it." in ada.git("show", f":{FILE}")
        commit = workbench.merging.end()
        assert workbench.lesson(LESSON).state.word == "approved"
        assert workbench.attempts(f"{LESSON}/where-it-fails")[-1].text == "As both have it."

    assert ada.head() == commit
    assert ada.git("log", "-1", "--format=%s%n%b%P").split("\n")[0] == "Merge branch 'knots'"
    assert "#" not in ada.git("log", "-1", "--format=%B")
    assert ada.git("status", "--porcelain").split() == ["??", "more.md", "??", "notes.md"]
    bob = clone(ada, tmp_path / "bob")
    assert bob.states() == ada.states()
    with bob.workbench() as workbench:
        assert "As main has it." in workbench.text(f"{LESSON}/how-the-loop-holds")


def test_a_side_that_is_chosen_stays_its_models(ada: Author, tmp_path: Path) -> None:
    bob = clone(ada, tmp_path / "bob")
    bob.approve_drafted(f"{LESSON}/where-it-fails", "As a model has it.")
    ada.git("fetch", "-q", str(bob.folder), "main:knots")
    rewrite(ada, "As main has it.", "where-it-fails")
    assert ada.tries("merge", "knots").returncode == 1
    with ada.workbench() as workbench:
        merge = workbench.merging.open(LESSON)
        workbench.merging.settle(merge, chosen(merge, where_it_fails="As a model has it."))
        taken = workbench.attempts(f"{LESSON}/where-it-fails")[-1]
        assert (taken.text, taken.model) == ("As a model has it.", MODEL)


def test_a_merge_that_the_author_ends_by_git_is_noticed(ada: Author) -> None:
    merging(ada)
    with ada.workbench() as workbench:
        merge = workbench.merging.open(LESSON)
        workbench.merging.settle(merge, chosen(merge, where_it_fails="As knots has it."))
        assert workbench.lesson(LESSON).state.word == "accepted"
        ada.git("commit", "-q", "--no-edit")
        assert workbench.lesson(LESSON).state.word == "approved"
    assert not (ada.folder / ".coursewright" / "settled.json").exists()


def test_a_merge_given_up_after_all_leaves_the_lesson_as_it_was(ada: Author) -> None:
    merging(ada)
    with ada.workbench() as workbench:
        merge = workbench.merging.open(LESSON)
        workbench.merging.settle(merge, chosen(merge, where_it_fails="As both have it."))
        ada.git("merge", "--abort")
        assert workbench.lesson(LESSON).state.word == "accepted"  # the newer text waits to be approved
        assert "As main has it." in (ada.folder / FILE).read_text(encoding="utf-8")
        asyncio.run(workbench.approve(LESSON))
        assert workbench.lesson(LESSON).state.word == "approved"
    assert not (ada.folder / ".coursewright" / "settled.json").exists()


def test_after_a_merge_a_second_author_goes_on_with_the_lesson(ada: Author, tmp_path: Path) -> None:
    merging(ada)
    with ada.workbench() as workbench:
        merge = workbench.merging.open(LESSON)
        workbench.merging.settle(merge, chosen(merge, where_it_fails="As both have it."))
        workbench.merging.end()
    bob = clone(ada, tmp_path / "bob")
    rewrite(bob, "Bob's own.", "orientation")
    assert bob.states()[LESSON] == "approved"
    assert "As both have it." in (bob.folder / FILE).read_text(encoding="utf-8")


def test_a_second_author_without_any_attempt_settles_a_lesson(ada: Author, tmp_path: Path) -> None:
    branched(ada)
    bob = clone(ada, tmp_path / "bob")
    assert bob.tries("merge", "origin/knots").returncode == 1
    with bob.workbench() as workbench:
        merge = workbench.merging.open(LESSON)
        assert merge.sides.theirs == "origin/knots"
        workbench.merging.settle(merge, chosen(merge, where_it_fails="As knots has it."))
        workbench.merging.end()
        assert workbench.lesson(LESSON).state.word == "approved"
        assert [len(workbench.attempts(f"{LESSON}/{slug}")) for slug in SECTIONS] == [0, 0, 1]


# By what else git may stop


def test_in_a_rebase_the_sides_are_called_what_they_are(ada: Author) -> None:
    branched(ada)
    assert ada.tries("rebase", "knots").returncode == 1
    with ada.workbench() as workbench:
        merge = workbench.merging.open(LESSON)
        assert merge.sides.ours == "knots"
        assert merge.sides.theirs.startswith("main: ")
        assert merge.sides.theirs.endswith("day01_001: approve The bowline")
        assert (merge.sections[-1].ours, merge.sections[-1].theirs) == ("As knots has it.", "As main has it.")
        settled = workbench.merging.settle(merge, chosen(merge, where_it_fails="As both have it."))
        assert not settled.may_end
        assert "The rebase ends with `git rebase --continue`." in settled.said
        with pytest.raises(RepositoryError, match="Nothing is under way here that a commit would end"):
            workbench.merging.end()
        ada.git("-c", "core.editor=true", "rebase", "--continue")
        assert workbench.lesson(LESSON).state.word == "approved"


def test_a_picked_commit_and_a_stash_are_settled_too(ada: Author) -> None:
    branched(ada)
    assert ada.tries("cherry-pick", "knots").returncode == 1
    with ada.workbench() as workbench:
        merge = workbench.merging.open(LESSON)
        assert (merge.sides.what, merge.sides.ours) == ("cherry-pick", "main")
        assert workbench.merging.settle(merge, chosen(merge, where_it_fails="Picked.")).may_end
        workbench.merging.end()
        assert workbench.lesson(LESSON).state.word == "approved"

        stashed = (ada.folder / FILE).read_text(encoding="utf-8").replace("Picked.", "Stashed.")
        (ada.folder / FILE).write_text(stashed, encoding="utf-8")
        ada.git("stash", "-q")
        rewrite(ada, "Approved meanwhile.", "where-it-fails")
        assert ada.tries("stash", "pop").returncode == 1
        merge = workbench.merging.open(LESSON)
        assert (merge.sides.what, merge.sections[-1].theirs) == ("stash", "Stashed.")
        settled = workbench.merging.settle(merge, chosen(merge, where_it_fails="Stashed."))
        assert settled.said.endswith("Git keeps the stash until `git stash drop`.")
    assert ada.unmerged() == []


def test_a_lesson_that_one_side_deleted_is_kept_or_deleted(ada: Author) -> None:
    ada.git("switch", "-q", "-c", "knots")
    ada.git("rm", "-q", FILE)
    ada.git("commit", "-q", "-m", "Without it")
    ada.git("switch", "-q", "main")
    rewrite(ada, "As main has it.", "where-it-fails")
    assert ada.tries("merge", "knots").returncode == 1
    with ada.workbench() as workbench:
        assert workbench.lesson(LESSON).state.word == "unmerged"
        merge = workbench.merging.open(LESSON)
        assert merge.deleted_by == "knots"
        assert [each.taken for each in merge.sections] == [Taken.OURS] * 3
        workbench.merging.settle(merge, chosen(merge))
        assert workbench.lesson(LESSON).state.word == "approved"
        assert ada.unmerged() == []
        ada.git("merge", "--abort")
        ada.tries("merge", "knots")
        assert workbench.merging.delete(workbench.merging.open(LESSON)).may_end
        workbench.merging.end()
    assert not (ada.folder / FILE).exists()
    assert FILE not in ada.git("ls-files")


# What is refused


def test_nothing_changes_while_a_section_has_no_text_or_holds_marks_of_gits(ada: Author) -> None:
    merging(ada)
    before = (ada.folder / FILE).read_bytes()
    marked = "<<<<<<< HEAD\nOne.\n=======\nOther.\n>>>>>>> knots"
    with ada.workbench() as workbench:
        merge = workbench.merging.open(LESSON)
        with pytest.raises(MergeRefused, match="'Where it fails' has no text yet"):
            workbench.merging.settle(merge, chosen(merge))
        with pytest.raises(StillMarked, match="'Where it fails' still holds git's marks of a conflict"):
            workbench.merging.settle(merge, chosen(merge, where_it_fails=marked))
        assert [len(workbench.attempts(f"{LESSON}/{slug}")) for slug in SECTIONS] == [1, 2, 2]
    assert (ada.folder / FILE).read_bytes() == before
    assert ada.unmerged() == [FILE]


def test_what_the_author_did_to_the_file_by_hand_is_kept_and_noticed(ada: Author) -> None:
    merging(ada)
    (ada.folder / FILE).write_text("# The bowline\n\nSettled in an editor.\n", encoding="utf-8")
    with ada.workbench() as workbench:
        merge = workbench.merging.open(LESSON)
        assert merge.by_hand
        workbench.merging.settle(merge, chosen(merge, where_it_fails="As main has it."))
    kept = [path.read_text(encoding="utf-8") for path in (ada.folder / ".coursewright" / "replaced").glob("*.md")]
    assert kept == ["# The bowline\n\nSettled in an editor.\n"]


def test_a_lesson_that_changed_in_git_meanwhile_is_looked_at_again(ada: Author) -> None:
    merging(ada)
    with ada.workbench() as workbench:
        merge = workbench.merging.open(LESSON)
        ada.git("checkout", "-q", "--theirs", "--", FILE)
        ada.git("add", FILE)
        with pytest.raises(RepositoryError, match="has changed meanwhile"):
            workbench.merging.settle(merge, chosen(merge, where_it_fails="As both have it."))
        with pytest.raises(MergeRefused, match="day01_001 is merged: there is nothing to choose"):
            workbench.merging.open(LESSON)
    assert "As knots has it." in (ada.folder / FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize("how", ["merge", "stash"])
def test_an_unmerged_lesson_is_not_approved_and_its_marks_are_no_text_of_it(ada: Author, how: str) -> None:
    if how == "merge":
        merging(ada)
    else:
        (ada.folder / FILE).write_text(
            (ada.folder / FILE).read_text(encoding="utf-8").replace("where it fails", "its end"), encoding="utf-8"
        )
        ada.git("stash", "-q")
        rewrite(ada, "As main has it.", "where-it-fails")
        assert ada.tries("stash", "pop").returncode == 1
    before = (ada.folder / FILE).read_bytes()
    with ada.workbench() as workbench:
        assert "<<<<<<<" not in workbench.text(LESSON)
        with pytest.raises(AuthoringError, match="day01_001 is not merged: both sides of a merge changed it"):
            asyncio.run(workbench.approve(LESSON))
    assert (ada.folder / FILE).read_bytes() == before


def test_a_hook_that_refuses_the_merge_is_heard_and_it_can_be_ended_later(ada: Author) -> None:
    merging(ada)
    hook = ada.folder / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\necho 'Not on a Sunday.' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    with ada.workbench() as workbench:
        merge = workbench.merging.open(LESSON)
        workbench.merging.settle(merge, chosen(merge, where_it_fails="As both have it."))
        with pytest.raises(RepositoryError, match="Not on a Sunday"):
            workbench.merging.end()
        assert staged(ada) == [FILE]
        hook.unlink()
        workbench.merging.end()
        assert workbench.lesson(LESSON).state.word == "approved"


def test_neither_an_unmerged_file_nor_one_with_marks_in_it_is_adopted(ada: Author) -> None:
    merging(ada)
    with ada.workbench() as workbench:
        with pytest.raises(LessonUnmerged):
            workbench.outside.look(LESSON)
        marked = (ada.folder / FILE).read_text(encoding="utf-8")
        ada.git("merge", "--abort")
        (ada.folder / FILE).write_text(marked, encoding="utf-8")
        look = workbench.outside.look(LESSON)
        with pytest.raises(StillMarked, match=r"the_bowline\.md still holds git's marks"):
            workbench.outside.adopt(look)
        assert len(workbench.attempts(f"{LESSON}/where-it-fails")) == 2
    assert (ada.folder / FILE).read_text(encoding="utf-8") == marked


# Plans and glossary


def test_a_plan_that_both_made_for_themselves_with_waivers_is_joined(tmp_path: Path) -> None:
    ada = begin(tmp_path / "ada")
    bob = clone(ada, tmp_path / "bob")
    ada.approve("day01_001", waive=True)
    bob.approve("day01_002", waive=True)
    assert bob.tries("pull", "-q", "--no-rebase", "--no-edit").returncode == 1
    assert bob.unmerged() == [PLAN]
    with bob.workbench() as workbench:
        assert "is not merged: `coursewright merge` joins" in str(workbench.day(1).problem)
        assert workbench.merging.settle_shared() == (f"{PLAN} is merged: what both sides changed is in it.",)
        workbench.merging.end()
        assert [bool(lesson.plan.waived) for lesson in workbench.day(1).lessons] == [True, True, False]
    assert list(bob.states().values())[:2] == ["approved", "approved"]
    assert bob.git("status", "--porcelain") == ""


def test_plans_that_contradict_are_left_to_the_author_with_the_words_to_go_on(ada: Author) -> None:
    ada.git("switch", "-q", "-c", "knots")
    for branch, title in (("knots", "Bowlines"), ("main", "The king of knots")):
        ada.git("switch", "-q", branch)
        plan = ada.folder / PLAN
        plan.write_text(plan.read_text(encoding="utf-8").replace("title: The bowline", f"title: {title}"), "utf-8")
        ada.git("commit", "-q", "-a", "-m", title)
    ada.tries("merge", "knots")
    before = (ada.folder / PLAN).read_bytes()
    with ada.workbench() as workbench:
        with pytest.raises(MergeRefused, match=r"both sides changed the title of day01_001: “The king.*git add"):
            workbench.merging.settle_shared()
        with pytest.raises(AuthoringError, match=r"plan\.yaml is not merged"):
            workbench.merging.open(LESSON)
    assert (ada.folder / PLAN).read_bytes() == before
    assert ada.unmerged() == [PLAN]


def test_a_glossary_without_one_entry_a_line_is_joined_too(ada: Author) -> None:
    (ada.folder / "course" / ".gitattributes").unlink()
    (ada.folder / GLOSSARY).write_text("terms:\n  - term: loop\n    means: a turn\n", encoding="utf-8")
    ada.git("add", "-A")
    ada.git("commit", "-q", "-m", "Our own glossary")
    bob = clone(ada, ada.folder.parent / "bob")
    ada.approve("day01_002", term="bight")
    bob.approve("day01_003", term="eye")
    assert bob.tries("pull", "-q", "--no-rebase", "--no-edit").returncode == 1
    with bob.workbench() as workbench:
        with pytest.raises(AuthoringError, match=r"glossary\.yaml is not merged"):
            workbench.check(every=True)
        workbench.merging.settle_shared()
        workbench.merging.end()
        assert {term.term for term in workbench.checks.glossary.terms} == {"loop", "bight", "eye"}
    assert bob.states()["day01_003"] == "approved"


def test_a_workbench_that_is_open_follows_git(ada: Author) -> None:
    branched(ada)
    with ada.workbench() as workbench:
        assert _state(workbench) == "approved"
        ada.tries("merge", "knots")
        assert _state(workbench) == "unmerged"
        ada.git("merge", "--abort")
        assert _state(workbench) == "approved"


def _state(workbench: Workbench) -> str:
    return workbench.lesson(LESSON).state.word
