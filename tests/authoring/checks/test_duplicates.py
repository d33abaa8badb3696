"""A passage that nearly stands in an earlier lesson too is told, with both places."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.authoring.checks.subjects import ALL_KINDS, subject
from tui.authoring.checks.duplicates import RULE, DuplicatesSettings
from tui.authoring.checks.finding import Found

FIRST, SECOND, TENTH = (
    f"course/{name}" for name in ("day01/day01_001_a.md", "day02/day02_001_b.md", "day11/day11_002_c.md")
)
BOWLINE = (
    "A bowline makes a fixed loop at the end of a rope. The standing part passes through a small loop, around behind "
    "itself, and back down, so that the nip grips harder the more it is loaded, yet the knot opens easily by hand."
)
SPLICE = (
    "Splicing joins two ropes without any knot at all: the strands of one are tucked under those of the other, again "
    "and again, until friction along the whole length holds more than the rope itself would bear when it is new."
)


def edited(text: str, share: float, seed: int = 1) -> str:
    """Return `text` with that share of its words put in, taken out or changed."""
    chance = random.Random(seed)
    words = []
    for word in text.split():
        if chance.random() >= share:
            words.append(word)
        else:
            words += chance.choice(([], ["hemp"], ["tar"], [word, "moreover"]))
    return " ".join(words)


def between(
    *lessons: tuple[str, str], kinds: tuple[str, ...] = tuple(ALL_KINDS), **settings: float
) -> list[tuple[str, Found]]:
    assert RULE.digest is not None
    assert RULE.course is not None
    kept = {path: RULE.digest(subject(text, path=path, kinds=kinds)) for path, text in lessons}
    return list(RULE.course(json.loads(json.dumps(kept)), DuplicatesSettings.model_validate(settings), set(kept)))


@pytest.mark.parametrize("share", [0, 0.05, 0.1, 0.15, 0.2])
def test_a_passage_of_which_some_words_were_changed_is_told_where_it_stands_again(share: float) -> None:
    ((path, finding),) = between(
        (FIRST, f"# Knots\n\n{SPLICE}\n\n{BOWLINE}\n"),
        (SECOND, f"# Loops\n\nSome words.\n\n{edited(BOWLINE, share)}\n"),
    )
    assert (path, finding.line) == (SECOND, 5)
    assert f"{FIRST}:5" in finding.message
    assert finding.quote
    assert edited(BOWLINE, share).startswith(finding.quote)


def test_the_later_lesson_is_told_in_the_order_of_the_course() -> None:
    late = "course/day100/day100_001_z.md"
    for first, second in ((TENTH, late), (late, TENTH)):
        ((path, _),) = between((first, f"# A\n\n{BOWLINE}\n"), (second, f"# B\n\n{BOWLINE}\n"))
        assert path == late


def test_each_later_lesson_is_told_and_of_several_places_the_likeliest() -> None:
    near = edited(BOWLINE, 0.2)
    found = between((FIRST, f"# A\n\n{BOWLINE}\n"), (SECOND, f"# B\n\n{near}\n"), (TENTH, f"# C\n\n{near}\n"))
    assert [(path, finding.message.partition(" in ")[2].partition(" too")[0]) for path, finding in found] == [
        (SECOND, f"{FIRST}:3"),
        (TENTH, f"{SECOND}:3"),
    ]


def test_a_passage_within_a_longer_one_is_told() -> None:
    ((path, _),) = between((FIRST, f"# A\n\n{BOWLINE}\n"), (SECOND, f"# B\n\n{SPLICE} {BOWLINE} {SPLICE.upper()}\n"))
    assert path == SECOND


def test_passages_that_follow_each_other_in_both_are_told_once() -> None:
    both = f"{BOWLINE}\n\n{SPLICE}\n"
    ((_, finding),) = between((FIRST, f"# A\n\n{both}"), (SECOND, f"# B\n\nFirst.\n\n{both}"))
    assert finding.line == 5
    assert "the one below it" in finding.message
    assert len(between((FIRST, f"# A\n\n{SPLICE}\n\n{BOWLINE}\n"), (SECOND, f"# B\n\n{BOWLINE}\n\n{SPLICE}\n"))) == 2


def test_case_marks_and_line_breaks_make_no_difference() -> None:
    changed = BOWLINE.upper().replace(". ", ";\n").replace("loop", "*loop*").replace("ROPE", "**ROPE**")
    ((_, finding),) = between((FIRST, f"# A\n\n{BOWLINE}\n"), (SECOND, f"# B\n\n- {changed}\n".replace("\n", "\n  ")))
    assert "word for word in" in finding.message


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (BOWLINE, SPLICE),
        (BOWLINE, edited(BOWLINE, 0.7)),
        ("Tie the bowline once more.", "Tie the bowline once more."),
        ("```python\n" + "x = 1\n" * 40 + "```", "```python\n" + "x = 1\n" * 40 + "```"),
        ("$$\n" + "x + y + z\n" * 30 + "$$", "$$\n" + "x + y + z\n" * 30 + "$$"),
        (
            f"| a | b |\n| - | - |\n| {'x ' * 10} | {'y ' * 10} |",
            f"| a | b |\n| - | - |\n| {'x ' * 10} | {'y ' * 10} |",
        ),
    ],
)
def test_other_passages_short_ones_code_and_formulas_are_let_be(first: str, second: str) -> None:
    assert between((FIRST, f"# A\n\n{first}\n"), (SECOND, f"# B\n\n{second}\n")) == []


def test_a_passage_that_stands_twice_in_one_lesson_is_another_rules() -> None:
    assert between((FIRST, f"# A\n\n{BOWLINE}\n\n{BOWLINE}\n"), (SECOND, f"# B\n\n{SPLICE}\n")) == []


@pytest.mark.parametrize("title", ["Key questions", "Tricky questions", "Exercises"])
def test_the_words_that_lead_to_questions_may_be_the_same_and_the_answers_may_not(title: str) -> None:
    leads = f"# T\n\n## {title}\n\n{BOWLINE}\n\n"
    assert between((FIRST, f"{leads}1. Why?\n"), (SECOND, f"{leads}1. How?\n")) == []
    asks = f"# T\n\n## {title}\n\n**1. Why does it hold?**\n\n{BOWLINE}\n"
    assert len(between((FIRST, asks), (SECOND, asks))) == 1
    below = f"# T\n\n## {title}\n\n### One\n\n{BOWLINE}\n"
    assert len(between((FIRST, below), (SECOND, below))) == 1


def test_length_and_likeness_are_set_in_the_blueprint() -> None:
    lessons = (FIRST, f"# A\n\n{BOWLINE}\n"), (SECOND, f"# B\n\n{edited(BOWLINE, 0.15)}\n")
    assert len(between(*lessons)) == 1
    assert between(*lessons, likeness=0.98) == []
    assert between(*lessons, least_words=60) == []


def test_what_many_lessons_say_is_told_of_each_but_the_first() -> None:
    paths = [f"course/day01/day01_{serial:03d}_x.md" for serial in range(1, 31)]
    found = between(*((path, f"# T\n\n{edited(BOWLINE, 0.08, seed)}\n") for seed, path in enumerate(paths)))
    assert sorted(path for path, _ in found) == paths[1:]


def test_digests_are_the_same_in_every_process() -> None:
    code = f"""
