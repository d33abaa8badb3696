"""A lesson is taken apart once: every rule sees the same headings, passages, code and formulas, at their lines."""

import pytest

from tests.authoring.checks.subjects import lesson_plan, subject, whole_lesson
from tui.authoring.checks.lesson_text import LessonText, Part


def only_part(text: str) -> Part:
    (part,) = LessonText.parse(text).parts
    return part


def test_each_part_is_the_planned_section_of_its_title() -> None:
    text = whole_lesson({"Orientation": "Why.", "How a bowline holds": "How.", "Summary": "What."})
    parts = subject(text).text.parts
    assert [part.plan.id if part.plan else None for part in parts] == [
        None,
        "orientation",
        "how-a-bowline-holds",
        "summary",
    ]
    assert [[passage.source for passage in part.passages] for part in parts] == [[], ["Why."], ["How."], ["What."]]


def test_parts_follow_each_other_without_a_gap_to_the_last_line() -> None:
    text = LessonText.parse("---\ntitle: Knots\n---\n\n# Knots\n\n## One\n\nA.\n\n## Two\nB.\n\n\n")
    assert [(part.line, part.last) for part in text.parts] == [(1, 6), (7, 10), (11, 14)]
    assert [text.part_at(line) for line in (1, 7, 14)] == list(text.parts)
    assert text.part_at(15) is None


def test_a_title_with_marks_and_hashes_is_still_its_section() -> None:
    points = ["C# and F#", "`torch.no_grad()` in *evaluation*", "Cost: $5 and $6"]
    text = whole_lesson(dict.fromkeys(points, "Text."))
    made = subject(text, points=points, kinds=("point",))
    assert [part.plan.title for part in made.text.parts if part.plan] == points


def test_of_two_headings_of_one_title_the_first_is_the_section() -> None:
    text = LessonText.parse("## Summary\n\nA.\n\n## Summary\n\nB.\n", lesson_plan())
    assert [part.plan is not None for part in text.parts] == [True, False]


def test_what_only_looks_like_a_heading_is_none() -> None:
    source = "## One\n\n```\n## Two\n```\n\n> ## Three\n\n- ## Four\n\n    ## Five\n\n\\## Six\n\n#Seven\n"
    assert [heading.text for heading in LessonText.parse(source).headings] == ["One"]


def test_a_heading_may_be_underlined_and_stand_on_two_lines() -> None:
    (heading,) = LessonText.parse("The bowline\nand its kin\n---\n\nText.\n").headings
    assert (heading.level, heading.text, heading.line) == (2, "The bowline and its kin", 1)


def test_anchors_are_those_that_readers_links_use() -> None:
    source = "## Why *it* holds: `x`, $y$!\n\n## Twice\n\n## Twice\n\n## Über uns\n"
    anchors = [heading.anchor for heading in LessonText.parse(source).headings]
    assert anchors == ["why-it-holds-x-y", "twice", "twice-1", "über-uns"]


def test_passages_are_paragraphs_items_and_cells_and_know_what_is_around_them() -> None:
    part = only_part("A.\n\n- B\n  b\n- C\n\n> D\n\n| E | F |\n| - | - |\n| G | H |\n")
    assert [(each.source, each.line, each.last) for each in part.passages] == [
        ("A.", 1, 1),
        ("B\nb", 3, 4),
        ("C", 5, 5),
        ("D", 7, 7),
        ("E", 9, 9),
        ("F", 9, 9),
        ("G", 11, 11),
        ("H", 11, 11),
    ]
    item, quoted, cell = part.passages[1], part.passages[3], part.passages[6]
    assert "list_item" in item.within
    assert "blockquote" in quoted.within
    assert "table" in cell.within


def test_prose_is_what_is_left_without_code_and_formulas() -> None:
    (passage,) = only_part("Set `x` to $y^2$ and [read *on*](a.md).\n").passages
    assert passage.visible == "Set x to y^2 and read on."
    assert " ".join(passage.prose.split()) == "Set to and read on."
    assert only_part("## T\n\nSet `x` to $y^2$.\n\n```\nmany more words\n```\n\n### A heading\n").words == 2


def test_prices_are_no_formulas() -> None:
    part = only_part("It costs $5 and $6, or \\$7, and `$8$`.\n")
    assert part.formulas == ()


