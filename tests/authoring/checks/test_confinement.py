"""Blocks are shut in twice: by the kernel where it can, and by Python itself wherever they run."""

from pathlib import Path

import pytest

from tui.authoring.checks.confinement import Bounds, End, Ran, execute
from tui.authoring.checks.python_blocks import Cell


def ran(code: str, **bounds: bool | float) -> Ran:
    return execute([Cell(5, code)], Bounds(**bounds))  # type: ignore[arg-type]


def failed(code: str) -> str:
    """Return how a block fails that Python alone shuts in."""
    (cell,) = ran(code, kernel=False).cells
    return cell.failure.message if cell.failure is not None else ""


def test_what_a_block_writes_is_known_by_its_line_in_the_lesson() -> None:
    (cell,) = ran("def f():\n    print('in f')\nprint('a')\nf()\nimport os\nos.write(1, b'raw')").cells
    assert cell.output_of(6, 6) == "in f\n"
    assert cell.output_of(7, 8) == "a\n"


def test_sessions_go_on_after_what_a_prompt_raises_and_share_their_names() -> None:
    got = execute([Cell(5, "x = 1\n", ""), Cell(6, "1 / 0\n", ""), Cell(8, "x\n", "1")], Bounds())
    assert [cell.failure is None for cell in got.cells] == [True, False, True]
    assert got.cells[2].output == "1\n"


def test_without_the_kernel_python_still_refuses(tmp_path: Path) -> None:
    assert "outside of the block's own folder" in failed(f"open({str(tmp_path / 'new')!r}, 'w')")
    assert "network" in failed("import socket\nsocket.create_connection(('127.0.0.1', 9))")
    assert "another program" in failed("import subprocess\nsubprocess.run(['true'])")
    assert "another process" in failed("import os\nos.kill(os.getppid(), 0)")
    assert "more than 64 processes" in failed("import os\nwhile True:\n    os.fork()")
    assert "refused" in failed("import os\nos.setsid()")
    assert list(tmp_path.iterdir()) == []


def test_without_the_kernel_what_a_block_forks_is_its_own_to_end_and_ends_with_it() -> None:
    assert failed("import multiprocessing as m\nwith m.get_context('fork').Pool(2) as p:\n    p.map(abs, [1])") == ""
    got = ran(
        "import os, time\nif os.fork() == 0:\n    time.sleep(2); os.write(1, b'late')\nprint('parent')", kernel=False
    )
    assert (got.end, got.stdout) == (End.BY_ITSELF, "parent\n")


@pytest.mark.parametrize("write", ["open", "creat"])
def test_where_the_kernel_guards_files_no_way_around_python_writes_outside(tmp_path: Path, write: str) -> None:
    target = str(tmp_path / "new").encode()
    arguments = f"{target!r}, 0o101, 0o644" if write == "open" else f"{target!r}, 0o644"
    got = ran(f"import ctypes\nprint(ctypes.CDLL(None).{write}({arguments}))")
    assert ("landlock" in got.guards) == (got.stdout == "-1\n") == (not (tmp_path / "new").exists())


def test_where_the_kernel_gives_a_namespace_even_those_who_leave_the_group_end() -> None:
    code = """import ctypes, os, time
if os.fork() == 0:
    ctypes.CDLL(None).setsid()
    time.sleep(3)
    os.write(1, b'survived')
    os._exit(0)
print(os.path.basename(os.readlink('/proc/self')) if os.path.exists('/proc/self') else '')"""
    got = ran(code)
    assert got.end is End.BY_ITSELF
    assert "survived" not in got.stdout
    # In a namespace of processes of its own, the block is the second of them.
    assert ("namespaces" not in got.guards) or int(got.stdout) < 10


def test_a_block_that_computes_too_long_on_several_processors_is_ended() -> None:
    assert ran("while True:\n    pass", seconds=0.5).end is End.TOO_LONG


def test_what_still_runs_when_the_block_is_through_is_waited_for() -> None:
    code = "import threading, time\nthreading.Thread(target=lambda: (time.sleep(0.2), print('late'))).start()"
    assert ran(code).stdout == "late\n"
    assert ran("import threading\nthreading.Event().wait()", seconds=0.5).end is End.TOO_LONG
