"""What the author writes by hand, whatever comes between: two texts at once are two attempts, and none is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.authoring.bowline import FAILS, ORIENTATION
from tests.courses import as_editor
from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import Attempt, Origin, Workbench


@pytest.fixture
def other(course: Path, workbench: Workbench) -> Iterator[Workbench]:
    """Another open workbench on the same course."""
    with Workbench.open(course, {}) as opened:
        yield opened


def texts(workbench: Workbench, key: str = ORIENTATION) -> list[str]:
    return [attempt.text for attempt in workbench.attempts(key)]


def saved(workbench: Workbench, path: Path, text: str) -> Attempt | None:
    """What the workbench makes of a save in the drafts folder."""
    path.write_text(text, encoding="utf-8")
    name = path.relative_to(workbench.workspace.drafts).as_posix()
    return workbench.hands.take_file(name, ORIENTATION, text)


# Typed in two workbenches at once


def test_two_workbenches_that_type_in_one_section_keep_both_texts(workbench: Workbench, other: Workbench) -> None:
    workbench.hands.keep_unsaved(ORIENTATION, "Typed here.")
    other.hands.keep_unsaved(ORIENTATION, "Typed there.")
    other.edit(ORIENTATION, "Typed there, to its end.")

    assert workbench.hands.unsaved(ORIENTATION) == "Typed here."
    workbench.edit(ORIENTATION, "Typed here, to its end.")
    assert texts(workbench) == ["Typed there, to its end.", "Typed here, to its end."]


def test_what_another_open_workbench_is_typing_is_not_taken_from_it(workbench: Workbench, other: Workbench) -> None:
    other.hands.keep_unsaved(ORIENTATION, "Typed there.")

    assert workbench.hands.unsaved(ORIENTATION) is None
    assert workbench.hands.take_up(ORIENTATION) is None
    assert workbench.hands.typed_in() == frozenset()
    assert other.hands.unsaved(ORIENTATION) == "Typed there."


def test_of_several_texts_left_behind_the_newest_is_gone_on_with_and_the_others_are_attempts(
    course: Path, workbench: Workbench
) -> None:
    for text in ("The first.", "The second.", "The third."):
        with Workbench.open(course, {}) as ended:
            ended.hands.keep_unsaved(ORIENTATION, text)

    assert workbench.hands.typed_in() == {ORIENTATION}
    assert workbench.hands.take_up(ORIENTATION) == "The third."

    assert texts(workbench) == ["The first.", "The second."]
    assert workbench.hands.unsaved(ORIENTATION) == "The third."
    workbench.edit(ORIENTATION, "The third, ended.")
    assert workbench.hands.typed_in() == frozenset()
    assert list(workbench.workspace.editing.rglob("*")) == []


def test_typing_kept_by_an_earlier_version_is_gone_on_with(workbench: Workbench) -> None:
    path = workbench.workspace.editing / f"{ORIENTATION}.md"
    path.parent.mkdir(parents=True)
    path.write_text("From before.", encoding="utf-8")

    assert workbench.hands.typed_in() == {ORIENTATION}
    assert workbench.hands.take_up(ORIENTATION) == "From before."
    assert not path.exists()
    assert workbench.hands.unsaved(ORIENTATION) == "From before."


def test_what_editors_keep_beside_the_file_is_no_typing(workbench: Workbench) -> None:
    workbench.hands.keep_unsaved(FAILS, "Mine.")
    (folder,) = workbench.workspace.editing.glob("*/day01_001")
    for name in (".orientation.md.swp", "orientation.md~", ".#orientation.md", "4913"):
        (folder / name).write_text("x", encoding="utf-8")

    assert workbench.hands.typed_in() == {FAILS}


# Other texts that come while one types


def test_a_text_that_came_while_one_typed_stands_beside_it(workbench: Workbench) -> None:
    workbench.submit(ORIENTATION, "As it was.")
    workbench.submit(ORIENTATION, "Written by another meanwhile.")

    attempt = workbench.edit(ORIENTATION, "As it was, and mine.", base="As it was.")

    assert attempt is not None
    assert texts(workbench) == ["As it was.", "Written by another meanwhile.", "As it was, and mine."]


def test_a_text_left_as_it_was_is_no_attempt_though_another_has_come(workbench: Workbench) -> None:
    workbench.submit(ORIENTATION, "As it was.")
    workbench.submit(ORIENTATION, "Written by another meanwhile.")

    assert workbench.edit(ORIENTATION, "As it was.", base="As it was.") is None
    assert len(texts(workbench)) == 2


async def test_an_editor_left_without_a_change_makes_no_attempt_though_another_text_has_come(
    workbench: Workbench,
) -> None:
    workbench.submit(ORIENTATION, "As it was.")
    come = as_editor(lambda _: workbench.submit(ORIENTATION, "Written by another meanwhile."))

    assert await workbench.hands.edit_outside(ORIENTATION, "As it was.", come) is None
    assert len(texts(workbench)) == 2


# Handed out to another program


def test_a_text_handed_out_is_in_its_file_and_no_attempt(workbench: Workbench) -> None:
    workbench.submit(ORIENTATION, "As it was.")

    path = workbench.hands.hand_out(ORIENTATION, "As it was.")

    assert path == workbench.workspace.drafts / f"{ORIENTATION}.md"
    assert path.read_text(encoding="utf-8") == "As it was.\n"
    assert saved(workbench, path, "As it was.\n") is None


def test_each_save_is_an_attempt_by_hand_and_the_same_text_again_is_none(workbench: Workbench) -> None:
    path = workbench.hands.hand_out(ORIENTATION, "")

    first, again, second = (saved(workbench, path, text) for text in ("One.", "One.\n", "One, two."))

    assert first is not None
    assert first.origin is Origin.HAND
    assert again is None
    assert second is not None
    assert texts(workbench) == ["One.", "One, two."]


def test_a_text_that_is_undone_in_the_editor_is_an_attempt_again(workbench: Workbench) -> None:
    workbench.submit(ORIENTATION, "As it was.")
    path = workbench.hands.hand_out(ORIENTATION, "As it was.")

    saved(workbench, path, "Worse.")
    undone = saved(workbench, path, "As it was.")

    assert undone is not None
    assert workbench.text_on_offer(ORIENTATION) == "As it was."
    assert texts(workbench) == ["As it was.", "Worse.", "As it was."]


def test_two_workbenches_store_one_save_once(workbench: Workbench, other: Workbench) -> None:
    path = workbench.hands.hand_out(ORIENTATION, "")

    found = [saved(each, path, "One.") for each in (workbench, other)]

    assert [each is not None for each in found] == [True, False]
    assert texts(workbench) == ["One."]


def test_a_file_that_is_handed_out_again_loses_nothing_that_was_saved_in_it(workbench: Workbench) -> None:
    path = workbench.hands.hand_out(ORIENTATION, "One.")
    path.write_text("Saved this very moment.", encoding="utf-8")

    workbench.hands.hand_out(ORIENTATION, "One.")

    assert texts(workbench) == ["Saved this very moment."]
    assert path.read_text(encoding="utf-8") == "One.\n"


def test_what_was_being_typed_is_an_attempt_and_is_what_is_handed_out(workbench: Workbench) -> None:
    workbench.submit(ORIENTATION, "As it was.")
    workbench.hands.keep_unsaved(ORIENTATION, "As I was typ")

    path = workbench.hands.hand_out(ORIENTATION, "As it was.")

    assert path.read_text(encoding="utf-8") == "As I was typ\n"
    assert texts(workbench) == ["As it was.", "As I was typ"]
    assert workbench.hands.typed_in() == frozenset()


def test_nothing_is_written_through_a_link(workbench: Workbench, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text("Not ours.", encoding="utf-8")
    link = workbench.workspace.drafts / f"{ORIENTATION}.md"
    link.parent.mkdir(parents=True)
    link.symlink_to(outside)

    with pytest.raises(AuthoringError, match="is a link"):
        workbench.hands.hand_out(ORIENTATION, "A text.")

    assert outside.read_text(encoding="utf-8") == "Not ours."


def test_what_is_no_text_is_not_overwritten(workbench: Workbench) -> None:
    path = workbench.hands.hand_out(ORIENTATION, "")
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(AuthoringError, match="move it elsewhere"):
        workbench.hands.hand_out(ORIENTATION, "A text.")

    assert path.read_bytes() == b"\xff\xfe\x00"
