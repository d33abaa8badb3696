"""A lesson is joined from its sections and comes apart into the same sections, byte for byte."""

import textwrap
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tui.authoring import plain_text
from tui.authoring.errors import InputError
from tui.authoring.planning.model import ADDITION, LessonPlan, SectionPlan
from tui.authoring.review.lesson_document import LessonError, join, section_body, split

TEMPLATE = Path(__file__).parents[3] / "templates" / "lesson.md.j2"
LEVEL = "from beginner to advanced"


def lesson(*titles: str, title: str = "Tensors") -> LessonPlan:
    """Return a lesson with these sections, whose slugs are s0, s1 and so on."""
    sections = [SectionPlan(id=f"s{n}", title=text, kind="point", target_words=100) for n, text in enumerate(titles)]
    sections[0] = sections[0].model_copy(update={"points": ("1.1.1.1",)})
    return LessonPlan(
        id="day01_001",
        file="day01_001_tensors.md",
        title=title,
        unit="Unit",
        points=("1.1.1.1",),
        budget_tokens=6000,
        sections=tuple(sections),
    )


PLAN = lesson("Orientation", "What is a `tensor`?", "Summary")
BODIES = {"s0": "Why it matters.", "s1": "### Intuition\n\nAn array.", "s2": "Done."}


def joined(plan: LessonPlan, bodies: dict[str, str], template: Path = TEMPLATE, level: str = LEVEL) -> str:
    """Join with the shipped template."""
    return join(plan, bodies, template=template, level=level)


def test_a_lesson_is_front_matter_title_and_sections():
    assert joined(PLAN, BODIES) == textwrap.dedent(
        """\
        ---
        title: Tensors
        day: 1
        points: [1.1.1.1]
        level: from beginner to advanced
        ---

        # Tensors

        ## Orientation

        Why it matters.

        ## What is a `tensor`?

        ### Intuition

        An array.

        ## Summary

        Done.
        """
    )


def front_matter(plan: LessonPlan) -> dict[str, object]:
    found: dict[str, object] = yaml.safe_load(joined(plan, BODIES).split("---\n")[1])
    return found


def test_a_part_has_its_place_in_the_front_matter():
    assert front_matter(PLAN.model_copy(update={"part": 2}))["part"] == 2
    assert "part" not in front_matter(PLAN)


@pytest.mark.parametrize("reason", ["Day 4 needs it.", "Why: `[a]`, {b} & *c*", "two\nlines", "yes", "---"])
def test_a_lesson_that_no_point_asked_for_says_so_in_its_front_matter(reason: str):
    assert front_matter(PLAN.model_copy(update={"addition": reason}))["addition"] == plain_text.one_line(reason)
    assert "addition" not in front_matter(PLAN)


def test_an_added_section_says_so_in_its_heading():
    added = SectionPlan(id="s3", title=f"{ADDITION}Strides", kind="addition", target_words=300, addition="Needed.")
    plan = PLAN.model_copy(update={"sections": (*PLAN.sections, added)})
    assert "\n## Beyond the syllabus: Strides\n" in joined(plan, {**BODIES, "s3": "Steps."})


def test_a_lesson_that_only_moves_within_its_day_keeps_its_text():
    moved = PLAN.model_copy(update={"id": "day01_007", "file": "day01_007_tensors.md"})
    assert joined(moved, BODIES) == joined(PLAN, BODIES)


def test_a_template_of_the_author_s_own_may_still_write_the_serial(tmp_path: Path):
    template = tmp_path / "lesson.md.j2"
    template.write_text(TEMPLATE.read_text(encoding="utf-8").replace("points:", "serial: {{ serial }}\npoints:", 1))
    assert "\nserial: 1\n" in joined(PLAN, BODIES, template=template)


def test_sections_without_a_text_are_left_out_while_the_lesson_is_made():
    text = joined(PLAN, {"s2": "Done.", "unknown": "x"})
    assert "Orientation" not in text
    assert text.endswith("# Tensors\n\n## Summary\n\nDone.\n")
    with pytest.raises(LessonError, match="`Orientation` is missing"):
        split(PLAN, text)


