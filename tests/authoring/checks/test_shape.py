"""A lesson's front matter, title and sections are those of its plan."""

from typing import Any

import pytest

from tests.authoring.checks.subjects import found, subject, whole_lesson
from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.shape import RULE

BODIES = {"Orientation": "Why.", "How a bowline holds": "How.", "Where it fails": "Where.", "Summary": "What."}
POINTS = ["How a bowline holds", "Where it fails"]
LESSON = whole_lesson(BODIES)


def check(text: str, **changes: Any) -> list[Found]:
    return found(RULE, subject(text, points=POINTS, **changes))


def errors(text: str) -> list[Found]:
    return [finding for finding in check(text) if finding.severity is None]


def front(key: str, line: str) -> str:
    """Return the lesson with another line in the place of the one that begins with `key` in its front matter."""
    lines = [line if each.startswith(f"{key}:") else each for each in LESSON.split("\n")]
    return "\n".join(each for each in lines if each is not None and (each or line))


def test_what_the_template_makes_is_let_be() -> None:
    assert check(LESSON) == []


@pytest.mark.parametrize("title", ["C# and F#", "`torch` & *tensors*", "Yes", "2012", "A: b", "Costs $5 or $6", "#"])
def test_any_title_that_the_template_writes_is_read_as_the_same(title: str) -> None:
    assert check(whole_lesson(BODIES, title=title), title=title) == []


def test_a_part_and_an_addition_say_so_in_their_front_matter() -> None:
    assert check(whole_lesson(BODIES, part=2), part=2) == []
    assert check(whole_lesson(BODIES, addition="Splices are missing"), addition="Splices are missing") == []
    (finding,) = check(LESSON, part=2)
    assert "lacks `part`" in finding.message
    (finding,) = check(whole_lesson(BODIES, part=1), part=2)
    assert finding.quote == "part: 1"
    (finding,) = check(whole_lesson(BODIES, part=1))
    assert "take `part` out" in finding.message
    (finding,) = check(LESSON, addition="Splices are missing")
    assert "`addition:`" in finding.message
    (finding,) = check(whole_lesson(BODIES, addition="Why not"))
    assert "take `addition` out" in finding.message


@pytest.mark.parametrize("said", ["part: 2 of 3", "part: Part 2", "part: '2'", "part: 2"])
def test_an_authors_template_may_word_the_part_otherwise(said: str) -> None:
    assert check(LESSON.replace("points:", f"{said}\npoints:", 1), part=2) == []


def test_a_file_without_front_matter_is_told() -> None:
    (finding,) = check(LESSON[LESSON.index("# Knots") :])
    assert "no front matter" in finding.message
    (finding,) = check(LESSON.replace("---\n\n# Knots", "\n# Knots", 1))
    assert (finding.quote, "close it" in finding.message) == ("---", True)


@pytest.mark.parametrize(
    ("broken", "line"), [("title: [Knots", 3), ("title: 'Knots", 6), ("  - Knots\n title: x", 3), ("title: a: b", 2)]
)
def test_front_matter_that_cannot_be_read_is_told_where_it_breaks(broken: str, line: int) -> None:
    (finding,) = check(LESSON.replace("title: Knots", broken, 1))
    assert "cannot be read" in finding.message
    assert abs(finding.line - line) <= 1


def test_front_matter_that_is_a_list_is_told() -> None:
    (finding,) = check("---\n- Knots\n---\n" + LESSON[LESSON.index("\n# Knots") :])
    assert "no list of keys and values" in finding.message


@pytest.mark.parametrize("key", ["title", "day", "points", "level"])
def test_each_key_that_is_missing_is_told(key: str) -> None:
    (finding,) = check("\n".join(line for line in LESSON.split("\n") if not line.startswith(f"{key}:")))
    assert f"`{key}`" in finding.message
    assert finding.severity is None


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("title", "title: Bends"),
        ("title", "title: 1984"),
        ("title", "title: [Knots]"),
        ("day", "day: 2"),
        ("day", "day: one"),
        ("day", "day: true"),
        ("points", "points: 1.1.1.1"),
        ("points", "points: {a: b}"),
        ("points", "points: [[1.1.1.1], [1.1.1.2]]"),
    ],
)
def test_a_value_that_is_not_the_plans_is_told_at_its_line(key: str, line: str) -> None:
    (finding,) = check(front(key, line))
    assert finding.quote == line
    assert finding.severity is None


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("title", "title:   'Knots'   # the author's own note"),
        ("day", "day: 01"),
        ("points", 'points: ["1.1.1.1", "1.1.1.2"]'),
        ("points", "points:\n  - 1.1.1.1\n  - 1.1.1.2"),
        ("level", "level: from beginner to advanced\ntags: [rope]\nserial: 1"),
    ],
)
def test_yaml_may_be_written_in_other_ways_and_hold_more(key: str, line: str) -> None:
    assert check(front(key, line)) == []


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("points", "points: [1.1.1.1]"),
        ("points", "points: [1.1.2.1, 1.1.2.2]"),
        ("points", "points: [1.1.1.2, 1.1.1.1]"),
        ("level", "level: for experts"),
        ("day", "day: 1\nserial: 7"),
    ],
)
def test_what_goes_stale_when_the_plan_moves_on_is_only_a_warning(key: str, line: str) -> None:
    (finding,) = check(front(key, line))
    assert finding.severity is Severity.WARNING


