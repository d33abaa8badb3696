"""Outlines come from everywhere: each way of writing one, as an example. docs/outlines.md tells the rules."""

from pathlib import Path

import pytest

from tui.authoring.syllabus.model import Day
from tui.authoring.syllabus.outline import ImportedOutline, OutlineError, read_outline, read_outline_file

OUTLINES = Path(__file__).parents[2] / "outlines"

Shown = dict[str, dict[str, list[str]]]


def _days(imported: ImportedOutline) -> list[tuple[int, str]]:
    return [(day.day, day.title) for day in imported.syllabus.days()]


def _shown(day: Day) -> Shown:
    return {unit.title: {topic.title: [p.text for p in topic.points] for topic in unit.topics} for unit in day.units}


def _first(text: str) -> Shown:
    return _shown(next(read_outline(text).syllabus.days()))


def _rules(imported: ImportedOutline) -> list[tuple[str, int]]:
    return [(finding.rule, finding.line) for finding in imported.findings]


@pytest.mark.parametrize("name", sorted(path.name for path in OUTLINES.glob("dialect_*.md")))
def test_one_course_written_in_many_ways_is_one_course(name: str) -> None:
    """The files hold the same two days of the same course."""
    syllabus = read_outline_file(OUTLINES / name).syllabus
    assert [(day.day, day.title) for day in syllabus.days()] == [(1, "Tensors"), (2, "Autograd")]
    first, second = (_shown(day) for day in syllabus.days())
    topics = {topic: points for unit in first.values() for topic, points in unit.items()}
    assert topics == {"Rank and shape": ["Scalars", "Vectors and matrices"], "Memory": ["Strides", "Views"]}
    topics = {topic: points for unit in second.values() for topic, points in unit.items()}
    assert topics == {"Graphs": ["Nodes", "Edges"]}


@pytest.mark.parametrize(
    ("line", "number", "title"),
    [
        ("## Day 1 - Title", 1, "Title"),
        ("## Day 01:", 1, "Day 01:"),
        ("## Title | Day 3", 3, "Title"),
        ("## Title (Day 3 of 30)", 3, "Title"),
        ("# Day 3 of 30", 3, "Day 3 of 30"),
        ("##### Day 3/30 – Title", 3, "Title"),
        ("##Day 4: Title", 4, "Title"),
        ("#Day 4", 4, "Day 4"),
        ("## DAY FOUR: Title ##", 4, "Title"),
        ("## Day twenty-one", 21, "Day twenty-one"),
        ("## 1st Day: Title", 1, "Title"),
        ("## **Day 4:** *The* __Title__", 4, "The Title"),
        ("## [Day 4: Title](day4.md)", 4, "Title"),
        ('## <a name="d4"></a>Day 4: Title {#d4}', 4, "Title"),
        ("## 🔥 Day 4: Title 🚀", 4, "Title 🚀"),
        ("## 4️⃣ Day 4: Title", 4, "Title"),
        ("## 4. Day 4: Title", 4, "Title"),
        ("##\u00a0Day\u00a04\u00a0: Title", 4, "Title"),
        ("\u200b## Day\u200b 4: Ti\u200btle", 4, "Title"),
        ("**Day 4**", 4, "Day 4"),
        ("**Day 4:** Title", 4, "Title"),
        ("__Day 4 — Title__", 4, "Title"),
        ("Day 4: Title\n---", 4, "Title"),
        ("Day 4: Title\n====", 4, "Title"),
        ("Day 4: Title", 4, "Title"),
        ("## Day 4: 10 tips", 4, "10 tips"),
        ("## Day 4 - 3D graphics", 4, "3D graphics"),
        ("## Day 4: `torch.nn` and __init__.py", 4, "`torch.nn` and __init__.py"),
        ("## Tag 4: Titel", 4, "Titel"),
        ("## 4. Tag: Titel", 4, "Titel"),
        ("## Jour 4 : Titre", 4, "Titre"),
        ("## Día 4 – Título", 4, "Título"),
        ("## Di\u0301a 4 – Título", 4, "Título"),
        ("## Giorno 4: Titolo", 4, "Titolo"),
        ("## Dag 4: Titel", 4, "Titel"),
        ("## День 4. Тема", 4, "Тема"),
        ("## 4-й день: Тема", 4, "Тема"),
        ("## 第4天 标题", 4, "标题"),
        ("## 第四天：标题", 4, "标题"),
        ("## 第三十二天", 32, "第三十二天"),
        ("## 4日目:題", 4, "題"),
        ("## 4일차: 제목", 4, "제목"),
        ("## اليوم ٤: عنوان", 4, "عنوان"),
        ("## दिन ४: शीर्षक", 4, "शीर्षक"),
        ("## Week 2, Day 4: Title", 4, "Title"),
        ("## \x1b[31mDay 4: Red\x1b[0m", 4, "Red"),
    ],
)
def test_a_day_is_recognised(line: str, number: int, title: str) -> None:
    assert _days(read_outline(f"Course\n\n{line}\n- topic\n  - point\n")) == [(number, title)]


