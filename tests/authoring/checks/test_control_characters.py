"""Nothing in a lesson acts on a terminal, hides from the reader, or makes the text read otherwise than it stands."""

import unicodedata

import pytest

from tests.authoring.checks.subjects import found, subject
from tui.authoring.checks.control_characters import RULE
from tui.authoring.checks.finding import Found


def check(text: str) -> list[Found]:
    return found(RULE, subject(f"# Knots\n\n{text}\n"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a bell\x07 rings", "U+0007 (BELL)"),
        ("null\x00", "U+0000 (NULL)"),
        ("a form feed\x0c here", "U+000C (FORM FEED)"),
        ("delete\x7f", "U+007F (DELETE)"),
        ("next\x85line", "U+0085 (NEXT LINE)"),
        ("a C1 \x9b31m sequence", "U+009B"),
        ("\x1b[31mred\x1b[0m", "U+001B (ESCAPE with its sequence)"),
        ("a title \x1b]0;x\x07 set", "U+001B (ESCAPE with its sequence)"),
        ("a lone \x1b", "U+001B (ESCAPE)"),
        ("user\u202e // admin", "U+202E (RIGHT-TO-LEFT OVERRIDE)"),
        ("iso\u2066lated\u2069", "U+2066 (LEFT-TO-RIGHT ISOLATE)"),
        ("zero\u200bwidth", "U+200B (ZERO WIDTH SPACE)"),
        ("join\u2060er", "U+2060 (WORD JOINER)"),
        ("non\u200cjoiner", "U+200C (ZERO WIDTH NON-JOINER)"),
        ("a\u200db", "U+200D (ZERO WIDTH JOINER)"),
        ("a\u200d🔬", "U+200D"),
        ("👩\u200d b", "U+200D"),
        ("mark\ufeff", "U+FEFF (ZERO WIDTH NO-BREAK SPACE)"),
        ("soft\u00adhyphen", "U+00AD (SOFT HYPHEN)"),
        ("left\u200e to right", "U+200E (LEFT-TO-RIGHT MARK)"),
        ("line\u2028separator", "U+2028 (LINE SEPARATOR)"),
        ("no\ufdd0character", "U+FDD0"),
        ("no\U0001fffecharacter", "U+1FFFE"),
        ("cited\ue200turn0search1\ue201", "U+E200"),
        ("tag\U000e0041", "U+E0041 (TAG LATIN CAPITAL LETTER A)"),
        ("plain\ufe0f text", "U+FE0F (VARIATION SELECTOR-16)"),
        ("two lines\rin one", "U+000D (CARRIAGE RETURN)"),
    ],
)
def test_what_does_not_belong_is_named_by_its_code_point(text: str, code: str) -> None:
    finding = check(text)[0]
    assert code in finding.message
    assert finding.line == 3


@pytest.mark.parametrize(
    "text",
    [
        "Plain text,\twith a tab.",
        "naïve café, e\u0301, ½ and ∑",
        "a no-break\u00a0space, a thin\u2009one and a narrow\u202fone",
        "👩\u200d🔬 👩🏽\u200d💻 🏳\ufe0f\u200d🌈 ❤\ufe0f\u200d🔥 🧑\u200d🧑\u200d🧒",
        "1\ufe0f⃣ ✔\ufe0f ☀\ufe0e",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "می\u200cخواهم",
        "क्\u200dष and ക്\u200c",
        "abc \u200f שלום \u200e",
        "ภาษา\u200bไทย",
        "张量 テンソル 텐서",
        "葛\U000e0100城市",
        "\u202f",
        "```python\n\tprint('tab')\n```",
        "Windows\r\nline ends\r\n",
        "`\\x1b[31m` and `\\u202e` are written so; &shy; and &#8203; too",
    ],
)
def test_what_scripts_and_emoji_need_is_let_be(text: str) -> None:
    assert check(text) == []


def test_a_byte_order_mark_at_the_beginning_is_told() -> None:
    (finding,) = found(RULE, subject("\ufeff# Knots\n\nText.\n"))
    assert (finding.line, finding.quote) == (1, "# Knots")


def test_each_line_tells_a_character_once() -> None:
    findings = check("a\u200bb\u200bc\u200bd\n\ne\u200bf\u202e")
    assert [finding.line for finding in findings] == [3, 5, 5]


def test_hidden_characters_in_code_are_told_too() -> None:
    (finding,) = check("```python\nif user == 'a\u202e':\n```")
    assert finding.line == 4


def test_the_quote_stands_in_the_text_and_holds_nothing_hidden() -> None:
    text = "The knot\u200b holds \x1b[31mred\x1b[0m\u202e ropes, and more"
    for finding in check(text):
        assert finding.quote
        assert finding.quote in text
        assert not any(unicodedata.category(character) in ("Cc", "Cf") for character in finding.quote)


def test_lines_are_counted_rightly_after_what_other_programs_take_for_a_line_end() -> None:
    findings = check("a\x0cb\u2028c\x85d\n\nhere\u200b it is")
    assert [finding.line for finding in findings] == [3, 3, 3, 5]
