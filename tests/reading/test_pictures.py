"""Pictures show as dots where the terminal has the colours, and as the line that names them wherever that fails."""

import os
from pathlib import Path

import pytest
from PIL import Image
from textual.style import Style

from tui.reading.document import Document
from tui.reading.palette import Palette
from tui.reading.pictures import COLUMNS, ROWS, Pictures

NAMED = "▣ image: Weights (img/weights.png)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "course" / "day01"
    (folder / "img").mkdir(parents=True)
    return folder


def drawn(folder: Path, text: str, width: int = 60, root: Path | None = None) -> str:
    return Document(text, pictures=Pictures(folder, root or folder.parents[1])).plain(width)


def save(path: Path, size: tuple[int, int], colour: tuple[int, ...] = (255, 0, 0), mode: str = "RGB") -> None:
    Image.new(mode, size, colour).save(path)


def test_a_picture_stands_above_the_line_that_names_it(folder: Path) -> None:
    save(folder / "img/weights.png", (4, 4))

    assert drawn(folder, "Before.\n\n![Weights](img/weights.png)\n\nAfter.").split("\n") == [
        *("Before.", "", "▀▀▀▀", "▀▀▀▀", NAMED, "", "After.")
    ]


def test_two_dots_share_a_cell_and_where_there_is_none_the_page_is_seen(folder: Path) -> None:
    picture = Image.new("RGBA", (3, 3), (0, 0, 255, 255))
    for x, y in ((0, 0), (1, 0), (1, 1)):
        picture.putpixel((x, y), (0, 0, 0, 0))
    picture.save(folder / "img/weights.png")
    document = Document("![Weights](img/weights.png)", pictures=Pictures(folder, folder.parents[1]))

    upper, lower, _ = document.lines(60)

    assert (upper.plain, lower.plain) == ("▄ ▀", "▀▀▀")
    palette = Palette({}, Style.parse("white on black"))
    full, half = (palette.style(*piece.roles) for piece in (upper.pieces[2], lower.pieces[2]))
    assert full.color is not None
    assert full.bgcolor is not None
    assert full.color.name == full.bgcolor.name == "#0000ff"
    assert half.color is not None
    assert half.color.name == "#0000ff"
    assert half.bgcolor is not None
    assert half.bgcolor.name == "#000000"


def test_a_large_picture_is_made_small_and_keeps_its_shape(folder: Path) -> None:
    save(folder / "img/weights.png", (2000, 400))

    *rows, named = drawn(folder, "![Weights](img/weights.png)", 50).split("\n")

    assert named == NAMED
    assert {len(row) for row in rows} == {50}
    assert len(rows) == 5  # 50 × 10 dots
    save(folder / "img/weights.png", (500, 4000))
    os.utime(folder / "img/weights.png", (1, 1))
    *rows, _ = drawn(folder, "![Weights](img/weights.png)", 500).split("\n")
    assert len(rows) == ROWS
    assert len(rows[0]) < COLUMNS


@pytest.mark.parametrize(
    "source", ["../../../secret.png", "/secret.png", "https://x.org/a.png", "img/none.png", "img", "img/%00.png", "#a"]
)
def test_nothing_outside_of_the_course_is_opened(folder: Path, tmp_path: Path, source: str) -> None:
    save(tmp_path / "secret.png", (4, 4))

    assert "▀" not in drawn(folder, f"![Weights]({source})", root=tmp_path / "course")


def test_a_link_out_of_the_course_is_not_followed(folder: Path, tmp_path: Path) -> None:
    save(tmp_path / "secret.png", (4, 4))
    (folder / "img/weights.png").symlink_to(tmp_path / "secret.png")

    assert drawn(folder, "![Weights](img/weights.png)", root=tmp_path / "course") == NAMED


def test_a_damaged_file_and_one_that_is_no_picture_leave_the_line(folder: Path) -> None:
    save(folder / "img/weights.png", (40, 40))
    whole = (folder / "img/weights.png").read_bytes()
    for content in (whole[:60], b"", b"<svg/>", b"\x89PNG\r\n\x1a\n" + b"\xff" * 99):
        (folder / "img/weights.png").write_bytes(content)
        assert drawn(folder, "![Weights](img/weights.png)") == NAMED


def test_a_picture_of_more_dots_than_anybody_needs_is_not_unpacked(folder: Path) -> None:
    Image.new("1", (30_000, 30_000)).save(folder / "img/weights.png")

    assert drawn(folder, "![Weights](img/weights.png)") == NAMED


def test_an_image_within_a_sentence_is_named_there(folder: Path) -> None:
    save(folder / "img/weights.png", (4, 4))

    assert drawn(folder, "See ![Weights](img/weights.png).") == f"See {NAMED}."


def test_where_the_terminal_has_no_colours_the_line_alone_is_shown(folder: Path) -> None:
    save(folder / "img/weights.png", (4, 4))

    assert Document("![Weights](img/weights.png)").plain(60) == NAMED