def test_formulas_stand_at_their_own_lines() -> None:
    part = only_part("Let $a$ be\nand $b$ too.\n\n$$\na = b\n$$\n\n- $c$\n")
    assert [(each.tex, each.line, each.display) for each in part.formulas] == [
        ("a", 1, False),
        ("b", 2, False),
        ("a = b", 4, True),
        ("c", 8, False),
    ]


def test_formulas_and_links_stand_at_their_own_lines_after_code_and_formulas_that_are_broken() -> None:
    source = "Set `a\nb`, ``c ` d`` and \\` to $e\nf$\nthen $g$,\n<b\nid='x'>[h](i.md) `j` $k$.\n"
    part = only_part(source)
    assert [(each.tex, each.line) for each in part.formulas] == [("e\nf", 2), ("g", 4), ("k", 6)]
    assert [link.line for link in part.links] == [6]


def test_code_knows_its_language_and_its_first_line_wherever_it_stands() -> None:
    source = "```python title=x\na\n```\n\n- item\n\n  ~~~\n  b\n  ~~~\n\n> ```sh\n> c\n> ```\n\n    d\n"
    assert [(code.language, code.line, code.content, code.fenced) for code in only_part(source).codes] == [
        ("python", 2, "a\n", True),
        ("", 8, "b\n", True),
        ("sh", 12, "c\n", True),
        ("", 15, "d\n", False),
    ]


@pytest.mark.parametrize(
    ("source", "closed"),
    [
        ("```\na\n```\n", True),
        ("```\na\n", False),
        ("```", False),
        ("```\n```", True),
        ("````\na\n```\n", False),
        ("```\na\n`````\n", True),
        ("> ```\n> a\n> ```\n", True),
        ("> ```\n> a\n\nb\n", False),
        ("- ```\n  a\n  ```\n", True),
        ("a\x0b\x85b\n\n```\na\n```\n", True),
    ],
)
def test_a_fence_that_nothing_closes_is_told(source: str, closed: bool) -> None:
    assert only_part(source).codes[0].closed is closed


def test_links_and_images_stand_at_their_own_lines_with_their_text() -> None:
    part = only_part("See [the *bowline*](b.md#how)\nand ![a loop](loop.png), or <https://example.org>.\n")
    assert [(link.line, link.text, link.target, link.image) for link in part.links] == [
        (1, "the bowline", "b.md#how", False),
        (2, "a loop", "loop.png", True),
        (2, "https://example.org", "https://example.org", False),
    ]


def test_lines_are_counted_as_markdown_counts_them() -> None:
    text = LessonText.parse("One\x0bline\x85and\u2028more.\r\n\r\n## Two\r\n")
    assert text.lines == ("One\x0bline\x85and\u2028more.", "", "## Two")
    assert text.headings[0].line == 3
    assert text.parts[-1].last == 3


@pytest.mark.parametrize(
    "source",
    [
        "---\ntitle: [\n---\n",
        "---\n- a\n---\n",
        "---\ntitle: a\ntitle\n---\n",
        "---\nd: 2024-99-99\n---\n",
        "---\n---\n",
    ],
)
def test_front_matter_that_cannot_be_read_is_none_but_its_text_is_kept(source: str) -> None:
    text = LessonText.parse(source)
    assert text.front is None
    assert text.front_text is not None


def test_a_rule_between_paragraphs_is_no_front_matter() -> None:
    text = LessonText.parse("# Knots\n\n---\n\ntitle: no\n\n---\n")
    assert (text.front, text.front_text) == (None, None)


def test_what_stands_under_a_heading_ends_at_the_next_of_any_level() -> None:
    part = LessonText.parse("## T\n\na\n\n### One\n\nb\n\n- c\n\n#### Deep\n\nd\n").parts[0]
    one, deep = part.headings
    assert [passage.source for passage in part.under(one)] == ["b", "c"]
    assert [passage.source for passage in part.under(deep)] == ["d"]


def test_html_is_kept_with_its_lines() -> None:
    text = LessonText.parse("One.\n\n<details>\n<summary>Answer</summary>\n\nTwo <br> three.\n\n</details>\n")
    assert text.html == ((3, "<details>\n<summary>Answer</summary>\n"), (6, "<br>"), (8, "</details>\n"))


@pytest.mark.parametrize("source", ["", "\n", "\n\n\n", "---\n", "#", "##\n"])
def test_a_text_of_next_to_nothing_has_its_lines_in_some_part(source: str) -> None:
    text = LessonText.parse(source)
    assert text.part_at(1) is not None
