"""Whatever a lesson holds, each rule comes to an end, names a line that there is, and quotes what stands there."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.authoring.checks.subjects import ALL_KINDS, POINTS, found, subject, whole_lesson
from tui.authoring.checks import (
    budget,
    code_share,
    control_characters,
    leftovers,
    levels,
    naming,
    questions,
    readability,
    shape,
    unplanned_heading,
)

RULES = [
    module.RULE
    for module in (
        budget,
        code_share,
        control_characters,
        leftovers,
        levels,
        naming,
        questions,
        readability,
        shape,
        unplanned_heading,
    )
]
BLOCKS = st.sampled_from(
    [
        "---", "---\ntitle: Knots\n---", "# Knots", "## Orientation", "## Key questions", "## Exercises",
        "## Summary", f"## {POINTS[0]}", "### Intuition", "### How it works", "#### ", "##", "Setext\n===",
        "Setext\n---", "```", "```python", "~~~", "> ", "> ```", "- ", "1. ", "7) ", "- - 1. ", "   ", "\t",
        "| a | b |\n| - | - |\n| c |", "<details>", "<summary>", "</summary>Answer", "</details>", "<!--", "-->",
        "$$", "$x$", "$5", "**1. Why?**", "**", "Q: Why?", "A: So.", "**Solution.**", "### Answers",
        "**Exercise 2 (easy).** Tie it.", "Answer 3: so.", "[a](b", "![", "`", "``", "\\", "...", "TODO",
        "Sure! Here is the section:", "Let me know if", "As an AI, I", "In this section we will",
        "The rope holds by the friction of its turns upon one another", "The end.", "\x1b[31m", "\u202e", "\ufeff",
        "\x0c", "\u2028", "\r", "\r\n", "\x00", "&#0;", "张力", "می\u200cخواهم", "👩\u200d🔬",
    ]
)  # fmt: skip
TEXTS = st.lists(
    st.tuples(st.one_of(BLOCKS, st.text(max_size=12)), st.sampled_from(["\n", "\n\n", " ", ""])), max_size=24
).map(lambda pieces: "".join(piece + end for piece, end in pieces))
BODIES = st.dictionaries(
    st.sampled_from(["Orientation", POINTS[0], "Key questions", "Tricky questions", "Exercises", "Summary"]), TEXTS
)


def examine(text: str, **changes: bool) -> None:
    read = text.replace("\x00", "\ufffd")  # as Markdown reads it
    made = subject(text, kinds=tuple(ALL_KINDS), **changes)
    for rule in RULES:
        for finding in found(rule, made):
            assert 1 <= finding.line <= max(1, len(made.text.lines)), (rule.id, finding)
            assert any(finding.quote in where for where in (text, read, made.path)), (rule.id, finding)
            assert "\n" not in finding.quote, (rule.id, finding)
            assert finding.message.endswith((".", "!")), (rule.id, finding)
            assert "\n" not in finding.message, (rule.id, finding)


@settings(deadline=None, max_examples=150)
@given(TEXTS, st.booleans())
def test_any_text(text: str, whole: bool) -> None:
    examine(text, whole=whole)


@settings(deadline=None, max_examples=100)
@given(BODIES)
def test_any_bodies_in_the_frame_of_a_lesson(bodies: dict[str, str]) -> None:
    frame = whole_lesson(dict.fromkeys(bodies or ["Summary"], "@@"))
    for body in bodies.values():
        frame = frame.replace("@@", body, 1)
    examine(frame)
