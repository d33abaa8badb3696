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

RAISED = {chr(small): chr(plain) for plain, small in SUPERSCRIPTS.items()}

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
        marks = "".join(map(re.escape, RAISED))
        row = re.sub(f"[{marks}]+", lambda found: f"^({''.join(RAISED[each] for each in found[0])})", row)
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


@settings(max_examples=300, deadline=None)
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


class Picture:
    """Works out a picture: which rows and columns belong together, and where its baseline must be."""

    def __init__(self, rows: list[str], baseline: int) -> None:
        self.rows = rows
        self.baseline = baseline
        self.width = len(rows[0])
        self.at = 0

    def worth(self) -> Value:
        if len(self.rows) == 1:
            return Reader(self.rows[0], closely=True).worth()
        value = self.sum()
        assert self.blank(self.at, self.width), "something is left over"
        return value

    def sum(self) -> Value:
        self.skip()
        value = -self.product() if self.taken("−") else self.product()
        self.skip()
        while self.peek() in ("+", "−"):
            sign = self.peek()
            self.at += 1
            value = value + self.product() if sign == "+" else value - self.product()
            self.skip()
        return value

    def product(self) -> Value:
        value = self.factor()
        while self.skip() and self.peek() not in ("+", "−"):
            value = value / self.factor() if self.taken("/") else value * self.factor()
        return value

    def factor(self) -> Value:
        self.skip()
        value, top = self.atom()
        exponent = self.exponent(top)
        return value if exponent is None else value**exponent

    def atom(self) -> tuple[Value, int]:
        """Return what stands here, and the row that an exponent of it would stand on, or end above."""
        if self.peek() == "─":
            end = self.run(self.baseline, self.at)
            above = part(self.rows[: self.baseline], self.at, end)
            below = part(self.rows[self.baseline + 1 :], self.at, end)
            self.at = end
            return above / below, 0
        if (root := self.tall_root()) is not None:
            return root
        if self.taken("√"):
            if self.rows[self.baseline - 1][self.at - 1] != "┌" or self.baseline == 0:
                letter = self.peek()
                self.at += 1
                return cmath.sqrt(VALUES[letter]), self.baseline
            end = self.run(self.baseline - 1, self.at)
            value = cmath.sqrt(Reader(self.rows[self.baseline][self.at : end], closely=True).worth())
            self.at = end
            return value, self.baseline - 1
        column = [row[self.at] for row in self.rows]
        if self.peek() in "⎛⎜⎝(":
            kinds = ("(", ")") if self.peek() == "(" else ("⎛⎜⎝", "⎞⎟⎠")
            rows = [self.baseline] if self.peek() == "(" else [n for n, sign in enumerate(column) if sign in "⎛⎜⎝"]
            end = self.closing(rows[0], rows[-1], *kinds)
            inside = Picture([row[self.at + 1 : end] for row in self.rows], self.baseline)
            self.at = end + 1
            return inside.worth(), rows[0]
        letter = self.peek()
        self.at += 1
        return complex(VALUES[letter]), self.baseline

    def exponent(self, top: int) -> Value | None:
        """Return what stands higher at the right of the atom just read: in small letters or on rows of its own."""
        end = self.at
        while end < self.width and self.rows[top][end] in RAISED:
            end += 1
        if end > self.at:
            text = "".join(RAISED[each] for each in self.rows[top][self.at : end])
            self.at = end
            return Reader(text, closely=True).worth()
        last = min(top, self.baseline - 1)
        while end < self.width and last >= 0 and self.rows[self.baseline][end] == " " and not self.blank(end, end + 1):
            end += 1
        raised = [row[self.at : end] for row in self.rows[: last + 1]]
        if end == self.at or not raised or not raised[-1].strip():
            return None
        rest = [row[self.at : end] for row in self.rows[last + 1 :]]
        assert not "".join(rest).strip(), "an exponent hangs too low"
        self.at = end
        while not raised[0].strip():
            raised.pop(0)
        return Picture(raised, len(raised) - 1).worth()

    def tall_root(self) -> tuple[Value, int] | None:
        for row, text in enumerate(self.rows[: self.baseline]):
            corner = text[self.at + 1 : self.at + 2]
            sides = {line[self.at : self.at + 2] for line in self.rows[row + 1 : self.baseline + 1]}
            if corner == "┌" and sides <= {" │", "╲│"}:
                last = next(n for n in range(row, len(self.rows)) if self.rows[n][self.at] == "╲")
                end = self.run(row, self.at + 2)
                inside = [line[self.at + 2 : end] for line in self.rows[row + 1 : last + 1]]
                self.at = end
                return cmath.sqrt(Picture(inside, self.baseline - row - 1).worth()), row
        return None

    def closing(self, top: int, bottom: int, opens: str, closes: str) -> int:
        level = 0
        for end in range(self.at, self.width):
            signs_here = [self.rows[row][end] for row in range(top, bottom + 1)]
            outside = [self.rows[row][end] for row in (top - 1, bottom + 1) if 0 <= row < len(self.rows)]
            whole = not any(sign in opens + closes for sign in outside) or len(opens) == 1
            level += whole and all(sign in opens for sign in signs_here)
            level -= whole and all(sign in closes for sign in signs_here)
            if level == 0:
                return end
        raise AssertionError("a bracket is not closed")

    def run(self, row: int, start: int) -> int:
        end = start
        while end < self.width and self.rows[row][end] == "─":
            end += 1
        return end

    def blank(self, start: int, end: int) -> bool:
        return not "".join(row[start:end] for row in self.rows).strip()

    def peek(self) -> str:
        return self.rows[self.baseline][self.at : self.at + 1]

    def taken(self, sign: str) -> bool:
        if self.peek() != sign:
            return False
        self.at += 1
        return True

    def skip(self) -> bool:
        """Pass over empty columns; tell whether anything is left."""
        while self.at < self.width and self.blank(self.at, self.at + 1):
            self.at += 1
        return self.at < self.width