@pytest.mark.parametrize(
    "line",
    [
        "# A 45-Day Masterclass",
        "## 30 days of code",
        "## Day to day work",
        "## Day 1.5",
        "## Day 10x engineers",
        "## Someday 3",
        "## Module 1: Intro",
        "## Week 1: Intro",
        "Day 1 was long and hot",
        "On day 1: we start.",
        "- [Day 1](#day-1)",
        "[Day 1: Intro](#day-1)",
        "day02_001_compression.md",
    ],
)
def test_what_only_mentions_a_day_is_none(line: str) -> None:
    with pytest.raises(OutlineError, match="no day in it"):
        read_outline(f"{line}\n\n- bullet\n")


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("# Course\n\n## Module 1: Intro\n- a\n\n## Module 2\n", "line 3: “## Module 1: Intro”"),
        ("# Course\n## Week 1: Intro\n- a\n", "line 2: “## Week 1: Intro”"),
        ("# Course\n- [Day 1](#day-1)\n", "line 2: “- [Day 1](#day-1)”"),
        ("# Course\n\n- topic\n", "line 1: “# Course”"),
        ("only prose", "line 1: “only prose”"),
        ("", "the outline is empty"),
        (" \n\t\n", "the outline is empty"),
    ],
)
def test_an_outline_without_days_is_refused_with_the_nearest_thing(text: str, nearest: str) -> None:
    with pytest.raises(OutlineError) as caught:
        read_outline(text)
    assert nearest in str(caught.value)
    assert "### Day 1: Title" in str(caught.value)


def test_a_course_without_weeks_has_one_without_number_and_title() -> None:
    (week,) = read_outline("# C\n## Day 1: A\n- a\n## Day 2: B\n- b\n").syllabus.weeks
    assert (week.week, week.title, len(week.days)) == (None, None, 2)


def test_a_week_may_have_no_title() -> None:
    (week,) = read_outline("# C\n## Week 2\n### Day 1: A\n- a\n").syllabus.weeks
    assert (week.week, week.title) == (2, None)


def test_parts_with_days_stand_where_weeks_would() -> None:
    imported = read_outline("# C\n## Part I\n### Day 1: A\n- a\n## Part II\n### Day 2: B\n- b\n")
    assert [(week.week, week.title) for week in imported.syllabus.weeks] == [(None, "Part I"), (None, "Part II")]


def test_tables_of_contents_stay_in_the_brief() -> None:
    text = "# C\n## Contents\n- [Day 1: A](#a)\n1. Day 2: B\n\n## Day 1: A\n- a\n## Day 2: B\n- b\n"
    imported = read_outline(text)
    assert _days(imported) == [(1, "A"), (2, "B")]
    assert imported.syllabus.brief == "## Contents\n- [Day 1: A](#a)\n1. Day 2: B\n\n"
    assert imported.lines[3] == imported.lines[4] == "brief"


def test_levels_are_found_by_structure() -> None:
    assert _first("# C\n## Day 1: D\n- a\n- b\n") == {"D": {"D": ["a", "b"]}}
    assert _first("# C\n## Day 1: D\n- t\n  - a\n  - b\n") == {"D": {"t": ["a", "b"]}}
    assert _first("# C\n## Day 1: D\n### T\n- a\n- b\n") == {"D": {"T": ["a", "b"]}}
    assert _first("# C\n## Day 1: D\n### U\n- t\n  - a\n") == {"U": {"t": ["a"]}}
    assert _first("# C\n# Day 1: D\n### U\n###### T\n1. a\n2) b\n") == {"U": {"T": ["a", "b"]}}
    assert _first("# C\n## Day 1: D\n**T**\n- a\n\n**T2:**\n- b\n") == {"D": {"T": ["a"], "T2": ["b"]}}
    assert _first("# C\n## Day 1: D\nAlgebra\n- a\n- b\nCalculus:\n\n- c\n") == {
        "D": {"Algebra": ["a", "b"], "Calculus": ["c"]}
    }
    assert _first("# C\n## Day 1: D\n- **T**\n- a\n- b\n- **T2**\n- c\n") == {"D": {"T": ["a", "b"], "T2": ["c"]}}
    assert _first("# C\n## Day 1: D\nvectors\nmatrices\n") == {"D": {"D": ["vectors", "matrices"]}}


