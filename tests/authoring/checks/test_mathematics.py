"""Formulas can be read, and what was meant as a formula is one; prices, shells and code are none."""

import pytest

from tests.authoring.checks.subjects import found, subject
from tui.authoring.checks import tex
from tui.authoring.checks.finding import Found
from tui.authoring.checks.mathematics import RULE

FORMULAS = r"""
\operatorname{softmax}(z)_i = \frac{e^{z_i}}{\sum_{j=1}^K e^{z_j}}
\mathrm{Attention}(Q,K,V)=\operatorname{softmax}\!\left(\frac{QK^\top}{\sqrt{d_k}}\right)V
\log p_\theta(x) \ge \mathbb{E}_{q_\phi(z\mid x)}\left[\log p_\theta(x\mid z)\right] - D_{\mathrm{KL}}(q\,\|\,p)
J_{ij}=\frac{\partial f_i}{\partial x_j}, \frac{\mathrm d}{\mathrm dx}\int_0^x f(t)\,\mathrm dt
\nabla_{\theta}\mathcal{L}
f(x)=\begin{cases} x & \text{if } x>0 \\ 0 & \text{otherwise} \end{cases}
\begin{aligned} a &= b \\ &= c \end{aligned}
\begin{align*} a &= b \end{align*}
\begin{bmatrix} 1 & 2 \\[4pt] 3 & 4 \end{bmatrix}
\begin{array}{c|c} 1 & 2 \\ \hline 3 & 4\end{array}, \pmatrix{a & b \\ c & d}
\argmin_\theta L, \operatorname*{arg\,min}_{\theta}, \underset{\theta}{\arg\min}, \mathop{\mathrm{argmax}}\limits_x
\underbrace{a+b}_{\text{sum}}, \overbrace{a}^{n}, a=b \tag{1}, \tag*{$\star$}, \label{eq:1} \nonumber \eqref{a}
\bm{x}, \boldsymbol{\theta}, \mathbf x, \mathbb R^{n\times d}, \mathcal O(n\log n), \hat y, \frac12, \frac ab, \sqrt2
\lVert x \rVert_2, \left\lVert x \right\rVert, \|x\|_2^2, \bigl( x \bigr), \Big| x \Big|, \left | x \right |
\left. \frac{a}{b} \right|_{x=0}, \left\{ x \mid y \right\}, \left( a \middle| b \right), \left[0,1\right)
x \xrightarrow{d} y, \xrightarrow[n\to\infty]{\text{a.s.}}, \stackrel{\text{def}}{=}, \triangleq, \coloneqq
\mathbbm{1}[x>0], \text{if $x > 0$}, \{a\}, a\%, a\#b, \text{\$5}, \texttt{d\_model}
\perp\!\!\!\perp, \not\in, \lim_{x\to0}, \sum\limits_{i}, \sum_{\substack{i<j \\ j<n}}
x'_i, f''(x), {}^2x, 10^{-3}, W^{(l)}_{ij}, x_0^{+}, A^\mathsf{T}, x_\text{max}, 90^\circ, \sqrt[3]{x}
\begin{aligned} x &= \left(a + b\right) \\ &\quad + \left[c \right. \\ &\qquad \left. + d\right] \end{aligned}
\genfrac{}{}{0pt}{}{a}{b}, {n \choose k}, {\bf x}, \textcolor{red}{x}
\textcolor{#228B22}{x}, \mathellipsis, \text{\v{c}}, \boxed{x=1}, \R^n, \hdots
f^*
\mathbf{f}_*
a \\ b
α + β, \text{größe}
""".strip().splitlines()


def said(text: str) -> list[Found]:
    return found(RULE, subject(text))


@pytest.mark.parametrize("formula", FORMULAS)
def test_the_formulas_of_deep_learning_are_let_be(formula: str) -> None:
    assert said(f"# Knots\n\n$$\n{formula}\n$$\n") == []


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        (r"\frac{a}{b", "`{` is never closed"),
        (r"a}", "`}` closes nothing"),
        (r"\frac{a}", "needs 2 arguments"),
        (r"{\sqrt}", "needs 1 argument"),
        (r"\left( a", r"`\left` is never closed"),
        (r"a \right)", r"`\right` closes nothing"),
        (r"\left( a \right", "needs a delimiter"),
        (r"\left{ a \right\}", r"Write `\left\{`"),
        (r"{ \left( } \right)", "is still open"),
        (r"\begin{cases} a", r"`\begin{cases}` is never closed"),
        (r"\begin{cases} a \end{aligned}", r"`\begin{cases}` is still open"),
        (r"\begin{alinged} a \end{alinged}", "no environment `alinged`"),
        (r"\begin{aligned} a &= \left( b \\ &+ c \right) \end{aligned}", r"before `\\`"),
        (r"a &= b", "outside of `aligned`"),
        (r"50% of x", r"write `\%`"),
        (r"\text{50% of} x", r"write `\%`"),
        (r"a # b", r"write `\#`"),
        (r"x^2^3", "Two exponents"),
        (r"x_1_2", "Two indices"),
        (r"x^", "needs an exponent"),
        (r"{x_}", "needs an index"),
        (r"\aplha", r"write `\alpha`"),
        (r"\softmax(x)", r"write `\operatorname{softmax}`"),
        (r"a $ b", "A dollar stands within"),
    ],
)
def test_a_formula_that_cannot_be_read_is_told_with_what_to_do(formula: str, words: str) -> None:
    (finding,) = said(f"# Knots\n\n$$\n{formula}\n$$\n")
    assert (finding.line, finding.quote) == (4, formula)
    assert words in finding.message