def part(rows: list[str], start: int, end: int) -> Value:
    """Work out a numerator or a denominator, whose baseline nothing tells: one row alone makes sense of it."""
    cut = [row[start:end] for row in rows]
    while cut and not cut[0].strip():
        cut.pop(0)
    while cut and not cut[-1].strip():
        cut.pop()
    found = []
    for baseline in range(len(cut)):
        try:
            found.append(Picture(cut, baseline).worth())
        except (AssertionError, KeyError, IndexError, StopIteration):
            continue
    assert found, "no row of it makes sense as a baseline"
    assert all(cmath.isclose(found[0], each, rel_tol=1e-6) for each in found), "two rows make sense as a baseline"
    return found[0]


@settings(max_examples=300, deadline=None)
@given(st.recursive(LETTERS, larger, max_leaves=8))
def test_a_picture_is_worth_what_its_formula_is_worth(expression: Expression) -> None:
    drawn = draw_display(expression.tex)
    assert drawn is not None
    value = Picture(list(drawn.rows), drawn.baseline).worth()
    assert cmath.isclose(value, expression.value, rel_tol=1e-6), "\n".join(drawn.rows)


SHAPES = [
    r"\frac{%s}{%s}",
    r"\left( %s + %s \right)",
    r"\left| %s \right|_{%s}",
    r"x_{%s}^{%s}",
    r"W_{%s} %s",
    r"\sum_{n=%s}^{%s} y",
    r"\max_{%s} %s",
    r"\int_{%s} %s",
    r"\sqrt{%s} %s",
    r"\hat{x}_{%s} - %s",
    r"\begin{pmatrix} %s & %s \end{pmatrix}",
    r"\begin{cases} %s \\ %s \end{cases}",
    r"\underbrace{%s}_{%s}",
    r"\overline{%s} \mathbf{k} %s",
    r"\text{if } %s = %s",
]


def shaped(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(SHAPES), parts, parts).map(lambda drawn: drawn[0] % drawn[1:])


@settings(max_examples=300, deadline=None)
@given(st.recursive(st.sampled_from(sorted("abcdeghAB2")), shaped, max_leaves=10))
def test_a_picture_holds_every_letter_digit_and_operator_of_its_formula_and_no_other(tex: str) -> None:
    named = signs("max" * tex.count(r"\max"))
    for text in ("".join(drawn.rows) if (drawn := draw_display(tex)) else None, draw_inline(tex)):
        assert text is None or signs(text) == written(tex) + named