def test_bullets_below_points_become_their_details() -> None:
    text = "# C\n## Day 1: D\n### U\n- t\n  - a\n    - deep\n      - deeper\n\n    of its own\n  - b\n    goes on\n"
    topic = next(read_outline(text).syllabus.days()).units[0].topics[0]
    first, second = topic.points
    assert (first.text, first.details) == ("a", ("of its own", "deep", "deeper"))
    assert (second.text, second.details) == ("b goes on", ())


def test_a_day_of_mixed_depths_places_every_line() -> None:
    imported = read_outline("# C\n## Day 1: D\n- loose\n### U\n- **A**\n  - a\n- **B**\n### V\n- **E**\n")
    assert _shown(next(imported.syllabus.days())) == {
        "D": {"D": ["loose"]},
        "U": {"A": ["a"], "B": ["B"]},
        "V": {"E": ["E"]},
    }
    assert _rules(imported) == [("empty-topic", 7), ("empty-topic", 9)]
    assert set(imported.lines.values()) == {"outline"}


def test_nothing_empty_is_dropped() -> None:
    full = "# C\n## Day 1: D\n### U\n- **A**\n  - a\n### V\n## Day 2: E\n## Day 3: F\n### W\n- **B**\n  - b\n"
    imported = read_outline(full)
    days = {day.day: _shown(day) for day in imported.syllabus.days()}
    assert days[1] == {"U": {"A": ["a"]}, "V": {"V": ["V"]}}
    assert days[2] == {"E": {"E": ["E"]}}
    assert _rules(imported) == [("empty-unit", 6), ("empty-day", 7)]


def test_text_in_the_middle_is_reported_where_it_stands() -> None:
    text = (
        "# C\n## Week 1: W\nIn this week we start.\n### Day 1: A\nA paragraph\nof two lines.\n- a\n```\n# Day 9\n```\n"
        "| x | y |\n<!-- Day 8 -->\n- b\n-\n\nAfterwards.\n### Day 2: B\n- c\n"
    )
    imported = read_outline(text)
    assert _days(imported) == [(1, "A"), (2, "B")]
    assert _rules(imported) == [("unplaced-text", line) for line in (3, 5, 8, 11, 12, 14, 16)]
    assert [number for number, fate in imported.lines.items() if fate == "reported"] == [
        3,
        5,
        6,
        8,
        9,
        10,
        11,
        12,
        14,
        16,
    ]
    assert imported.findings[1].message == (
        "Text (to line 6) has no place in the syllabus of day 1 and was left out: “A paragraph”."
    )


@pytest.mark.parametrize(
    "after",
    [
        "\nPlease write plainly.\nAnd often.  ",
        "---\nPlease write plainly.",
        "\n---\n- Please write plainly.",
        "# Instructions\n- Please write plainly.\n",
        "\nPlease do these.\n\n- write plainly\n- be brief",
    ],
)
def test_what_follows_the_last_day_is_brief(after: str) -> None:
    imported = read_outline(f"# C\n## Day 1: A\n- t\n  - a\n{after}")
    assert imported.syllabus.brief.rstrip("\n") == after.removeprefix("\n").rstrip("\n")
    assert next(imported.syllabus.days()).units[0].topics[0].points[-1].text == "a"


def test_rules_between_days_and_units_mean_nothing() -> None:
    first = "## Day 1: A\n---\n### U\n- t\n  - a\n\n---\n\n### V\n- t2\n  - b\n---\n"
    text = f"# C\n\n---\n\n{first}## Day 2: B\n***\n### W\n- c\n  - d\n---\n"
    imported = read_outline(text)
    assert [_shown(day) for day in imported.syllabus.days()] == [
        {"U": {"t": ["a"]}, "V": {"t2": ["b"]}},
        {"W": {"c": ["d"]}},
    ]
    assert imported.syllabus.brief == ""
    assert set(imported.lines.values()) == {"outline"}


