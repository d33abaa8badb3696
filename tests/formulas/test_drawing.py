"""Whatever a model writes between dollars: it is drawn truly and tidily, or it stays TeX."""

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from wcwidth import wcswidth

from tui.formulas.drawing import LONGEST, Drawn, draw_display, draw_inline

WRITTEN = r"""
\frac \sqrt \sqrt[3] \left( \right) \left. \right| \middle| \begin{cases} \end{cases} \begin{matrix} \end{matrix} \sum
\int \lim \hat \overline \vec \mathbf \mathrm \text \operatorname \underbrace \overset \underset \substack \binom
\choose \limits \not \tag \quad \, \\ & { } ^ _ ' ( ) [ ] | \| x 2 \alpha \theta + - = , . / ! * % $ # ~ α 中 é שלום
"""
PIECES = st.sampled_from([*WRITTEN.split(), "\x1b[31m", "\u202e", "\n"])
TEX = st.lists(PIECES, max_size=40).map(" ".join)


def shown(drawn: Drawn | None, row: str | None) -> list[str]:
    return [*(drawn.rows if drawn else ()), *([row] if row else [])]


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=80), TEX))
def test_any_text_is_drawn_in_equally_wide_rows_without_a_control_character_or_not_at_all(tex: str) -> None:
    drawn, row = draw_display(tex), draw_inline(tex)
    for text in shown(drawn, row):
        assert not [each for each in text if unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
        assert wcswidth(text) == cell_len(text)
    if drawn is not None:
        assert len({wcswidth(each) for each in drawn.rows}) == 1
        assert 0 <= drawn.baseline < len(drawn.rows)


@pytest.mark.parametrize(
    "tex",
    [
        "",
        " ",
        r"\,",
        r"\unknown{x}",
        r"\frac{a}",
        r"\frac{a}{}",
        "x^a^b",
        "x_a_b",
        "{a + b}^2",
        r"\left( x",
        r"x \right)",
        r"\left( x \rangle",
        "{x",
        "x}",
        "a & b",
        "a % b",
        "$x$",
        "#1",
        r"\text{a $b}",
        r"\begin{cases} x",
        r"\begin{cases} x \end{matrix}",
        r"\begin{tikzpicture} x \end{tikzpicture}",
        r"\begin{array}{c} a & b \end{array}",
        r"\def\x{1} \x",
        r"\textcolor{red}{x}",
        r"\href{javascript:alert(1)}{x}",
        "\x1b[31mx",
        "x\x07",
        "x\u202ey",
        "שלום",
        "e\u0301\u0302",
        "x" * (LONGEST + 1),
    ],
)
def test_what_is_no_formula_or_not_understood_stays_tex(tex: str) -> None:
    assert draw_display(tex) is None
    assert draw_inline(tex) is None


@pytest.mark.parametrize(
    "tex",
    [
        "{" * 1999,
        "(" * 900 + ")" * 900,
        "x^{" * 28 + "x" + "}" * 28,
        "x^{" * 500 + "}" * 500,
        r"\sqrt" * 390,
        r"\frac{" * 29 + "x" + "}{y}" * 29,
        r"\left(" * 29 + r"\frac{a}{b}" + r"\right)" * 29,
        r"\begin{aligned}" + r"a &= \frac{b}{c} \\" * 90 + r"\end{aligned}",
        r"\begin{matrix}" + "a &" * 600 + r"\end{matrix}",
        r"\sum_{i=1}^{n} " * 120,
        r"x^{\frac{\begin{matrix}a\end{matrix}}{" * 14 + "y" + "}}" * 14,
        r"\text{$" * 200 + "x" + "$}" * 200,
    ],
    ids=range(12),
)
def test_no_formula_holds_the_reader_up(tex: str) -> None:
    start = time.process_time()
    draw_display(tex)
    draw_inline(tex)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("tex", "rows"),
    [
        (r"\frac{a}{b}", (" a ", "───", " b ")),
        (r"\frac{\frac{a}{b}}{c}", ("  a  ", " ─── ", "  b  ", "─────", "  c  ")),
        (r"-\frac{a}{b}", ("   a ", "− ───", "   b ")),
        ("x_i^2", ("xᵢ²",)),
        (r"\sigma_\theta^2", ("σ²", " θ")),
        (r"V_\theta^\pi", (" π", "V ", " θ")),
        (r"e^{x_i}", (" xᵢ", "e  ")),
        (r"\sum_{i=1}^{n} x_i", (" n    ", " ∑  xᵢ", "i=1   ")),
        (r"\sum\nolimits_{i=1}^{n} x_i", ("∑ᵢ₌₁ⁿ xᵢ",)),
        (r"\lim_{x \to 0} f", ("lim f", "x→0  ")),
        (r"\int_0^1 f", ("⌠1  ", "⎮  f", "⌡0  ")),
        (r"\int\limits_0^1 f", ("1  ", "∫ f", "0  ")),
        (r"\sqrt{2}", ("√2",)),
        (r"|\frac{a}{b}|", ("│ a │", "│───│", "│ b │")),
        (r"p(x|\frac{a}{b})", (" ⎛   a ⎞", "p⎜x|───⎟", " ⎝   b ⎠")),
        (r"\frac{df}{dx}|_{x=0}", (" df │   ", "────│   ", " dx │ₓ₌₀")),
        (r"\underset{a}{\arg \max} Q", ("arg max Q", "   a     ")),
        (r"\sqrt{2}x", ("┌─  ", "√2 x")),
        (r"\sqrt{2x}", ("┌──", "√2x")),
        (r"\sqrt[3]{1+x}", ("3┌─────", " √1 + x")),
        (r"\overline{ab}c", ("__ ", "abc")),
        (r"\hat{x}", ("x̂",)),
        (r"\left( \frac{a}{b} \right)^2", ("⎛ a ⎞²", "⎜───⎟ ", "⎝ b ⎠ ")),
        (r"\left. f \right|_0", ("f|₀",)),
        (r"\left\{ \frac{a}{b} \middle| c \right\}", ("⎧ a  │  ⎫", "⎨─── │ c⎬", "⎩ b  │  ⎭")),
        (r"\left\langle \frac{a}{b} \right\rangle", (" ╱ a ╲ ", "⟨ ─── ⟩", " ╲ b ╱ ")),
        (r"\begin{pmatrix} a & b \\ c & -d \end{pmatrix}", ("⎛a  b ⎞", "⎝c  −d⎠")),
        (r"\begin{vmatrix} a & b \\ c & d \end{vmatrix}", ("│ a  b │", "│ c  d │")),
        (r"\begin{array}{c|c} a & b \end{array}", ("a │ b",)),
        (r"\begin{aligned} a &= b \\ &+ c \end{aligned}", ("a = b", "  + c")),
        (r"\underbrace{x + y}_{n}", ("x + y", "╰─┬─╯", "  n  ")),
        (r"\overbrace{x + y}^{n}", ("  n  ", "╭─┴─╮", "x + y")),
        (r"a \xrightarrow{f} b", ("   f   ", "a ──→ b")),
        (r"a \overset{!}{=} b", ("  !  ", "a = b")),
        (r"\underset{\theta}{\operatorname{argmin}} L", ("argmin L", "  θ     ")),
        (r"\binom{n}{k}", ("⎛n⎞", "⎜ ⎟", "⎝k⎠")),
        (r"\boxed{x}", ("┌───┐", "│ x │", "└───┘")),
        (r"x = 1 \tag{2}", ("x = 1    (2)",)),
        (r"x = 1 \tag*{A}", ("x = 1    A",)),
        (r"x = 1 \label{eq:x}", ("x = 1",)),
        ("a = b \\\\ c", ("a = b", "c    ")),
        (r"{n \choose k}", ("⎛n⎞", "⎜ ⎟", "⎝k⎠")),
    ],
)
def test_each_construct_has_its_shape(tex: str, rows: tuple[str, ...]) -> None:
    drawn = draw_display(tex)
    assert drawn is not None
    assert drawn.rows == rows