@pytest.mark.parametrize(
    "title",
    [
        "Quotes: \"double\" and 'single'",
        "# hash: [brackets], {braces} & *stars*",
        "yes",
        "1.10",
        "- dash",
        "😀 emoji 日本語",
        "a\u2028b",
        "C #",
        "back\\slash",
        "---",
        "{{ title }}",
        "<script>",
        "null",
    ],
)
def test_front_matter_reads_back_whatever_the_title_holds(title: str):
    text = joined(lesson("Orientation", title=title), {"s0": "x"}, level=title)
    front = yaml.safe_load(text.split("\n---\n")[0])
    assert front == {
        "title": plain_text.one_line(title),
        "day": 1,
        "points": ["1.1.1.1"],
        "level": plain_text.one_line(title),
    }
    assert split(lesson("Orientation", title=title), text) == {"s0": "x"}


@pytest.mark.parametrize("title", ["C #", "#", "Loops ##", "a\tb", "[x](y)", "`code`", "* star", "> quote", "## two"])
def test_odd_section_titles_are_found_again(title: str):
    plan = lesson("Orientation", title, "Summary")
    bodies = {"s0": "a", "s1": "b", "s2": "c"}
    assert split(plan, joined(plan, bodies)) == bodies


def test_two_sections_may_have_one_title():
    plan = lesson("Exercises", "Middle", "Exercises")
    bodies = {"s0": "a", "s1": "b", "s2": "c"}
    assert split(plan, joined(plan, bodies)) == bodies


@pytest.mark.parametrize(
    "hiding",
    [
        "```\n## Summary\n```",
        "~~~~ python\n## Summary\n~~~\n## Summary\n~~~~",
        "    ## Summary",
        "<!--\n\n## Summary\n\n-->",
        "<pre>\n\n## Summary\n\n</pre>",
        "> ## Summary",
        "- item\n\n  ## Summary",
        "### Summary",
        "# Summary",
        "##Summary",
        "\\## Summary",
        "## Another heading\n\nwith text\n\nSetext\n---",
    ],
)
def test_what_only_looks_like_the_next_heading_stays_in_its_section(hiding: str):
    bodies = {"s0": f"before\n\n{hiding}\n\nafter", "s1": "b", "s2": "c"}
    assert split(PLAN, joined(PLAN, bodies)) == bodies


def test_underlined_headings_and_closing_hashes_count():
    text = "Orientation\n-----------\na\n\n##  What is a  `tensor`? ##\nb\n   ## Summary\nc"
    assert split(PLAN, text) == {"s0": "a", "s1": "b", "s2": "c"}


def test_windows_line_ends_and_a_missing_last_one_are_no_obstacle():
    text = joined(PLAN, {**BODIES, "s0": "a\n\nb"}).replace("\n", "\r\n").rstrip("\r\n")
    assert split(PLAN, text) == {"s0": "a\r\n\r\nb", "s1": "### Intuition\r\n\r\nAn array.", "s2": "Done."}


def test_many_blank_lines_cost_nothing():
    assert split(lesson("A"), "## A\r\n" + "\r\n" * 20_000 + "x" + "\r\n" * 20_000) == {"s0": "x"}


@pytest.mark.parametrize(("missing", "named"), [("## Orientation", "Orientation"), ("## Summary", "Summary")])
def test_the_first_missing_section_is_named(missing: str, named: str):
    text = joined(PLAN, BODIES).replace(missing, missing.lower())
    with pytest.raises(LessonError, match=f"`{named}` is missing.*`## {named}`"):
        split(PLAN, text)


def test_sections_in_another_order_are_missing():
    with pytest.raises(LessonError, match="`Summary` is missing"):
        split(lesson("Orientation", "Summary"), "## Summary\n\na\n\n## Orientation\n\nb\n")


def test_a_body_with_the_title_of_the_section_after_it_is_refused():
    words = r"`What is a `tensor`\?` holds the heading `## Summary`.*make it a `### Summary`"
    with pytest.raises(LessonError, match=words):
        joined(PLAN, {**BODIES, "s1": "a\n\n## Summary\n\nb"})