def test_front_matter_is_brief_and_may_name_the_course() -> None:
    imported = read_outline("---\ntitle: My course\ndays: 1\n---\n# Day 1: A\n- a\n")
    assert imported.syllabus.title == "My course"
    assert imported.syllabus.brief == "---\ntitle: My course\ndays: 1\n---\n"


def test_a_course_without_a_title_says_so() -> None:
    imported = read_outline("\n# Day 1: A\n- a\n")
    assert imported.syllabus.title == "Untitled course"
    assert _rules(imported) == [("no-title", 2)]


def test_an_outline_pasted_inside_a_fence_is_read() -> None:
    imported = read_outline("Here it is:\n```markdown\n# C\n## Day 1: A\n- a\n```\nThanks.\n")
    assert _days(imported) == [(1, "A")]
    assert imported.syllabus.brief == "Here it is:\n```markdown\n\n```\nThanks.\n"


def test_days_that_count_anew_in_each_week_are_numbered_through() -> None:
    text = "# C\n## Week 1\n### Day 1: A\n- a\n### Day 2: B\n- b\n## Week 2\n### Day 1: C\n- c\n### Day 2: D\n- d\n"
    imported = read_outline(text)
    assert _days(imported) == [(1, "A"), (2, "B"), (3, "C"), (4, "D")]
    assert _rules(imported) == [("day-renumbered", 8)]
    assert (
        imported.findings[0].message == "Week 2 counts its days from 1 again; here that is days 3 to 4 of the course."
    )


def test_a_day_that_stands_twice_gets_the_next_free_number() -> None:
    imported = read_outline(
        "# C\n## Day 1: A\n- a\n## Day 2: B\n- b\n## Day 2: C\n- c\n## Day 4: D\n- d\n## Day 4: E\n- e\n"
    )
    assert _days(imported) == [(1, "A"), (2, "B"), (3, "C"), (4, "D"), (5, "E")]
    assert _rules(imported) == [("day-renumbered", 6), ("day-renumbered", 10)]


def test_a_heading_within_a_day_that_repeats_its_number_is_a_unit() -> None:
    assert _first("# C\n## Day 1: D\n### Day 1 project\n- t\n  - a\n") == {"Day 1 project": {"t": ["a"]}}


def test_a_range_is_one_day_and_leaves_no_gap() -> None:
    imported = read_outline("# C\n## Day 1: A\n- a\n## Days 2-3: B\n- b\n## Day 4: D\n- d\n")
    assert _days(imported) == [(1, "A"), (2, "B"), (4, "D")]
    assert _rules(imported) == [("day-range", 4)]


def test_a_bold_line_that_fills_a_gap_is_a_day_and_another_is_not() -> None:
    text = "# C\n## Day 1: A\n- a\n\n**Day 2: B**\n- b\n\n## Day 3: D\n**Day 1 again**\n- d\n"
    assert _days(read_outline(text)) == [(1, "A"), (2, "B"), (3, "D")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# C in 30 days\n## Day 1: A\n- a\n", "“30 days” promises 30 days, and 1 day is defined."),
        ("# A 12-week course\n## Week 1\n### Day 1: A\n- a\n", "“12-week” promises 12 weeks, and 1 week is defined."),
        ("# C\nYou have 10 days.\n## Day 1: A\n- a\n", "“10 days” promises 10 days, and 1 day is defined."),
        ("# Kurs in 30 Tagen\n## Tag 1: A\n- a\n", "“30 Tagen” promises 30 days, and 1 day is defined."),
        ("# 30天课程\n## 第1天\n- a\n", "“30天” promises 30 days, and 1 day is defined."),
        ("# C\n## Day 1 of 9: A\n- a\n", "Days are counted of 9, and 1 day is defined."),
    ],
)
def test_a_broken_promise_is_reported(text: str, message: str) -> None:
    assert [each.message for each in read_outline(text).findings if each.rule == "days-promised"] == [message]


def test_a_kept_promise_is_not() -> None:
    assert read_outline("# C in 2 days\nA 2-day course.\n## Day 1: A\n- a\n## Day 2: B\n- b\n").findings == ()