def test_the_title_above_the_sections_is_the_lessons() -> None:
    (finding,) = check(LESSON.replace("# Knots\n", "# Bends\n", 1))
    assert (finding.quote, "`# Knots`" in finding.message) == ("# Bends", True)
    (finding,) = check(LESSON.replace("# Knots\n\n", "", 1))
    assert "lacks its H1 `# Knots`" in finding.message
    (finding,) = check(LESSON.replace("# Knots\n", "# Knots\n\n# And bends\n", 1))
    assert finding.quote == "# And bends"


def test_an_underlined_title_and_one_in_a_code_block_are_told_apart() -> None:
    assert check(LESSON.replace("# Knots\n", "Knots\n=====\n", 1)) == []
    (finding,) = check(LESSON.replace("# Knots\n", "```\n# Knots\n```\n", 1))
    assert "lacks its H1" in finding.message


@pytest.mark.parametrize("title", BODIES)
def test_a_planned_section_that_is_missing_is_told_where_it_belongs(title: str) -> None:
    lesson = whole_lesson({each: body for each, body in BODIES.items() if each != title}, points=POINTS)
    (finding,) = errors(lesson)
    assert f"`## {title}` is missing" in finding.message
    after = list(BODIES)[list(BODIES).index(title) + 1 :]
    assert lesson.split("\n")[finding.line - 1] == (f"## {after[0]}" if after else BODIES["Where it fails"])


def test_a_section_without_a_word_is_told() -> None:
    (finding,) = check(LESSON.replace("How.\n\n", "", 1))
    assert (finding.quote, finding.point) == ("## How a bowline holds", "1.1.1.1")
    assert check(LESSON.replace("How.", "![a loop](loop.png)", 1)) == []
    assert check(LESSON.replace("How.", "## Intuition\n\nHow.", 1)) == []


def test_sections_that_are_still_to_be_written_are_not_missing() -> None:
    assert check(whole_lesson({"Orientation": "Why."}, points=POINTS), whole=False) == []


def test_a_section_that_stands_twice_is_told_at_the_second() -> None:
    (finding,) = check(LESSON + "\n## Orientation\n\nAgain.\n")
    assert "stands twice" in finding.message
    assert finding.line == LESSON.count("\n") + 2


def test_one_section_out_of_order_is_told_once() -> None:
    first, *middle, last = BODIES
    text = whole_lesson({each: BODIES[each] for each in (*middle, last, first)})
    (finding,) = check(text)
    assert (finding.quote, "at the beginning" in finding.message) == ("## Orientation", True)
    text = whole_lesson({each: BODIES[each] for each in (last, first, *middle)})
    (finding,) = check(text)
    assert (finding.quote, "below `## Where it fails`" in finding.message) == ("## Summary", True)


def test_points_in_another_order_than_planned_are_told() -> None:
    order = ("Orientation", "Where it fails", "How a bowline holds", "Summary")
    text = whole_lesson({each: BODIES[each] for each in order}, points=POINTS)
    (finding,) = errors(text)
    assert "out of order" in finding.message


@pytest.mark.parametrize("heading", ["## SUMMARY", "## Summary:", "## 7. Summary", "## **Summary**", "Summary.\n---"])
def test_a_section_under_another_title_is_told_at_its_heading_alone(heading: str) -> None:
    (finding,) = check(LESSON.replace("## Summary", heading, 1))
    assert finding.quote == heading.split("\n")[0]
    assert "`## Summary`" in finding.message


def test_an_addition_that_lacks_its_label_is_told() -> None:
    text = whole_lesson({**BODIES, "Beyond the syllabus: Splices": "More."})
    assert check(text, additions=["Splices"]) == []
    (finding,) = check(text.replace("Beyond the syllabus: ", ""), additions=["Splices"])
    assert finding.quote == "## Splices"
    assert "carries its label" in finding.message


@pytest.mark.parametrize("fence", ["```\n{}\n```", "> {}", "- {}", "<!--\n{}\n-->"])
def test_headings_within_other_blocks_make_no_shape(fence: str) -> None:
    assert check(LESSON.replace("How.", "How.\n\n" + fence.format("## Summary"), 1)) == []
    (finding,) = check(LESSON.replace("## Summary", fence.format("## Summary"), 1))
    assert "`## Summary` is missing" in finding.message


def test_a_file_that_no_plan_names_still_has_front_matter_and_one_title() -> None:
    assert check(LESSON, lesson=None) == []
    messages = [finding.message for finding in check("## Summary\n\nText.\n", lesson=None)]
    assert len(messages) == 2


def test_points_that_meet_titles_of_the_blueprint_keep_their_places() -> None:
    text = LESSON.replace("## Where it fails", "## Summary", 1)
    made = subject(text, points=["How a bowline holds", "Summary"])
    assert found(RULE, made) == []


def test_anchors_that_would_grow_without_end_are_read_in_no_time() -> None:
    grown = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(24)
    )
    (finding,) = check(LESSON.replace("points: [1.1.1.1, 1.1.1.2]\n", f"{grown}points: *y\n", 1))
    assert "no list of addresses" in finding.message
