"""What stands out in Markdown as it is written."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.markdown_marks import marks, verbatim


def found(line: str) -> list[tuple[str, str]]:
    return [(line[start:end], role) for start, end, role in marks(line)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a `code` b", [("`code`", "code-string")]),
        ("``a ` b`` c", [("``a ` b``", "code-string")]),
        ("so $x_1 + y$ is", [("$x_1 + y$", "note")]),
        ("$$a = b$$", [("$$a = b$$", "note")]),
        ("it costs $5, then $6", []),
        ("**bold** and *soft* and _soft_", [("**bold**", "strong"), ("*soft*", "emphasis"), ("_soft_", "emphasis")]),
        ("snake_case_name and 2 * 3 * 4", []),
        ("[a link](day01_002.md) and ![one](a.png)", [("[a link](day01_002.md)", "link"), ("![one](a.png)", "link")]),
        ("see[^1] <b>it</b>", [("[^1]", "note"), ("<b>", "html"), ("</b>", "html")]),
        (r"\*not\* soft, \$5\$", []),
        ("`**code**` alone", [("`**code**`", "code-string")]),
        ("a < b and b > c", []),
    ],
)
def test_a_line_is_marked_as_markdown_reads_it(line: str, expected: list[tuple[str, str]]) -> None:
    assert found(line) == expected


def test_nothing_in_code_and_formulas_of_several_lines_is_markdown() -> None:
    lines = """\
Text.
```python
a ** b
```

$$
x_1
$$
*soft*
~~~
```
~~~
$$ a $$
End.""".splitlines()
    code, formula = dict.fromkeys((1, 2, 3, 9, 10, 11), "code"), dict.fromkeys((5, 6, 7), "formula")
    assert verbatim(lines) == {**code, **formula}


@given(st.text(alphabet="[]()*_`$<>!\\^ ab", max_size=80))
def test_marks_of_any_line_lie_in_it_one_after_the_other(line: str) -> None:
    at = 0
    for start, end, _ in marks(line):
        assert at <= start < end <= len(line)
        at = end


@pytest.mark.parametrize("piece", ["[", "`", "*", "_", "$", "<", "**", "![", "$ $a", "`a``b"])
def test_a_line_of_nothing_but_openings_is_marked_in_no_time(piece: str) -> None:
    line = piece * 2000
    began = time.perf_counter()
    list(marks(line))
    assert time.perf_counter() - began < 1  # a bound that only a pattern which tries everything would pass
