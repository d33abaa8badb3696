"""What is drawn has the value of its formula, and every sign of it.

Random expressions are written as TeX, drawn in one row, and the row is worked out as a reader would: by one who lets
`ab/cd` be ab/(cd), and by one who goes from left to right. Both must come to what the expression is worth.
"""

import cmath
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TypeAlias

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.formulas.typical import typical
from tui.formulas.alphabets import SUPERSCRIPTS
from tui.formulas.drawing import draw_display, draw_inline

# No d: dy/dx is read as a differential, whatever stands under it.
VALUES = {"a": 2.0, "b": 3.0, "c": 1.7, "k": 0.6, "e": 1.3, "x": 2.3, "n": 1.1}

Value: TypeAlias = complex


@dataclass(frozen=True)
class Expression:
    """TeX, what it is worth, and how closely it binds: 0 a sum, 1 a product, 2 what needs no brackets."""

    tex: str
    value: Value
    binds: int

    def bracketed(self, least: int) -> str:
        return self.tex if self.binds >= least else rf"\left({self.tex}\right)"


def plus(left: Expression, right: Expression) -> Expression:
    return Expression(f"{left.tex} + {right.bracketed(1)}", left.value + right.value, 0)


def minus(left: Expression, right: Expression) -> Expression:
    return Expression(f"{left.tex} - {right.bracketed(1)}", left.value - right.value, 0)


def negative(of: Expression) -> Expression:
    return Expression(f"-{of.bracketed(1)}", -of.value, 0)


def times(left: Expression, right: Expression) -> Expression:
    return Expression(f"{left.bracketed(1)} {right.bracketed(1)}", left.value * right.value, 1)


def over(top: Expression, bottom: Expression) -> Expression:
    assume(bottom.value != 0)
    return Expression(rf"\frac{{{top.tex}}}{{{bottom.tex}}}", top.value / bottom.value, 2)


def power(base: Expression, exponent: Expression) -> Expression:
    written = base.tex if base.tex in VALUES else rf"\left({base.tex}\right)"
    assume(base.value != 0 and abs(exponent.value) < 9 and abs(base.value) < 1e6)
    return Expression(f"{written}^{{{exponent.tex}}}", base.value**exponent.value, 2)


def root(of: Expression) -> Expression:
    return Expression(rf"\sqrt{{{of.tex}}}", cmath.sqrt(of.value), 2)


LETTERS = st.sampled_from(sorted(VALUES)).map(lambda letter: Expression(letter, complex(VALUES[letter]), 2))


def larger(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return st.one_of(
        *(st.builds(join, parts, parts) for join in (plus, minus, times, over, power)),
        st.builds(negative, parts),
        st.builds(root, parts),
    )


class Reader:
    """Works out a row: `closely`, as one who binds ab closer than a slash does."""

    def __init__(self, row: str, *, closely: bool) -> None:
        raised = {chr(small): chr(plain) for plain, small in SUPERSCRIPTS.items()}
        marks = "".join(map(re.escape, raised))
        row = re.sub(f"[{marks}]+", lambda found: f"^({''.join(raised[each] for each in found[0])})", row)
        self.row = row.replace(" ", "")
        self.at = 0
        self.closely = closely

    def peek(self) -> str:
        return self.row[self.at : self.at + 1]

    def taken(self, sign: str) -> bool:
        if self.peek() != sign:
            return False
        self.at += 1
        return True

    def worth(self) -> Value:
        value = self.sum()
        assert self.at == len(self.row), f"{self.row[self.at :]} is left over"
        return value

    def sum(self) -> Value:
        value = -self.term() if self.taken("−") else self.term()
        while self.peek() in ("+", "−") and self.peek():
            value = value + self.term() if self.taken("+") else value - self.after("−")
        return value

    def after(self, sign: str) -> Value:
        assert self.taken(sign)
        return self.term()

    def term(self) -> Value:
        value = self.product()
        while self.peek() and (self.peek() == "/" or self.begins()):
            value = value / self.product() if self.taken("/") else value * self.product()
        return value

    def product(self) -> Value:
        value = self.factor()
        while self.closely and self.begins():
            value *= self.factor()
        return value

    def begins(self) -> bool:
        return bool(self.peek()) and (self.peek() in VALUES or self.peek() in "(√")

    def factor(self) -> Value:
        if self.taken("√"):
            value = cmath.sqrt(self.atom())
            assert self.peek() != "^", "a root and a power on one sign"
            return value
        value = self.atom()
        if self.taken("^"):
            value **= self.atom()
        return value

    def atom(self) -> Value:
        if self.taken("("):
            value = self.sum()
            assert self.taken(")")
            return value
        letter = self.peek()
        self.at += 1
        return complex(VALUES[letter])


@settings(max_examples=500, deadline=None)
@given(st.recursive(LETTERS, larger, max_leaves=8))
def test_a_row_is_worth_what_its_formula_is_worth_however_a_reader_binds_a_slash(expression: Expression) -> None:
    row = draw_inline(expression.tex)
    assert row is not None
    for closely in (True, False):
        assert cmath.isclose(Reader(row, closely=closely).worth(), expression.value, rel_tol=1e-6), row


def signs(text: str) -> Counter[str]:
    """Count letters, digits and operators, of any alphabet and size; brackets and lines are of many pieces."""
    text = text.translate(str.maketrans({"*": "∗", "⌠": "∫", "⌡": "", "⎮": "", "∛": "3", "°": "∘"}))
    plain = unicodedata.normalize("NFKD", text)
    return Counter(each for each in plain if each.isalnum() or each in "+−=∗,;!′")


def written(tex: str) -> Counter[str]:
    r"""Count the letters, digits and operators of TeX that are no part of a command or of a column's `&`."""
    tex = re.sub(r"\\begin\{array\}\s*\{[^}]*\}|\\(?:begin|end)\{\w+\}", " ", tex)
    tex = re.sub(r"\\[a-zA-Z]+\*?|\\.", " ", tex)
    return Counter(
        each.replace("-", "−").replace("*", "∗").replace("'", "′")
        for each in tex
        if each.isalnum() or each in "+-=*,;!'"
    )


@pytest.mark.parametrize("place", ["inline", "display"])
def test_no_letter_digit_or_operator_of_a_typical_formula_is_lost(place: str) -> None:
    for tex in typical(place):
        for text in ("".join(drawn.rows) if (drawn := draw_display(tex)) else None, draw_inline(tex)):
            if text is not None:
                lost = written(tex) - signs(text)
                assert not lost, f"{tex}: {text} lacks {dict(lost)}"


@settings(max_examples=300, deadline=None)
@given(st.recursive(LETTERS, larger, max_leaves=10))
def test_a_display_holds_every_letter_and_operator_of_its_formula_and_no_other(expression: Expression) -> None:
    drawn = draw_display(expression.tex)
    assert drawn is not None
    assert signs("".join(drawn.rows)) == written(expression.tex)
