"""What an author wrote beside a plan stays beside it, wherever its lessons and sections go."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.authoring.planning.courses import BLUEPRINT, day_of
from tui.authoring import yaml_model
from tui.authoring.planning import edits, plan_file
from tui.authoring.planning.model import DayPlan
from tui.authoring.planning.plan_comments import carried
from tui.authoring.planning.split import plan_day

PLAN = plan_day(
    day_of([[("Tensors", ["Shape # of arrays", "Stride"]), ("Autograd", ["Graph", "Backward"])], [("Speed", ["Go"])]]),
    BLUEPRINT,
)
TEXT = plan_file.render(PLAN)


def put(above: str, comment: str, text: str = TEXT) -> str:
    """Return the text with a comment of its own line above the first line that begins so."""
    lines = text.split("\n")
    at = next(n for n, line in enumerate(lines) if line.strip().startswith(above))
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    return "\n".join([*lines[:at], indent + comment if comment else "", *lines[at:]])


def beside(line: str, comment: str, text: str = TEXT) -> str:
    """Return the text with a comment at the end of the first line that is so."""
    assert f"{line}\n" in text
    return text.replace(f"{line}\n", f"{line}  {comment}\n", 1)


def written(tmp_path: Path, standing: str, plan: DayPlan) -> str:
    """Return the file once `plan` is written over `standing`; a second time changes nothing."""
    path = tmp_path / "plan.yaml"
    path.write_text(standing, encoding="utf-8")
    plan_file.write(path, plan)
    text = path.read_text(encoding="utf-8")
    assert plan_file.read(path, plan.day) == plan
    plan_file.write(path, plan)
    assert path.read_text(encoding="utf-8") == text
    return text


def test_a_file_without_comments_is_written_as_plans_are(tmp_path: Path) -> None:
    plan = edits.move_lesson(PLAN, "day02_003", 1)
    assert written(tmp_path, TEXT, plan) == plan_file.render(plan)
    flow = TEXT.replace("points:\n          - 2.1.1.2", 'points: ["2.1.1.2"]')
    assert written(tmp_path, flow, plan) == plan_file.render(plan)


def test_a_file_that_says_the_same_is_left_as_it_is(tmp_path: Path) -> None:
    mine = "# mine\n\n" + TEXT.replace("points:\n          - 2.1.1.2", 'points: ["2.1.1.2"]')
    assert written(tmp_path, mine, PLAN) == mine


def test_a_comment_stays_at_the_top(tmp_path: Path) -> None:
    plan = edits.move_lesson(PLAN, "day02_003", 1)
    assert written(tmp_path, "# yaml-language-server: …\n\n" + TEXT, plan) == (
        "# yaml-language-server: …\n\n" + plan_file.render(plan)
    )


def test_a_comment_above_a_lesson_goes_where_the_lesson_goes(tmp_path: Path) -> None:
    plan = edits.move_lesson(PLAN, "day02_003", 1)
    text = written(tmp_path, put("- id: day02_003", "# the fast one"), plan)
    assert text == put("- id: day02_001", "# the fast one", plan_file.render(plan))


def test_a_comment_above_or_beside_a_section_goes_where_the_section_goes(tmp_path: Path) -> None:
    standing = beside("- 2.1.1.2", "# hard", put("- id: stride", "# show the walk"))
    plan = edits.move_point(PLAN, "2.1.1.2", "day02_002", BLUEPRINT)
    expected = beside("- 2.1.1.2", "# hard", put("- id: stride", "# show the walk", plan_file.render(plan)))
    assert written(tmp_path, standing, plan) == expected


def test_comments_stay_when_a_lesson_is_renamed(tmp_path: Path) -> None:
    plan = edits.rename(PLAN, "day02_002", "Gradients")
    text = written(tmp_path, put("title: Autograd", "# a better title?"), plan)
    assert text == put("title: Gradients", "# a better title?", plan_file.render(plan))


def test_what_is_indented_further_ends_the_block_above(tmp_path: Path) -> None:
    standing = TEXT.replace("  - id: day02_002\n", "      # so far the tensors\n  # then:\n  - id: day02_002\n")
    plan = edits.move_lesson(PLAN, "day02_001", 3)
    text = written(tmp_path, standing, plan)
    assert "        # so far the tensors\npoints:\n" in text
    assert "lessons:\n  # then:\n  - id: day02_001\n    file: day02_001_autograd.md\n" in text


def test_empty_lines_between_lessons_stay(tmp_path: Path) -> None:
    standing = put("- id: day02_003", "", put("- id: day02_002", ""))
    plan = edits.rename(PLAN, "day02_001", "Arrays")
    assert written(tmp_path, standing, plan) == put(
        "- id: day02_003", "", put("- id: day02_002", "", plan_file.render(plan))
    )


def test_a_comment_whose_line_is_gone_stands_at_the_next_that_is_left(tmp_path: Path) -> None:
    plan = edits.merge_lessons(PLAN, "day02_002", BLUEPRINT)
    text = written(tmp_path, beside("unit: Unit 2", "# other unit", put("- id: day02_003", "# the fast one")), plan)
    assert "      # the fast one\n      # other unit\n      - id: go\n" in text


def test_what_only_looks_like_a_comment_is_none(tmp_path: Path) -> None:
    plan = edits.rename_section(PLAN, "day02_001", "stride", "It's 'so' #1 \"x\" # not a comment")
    text = written(tmp_path, "# mine\n" + TEXT, plan)
    assert text == "# mine\n" + plan_file.render(plan)
    assert written(tmp_path, text, PLAN) == "# mine\n" + TEXT


def test_a_text_of_many_lines_is_not_broken_by_a_comment(tmp_path: Path) -> None:
    plan = PLAN.changed(title="A day\n# of two lines\n")
    standing = "# mine\n" + plan_file.render(plan)
    assert "|" in standing
    other = edits.move_lesson(plan, "day02_003", 1)
    assert written(tmp_path, standing, other) == "# mine\n" + plan_file.render(other)
    text = written(tmp_path, beside("title: A day", "# good?"), plan)
    assert text.startswith("day: 2\n# good?\ntitle: |")
    assert written(tmp_path, text, PLAN).startswith("day: 2\n# good?\ntitle: A day\n")


@pytest.mark.parametrize("standing", ["# mine\nday: [", "# mine\n", "# a\n- b\n", "[" * 5000 + " # deep"])
def test_a_file_that_is_no_plan_is_replaced(tmp_path: Path, standing: str) -> None:
    assert written(tmp_path, standing, PLAN).endswith(TEXT)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 200), st.booleans(), st.integers(0, 12)), max_size=6), st.integers(1, 3))
def test_no_comment_is_ever_lost_and_none_changes_the_plan(places: list[tuple[int, bool, int]], to: int) -> None:
    lines = TEXT.rstrip("\n").split("\n")
    for number, (place, whole, indent) in enumerate(places):
        at = place % len(lines)
        if whole:
            lines.insert(at, f"{' ' * indent}# comment {number}.")
        else:
            lines[at] += f"  # comment {number}."
    standing = "\n".join(lines) + "\n"
    plan = edits.move_point(edits.move_lesson(PLAN, "day02_003", to), "2.1.2.1", f"day02_00{to}", BLUEPRINT)
    text = carried(standing, plan_file.render(plan))
    assert yaml_model.parse(text, DayPlan, name="plan") == plan
    assert all(text.count(f"# comment {number}.") == 1 for number in range(len(places)))
    assert carried(text, plan_file.render(plan)) == text