def test_a_title_that_cannot_be_mistaken_for_the_next_section_is_part_of_the_body():
    bodies = {**BODIES, "s0": "a\n\n## Summary\n\nb", "s2": "## Orientation\n\nc"}
    assert split(PLAN, joined(PLAN, bodies)) == bodies


TITLE = "How Autograd works"


@pytest.mark.parametrize(
    "heading",
    [
        "## How Autograd works",
        "# how autograd works:",
        "###### How *Autograd* works ###",
        "How Autograd works\n===",
        "**How Autograd works**",
        "**How Autograd Works:**",
        "__How autograd works__:",
        "## 3. How Autograd works",
        "## How Autograd works\n\n**How Autograd works**",
    ],
)
def test_a_heading_that_repeats_the_title_is_dropped(heading: str):
    assert section_body(f"\n{heading}\n\nThe text.\n", TITLE) == "The text."


@pytest.mark.parametrize(
    "text",
    [
        "How Autograd works\n\nas prose",
        "## How Autograd works in practice",
        "**How Autograd works** is a long story.",
        "**Bold** opening",
        "Text.\n\n## How Autograd works",
        "    ## How Autograd works",
        "- **How Autograd works**",
    ],
)
def test_what_is_no_heading_of_the_title_stays(text: str):
    assert section_body(text, TITLE) == text


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("```markdown\nText.\n```", "Text."),
        ("```md\n## How Autograd works\n\nText.\n```\n", "Text."),
        ("````markdown\nA\n```\ncode\n```\nB\n````", "A\n```\ncode\n```\nB"),
        ("```markdown\nA\n```python\ncode\n```\nB\n```", "A\n```python\ncode\n```\nB"),
        ("~~~ Markdown\nA\n~~~", "A"),
        ("```markdown\nA, cut off", "A, cut off"),
        ("```markdown\nA\n```python\ncode", "A\n```python\ncode\n```"),
        ("```markdown\nexample\n```\n\nText.\n\n```python\nx\n```", None),
        ("```python\nx\n```", None),
        ("```\nx\n```", None),
        ("Text.\n\n```markdown\nx\n```", None),
    ],
)
def test_a_fence_around_the_whole_is_removed_and_no_other(sent: str, kept: str | None):
    assert section_body(sent, TITLE) == (sent if kept is None else kept)


@pytest.mark.parametrize(
    ("open_text", "end"),
    [
        ("```python\nx = 1", "```"),
        ("~~~~\nx\n~~~", "~~~~"),
        ("a\n\n<!-- open", "-->"),
        ("<script>\n\nx", "</script>"),
        ("<PRE>\n\nx", "</pre>"),
        ("<?php\n\nx", "?>"),
        ("<![CDATA[\n\nx", "]]>"),
        ("<!DOCTYPE\n\nx", ">"),
    ],
)
def test_what_would_swallow_the_next_section_is_closed(open_text: str, end: str):
    assert section_body(open_text, TITLE) == f"{open_text}\n{end}"
    text = joined(PLAN, {**BODIES, "s0": open_text})
    assert split(PLAN, text) == {**BODIES, "s0": f"{open_text}\n{end}"}


@pytest.mark.parametrize(
    "text", ["- item\n\n  ```\n  open in a list", "> ```\n> open in a quote", "<div>\nopen", "a <!-- b"]
)
def test_what_ends_by_itself_is_left_as_it_is(text: str):
    assert section_body(text, TITLE) == text


def test_controls_and_line_ends_are_cleaned():
    assert section_body("\ufeff\x1b[31mred\x1b[0m\r\n\r\nb\x00\r", TITLE) == "red\n\nb"


def test_all_else_is_kept_byte_for_byte():
    text = "  indented\n\n\n\n| a |\n|---|\n\ttab  \n\n\u00a0\nÜ\u2028x  \n\\[ x \\]\n\nend  "
    assert section_body(f"\n \n{text}\n\t\n\n", TITLE) == text


