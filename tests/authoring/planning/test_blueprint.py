"""A blueprint that would lose or double a point is refused where it is wrong."""

from pathlib import Path

import pytest

from tui.authoring.errors import InputError
from tui.authoring.planning import blueprint

SHIPPED = Path(__file__).parents[3] / "templates" / "blueprint.yaml"
GOOD = """\
budget_tokens: 4000
sections:
  - kind: orientation
    title: Orientation
    target_words: 180
  - kind: point
    title: "{point}"
    each: point
    target_words: 550
"""


def read(tmp_path: Path, text: str) -> blueprint.Blueprint:
    path = tmp_path / "blueprint.yaml"
    path.write_text(text, encoding="utf-8")
    return blueprint.read(path)


def test_the_shipped_blueprint_teaches_every_point_between_orientation_and_summary() -> None:
    shipped = blueprint.read(SHIPPED)
    assert [section.kind for section in shipped.sections] == [
        "orientation",
        "point",
        "worked-example",
        "key-questions",
        "tricky-questions",
        "exercises",
        "summary",
    ]
    assert [section.kind for section in shipped.sections if section.each == "point"] == ["point"]
    point = next(section for section in shipped.sections if section.each == "point")
    assert 250 < point.least < point.target_words <= 900


def test_what_is_not_said_has_a_default(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD.removeprefix("budget_tokens: 4000\n"))
    assert (found.budget_tokens, found.level) == (6000, "from beginner to advanced")
    assert (found.share_lesson_up_to, found.addition_words) == (0, 300)
    assert [kind.least for kind in found.sections] == [135, 412]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("    each: point\n", "", "line 1, the whole file: exactly one section must say `each: point`"),
        ("title: Orientation\n", "title: Orientation\n    each: point\n", "exactly one section must say `each: point`"),
        ("kind: orientation", "kind: point", "the kind `point` stands twice; give one of them another name"),
        ("kind: orientation", "kind: The Start", "line 3, sections[0].kind: "),
        ("each: point", "each: topic", "line 8, sections[1].each: "),
        ("target_words: 180", "target_words: 18", "line 5, sections[0].target_words: "),
        ("target_words: 180", "target_words: 9000", "line 5, sections[0].target_words: "),
        ("target_words: 180", "words: 180", "line 5, sections[0].words: this name is not known here"),
        ("budget_tokens: 4000", "budget_tokens: 40", "line 1, budget_tokens: "),
        ("budget_tokens: 4000", "budget_tokens: 900", "a lesson of a single point takes about 1,047 tokens at least, "),
        ("target_words: 550", "target_words: 550\n    least_words: 551", "`least_words` must not be more than"),
        ("budget_tokens: 4000", "budget: 4000", "line 1, budget: this name is not known here; it may be misspelt"),
        ("title: Orientation", "title: '  '", "line 4, sections[0].title: "),
        ("sections:", "other:", "line 2, other: this name is not known here"),
    ],
)
def test_a_broken_blueprint_is_refused_with_its_place(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    with pytest.raises(InputError) as caught:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert str(tmp_path / "blueprint.yaml") in str(caught.value)
    assert says in str(caught.value)


def test_a_missing_blueprint_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"blueprint\.yaml does not exist"):
        blueprint.read(tmp_path / "blueprint.yaml")
