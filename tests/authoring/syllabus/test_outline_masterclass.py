"""The outline that Coursewright was made for, counted by hand."""

from collections import Counter
from pathlib import Path

import pytest

from tui.authoring.syllabus import yaml_file
from tui.authoring.syllabus.model import topics_of
from tui.authoring.syllabus.outline import ImportedOutline, read_outline_file

OUTLINE = Path(__file__).parents[2] / "outlines" / "pytorch_masterclass.md"


@pytest.fixture(scope="module")
def imported() -> ImportedOutline:
    return read_outline_file(OUTLINE)


def _lines(imported: ImportedOutline, rule: str) -> list[int]:
    return [finding.line for finding in imported.findings if finding.rule == rule]


def test_every_part_is_counted(imported: ImportedOutline) -> None:
    assert imported.syllabus.counts() == {"weeks": 8, "days": 33, "units": 130, "topics": 265, "points": 1032}
    assert imported.syllabus.title == "Comprehensive Deep Learning with PyTorch - 45-Day Masterclass"


def test_titles_lose_their_marks_and_points_keep_their_words(imported: ImportedOutline) -> None:
    week = imported.syllabus.weeks[0]
    assert (week.week, week.title) == (1, "Foundations and PyTorch Fundamentals")
    day = week.days[0]
    assert (day.day, day.title) == (1, "Deep Learning Foundations and Mathematical Prerequisites")
    first = topics_of(day)[0]
    assert (first.unit.title, first.topic.title) == (
        "Deep Learning Fundamentals",
        "Historical Evolution of Machine Learning",
    )
    assert [point.text for point in first.topic.points][2] == "The deep learning revolution (2012-present)"
    words = {point.text for d in imported.syllabus.days() for t in topics_of(d) for point in t.topic.points}
    assert "Gradient tracking and requires_grad parameter" in words
    assert "β-VAE for disentangled representations" in words
    assert not any("*" in text for text in words)


def test_text_around_the_outline_is_the_brief_to_the_last_space(imported: ImportedOutline) -> None:
    text = OUTLINE.read_text(encoding="utf-8")
    before = text[: text.index("# Comprehensive")]
    after = text[text.index("-" * 70, len(before)) :]
    assert imported.syllabus.brief == f"{before}\n{after}"
    assert "each topic discussed .  \n" in imported.syllabus.brief


def test_it_remarks_what_an_editor_would(imported: ImportedOutline) -> None:
    assert Counter(finding.rule for finding in imported.findings) == {
        "days-promised": 1,
        "duplicate-topic": 7,
        "duplicate-point": 3,
        "capstone-missing": 1,
    }
    messages = {finding.line: finding.message for finding in imported.findings}
    assert messages[5] == "“45-Day” promises 45 days, and 33 days are defined."
    assert messages[290] == "The topic “Mathematical Foundations” stands on days 1 and 7."
    assert messages[891] == "The topic “Training Optimization” stands on days 14, 18 and 21."
    assert messages[825] == "The point “Visual question answering systems” stands on days 13 and 17."
    assert _lines(imported, "duplicate-topic") == [290, 632, 827, 891, 1050, 1485, 1490]
    assert _lines(imported, "duplicate-point") == [825, 1222, 1253]


def test_every_line_is_outline_or_brief(imported: ImportedOutline) -> None:
    lines = OUTLINE.read_text(encoding="utf-8").split("\n")
    assert set(imported.lines) == {number for number, line in enumerate(lines, 1) if line.strip()}
    brief = [number for number, fate in imported.lines.items() if fate == "brief"]
    assert brief == [1, 2, 3, 4, 1647, 1648, 1649, 1650, 1651]
    assert Counter(imported.lines.values()) == {"outline": 1 + 8 + 33 + 130 + 265 + 1032, "brief": 9}


def test_the_file_it_becomes_is_readable_and_says_the_same(imported: ImportedOutline, tmp_path: Path) -> None:
    path = tmp_path / "syllabus.yaml"
    yaml_file.write(path, imported.syllabus)
    assert yaml_file.read(path) == imported.syllabus
    text = path.read_text(encoding="utf-8")
    assert "\nbrief: |\n  I am trying to create" in text
    assert "                  - Dynamic vs static computation graphs\n" in text


@pytest.mark.parametrize("ends", ["\r\n", "\r"], ids=["CRLF", "CR"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_line_ends_and_encodings_make_no_difference(
    imported: ImportedOutline, tmp_path: Path, ends: str, encoding: str
) -> None:
    path = tmp_path / "outline.md"
    path.write_bytes(OUTLINE.read_text(encoding="utf-8").replace("\n", ends).encode(encoding))
    again = read_outline_file(path)
    assert again.syllabus == imported.syllabus
    assert again.lines == imported.lines
