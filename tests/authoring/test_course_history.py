"""The history of a course: words, versions, origins of sections, and older texts brought back as attempts."""

import re
from pathlib import Path

import pytest

from tests.authoring.bowline import (
    FAILS,
    FILE,
    HOLDS,
    LESSON,
    ORIENTATION,
    SECTIONS,
    accept_every_section,
    draft,
    git,
    replace,
    stored,
    write,
)
from tests.fakes.messages_server import MessagesServer, Reply
from tui.authoring.course_history import Words
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.history.refusals import RepositoryError
from tui.authoring.workbench import Entry, EntryKind, LessonState, Workbench


def entries(workbench: Workbench, target: str | None = None) -> list[Entry]:
    with workbench.history.timeline(target) as timeline:
        found: list[Entry] = []
        while page := timeline.page():
            found += page
        return found


async def approved(workbench: Workbench, **texts: str) -> str:
    """Accept these texts, approve the lesson, and return the commit."""
    for slug, text in texts.items():
        write(workbench, f"{LESSON}/{slug.replace('_', '-')}", text)
    return (await workbench.approve(LESSON)).commit


async def test_the_timelines_of_course_day_and_lesson(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    first = await approved(workbench)
    write(workbench, "day02_001/orientation", "Posts.")
    write(workbench, "day02_001/friction-on-a-post", "Friction.")
    other = (await workbench.approve("day02_001")).commit

    of_course = entries(workbench)
    assert [each.kind for each in of_course] == [EntryKind.APPROVED, EntryKind.PLANNED] * 2
    assert of_course[0].commit == other
    assert [each.kind for each in entries(workbench, "day01")] == [EntryKind.APPROVED, EntryKind.PLANNED]
    assert [each.commit for each in entries(workbench, LESSON)] == [first]
    assert [each.commit for each in entries(workbench, "day02_001")] == [other]


@pytest.mark.parametrize("name", ["", "bowline", "day", "day1", "day01_1", "--all", "day01/x", "day" + "9" * 30])
def test_what_names_nothing_is_told(workbench: Workbench, name: str) -> None:
    with pytest.raises(InputError, match="names neither lesson nor day"):
        workbench.history.timeline(name)


async def test_words_are_those_that_the_comparison_counts(workbench: Workbench) -> None:
    accept_every_section(workbench)
    await approved(workbench)
    await approved(workbench, orientation="What there is to tell of orientation at last.")
    newest, oldest = entries(workbench, LESSON)

    assert workbench.history.words(newest) == Words(3, 1)
    assert workbench.history.words_of([newest, oldest])[0] == Words(3, 1)
    assert workbench.history.words(oldest).removed == 0
    assert workbench.history.comparison(newest).removed == 1
    assert workbench.history.text(newest) != workbench.history.text(oldest)


async def test_blame_names_commit_attempt_model_and_prompt_of_each_section(
    workbench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.default = Reply(text="By a model.")
    await draft(workbench, ORIENTATION)
    workbench.accept(ORIENTATION)
    write(workbench, HOLDS, "Held.")
    workbench.edit(FAILS, "By the author.")
    workbench.accept(FAILS)
    first = await approved(workbench)
    second = await approved(workbench, how_the_loop_holds="Held better.")

    orientation, holds, fails = workbench.history.blame(LESSON)

    assert orientation.entry is not None
    assert holds.entry is not None
    assert (orientation.entry.commit, holds.entry.commit) == (first, second)
    assert (orientation.section, orientation.title) == (ORIENTATION, "Orientation")
    assert (orientation.number, orientation.model) == (1, "fake-1")
    assert orientation.prompt is not None
    assert orientation.prompt_sha256 == workbench.attempts(ORIENTATION)[0].prompt_sha256
    assert (holds.number, holds.model, holds.prompt) == (2, None, None)
    assert fails.entry == orientation.entry


async def test_blame_before_any_approval_and_of_a_section_that_came_since(workbench: Workbench) -> None:
    assert [each.entry for each in workbench.history.blame(LESSON)] == [None] * 3
    accept_every_section(workbench)
    commit = await approved(workbench)
    workbench.plans.add_section(LESSON, "Shaking loose", "A bowline without load does it.")

    origins = workbench.history.blame(LESSON)

    assert [each.entry.commit if each.entry else None for each in origins] == [commit] * 3 + [None]


async def test_blame_of_a_clone_knows_what_the_trailers_tell(
    course: Path, workbench: Workbench, env: dict[str, str], messages_server: MessagesServer, tmp_path: Path
) -> None:
    messages_server.default = Reply(text="By a model.")
    await draft(workbench, *SECTIONS)
    for key in SECTIONS:
        workbench.accept(key)
    await approved(workbench)
    git(course, "add", ".")
    git(course, "commit", "--quiet", "-m", "The rest")
    git(tmp_path, "clone", "--quiet", str(course), "clone")

    with Workbench.open(tmp_path / "clone", env) as elsewhere:
        origin = elsewhere.history.blame(LESSON)[0]
        write(elsewhere, ORIENTATION, "By the second author.")
        elsewhere.history.restore(LESSON, "HEAD")
        back = elsewhere.attempts(ORIENTATION)[1]

    assert (back.text, back.model, back.prompt_sha256) == ("By a model.", "fake-1", origin.prompt_sha256)
    assert (origin.number, origin.model, origin.prompt) == (1, "fake-1", None)
    assert origin.prompt_sha256 == workbench.attempts(ORIENTATION)[0].prompt_sha256


async def test_a_commit_by_hand_is_blamed_for_what_it_changed(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    await approved(workbench)
    replace(course / FILE, "What there is to say of where-it-fails.", "By hand.")
    git(course, "commit", "--quiet", "-am", "By hand")

    fails = workbench.history.blame(LESSON)[2]

    assert fails.entry is not None
    assert (fails.entry.kind, fails.number) == (EntryKind.BY_HAND, None)


async def test_a_restored_version_becomes_attempts_of_what_differs_and_disturbs_nothing(
    course: Path, workbench: Workbench
) -> None:
    accept_every_section(workbench)
    first = await approved(workbench)
    await approved(workbench, orientation="Another beginning.", where_it_fails="Another end.")
    before = (course / FILE).read_bytes(), git(course, "status", "--porcelain"), git(course, "rev-parse", "HEAD")

    restored = workbench.history.restore(LESSON, first)

    assert [(each.section, each.number, each.note) for each in restored] == [
        (ORIENTATION, 3, ""),
        (HOLDS, None, "stands so already"),
        (FAILS, 3, ""),
    ]
    assert [text for _, text in stored(workbench, ORIENTATION)][2] == "What there is to say of orientation."
    assert workbench.attempts(ORIENTATION)[2].feedback == f"Restored from {first[:10]}."
    assert workbench.course.accepted(ORIENTATION) == "Another beginning."
    assert before == (
        (course / FILE).read_bytes(),
        git(course, "status", "--porcelain"),
        git(course, "rev-parse", "HEAD"),
    )
    assert [each.number for each in workbench.history.restore(LESSON, first)] == [None] * 3
    workbench.accept(ORIENTATION)
    workbench.accept(FAILS)
    await approved(workbench)
    assert git(course, "show", f"HEAD:{FILE}") == git(course, "show", f"{first}:{FILE}")


async def test_one_section_alone_is_restored(workbench: Workbench) -> None:
    accept_every_section(workbench)
    first = await approved(workbench)
    await approved(workbench, orientation="Another beginning.", where_it_fails="Another end.")

    restored = workbench.history.restore(LESSON, first[:12], ["where-it-fails"])

    assert [(each.section, each.number) for each in restored] == [(FAILS, 3)]
    assert len(workbench.attempts(ORIENTATION)) == 2
    with pytest.raises(InputError, match="no section 'nowhere'"):
        workbench.history.restore(LESSON, first, ["nowhere"])
    with pytest.raises(InputError, match="day01_001 has no section 'day02_001/orientation'"):
        workbench.history.restore(LESSON, first, ["day02_001/orientation"])


async def test_what_a_model_wrote_stays_its_own_when_it_comes_back(
    workbench: Workbench, messages_server: MessagesServer
) -> None:
    messages_server.default = Reply(text="By a model.")
    await draft(workbench, ORIENTATION)
    workbench.accept(ORIENTATION)
    first = await approved(workbench, how_the_loop_holds="Held.", where_it_fails="Failed.")
    await approved(workbench, orientation="By the author.")

    workbench.history.restore(LESSON, first, [ORIENTATION])

    made, _, back = workbench.attempts(ORIENTATION)
    assert (back.text, back.model, back.prompt_sha256) == (made.text, "fake-1", made.prompt_sha256)
    assert back.usage is None


async def test_a_section_that_has_left_the_plan_is_named_with_the_way_to_its_text(
    course: Path, workbench: Workbench
) -> None:
    workbench.plans.add_section(LESSON, "Shaking loose", "A bowline without load does it.")
    accept_every_section(workbench)
    write(workbench, f"{LESSON}/shaking-loose", "It shakes.")
    first = await approved(workbench)
    plan = course / "course" / "day01" / "plan.yaml"
    kept = re.sub(r"\n( +)- id: shaking-loose\n(?:\1  .*\n)*", "\n", plan.read_text(encoding="utf-8"))
    assert kept != plan.read_text(encoding="utf-8")
    plan.write_text(kept, encoding="utf-8")

    restored = workbench.history.restore(LESSON, first)

    left = restored[-1]
    assert (left.section, left.number) == ("shaking-loose", None)
    assert "has left the plan" in left.note
    shown = re.search(r"`(git show .*?)`", left.note)
    assert shown is not None
    assert "It shakes." in git(course, *shown[1].split()[1:])


async def test_a_version_from_before_a_renaming_is_found_and_taken_apart_by_the_plan_of_then(
    course: Path, workbench: Workbench
) -> None:
    accept_every_section(workbench)
    first = await approved(workbench)
    workbench.plans.rename_lesson(LESSON, "The king of knots")
    workbench.plans.move_lesson(LESSON, 1)
    moved = "day01_002"
    workbench.plans.rename_section(f"{moved}/where-it-fails", "Where it lets go")
    write(workbench, f"{moved}/orientation", "Another beginning.")

    assert "# The bowline" in workbench.history.text_at(moved, first)
    restored = workbench.history.restore(moved, first)
    assert [(each.section, each.number) for each in restored if each.number] == [(f"{moved}/orientation", 3)]
    assert [each.kind for each in entries(workbench, moved)] == [EntryKind.RENAMED] * 2 + [EntryKind.APPROVED]
    origins = workbench.history.blame(moved)
    assert [each.entry.commit if each.entry else None for each in origins] == [first] * 3


async def test_a_lesson_without_its_file_is_found_by_its_last_approval_or_its_number(
    course: Path, workbench: Workbench, env: dict[str, str], tmp_path: Path
) -> None:
    accept_every_section(workbench)
    first = await approved(workbench)
    git(course, "rm", "--quiet", FILE)
    git(course, "commit", "--quiet", "-m", "Gone")
    workbench.plans.rename_lesson(LESSON, "The king of knots")
    assert [each.commit for each in entries(workbench, LESSON)][1:] == [first]

    git(course, "mv", "course/day01/plan.yaml", "course/day01/day01_002_any_name.md")
    git(course, "add", "syllabus.yaml", "templates")
    git(course, "commit", "--quiet", "-m", "A file of another name")
    git(tmp_path, "clone", "--quiet", str(course), "clone")
    with Workbench.open(tmp_path / "clone", env) as elsewhere:
        assert [each.subject for each in entries(elsewhere, "day01_002")] == ["A file of another name"]


async def test_a_course_in_a_folder_of_a_larger_repository(
    course: Path, workbench: Workbench, env: dict[str, str], tmp_path: Path
) -> None:
    workbench.close()
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "config", "user.name", "An Author")
    git(tmp_path, "config", "user.email", "author@example.org")
    (course / ".git").rename(tmp_path / "former")
    with Workbench.open(course, env) as within:
        accept_every_section(within)
        first = await approved(within)
        second = await approved(within, orientation="Another beginning.")

        assert [each.commit for each in entries(within, LESSON)] == [second, first]
        assert [each.entry.commit for each in within.history.blame(LESSON) if each.entry] == [second, first, first]
        assert entries(within, "day02") == []
        assert within.history.restore(LESSON, first)[0].number == 3


async def test_a_commit_that_is_none_or_lacks_the_lesson_is_told(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    await approved(workbench)
    for revision in ("", "nowhere", "--all", "-n1", "HEAD:course", "HEAD~9", "HEAD..HEAD", "zz\x1b[31m", "a\0b"):
        with pytest.raises(RepositoryError, match="There is no commit"):
            workbench.history.restore(LESSON, revision)
    with pytest.raises(RepositoryError, match=f"{LESSON} had no file in .*`coursewright history {LESSON}`"):
        workbench.history.text_at(LESSON, "HEAD~1")
    with pytest.raises(InputError, match="no lesson"):
        workbench.history.text_at("day01_009", "HEAD")
    assert workbench.lesson(LESSON).state is LessonState.APPROVED


async def test_a_text_that_cannot_be_taken_apart_is_refused_with_the_way_to_it(
    course: Path, workbench: Workbench
) -> None:
    accept_every_section(workbench)
    await approved(workbench)
    (course / FILE).write_text("# No lesson\n", encoding="utf-8")
    git(course, "commit", "--quiet", "-am", "By hand")

    with pytest.raises(AuthoringError, match=r"cannot be taken apart into sections: .*`git show [0-9a-f]{10}:course/"):
        workbench.history.restore(LESSON, "HEAD")
    assert [len(workbench.attempts(key)) for key in SECTIONS] == [1, 1, 1]


async def test_what_changed_between_commits_and_since(course: Path, workbench: Workbench) -> None:
    accept_every_section(workbench)
    first = await approved(workbench)
    second = await approved(workbench, orientation="Another beginning.")
    replace(course / FILE, "Another beginning.", "A third beginning.")

    between = workbench.history.compare(LESSON, first, second)
    since = workbench.history.difference(LESSON, "HEAD")

    assert between.apply(range(between.changes)) == git(course, "show", f"{second}:{FILE}")
    assert (since.old_commit, since.new_commit, since.comparison.added) == (second, None, 3)
    (course / FILE).unlink()
    with pytest.raises(RepositoryError, match="git restore"):
        workbench.history.difference(LESSON, "HEAD")
