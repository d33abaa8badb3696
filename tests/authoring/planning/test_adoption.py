"""A plan that was changed by hand: what is moved keeps its drafts, and what would lose or double a point is refused."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.authoring.planning.courses import BLUEPRINT, day_of
from tests.authoring.planning.test_edits import kept, shown
from tui.authoring import yaml_model
from tui.authoring.errors import InputError
from tui.authoring.planning import adoption, edits, plan_file
from tui.authoring.planning.arrangement import identities
from tui.authoring.planning.model import DayPlan
from tui.authoring.planning.split import plan_day

PLAN = plan_day(
    day_of(
        [[("Tensors", ["Shape", "Stride", "Views"]), ("Autograd", ["Graph", "Backward"])], [("Speed", ["Kernels"])]]
    ),
    BLUEPRINT,
)
TEXT = plan_file.render(PLAN)


def lesson_block(text: str, lesson_id: str) -> str:
    """Return the lines of one lesson in the text of a plan."""
    begin = text.index(f"  - id: {lesson_id}\n")
    ends = [at for at in (text.find("\n  - id: ", begin), text.find("\npoints:", begin)) if at >= 0]
    return text[begin : min(ends) + 1]


def section_block(text: str, section_id: str) -> str:
    """Return the lines of one section in the text of a plan."""
    begin = text.index(f"      - id: {section_id}\n")
    ends = [at for at in (text.find(mark, begin + 1) for mark in ("\n      - id", "\n  - id", "\npoints:")) if at >= 0]
    return text[begin : min(ends) + 1]


def without(text: str, block: str) -> str:
    assert text.count(block) == 1
    return text.replace(block, "")


def moved_section(text: str, section_id: str, before: str) -> str:
    """Return the text with the block of a section before that of another one."""
    block = section_block(text, section_id)
    rest = without(text, block)
    return rest.replace(section_block(rest, before), block + section_block(rest, before), 1)


def adopted(text: str, previous: DayPlan | None = PLAN, taken: frozenset[str] = frozenset()) -> DayPlan:
    plan = adoption.adopt(previous, text, taken=taken)
    again = adoption.adopt(plan, plan_file.render(plan), taken=taken)
    assert again == plan, "what is written of it says the same"
    return plan


@pytest.mark.parametrize("previous", [PLAN, None])
def test_a_plan_that_nobody_touched_is_itself(previous: DayPlan | None) -> None:
    assert adopted(TEXT, previous) == PLAN


@pytest.mark.parametrize("previous", [PLAN, None])
def test_lessons_are_numbered_as_they_stand(previous: DayPlan | None) -> None:
    speed = lesson_block(TEXT, "day02_003")
    text = without(TEXT, speed).replace("lessons:\n", "lessons:\n" + speed)
    assert adopted(text, previous) == edits.move_lesson(PLAN, "day02_003", 1)


def test_a_block_that_moves_to_another_lesson_keeps_its_drafts() -> None:
    plan = adopted(moved_section(TEXT, "stride", "graph"))
    assert shown(plan)[:2] == [
        "day02_001_tensors.md: orientation shape views summary",
        "day02_002_autograd.md: orientation stride graph backward summary",
    ]
    assert identities(plan.lessons) == identities(PLAN.lessons)
    assert plan.lessons[1].sections[1].kept_as == "day02_001/stride"


def test_lessons_and_sections_move_at_once() -> None:
    speed = lesson_block(TEXT, "day02_003")
    text = moved_section(without(TEXT, speed).replace("lessons:\n", "lessons:\n" + speed), "stride", "kernels")
    plan = adopted(text)
    assert kept(plan, "day02_001") == [
        "day02_003/orientation",
        "day02_001/stride",
        "day02_003/kernels",
        "day02_003/summary",
    ]


def test_a_section_that_is_called_otherwise_is_known_by_its_points() -> None:
    plan = adopted(TEXT.replace("id: stride", "id: steps-in-memory"))
    section = plan.lessons[0].section("steps-in-memory")
    assert section is not None
    assert section.kept_as == "day02_001/stride"


def test_sections_of_one_name_that_change_places_are_known_by_their_points() -> None:
    plan = plan_day(day_of([[("Arrays", ["Shape!"]), ("Tensors", ["Shape?"])]]), BLUEPRINT)
    text = plan_file.render(plan)
    swapped = text.replace("- 2.1.1.1", "- x").replace("- 2.1.2.1", "- 2.1.1.1").replace("- x", "- 2.1.2.1")
    found = adoption.adopt(plan, swapped)
    assert [kept(found, lesson.id)[1] for lesson in found.lessons] == ["day02_002/shape", "day02_001/shape"]


def test_a_section_of_the_blueprint_that_is_called_otherwise_is_known_by_its_title() -> None:
    plan = adopted(TEXT.replace("id: orientation", "id: opening", 1))
    assert kept(plan, "day02_001")[0] == "day02_001/orientation"


def test_whoever_numbers_the_lessons_anew_by_hand_is_understood() -> None:
    tensors, autograd = lesson_block(TEXT, "day02_001"), lesson_block(TEXT, "day02_002")
    text = TEXT.replace(
        tensors + autograd, autograd.replace("day02_002", "day02_001") + tensors.replace("day02_001", "day02_002")
    )
    assert adopted(text) == edits.move_lesson(PLAN, "day02_002", 1)


def test_a_renamed_file_keeps_its_drafts_and_its_slug() -> None:
    plan = adopted(TEXT.replace("day02_002_autograd.md", "day02_002_gradients.md"))
    assert plan.lessons[1].file == "day02_002_gradients.md"
    assert identities(plan.lessons) == identities(PLAN.lessons)


def test_blocks_without_names_are_given_them() -> None:
    new = (
        "  - title: Beyond arrays\n    unit: Unit 1\n    budget_tokens: 6000\n    sections:\n"
        "      - title: Orientation\n        kind: orientation\n        target_words: 180\n"
        "      - title: 'Beyond the syllabus: Sparse tensors'\n        kind: addition\n"
        "        addition: They are missing\n        target_words: 300\n"
    )
    text = TEXT.replace("  - id: day02_002\n", new + "  - id: day02_002\n")
    plan = adopted(text)
    assert shown(plan)[1] == "day02_002_beyond_arrays.md: orientation sparse-tensors"
    assert plan.lessons[1].kept_as == "day02_002-2"
    assert identities(PLAN.lessons) < identities(plan.lessons)


def test_a_new_lesson_is_never_taken_for_one_that_was_dropped() -> None:
    added = edits.add_addition_lesson(PLAN, "Roofline", "why", BLUEPRINT)
    text = plan_file.render(added)
    # Another lesson stood there once, and something of it is drafted.
    assert adopted(text, PLAN, frozenset({"day02_004/orientation"})).lessons[3].kept_as == "day02_004-2"
    # It is this one that stood there, and git has brought it back.
    back = frozenset({"day02_004/orientation", "day02_004/roofline"})
    assert adopted(text, PLAN, back).lessons[3].kept_as is None


def test_a_new_section_is_not_taken_for_one_that_moved_away() -> None:
    moved = edits.move_point(PLAN, "2.1.1.2", "day02_002", BLUEPRINT)
    stride = "      - id: stride\n        title: 'Beyond the syllabus: stride'\n        kind: addition\n"
    stride += "        addition: It left\n        target_words: 300\n"
    text = plan_file.render(moved).replace("      - id: views\n", stride + "      - id: views\n")
    plan = adopted(text, moved)
    assert kept(plan, "day02_001")[2] == "day02_001/stride-2"
    assert kept(plan, "day02_002")[3] == "day02_001/stride"


def test_an_addition_that_is_deleted_is_gone() -> None:
    added = edits.add_addition(PLAN, "day02_001", "Sparse", "why", BLUEPRINT)
    text = plan_file.render(added)
    assert adopted(without(text, section_block(text, "sparse")), added) == PLAN


def test_two_lessons_are_merged_by_moving_blocks() -> None:
    text = moved_section(moved_section(TEXT, "graph", "views"), "backward", "views")
    plan = adopted(without(text, lesson_block(text, "day02_002")))
    assert shown(plan) == [
        "day02_001_tensors.md: orientation shape stride graph backward views summary",
        "day02_002_speed.md: orientation kernels summary",
    ]
    assert kept(plan, "day02_001")[3:5] == ["day02_002/graph", "day02_002/backward"]
    assert plan.lessons[1].kept_as == "day02_003"


def test_an_older_plan_that_git_brings_back_has_its_names_back() -> None:
    later = edits.add_addition_lesson(PLAN, "Roofline", "why", BLUEPRINT, after="day02_001")
    later = edits.move_point(later, "2.1.1.2", "day02_003", BLUEPRINT)
    assert adopted(TEXT, later, frozenset({"day02_002/orientation"})) == PLAN


@pytest.mark.parametrize("seed", range(20))
def test_any_order_of_lessons_and_sections_keeps_every_name(seed: int) -> None:
    data = yaml_model.parse(TEXT, DayPlan, name="plan").model_dump(
        mode="json", exclude_none=True, exclude_defaults=True
    )
    chance = random.Random(seed)
    chance.shuffle(data["lessons"])
    for lesson in data["lessons"]:
        chance.shuffle(lesson["sections"])
    assert identities(adopted(yaml.safe_dump(data, sort_keys=False)).lessons) == identities(PLAN.lessons)


# Refusals


def doubled(text: str) -> str:
    block = section_block(text, "stride")
    return text.replace(section_block(text, "graph"), block + section_block(text, "graph"))


@pytest.mark.parametrize(
    ("edit", "says", "line"),
    [
        (
            doubled,
            "point 2.1.1.2 (Stride) sits in day02_001/stride and in day02_002/stride: take it out of one",
            "- 2.1.1.2",
        ),
        (
            lambda text: without(text, section_block(text, "stride")),
            "point 2.1.1.2 (Stride) sits in no lesson: put it back into one",
            "2.1.1.2: Stride",
        ),
        (
            lambda text: text.replace("          - 2.1.1.2\n", "          - 2.1.1.2\n          - 2.1.1.3\n"),
            "point 2.1.1.3 (Views) sits in day02_001/stride and in day02_001/views: take it out of one",
            "- 2.1.1.3",
        ),
        (
            lambda text: text.replace("          - 2.1.1.2\n", "          - 2.1.1.2\n          - 2.9.9.9\n"),
            "point 2.9.9.9 is none of the day's: take it out of day02_001/stride",
            "- 2.9.9.9",
        ),
        (
            lambda text: text.replace("day02_003", "day02_001"),
            "a second lesson is called day02_001: leave out the `id` and `file` of the new one",
            "- id: day02_001",
        ),
        (
            lambda text: text.replace("day02_003_speed", "day02_003_tensors"),
            "the files of day02_001 and day02_003 are both named tensors: rename one",
            "file: day02_003_tensors.md",
        ),
        (
            lambda text: text.replace("id: views", "id: stride"),
            "a second section of day02_001 is called stride: leave out the `id` of the new one",
            "- id: stride",
        ),
        (
            lambda text: text.replace("day02_003", "day03_001"),
            "day03_001 is a lesson of day 3, and this is the plan of 2",
            "- id: day03_001",
        ),
        (
            lambda text: moved_section(text, "kernels", "graph"),
            "day02_003 teaches no point and holds no addition: remove it, or move a point into it",
            "- id: day02_003",
        ),
        (
            lambda text: text.replace("    unit: Unit 2\n", "    unit: Unit 2\n    kept_as: day02_001\n").replace(
                "    title: Tensors\n", "    title: Tensors\n    kept_as: day02_001\n"
            ),
            "day02_001/orientation and day02_003/orientation are both kept as day02_001/orientation: take `kept_as`",
            "- id: orientation",
        ),
        (
            lambda text: text.replace("target_words: 550", "target_words: few", 1),
            "sections[1].target_words: ",
            "target",
        ),
        (lambda text: text.replace("title: Tensors", "titel: Tensors"), "titel: this name is not known", "titel:"),
        (lambda text: text.replace("day: 2\n", "day: two\n"), "day: ", "day: two"),
        (lambda text: text.split("lessons:", maxsplit=1)[0] + "lessons: 3\n", "lessons: ", "lessons: 3"),
        (lambda text: text + "lessons:\n", "`lessons` stands here a second time", "lessons:"),
    ],
)
@pytest.mark.parametrize("previous", [PLAN, None])
def test_what_would_break_the_plan_is_refused_with_its_place(
    tmp_path: Path, previous: DayPlan | None, edit: Callable[[str], str], says: str, line: str
) -> None:
    path = tmp_path / "plan.yaml"
    text = edit(TEXT)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        plan_file.read(path, 2, previous)
    said = str(caught.value)
    assert said.startswith(f"{path}, line ")
    assert says in said
    number = int(said.split("line ")[1].split(",")[0].split(":")[0])
    assert text.splitlines()[number - 1].strip().startswith(line)


def test_a_plan_of_another_day_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(InputError, match="this folder holds day 3, but the plan says 2"):
        plan_file.read(path, 3, None)
    with pytest.raises(InputError, match="does not exist"):
        plan_file.read(tmp_path / "other.yaml", 2, None)
