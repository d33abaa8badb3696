"""`plan.yaml` comes back as it was written, and every mistake in it is named by file, line and field."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.authoring.planning.courses import BLUEPRINT, day_of
from tests.authoring.planning.test_split import DAYS
from tui.authoring import yaml_model
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.planning import plan_file
from tui.authoring.planning.model import DayPlan
from tui.authoring.planning.split import plan_day
from tui.authoring.syllabus.model import Day

PLAN = plan_day(day_of([[("Tensors", ["Shape", "Stride"])], [("Autograd", ["Graph"])]]), BLUEPRINT)
TEXT = plan_file.render(PLAN)


def refusal(tmp_path: Path, text: str, day: int = 2) -> tuple[str, str]:
    """Return what is said of a plan with that text, and the line it names."""
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        plan_file.read(path, day)
    said = str(caught.value)
    assert said.startswith(str(path))
    number = int(said.split("line ")[1].split(",")[0].split(":")[0])
    return said, text.splitlines()[number - 1].strip()


def test_a_plan_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "course" / "day02" / "plan.yaml"
    plan_file.write(path, PLAN)
    assert plan_file.read(path, 2) == PLAN
    assert path.read_text(encoding="utf-8") == TEXT


@settings(deadline=None)
@given(DAYS)
def test_any_plan_survives_its_file(day: Day) -> None:
    plan = plan_day(day, BLUEPRINT)
    assert yaml_model.parse(plan_file.render(plan), DayPlan, name="plan.yaml") == plan


def test_an_author_finds_in_the_plan_what_is_planned() -> None:
    assert TEXT.startswith("day: 2\ntitle: A day\nlessons:\n  - id: day02_001\n    file: day02_001_tensors.md\n")
    assert "points: []" not in TEXT
    assert TEXT.endswith("points:\n  2.1.1.1: Shape\n  2.1.1.2: Stride\n  2.2.1.1: Graph\n")


def test_points_stand_in_the_order_of_the_syllabus_however_they_came() -> None:
    shuffled = PLAN.changed(points=dict(reversed(PLAN.points.items())))
    assert plan_file.render(shuffled) == TEXT
    many = plan_day(day_of([[("Tensors", [f"Point {n}" for n in range(1, 13)])]]), BLUEPRINT)
    assert [line.split(":")[0].strip() for line in plan_file.render(many).splitlines()[-12:]] == [
        f"2.1.1.{n}" for n in range(1, 13)
    ]


def test_a_plan_in_the_folder_of_another_day_is_refused(tmp_path: Path) -> None:
    said, _ = refusal(tmp_path, TEXT, day=3)
    assert "this folder holds day 3, but the plan says 2" in said


def test_a_missing_plan_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"plan\.yaml does not exist"):
        plan_file.read(tmp_path / "plan.yaml", 2)


def swap(old: str, new: str, count: int = -1) -> Callable[[str], str]:
    """Return an edit that an author might make."""

    def edit(text: str) -> str:
        assert old in text
        return text.replace(old, new, count)

    return edit


@pytest.mark.parametrize(
    ("edit", "says", "line"),
    [
        (swap("day02_002", "day02_003"), "lesson number 2 of the day must be day02_002, not day02_003", "day: 2"),
        (swap("day02_001", "day03_001"), "lesson number 1 of the day must be day02_001, not day03_001", "day: 2"),
        (swap("file: day02_001_", "file: day02_009_"), "must be named day02_001_….md", "- id: day02_001"),
        (swap("file: day02_001_tensors.md", "file: Tensors.md"), "lessons[0].file: ", "file: Tensors.md"),
        (swap("- 2.2.1.1", "- 2.1.1.1"), "point 2.1.1.1 sits in both day02_001 and day02_002", "day: 2"),
        (swap("- 2.1.1.2", "- 2.1.1.1"), "2.1.1.1 must sit in exactly one section of day02_001", "- id: day02_001"),
        (swap("- 2.1.1.2", "- 2.1.1.9"), "point 2.1.1.2 (Stride) sits in no lesson; put it back", "day: 2"),
        (swap("  2.1.1.2: Stride\n", ""), "day02_001 teaches point 2.1.1.2, which is none of the day's", "day: 2"),
        (swap("id: stride", "id: shape"), "has two sections `shape`; rename one", "- id: day02_001"),
        (swap("id: stride", "id: Stride"), "lessons[0].sections[2].id: ", "- id: Stride"),
        (swap("unit: Unit 2", "unit: Unit 2\n    units: 3"), "units: this name is not known here", "units: 3"),
        (swap("day: 2\n", "day: two\n", 1), "line 1, day: ", "day: two"),
        (swap("target_words: 550", "target_words: many", 1), "sections[1].target_words: ", "target_words: many"),
        (swap("target_words: 550", "target_words: 5", 1), "sections[1].target_words: ", "target_words: 5"),
        (swap("budget_tokens: 6000", "budget_tokens:", 1), "lessons[0].budget_tokens: ", "budget_tokens:"),
        (swap("title: Tensors", "titel: Tensors"), "lessons[0].titel: this name is not known", "titel: Tensors"),
        (swap("- 2.2.1.1", "- 2.2.1"), "points[0]: ", "- 2.2.1"),
        (swap("title: A day", "title: A day\ntitle: B"), "`title` stands here a second time", "title: B"),
        (swap("title: A day", "title: [A day"), "not YAML", ""),
        (lambda text: text.split("lessons:")[0], "lessons: ", "day: 2"),
        (lambda _: "# nothing yet\n", "the file is empty", "# nothing yet"),
    ],
)
def test_a_broken_plan_is_refused_with_its_place(
    tmp_path: Path, edit: Callable[[str], str], says: str, line: str
) -> None:
    said, named = refusal(tmp_path, edit(TEXT))
    assert says in said
    assert not line or named == line


WITH_LISTS = TEXT.replace("unit: Unit 1\n", "unit: Unit 1\n    points:\n      - 2.1.1.1\n      - 2.1.1.2\n")


def test_a_plan_that_lists_the_points_of_its_lessons_as_plans_once_did_is_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(WITH_LISTS, encoding="utf-8")
    assert plan_file.read(path, 2) == PLAN


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (swap("\n      - 2.1.1.2\n", "\n", 1), "teaches point 2.1.1.2, which the lesson does not list"),
        (swap("\n      - 2.1.1.2\n", "\n      - 2.1.1.1\n", 1), "lesson day02_001 lists point 2.1.1.1 twice"),
        (swap("          - 2.1.1.2", "          - 2.1.1.1"), "2.1.1.1 must sit in exactly one section of day02_001"),
    ],
)
def test_a_list_that_differs_from_the_sections_is_refused(
    tmp_path: Path, edit: Callable[[str], str], says: str
) -> None:
    said, named = refusal(tmp_path, edit(WITH_LISTS))
    assert says in said
    assert named == "- id: day02_001"


def test_an_edit_by_hand_that_keeps_the_rules_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(
        "# mine\r\n" + TEXT.replace("title: Shape", "title: 'yes'").replace("\n", "\r\n"), encoding="utf-8-sig"
    )
    plan = plan_file.read(path, 2)
    assert plan.lessons[0].sections[1].title == "yes"
    assert plan.lesson("day02_001") == plan.lessons[0]
    assert plan.lesson("day02_003") is None


def test_a_folder_that_refuses_is_named(tmp_path: Path) -> None:
    (tmp_path / "day02").write_text("in the way")
    with pytest.raises(AuthoringError, match="Could not write"):
        plan_file.write(tmp_path / "day02" / "plan.yaml", PLAN)
