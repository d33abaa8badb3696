"""Which section needs a decision next, through all days and around."""

from pathlib import Path

import pytest

from tests.authoring.bowline import FAILS, HOLDS, LESSON, ORIENTATION, accept_every_section, git, replace, write
from tui.authoring.workbench import Outcome, SectionState, Workbench

EIGHT = ("day01_002/orientation", "day01_002/why-it-jams-less")
HITCH = ("day02_001/orientation", "day02_001/friction-on-a-post")


def after(workbench: Workbench, target: str | None, step: int = 1) -> str | None:
    day = int(target[3:5]) if target else 1
    return workbench.deciding.waiting.next(day, target, step)


def test_what_waits_is_found_through_all_days_and_around(workbench: Workbench) -> None:
    for key in (HOLDS, HITCH[1]):
        workbench.submit(key, "Waits.")
    assert after(workbench, ORIENTATION) == HOLDS
    assert after(workbench, HOLDS) == HITCH[1]
    assert after(workbench, HITCH[1]) == HOLDS
    assert after(workbench, None) == HOLDS


def test_the_way_back_is_the_way_there(workbench: Workbench) -> None:
    waits = [HOLDS, FAILS, EIGHT[0], HITCH[0]]
    for key in waits:
        workbench.submit(key, "Waits.")
    there = [waits[0]]
    for _ in range(4):
        there.append(str(after(workbench, there[-1])))
    assert there == [*waits, waits[0]]
    back = [waits[0]]
    for _ in range(4):
        back.append(str(after(workbench, back[-1], -1)))
    assert back == [waits[0], *waits[::-1]]


def test_from_a_lesson_one_goes_to_its_first_section_or_to_the_last_before_it(workbench: Workbench) -> None:
    for key in (FAILS, *EIGHT, HITCH[0]):
        workbench.submit(key, "Waits.")
    assert after(workbench, "day01_002") == EIGHT[0]
    assert after(workbench, "day01_002", -1) == FAILS
    assert after(workbench, "day02_001", -1) == EIGHT[1]
    assert after(workbench, LESSON, -1) == HITCH[0]


def test_a_proposal_a_stale_text_and_a_failed_one_need_a_decision_and_nothing_else_does(
    workbench: Workbench, course: Path
) -> None:
    store = workbench.course.store
    assert after(workbench, None) is None
    write(workbench, ORIENTATION, "Accepted.")
    workbench.submit(HOLDS, "Rejected.")
    workbench.reject(HOLDS, "No.")
    store.begin(EIGHT[0])
    assert after(workbench, None) is None

    store.finish(EIGHT[0], 1, Outcome.FAILED, text="Half")
    assert after(workbench, None) == EIGHT[0]
    write(workbench, EIGHT[0], "Whole.")
    assert after(workbench, None) is None

    write(workbench, HITCH[1], "Friction.")
    replace(course / "syllabus.yaml", "Friction on a post", "Friction on a post, and on a ring")
    assert [section.state for section in workbench.lesson("day02_001").sections][1] is SectionState.STALE
    stale = after(workbench, None)
    assert stale is not None
    assert stale.startswith("day02_001/")


def test_the_only_one_leads_to_itself(workbench: Workbench) -> None:
    workbench.submit(HOLDS, "Waits.")
    assert after(workbench, HOLDS) == HOLDS
    assert after(workbench, HOLDS, -1) == HOLDS


def test_what_another_program_stores_and_decides_is_known(workbench: Workbench, course: Path) -> None:
    assert after(workbench, None) is None
    with Workbench.open(course, {}) as other:
        other.submit(HITCH[0], "From elsewhere.")
        assert after(workbench, None) == HITCH[0]
        other.accept(HITCH[0])
        assert after(workbench, None) is None


def test_a_broken_plan_is_passed_over_until_it_is_mended(workbench: Workbench, course: Path) -> None:
    workbench.submit(HOLDS, "Waits.")
    workbench.submit(HITCH[0], "Waits.")
    plan = course / "course" / "day01" / "plan.yaml"
    good = plan.read_text(encoding="utf-8")
    plan.write_text("lessons: [", encoding="utf-8")
    assert after(workbench, None) == HITCH[0]
    plan.write_text(good, encoding="utf-8")
    assert after(workbench, None) == HOLDS


async def test_a_failed_attempt_beside_a_text_that_was_approved_elsewhere_needs_none(
    workbench: Workbench, course: Path, tmp_path: Path
) -> None:
    git(course, "add", "syllabus.yaml", "templates")
    git(course, "commit", "-qm", "The syllabus")
    accept_every_section(workbench)
    await workbench.approve(LESSON)
    git(tmp_path, "clone", "-q", str(course), "clone")
    with Workbench.open(tmp_path / "clone", {}) as clone:
        clone.course.store.begin(HOLDS)
        clone.course.store.finish(HOLDS, 1, Outcome.FAILED, text="Half")
        assert clone.lesson(LESSON).sections[1].state is SectionState.ACCEPTED
        assert after(clone, None) is None


@pytest.mark.parametrize("keys", [(ORIENTATION,), (ORIENTATION, HOLDS, FAILS)])
def test_after_the_last_decision_the_next_empty_section_of_the_day_is_known(
    workbench: Workbench, keys: tuple[str, ...]
) -> None:
    for key in keys:
        write(workbench, key, "Done.")
    expected = HOLDS if len(keys) == 1 else EIGHT[0]
    assert workbench.deciding.waiting.next_to_draft(1, ORIENTATION) == expected
    for key in (HOLDS, FAILS, *EIGHT):
        workbench.submit(key, "Done.")
    assert workbench.deciding.waiting.next_to_draft(1, ORIENTATION) is None


def test_days_without_attempts_are_not_read(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    workbench.submit(HOLDS, "Waits.")
    read: list[int] = []
    plan = workbench.course.plan
    monkeypatch.setattr(workbench.course, "plan", lambda day: read.append(day) or plan(day))
    for _ in range(3):
        assert after(workbench, ORIENTATION) == HOLDS
    assert set(read) == {1}
