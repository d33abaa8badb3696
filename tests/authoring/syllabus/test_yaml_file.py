from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.syllabus import yaml_file
from tui.authoring.syllabus.model import Day, Point, Syllabus, Topic, Unit, Week
from tui.authoring.yaml_model import parse

ODD = ["yes", "null", "~", "1:30", "010", "- a", "a: b", "# x", "'", '"', "a #b", "%x", "!!str", "&a", "*a", "="]
_TEXTS = st.one_of(st.sampled_from(ODD), st.text(min_size=1, max_size=12)).filter(lambda text: bool(text.strip()))
_LINES = ["", " ", "  indented", "\ttab", "trailing  ", "a: b", "- x", "# y", "...", "---", "é 🚀"]
_BRIEFS = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(_LINES)).map("\n".join))


def _valid(text: str) -> bool:
    # What Python calls blank and pydantic does not, or the other way about, no title may consist of.
    try:
        Topic(title=text, points=(Point(text=text),))
    except ValueError:
        return False
    return True


_TITLES = _TEXTS.filter(_valid)


@st.composite
def syllabuses(draw: st.DrawFn) -> Syllabus:
    points = st.builds(Point, text=_TITLES, details=st.lists(_TITLES, max_size=2).map(tuple))
    topics = st.builds(Topic, title=_TITLES, points=st.lists(points, min_size=1, max_size=3).map(tuple))
    units = st.builds(Unit, title=_TITLES, topics=st.lists(topics, min_size=1, max_size=2).map(tuple))
    numbers = draw(st.lists(st.integers(1, 400), min_size=1, max_size=3, unique=True))
    days = tuple(
        Day(
            day=number,
            title=draw(_TITLES),
            addition=draw(st.one_of(st.none(), _TITLES)),
            units=tuple(draw(st.lists(units, min_size=1, max_size=2))),
        )
        for number in numbers
    )
    week, title = draw(st.one_of(st.none(), st.integers(1, 60))), draw(st.one_of(st.none(), _TITLES))
    return Syllabus(title=draw(_TITLES), brief=draw(_BRIEFS), weeks=(Week(week=week, title=title, days=days),))


def _small(brief: str = "") -> Syllabus:
    topic = Topic(title="Rank", points=(Point(text="shape"), Point(text="stride", details=("of a view", "of a copy"))))
    day = Day(day=1, title="Tensors", units=(Unit(title="Basics", topics=(topic,)),))
    return Syllabus(title="PyTorch", brief=brief, weeks=(Week(week=1, title="Start", days=(day,)),))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(syllabuses())
@example(_small("\tfirst line by a tab\n  then spaces  \n\n            "))
@example(_small("next line\x85 and \u2028 separators \u2029\n"))
@example(_small("\ufeffmark \x1b[31m escape \x00 nothing\r\n"))
def test_any_syllabus_comes_back_from_its_file_unchanged(syllabus: Syllabus) -> None:
    assert parse(yaml_file.render(syllabus), Syllabus, name="syllabus.yaml") == syllabus


def test_the_file_is_laid_out_for_people() -> None:
    assert yaml_file.render(_small("Write plainly.\n\tKeep  \nspaces.")) == (
        "# yaml-language-server: $schema=templates/syllabus.schema.json\n"
        "title: PyTorch\n"
        "brief: |-\n"
        "  Write plainly.\n"
        "  \tKeep  \n"
        "  spaces.\n"
        "weeks:\n"
        "  - week: 1\n"
        "    title: Start\n"
        "    days:\n"
        "      - day: 1\n"
        "        title: Tensors\n"
        "        units:\n"
        "          - title: Basics\n"
        "            topics:\n"
        "              - title: Rank\n"
        "                points:\n"
        "                  - shape\n"
        "                  - text: stride\n"
        "                    details:\n"
        "                      - of a view\n"
        "                      - of a copy\n"
    )


def test_it_is_written_whole_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "syllabus.yaml"
    yaml_file.write(path, _small("Brief\n"))
    assert yaml_file.read(path) == _small("Brief\n")
    assert [entry.name for entry in tmp_path.iterdir()] == ["syllabus.yaml"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(AuthoringError, match="Could not write"):
        yaml_file.write(tmp_path / "file" / "syllabus.yaml", _small())


GOOD = yaml_file.render(_small("Brief"))


@pytest.mark.parametrize(
    ("said", "instead", "message"),
    [
        ("title: PyTorch\n", "title: PyTorch\ntitle: Again\n", "line 3: `title` stands here a second time"),
        ("        units:", "        unit:", r"line 10, weeks\[0\].days\[0\].unit"),
        ("day: 1", "day: one", r"line 8, weeks\[0\].days\[0\].day: input should be a valid integer"),
        ("day: 1", "day: 1:30", r"line 8, weeks\[0\].days\[0\].day"),
        ("day: 1", "day: 0", r"line 8, weeks\[0\].days\[0\].day: .*greater than or equal to 1"),
        ("title: Tensors", "title:", r"line 9, weeks\[0\].days\[0\].title"),
        ("title: Tensors", "title: '  '", r"line 9, weeks\[0\].days\[0\].title"),
        ("title: Tensors", "title: [a, b]", r"line 9, weeks\[0\].days\[0\].title"),
        ("  - week: 1", "\t- week: 1", "line 5: not YAML: a tab stands at the beginning"),
        ("title: Tensors", "title: *x", "line 9: not YAML"),
        ("weeks:\n", "weeks: &a\n", ""),
        ("brief: Brief", "brief: 'Brief", "line 3: not YAML"),
    ],
)
def test_a_mistake_is_named_by_file_line_and_field(tmp_path: Path, said: str, instead: str, message: str) -> None:
    assert said in GOOD
    path = tmp_path / "syllabus.yaml"
    path.write_text(GOOD.replace(said, instead, 1), encoding="utf-8")
    if not message:
        assert yaml_file.read(path) == _small("Brief")
        return
    with pytest.raises(InputError, match=message) as caught:
        yaml_file.read(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_two_days_with_one_number_are_refused(tmp_path: Path) -> None:
    day = GOOD[GOOD.index("      - day: 1") :]
    path = tmp_path / "syllabus.yaml"
    path.write_text(GOOD + day, encoding="utf-8")
    with pytest.raises(InputError, match="day 1 is defined twice"):
        yaml_file.read(path)


def test_what_the_author_types_keeps_its_form(tmp_path: Path) -> None:
    path = tmp_path / "syllabus.yaml"
    text = GOOD.replace("title: PyTorch", "title: 010").replace("- shape", "- yes").replace("brief: Brief", "brief:")
    path.write_text(text, encoding="utf-8")
    read = yaml_file.read(path)
    assert (read.title, read.brief) == ("010", "")
    assert read.weeks[0].days[0].units[0].topics[0].points[0].text == "yes"
