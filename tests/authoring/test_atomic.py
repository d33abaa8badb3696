"""A file is the old one or the new one, and nothing else is left in its folder."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tui.authoring import atomic
from tui.authoring.errors import AuthoringError


def test_a_text_is_written_with_its_line_ends_as_utf_8(tmp_path: Path):
    path = tmp_path / "new" / "folder" / "lesson.md"
    atomic.write_text(path, "a\r\nb\nü 😀")
    assert path.read_bytes() == "a\r\nb\nü 😀".encode()
    assert [entry.name for entry in path.parent.iterdir()] == ["lesson.md"]


def test_a_file_keeps_its_permissions_and_a_new_one_follows_the_umask(tmp_path: Path):
    script = tmp_path / "script"
    script.write_text("old")
    script.chmod(0o750)
    atomic.write_text(script, "new")
    assert stat.S_IMODE(script.stat().st_mode) == 0o750
    umask = os.umask(0o027)
    try:
        atomic.write_text(tmp_path / "fresh", "x")
    finally:
        os.umask(umask)
    assert stat.S_IMODE((tmp_path / "fresh").stat().st_mode) == 0o640


def test_a_reader_of_the_old_file_keeps_reading_it(tmp_path: Path):
    path = tmp_path / "lesson.md"
    atomic.write_text(path, "old")
    with path.open() as reader:
        atomic.write_text(path, "new")
        assert reader.read() == "old"
    assert path.read_text() == "new"


def test_a_symbolic_link_stays_one(tmp_path: Path):
    (tmp_path / "real").mkdir()
    target, link = tmp_path / "real" / "settings.yaml", tmp_path / "settings.yaml"
    target.write_text("old")
    link.symlink_to(target)
    atomic.write_text(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_a_very_long_name_is_no_obstacle(tmp_path: Path):
    path = tmp_path / ("n" * 250 + ".md")
    atomic.write_text(path, "x")
    assert path.read_text() == "x"


def test_a_folder_in_the_place_is_refused_and_leaves_nothing_behind(tmp_path: Path):
    (tmp_path / "lesson.md").mkdir()
    with pytest.raises(AuthoringError, match=r"Could not write .*lesson\.md"):
        atomic.write_text(tmp_path / "lesson.md", "x")
    assert [entry.name for entry in tmp_path.iterdir()] == ["lesson.md"]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path):
    (tmp_path / "course").write_text("a file")
    with pytest.raises(AuthoringError, match="Could not write"):
        atomic.write_text(tmp_path / "course" / "lesson.md", "x")


def test_a_disk_that_takes_no_more_leaves_the_old_file(tmp_path: Path):
    path = tmp_path / "lesson.md"
    path.write_text("old")
    # A limit on the size of files stands in for the full disk; it holds for the process, hence another one.
    script = (
        "import resource, sys\nfrom pathlib import Path\nfrom tui.authoring import atomic\n"
        "from tui.authoring.errors import AuthoringError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try:\n    atomic.write_text(Path(sys.argv[1]), 'x' * 100_000)\n"
        "except AuthoringError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Could not write ")
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["lesson.md"]


def test_text_that_is_no_unicode_is_refused_before_anything_is_touched(tmp_path: Path):
    path = tmp_path / "sub" / "lesson.md"
    with pytest.raises(AuthoringError, match="character 3"):
        atomic.write_text(path, "ab\udfff")
    assert list(tmp_path.iterdir()) == []