import json
from tests.authoring.checks.subjects import subject
from tui.authoring.checks.duplicates import RULE
print(json.dumps(RULE.digest(subject({BOWLINE!r}))))"""
    root = Path(__file__).parents[3]
    said = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=root, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_chinese_is_counted_by_its_characters() -> None:
    text = "称人结是一种在绳端形成固定绳圈的绳结，受力越大越紧，但是卸力之后仍然容易解开，因此水手们都喜欢它。"
    assert len(between((FIRST, f"# A\n\n{text}\n"), (SECOND, f"# B\n\n{text}\n"))) == 1


def test_of_some_lessons_the_same_is_told_as_when_all_are_asked_about() -> None:
    paths = [f"course/day01/day01_00{number}_x.md" for number in range(1, 6)]
    texts = [
        f"# Knots\n\n{edited(BOWLINE, share)}\n\n{edited(SPLICE, share, seed=2)}\n"
        for share in (0, 0.2, 0.05, 0.1, 0.15)
    ]
    assert RULE.digest is not None
    assert RULE.course is not None
    kept = {path: RULE.digest(subject(text, path=path)) for path, text in zip(paths, texts, strict=True)}
    everything = list(RULE.course(kept, DuplicatesSettings(), paths))

    assert {path for path, _ in everything} == set(paths[1:])
    for some in (paths[:1], paths[2:3], [paths[4], paths[1]], []):
        assert list(RULE.course(kept, DuplicatesSettings(), some)) == [each for each in everything if each[0] in some]