@pytest.mark.parametrize(
    ("tex", "within", "rows"),
    [
        ("a + b = c + d", 13, ("a + b = c + d",)),
        ("a + b = c + d", 12, ("a + b    ", "   = c + d")),
        ("a + b = c + d = e", 13, ("a + b = c + d", "   = e       ")),
        ("abcdef = a + b + c", 11, ("abcdef    ", "   = a + b", "     + c  ")),
        (r"a = b, \quad c = d", 12, ("a = b,", "c = d ")),
        (r"\begin{aligned} a &= b + c + d \\ &= e \end{aligned}", 10, ("a = b + c ", "      + d ", "  = e     ")),
        ("a = b \\\\ c = d + e + f", 10, ("a = b    ", "c        ", "   = d + e", "     + f ")),
        (r"p(x \mid y) = q", 9, ("p(x | y)", "   = q  ")),
    ],
)
def test_a_display_wider_than_its_page_is_broken_before_a_relation_or_else_a_sign(
    tex: str, within: int, rows: tuple[str, ...]
) -> None:
    drawn = draw_display(tex, within)
    assert drawn is not None
    assert [row.rstrip() for row in drawn.rows] == [row.rstrip() for row in rows]
    assert cell_len(drawn.rows[0]) <= within


@pytest.mark.parametrize(
    "tex", ["abcdefghijkl", r"f(a + b + c)", r"\frac{a + b + c}{d}", r"\begin{pmatrix} a & b & c & d \end{pmatrix}"]
)
def test_what_cannot_be_broken_stays_tex_where_it_is_too_wide(tex: str) -> None:
    assert draw_display(tex) is not None
    assert draw_display(tex, 8) is None