FRAGMENTS = [
    "## ", "# ", "### ", "Orientation", "What is a `tensor`?", "Summary", "**", ":", "```", "~~~", "````", "markdown",
    "python", "<!--", "-->", "<pre>", "</pre>", "<script>", "<?", "?>", "<![CDATA[", "<!X", ">", "- ", "> ", "1. ",
    "    ", "  ", "\t", "---", "===", "|", "a", "Ü", "\u00a0", "\u2028", "\r\n", "\r", "\x1b[1m", "\x00", "[x]: <", '"',
    "$$", "\\", "<div>", "`", "-", "{{ title }}", "{% raw %}", "<textarea\n", "</textarea>", "\n\n", "\n", "\n",
]  # fmt: skip
markdown = st.lists(st.sampled_from(FRAGMENTS), max_size=24).map("".join) | st.text(max_size=60)


def holds_h2(body: str) -> bool:
    """Tell, by the full parser, whether the body has an H2 of its own, planned or not."""
    return any(token.type == "heading_open" and token.tag == "h2" for token in MarkdownIt("commonmark").parse(body))


@given(raw=markdown, title=st.sampled_from(["Orientation", "What is a `tensor`?", "Summary", "?!", "a"]))
@example(raw="```markdown\n```markdown\nx", title="a")
def test_what_was_kept_once_is_kept_unchanged_again(raw: str, title: str):
    once = section_body(raw, title)
    assert section_body(once, title) == once


@given(raw=st.lists(markdown, min_size=3, max_size=3))
def test_a_lesson_comes_apart_into_what_it_was_joined_from(raw: list[str]):
    bodies = {s.id: section_body(text, s.title) for s, text in zip(PLAN.sections, raw, strict=True)}
    bodies = {section: "plain" if holds_h2(body) else body for section, body in bodies.items()}
    text = joined(PLAN, bodies)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert split(PLAN, text) == bodies
    assert joined(PLAN, split(PLAN, text)) == text


@given(raw=st.lists(markdown, min_size=3, max_size=3))
def test_joining_any_text_gives_a_lesson_that_comes_apart_or_a_refusal(raw: list[str]):
    bodies = {s.id: text for s, text in zip(PLAN.sections, raw, strict=True)}
    try:
        text = joined(PLAN, bodies)
    except LessonError:
        return
    assert joined(PLAN, split(PLAN, text)) == text


@given(text=markdown)
def test_splitting_any_text_gives_sections_or_a_refusal(text: str):
    try:
        found = split(PLAN, text)
    except LessonError:
        return
    assert list(found) == ["s0", "s1", "s2"]


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{{ nonsense }}", "nonsense"),
        ("line 1\n{% for %}", "line 2"),
        ("{{ title | nonsense }}", "nonsense"),
        ("{{ 1 / 0 }}", "division"),
        ("{{ ''.__class__.__mro__ }}", "unsafe|undefined"),
        ("{% include 'absent' %}", "absent"),
        ("\xff", "cannot be read"),
        (None, "lesson.md.j2"),
    ],
)
def test_a_broken_template_is_refused_by_name(tmp_path: Path, template: str | None, words: str):
    path = tmp_path / "lesson.md.j2"
    if template is not None:
        path.write_bytes(template.encode("latin-1"))
    with pytest.raises(InputError, match=words) as refusal:
        joined(PLAN, BODIES, path)
    assert str(path) in str(refusal.value)


def test_a_template_may_say_more_above_the_first_section(tmp_path: Path):
    path = tmp_path / "lesson.md.j2"
    path.write_text(TEMPLATE.read_text().replace("# {{ title | heading }}", "# {{ title }}\n\nBy Ada. Day {{ day }}."))
    text = joined(PLAN, BODIES, path)
    assert "By Ada. Day 1." in text
    assert split(PLAN, text) == BODIES


def test_a_template_that_adds_text_below_a_section_or_hides_one_is_refused(tmp_path: Path):
    path = tmp_path / "lesson.md.j2"
    path.write_text(TEMPLATE.read_text() + "\nLicence: MIT\n")
    with pytest.raises(LessonError, match="adds text below the section `Summary`"):
        joined(PLAN, BODIES, path)
    path.write_text(
        "# {{ title }}\n{% for section in sections %}\n### {{ section.title }}\n{{ section.body }}\n{% endfor %}"
    )
    with pytest.raises(LessonError, match="does not write every section"):
        joined(PLAN, BODIES, path)
