"""A formula in one row says what the formula says: nothing binds more or less closely than it did."""

import pytest

from tui.formulas.drawing import draw_inline


@pytest.mark.parametrize(
    ("tex", "row"),
    [
        (r"\frac{1}{2}x", "(1/2)x"),
        (r"x\frac{1}{2}", "x (1/2)"),
        (r"\frac{1}{2x}", "1/(2x)"),
        (r"\frac{ab}{c}", "ab/c"),
        (r"\frac{a+b}{c} + d", "(a + b)/c + d"),
        (r"\frac{-a}{b}", "(−a)/b"),
        (r"-\frac{a}{b}", "−a/b"),
        (r"\frac{a/b}{c}", "(a/b)/c"),
        (r"\frac{a}{b}/c", "(a/b)/c"),
        (r"c/\frac{a}{b}", "c/(a/b)"),
        (r"\frac{\frac{a}{b}}{\frac{c}{d}}", "(a/b)/(c/d)"),
        (r"\frac{a}{b}^2", "(a/b)²"),
        (r"\log\frac{p}{q}", "log(p/q)"),
        (r"\sum_i \frac{a_i}{b}", "∑ᵢ (aᵢ/b)"),
        (r"\frac{\log x}{n}", "(log x)/n"),
        (r"\frac{n!}{k!}", "n!/(k!)"),
        (r"\frac{\partial f}{\partial x_i}", "∂f/∂xᵢ"),
        (r"\frac{\partial^2 f}{\partial x \partial y}", "∂²f/(∂x∂y)"),
        (r"\frac{a}{b} \cdot \frac{c}{d}", "(a/b) ⋅ (c/d)"),
    ],
)
def test_a_fraction_stands_in_parentheses_where_something_beside_it_binds_as_closely(tex: str, row: str) -> None:
    assert draw_inline(tex) == row


@pytest.mark.parametrize(
    ("tex", "row"),
    [
        ("x^{2n}", "x²ⁿ"),
        ("x_i^2", "xᵢ²"),
        (r"\sigma_\theta^2", "σ²_θ"),
        (r"x_\theta^{k+1/2}", "x_θ^(k+1/2)"),
        ("x^{y^2}", "x^(y²)"),
        ("x_{i_j}", "x_(iⱼ)"),
        ("x_{i,j}", "x_(i,j)"),
        ("a^{[l]}", "a^[l]"),
        (r"p_\theta x", "p_θ x"),
        (r"p_\theta(x)", "p_θ(x)"),
        (r"\theta^* x", "θ* x"),
        ("f(x^*)", "f(x*)"),
        ("a * b", "a ∗ b"),
        ("x'^2", "x′²"),
        (r"J^{\theta'}", "J^(θ′)"),
        ("\\gamma^{t'-t}", "γ^(t′−t)"),
        ("90^\\circ", "90°"),
        ("A^\\dagger x", "A†x"),
        ("A^T A^\\top A^{-1}", "AᵀAᵀA⁻¹"),
        (r"e^{-\frac{x^2}{2}}", "e^(−x²/2)"),
        (r"\max_{a'} Q", "max_(a′) Q"),
        (r"\lim_{n \to \infty} (1 + x)", "lim_(n→∞) (1 + x)"),
        (r"{\mathbf{W}^{(2)}}^\top", "𝐖⁽²⁾ᵀ"),
    ],
)
def test_a_script_that_is_more_than_a_sign_or_a_name_shows_where_it_ends(tex: str, row: str) -> None:
    assert draw_inline(tex) == row


@pytest.mark.parametrize(
    ("tex", "row"),
    [
        (r"\sqrt{2}", "√2"),
        (r"\sqrt{d_k}", "√dₖ"),
        (r"\sqrt{2}x", "√(2)x"),
        (r"\sqrt{2x}", "√(2x)"),
        (r"\sqrt{x^2}", "√(x²)"),
        (r"\sqrt{x}^2", "(√x)²"),
        (r"\sqrt[3]{x}", "∛x"),
        (r"1/\sqrt{n}", "1/√n"),
    ],
)
def test_a_root_covers_what_it_covered(tex: str, row: str) -> None:
    assert draw_inline(tex) == row


@pytest.mark.parametrize(
    ("tex", "row"),
    [
        ("a-b", "a − b"),
        ("-b", "−b"),
        ("a=-b", "a = −b"),
        ("(-b)", "(−b)"),
        (r"2\log x", "2 log x"),
        ("f(x,y)", "f(x, y)"),
        (r"x\in[0,1)", "x ∈ [0, 1)"),
        ("a:=b", "a := b"),
        ("0.5x", "0.5x"),
        ("x.", "x."),
        (r"\text{if }x>0", "if x > 0"),
        (r"\text{cost of $n$ items}", "cost of n items"),
        (r"95\%", "95%"),
        (r"a \not\in B", "a ∉ B"),
        (r"p(x \mid y)", "p(x | y)"),
        (r"\mathbf{x} \in \mathbb{R}^n", "𝐱 ∈ ℝⁿ"),
        (r"\mathcal{L}(\boldsymbol{\theta})", "ℒ(𝛉)"),
        (r"\hat{y}", "ŷ"),
        (r"\vec{v}", "v⃗"),
        ("α ≤ β", "α ≤ β"),
        (r"\binom{n}{k}", "(n choose k)"),
        ("|-x| + |y|", "|−x| + |y|"),
        (r"\|\frac{a}{b}\|^2", "‖a/b‖²"),
        ("p(x|y)", "p(x|y)"),
        (r"\left. x + y \right)", "x + y)"),
        (r"\left( x + y \right.", "(x + y"),
        (r"D(p \| q)", "D(p‖q)"),
        (r"\frac{df}{dx}|_{x=0}", "(df/dx)|ₓ₌₀"),
        (r"\underset{a}{\arg \max} Q", "arg maxₐ Q"),
        (r"\underset{x \sim p}{\mathbb{E}}[f]", "𝔼_(x∼p)[f]"),
        (r"{\rm node}_i", "nodeᵢ"),
    ],
)
def test_signs_words_and_alphabets_keep_their_places(tex: str, row: str) -> None:
    assert draw_inline(tex) == row


@pytest.mark.parametrize(
    "tex",
    [
        r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
        r"\begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}",
        r"\underbrace{a + b}_{n}",
        r"\overline{ab}",
        r"\hat{xy}",
        r"a\sqrt[n]{x}",
        "{a + b}^2",
        "a \\\\ b",
    ],
)
def test_what_one_row_cannot_say_stays_tex(tex: str) -> None:
    assert draw_inline(tex) is None
