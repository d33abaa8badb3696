"""What says it is Python can be read by Python; what only looks broken is let be."""

import warnings

import pytest

from tests.authoring.checks.subjects import found, subject
from tui.authoring.checks import python_blocks
from tui.authoring.checks.finding import Found
from tui.authoring.checks.python import RULE


def fenced(code: str, language: str = "python") -> list[Found]:
    return found(RULE, subject(f"# Knots\n\nText.\n\n```{language}\n{code}\n```\n\nMore.\n"))


@pytest.mark.parametrize(
    ("code", "line", "quote", "said"),
    [
        ("x = 1\ny = \n", 7, "y =", "invalid syntax"),
        ("for x in range(3)\n    print(x)", 6, "for x in range(3)", "expected ':'"),
        ("x = (1,\n\n\n", 6, "x = (1,", "never closed"),
        ("def f(x):\nprint(x)", 7, "print(x)", "function definition on line 6"),
        ("class A:\n    def f(self, x)\n        return x", 7, "def f(self, x)", "expected ':'"),
        ("    x = 1", 6, "x = 1", "begin it at the margin"),
        ("return 3", 6, "return 3", "outside function"),
        ("page = await fetch()", 6, "page = await fetch()", "asyncio.run(main())"),
        ("print 'a'", 6, "print 'a'", "Missing parentheses"),
        ("for each batch in data:\n    step", 6, "for each batch in data:", "`text` for pseudocode"),
        ("options = {'a': 1, ...}", 6, "options = {'a': 1, ...}", "leave out by a comment"),
        ("x = [\n    1,\n    2\n\ny = 3", 6, "x = [", "never closed"),
        ("%matplotlib inline\nx = 1", 6, "%matplotlib inline", "of notebooks"),
        ("x = 1\n!pip install torch", 7, "!pip install torch", "of notebooks"),
        ("(" * 300 + ")" * 300, 6, "(" * 300 + ")" * 300, "nested"),
    ],
)
def test_what_python_cannot_read_is_told_at_its_line_in_the_lesson(code: str, line: int, quote: str, said: str) -> None:
    (finding,) = fenced(code)
    assert (finding.line, finding.quote) == (line, quote)
    assert said in finding.message


@pytest.mark.parametrize("language", ["py", "python3", "Python", "python title=example.py", "{.python}", "{python}"])
def test_python_has_several_names(language: str) -> None:
    assert len(fenced("x =", language)) == 1


@pytest.mark.parametrize("language", ["", "text", "bash", "ipython", "pyi", "pythonic", "cython"])
def test_what_does_not_say_that_it_is_python_is_not_read(language: str) -> None:
    assert fenced("for each batch: step", language) == []


@pytest.mark.parametrize(
    "code",
    [
        "",
        "# nothing but a comment",
        "x = [1, ..., 3]\nclass A: ...\ndef f(x): ...",
        "def f(x: int) -> int",
        "async def f(\n    x: int,  # the (only) one\n) -> int:",
        "torch.nn.Linear(in_features: int, out_features: int, bias: bool = True)",
        "torch.randn(\n    *size,\n    out: Tensor = None,\n) -> Tensor",
        "@property\ndef f(self)\n\ndef g(self): ...",
        "class Knot(nn.Module)",
        "class Knot(nn.Module):\n    def forward(self, x)",
        "import this_is_not_installed",
        "print(undefined)",
        "s = '''\n%matplotlib inline\n```not'''",
        "x = 5 \\\n    % 3",
        "async def main():\n    await fetch()",
    ],
)
def test_what_only_looks_broken_is_let_be(code: str) -> None:
    assert fenced(code) == []


@pytest.mark.parametrize("code", ["f(x) = x", "def f(x):\n\ng(y)", "if (x)", "def f(x, x)", "knot(a b)"])
def test_a_mistake_is_no_signature(code: str) -> None:
    assert len(fenced(code)) == 1


def test_a_session_is_read_at_its_prompts_and_its_output_is_not_read() -> None:
    session = ">>> for x in range(2):\n...     print(x)\n...\n0 is shown\n1 is shown\n>>> x +\n>>> 1 / 0\nTraceback: …"
    for language in ("pycon", "python"):
        (finding,) = fenced(session, language)
        assert (finding.line, finding.quote) == (11, "x +")


def test_remarks_and_empty_prompts_of_a_session_are_let_be() -> None:
    assert fenced(">>> # Tie it first.\n>>> x = 1\n>>>\n>>> x\n1", "pycon") == []


def test_a_session_without_a_prompt_is_told() -> None:
    (finding,) = fenced("x = 1", "pycon")
    assert ">>>" in finding.message


def test_code_in_lists_and_quotations_is_read_without_their_margins() -> None:
    text = "- item\n\n  ```python\n  if True:\n      x = 1\n  ```\n\n> ```python\n> if True:\n>     y =\n> ```\n"
    (finding,) = found(RULE, subject(text))
    assert (finding.line, finding.quote) == (10, "y =")


def test_each_block_is_told_once_and_all_of_them_are() -> None:
    text = "## One\n\n```python\na =\nb =\n```\n\n## Two\n\n```python\nc =\n```\n"
    assert [finding.line for finding in found(RULE, subject(text))] == [4, 11]


def test_warnings_of_the_compiler_are_neither_findings_nor_shown() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert fenced("if x is 1:\n    y = '\\d'\n    assert (y, 'told')") == []
    assert caught == []


def test_the_cells_of_a_session_know_what_it_shows_and_where() -> None:
    text = "# T\n\n```pycon\n>>> x = 1\n>>> x\n1\n\n>>> def f():\n...     return 2\n>>> f()\n2\n```\n"
    (code,) = subject(text).text.parts[0].codes
    assert [(cell.line, cell.source, cell.wanted) for cell in python_blocks.cells(code)] == [
        (4, "x = 1\n", ""),
        (5, "x\n", "1"),
        (8, "def f():\n    return 2\n", ""),
        (10, "f()\n", "2"),
    ]
