"""Lessons are read by one Markdown, in which formulas are formulas and prices are prices."""

import pytest

from tui.authoring.markdown import parser


def formulas(text: str) -> list[str]:
    return [
        child.content for token in parser().parse(text) for child in token.children or [] if child.type == "math_inline"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$x$ costs 5", ["x"]),
        ("$x$ costs $5", ["x"]),
        ("$x$ and $y_1$ on day 7\n", ["x", "y_1"]),
        ("$x$\\", ["x"]),
        ("It is $x$ and 5", ["x"]),
        ("$x$5", []),
        ("5$x$", []),
        ("$5 and $6", []),
        ("$ x $", []),
        ("$x", []),
        ("$$", []),
        ("$", []),
        ("\\$x$ 5", []),
    ],
)
def test_a_formula_may_begin_a_text_whatever_ends_it(text: str, expected: list[str]) -> None:
    assert formulas(text) == expected
    assert formulas(f"- {text}") == expected
