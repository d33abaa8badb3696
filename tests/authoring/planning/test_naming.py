"""Names of lessons and sections are strict, readable and never taken twice."""

import pytest

from tui.authoring.planning import naming


@pytest.mark.parametrize(
    ("title", "file"),
    [
        ("Compression & Storage", "day02_001_compression_storage.md"),
        ("PyTorch's `nn.Module`", "day02_001_pytorch_s_nn_module.md"),
        ("Überraschung: größer", "day02_001_uberraschung_grosser.md"),
        ("张量 的形状", "day02_001_zhang_liang_de_xing_zhuang.md"),
        ("../../etc/passwd", "day02_001_etc_passwd.md"),
        ("🎉", "day02_001_lesson.md"),
        ("…", "day02_001_lesson.md"),
    ],
)
def test_a_title_becomes_a_readable_file_name(title: str, file: str) -> None:
    assert naming.lesson_file(2, 1, title) == file


def test_a_long_title_is_cut_between_words() -> None:
    file = naming.lesson_file(1, 1, "Attention " * 30)
    assert file == f"day01_001_{'_'.join(['attention'] * 6)}.md"
    assert naming.LESSON_FILE.fullmatch(naming.lesson_file(1, 1, "x" * 300)) is not None


def test_what_tells_two_parts_apart_is_never_cut_off() -> None:
    title = naming.part_title("Attention " * 30, 12)
    assert naming.part_of(title) == 12
    assert naming.without_part(title) == ("Attention " * 30).strip()
    file = naming.lesson_file(1, 1, title)
    assert file == f"day01_001_{'_'.join(['attention'] * 5)}_part_12.md"
    assert naming.lesson_file(1, 2, title, [file]) == file.replace("_001_", "_002_").replace(".md", "_2.md")
    assert naming.part_of("Attention") is None


def test_a_slug_that_the_day_has_is_numbered() -> None:
    first = naming.lesson_file(2, 1, "Tensors")
    second = naming.lesson_file(2, 2, "tensors!", [first])
    assert second == "day02_002_tensors_2.md"
    assert naming.lesson_file(2, 3, "Tensors", [first, second]) == "day02_003_tensors_3.md"


def test_a_section_is_named_by_its_title_once_in_its_lesson() -> None:
    assert naming.section_id("Why Python?") == "why-python"
    assert naming.section_id("Why Python?", {"why-python", "why-python-2"}) == "why-python-3"
    assert naming.section_id("!?") == "section"


@pytest.mark.parametrize("day", [1, 33, 99, 100, 1250])
def test_days_beyond_two_digits_still_have_their_place(day: int) -> None:
    assert naming.day_folder(day) == f"day{day:02d}"
    file = naming.lesson_file(day, 1000, "Title")
    match = naming.LESSON_FILE.fullmatch(file)
    assert match is not None
    assert (match["day"], match["serial"]) == (f"{day:02d}", "1000")


@pytest.mark.parametrize(
    "name",
    [
        "day1_001_title.md",
        "day01_1_title.md",
        "day01_001.md",
        "day01_001_.md",
        "day01_001_Title.md",
        "day01_001_a__b.md",
        "day01_001_a-b.md",
        "Day01_001_title.md",
        "day01_001_title.md\n",
        "day01_001_title.markdown",
        "x/day01_001_title.md",
        "day٠١_001_title.md",
    ],
)
def test_other_names_are_no_lessons(name: str) -> None:
    assert naming.LESSON_FILE.fullmatch(name) is None