def test_each_formula_is_told_at_its_own_line_wherever_it_stands() -> None:
    text = "# T $x^$\n\n- one $a}$\n  two $b}$\n\n$$\n\\begin{aligned}\na &= b \\\\\n&= \\frac{c}\n\\end{aligned}\n$$\n"
    text += "\n| $d}$ |\n| --- |\n| $e}$ |\n"
    assert [(each.line, each.quote) for each in said(text)] == [
        (1, "x^"),
        (3, "a}"),
        (4, "b}"),
        (9, r"&= \frac{c}"),
        (13, "d}"),
        (15, "e}"),
    ]


def test_only_the_first_fault_of_its_structure_is_told_and_each_unknown_command_once() -> None:
    assert len(said("$\\frac{a}} + {b$\n")) == 1
    assert [each.message.partition(": ")[0] for each in said("$\\foo + \\bar{x} + \\foo + \\quux}$\n")] == [
        "`}` closes nothing",
        "There is no command `\\foo`",
        "There is no command `\\quux`",
    ]


def test_a_command_that_the_lesson_defines_is_known_in_all_of_it() -> None:
    text = "$\\KL(p)$\n\n$$\n\\newcommand{\\KL}[1]{\\mathrm{KL}(#1)}\n\\DeclareMathOperator*{\\softmax}{softmax}\n$$\n"
    text += "\n$\\softmax x$\n"
    assert said(text) == []


def test_what_latex2mathml_stumbles_over_itself_is_no_fault() -> None:
    assert tex.faults("\\left( x") != ()
    assert tex.faults("{" * 2000 + "x" + "}" * 2000) == ()


@pytest.mark.parametrize(
    ("text", "line", "quote", "words"),
    [
        ("Let $x_i be the input.", 1, "$x_i be the input.", "has no end"),
        ("The loss $\\mathcal{L} is", 1, "$\\mathcal{L} is", "has no end"),
        ("From $x_1 to $x_2 it", 1, "$x_1 to", "has no end"),
        ("x^2 + y$ is", 1, "x^2 + y$", "has no beginning"),
        ("Text.\n\n$$\nx = y\n\nMore.", 3, "$$", "has no end"),
        ("Text\n$$\nx = y\n$$\nmore.", 2, "$$", "a blank line above"),
        ("Text\n$$\n\\begin{cases}\nx = y\n\\end{cases}\n$$", 2, "$$", "a blank line above"),
        ("Text\n$$x = y$$", 2, "$$x = y$$", "a blank line above"),
        ("- item\n  $$\n  x = y\n  $$", 2, "$$", "a blank line above"),
        ("So $$x = y$$ holds.", 1, "So $$x = y$$ holds.", "single dollars"),
        ("So\n$ x + y $ is", 2, "$ x + y $", "write `$x + y$`"),
        ("3$\\times$3 kernels", 1, "3$\\times$3", "take it into the formula"),
        ("So \\(x^2\\) is", 1, "\\(x^2\\)", "`$…$` instead"),
        ("So \\(x\\) is", 1, "\\(x\\)", "`$…$` instead"),
        ("So\n\\[\ny = x\n\\]", 2, "\\[", "`$$…$$` instead"),
        ("\\begin{align}\na &= b\n\\end{align}", 1, "\\begin{align}", "between `$$` and `$$`"),
        ("## Why $x^2 matters", 1, "$x^2 matters", "has no end"),
        ("> So $f(x) is", 1, "$f(x) is", "has no end"),
        ("| a | b |\n| - | - |\n| $p(x|y)$ |", 3, "$p(x", "has no end"),
    ],
)
def test_mathematics_that_is_not_shown_as_such_is_told(text: str, line: int, quote: str, words: str) -> None:
    (finding,) = said(f"{text}\n")
    assert (finding.line, finding.quote) == (line, quote)
    assert words in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "$5 and $6, from $1,000 to $3.5k, $10 million, $5/month, 5$, 100$.",
        "US$5 and A$6, $5-$10, $5 – $6, $5 < $6.",
        "$0.002 per 1,000 tokens where x_1 = 5; it costs $5 (x_1) or $6 (x_2).",
        "Set $PATH=/opt/x_1 and ${x^2}.",
        "$HOME and ${HOME}, $1 and $2 of awk, $my_var, $foo.bar, $$ and $? of the shell.",
        "`$x`, ``$x + y``, `\\(x\\)`.",
        "\\$x + y, \\\\(here), \\[not a link\\], \\(see below\\), \\[1\\], \\(1\\).",
        "- \\[ \\] a thing to do",
        "Between $$…$$ stand formulas, and `$$` opens one.",
        "$$$ is dear, and the $ sign is $.",
        "[a](x$y=z$), <https://a.example/?$x=1>, https://a.example/?$x=1",
        "$O(n)$ costs $5, and $x$ costs \\$6.",
        "C:\\Users\\$name and a\\_b \\* c.",
        "jQuery's $(x) and $('#id').",
        "```sh\necho $x = $$\n```\n\n    $x + y\n",
        "<div>\n$x + y\n</div>",
        "![The $x$-axis of $y_1$](a.png)",
        "Formulas $x$, ($y$), **$z$** and $a$-th.",
    ],
)
def test_prices_shells_code_and_escapes_are_no_mathematics(text: str) -> None:
    assert said(f"{text}\n") == []