def test_gaps_disorder_and_empty_weeks_are_reported() -> None:
    text = "# C\n## Week 1\n## Week 2\n### Day 7: A\n- a\n### Day 2: B\n- b\n### Day 4: E\n- e\n"
    imported = read_outline(text)
    assert _rules(imported) == [("empty-week", 2), ("day-gap", 4), ("day-order", 6), ("day-gap", 8), ("day-order", 8)]
    assert "Days 5 to 6 are missing between day 4 and day 7." in [each.message for each in imported.findings]


def test_repetitions_within_a_day_have_their_own_rule() -> None:
    text = "# C\n## Day 1: D\n- T\n  - a\n- t.\n  - A\n## Day 2: E\n- U\n  - b\n"
    imported = read_outline(text)
    assert _rules(imported) == [("repeated-topic", 5), ("repeated-point", 6)]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_the_brief_keeps_its_spaces_and_its_last_line_end(ends: str) -> None:
    lines = ["\tFirst  ", "", "# C", "## Day 1: A", "- a", "", "---", "Last\u2028line\x85  ", "   "]
    imported = read_outline(ends.join(lines))
    assert imported.syllabus.brief == "\tFirst  \n\n\n---\nLast\u2028line\x85  \n   "
    assert read_outline(ends.join(lines) + ends).syllabus.brief == imported.syllabus.brief + "\n"


def test_points_keep_their_words_and_lose_what_a_terminal_obeys() -> None:
    written = ("**T**", "*a* and `b*c*`", "[link](x.md) __init__", "\x1b[31mred\x1b[0m\u202e\x07 end", "2 * 3 * 4")
    text = "# C\n## Day 1: A\n" + "".join(f"- {each}\n" for each in written)
    points = next(read_outline(text).syllabus.days()).units[0].topics[0].points
    assert [point.text for point in points] == ["*a* and `b*c*`", "[link](x.md) __init__", "red end", "2 * 3 * 4"]


@pytest.mark.parametrize(
    "text",
    [
        "## Day 1: A\n- " + "x" * 1_000_000,
        "## Day 1: A\n- " + "**a " * 250_000,
        "## Day 1: A\n" + "*" * 1_000_000,
        "[Day 1 " * 150_000 + "\n## Day 1: A\n- a\n",
        "## Day 1: A\n" + "".join(f"{'  ' * n}- p\n" for n in range(3_000)),
        "## Day 1: A\n" + "".join(f"{'#' * (n % 6 + 1)} h\n" for n in range(50_000)),
        "## Day 1: A\n" + "```a\n" * 20_000,
        "## Day 1: A\n" + "".join(f"{'`' * (n % 50 + 3)}a\n" for n in range(10_000)),
        "<!--\n" * 20_000 + "## Day 1: A\n- a\n",
        "## Day 1: A\n- a\n" * 20_000,
        "**Day 1**\ntext\n" * 10_000 + "# h\n" * 10_000,
        "- a\nDay 1\n" * 10_000,
        "## " + "(" * 290 + "\n## Day 1: A\n- a\n",
        "## Day 1: A\n- a\n" + "text\n" * 50_000,
        "\n" * 100_000 + "Day 1\n- a",
    ],
    ids=range(15),
)
def test_hostile_outlines_are_read_all_the_same(text: str) -> None:
    imported = read_outline(text)
    assert len(imported.lines) == sum(1 for line in text.split("\n") if line.strip())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"# C\n## Day 1: Gr\xf6\xdfe\n", r"outline\.md is not UTF-8 text \(byte 16\): save it as UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00", "not UTF-8 text"),
        (b"## Day 1\x00\n", "is not text"),
        ("## Day 1\n".encode("utf-16-le"), "is not text"),
        (b"\xff\xfe#", "not UTF-16-LE text"),
        (b"", "is empty"),
    ],
)
def test_a_file_that_is_no_outline_is_named(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "outline.md"
    path.write_bytes(data)
    with pytest.raises(OutlineError, match=message):
        read_outline_file(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutlineError, match=r"nowhere\.md does not exist"):
        read_outline_file(tmp_path / "nowhere.md")
    with pytest.raises(OutlineError, match="is a folder: name the outline in it"):
        read_outline_file(tmp_path)
    with pytest.raises(OutlineError, match="could not be read"):
        read_outline_file(Path("nul\0.md"))


def test_a_file_that_is_far_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "disk.md"
    with path.open("wb") as file:
        file.truncate(50_000_000_000)  # of holes
    with pytest.raises(OutlineError, match=r"larger than 8,000,000 bytes"):
        read_outline_file(path)
