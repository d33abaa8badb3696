"""With --run-code, each block of Python runs shut in, and prints what the text says."""

import os
import socket
import sys
import threading
from pathlib import Path

import pytest

from tests.authoring.checks.subjects import subject
from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.running import Limits, run
from tui.authoring.errors import InputError


def ran(text: str, limits: Limits | None = None, **checks: object) -> list[Found]:
    return run(subject(text, checks={"python": checks}), limits or Limits())


def block(code: str, limits: Limits | None = None, **checks: object) -> list[Found]:
    return ran(f"# Knots\n\n```python\n{code}\n```\n", limits, **checks)


def said(code: str, limits: Limits | None = None) -> str:
    (finding,) = block(code, limits)
    return finding.message


# What it prints


def test_code_that_runs_and_claims_nothing_is_let_be() -> None:
    assert block("import math\nprint(math.pi)") == []


def test_a_whole_lesson_that_says_what_is_printed_is_let_be() -> None:
    text = """# Knots

```python
total = sum(range(4))
print(total)  # prints 6
for knot in ("bowline", "sheet bend"):
    print(knot)
```

This prints:

```text
6
bowline
...
```

```pycon
>>> from dataclasses import dataclass
>>> @dataclass
... class Knot:
...     name: str
>>> Knot("bowline")
Knot(name='bowline')
>>> 1 / 0
Traceback (most recent call last):
  ...
ZeroDivisionError: division by zero
>>> print("after")
after
```
"""
    assert ran(text) == []


@pytest.mark.parametrize("wrong", ["```text\n5\n```", "Output:\n\n```\n5\n```"])
def test_output_below_that_is_not_printed_is_told_with_what_is(wrong: str) -> None:
    text = f"# Knots\n\n```python\nprint(2 + 2)\n```\n\n{wrong}\n"
    (finding,) = ran(text)
    assert finding.quote == "5"
    assert text.splitlines()[finding.line - 1] == "5"
    assert "prints `4`" in finding.message
    assert finding.severity is None


def test_output_below_a_block_that_prints_nothing_is_told() -> None:
    (finding,) = ran("# Knots\n\n```python\nx = 4\n```\n\n```output\n4\n```\n")
    assert (finding.line, finding.quote) == (8, "4")
    assert "does not print `4`" in finding.message


def test_what_a_sentence_below_says_is_looked_for_in_what_is_printed() -> None:
    code = "# T\n\n```python\nprint('quotient:', -7 // 2)\n```\n\n"
    assert ran(f"{code}It prints `-4`, not what C prints.\n") == []
    (finding,) = ran(f"{code}It prints `-3`.\n")
    assert (finding.line, finding.quote) == (7, "It prints `-3`.")
    assert "prints `quotient: -4`" in finding.message


def test_what_is_printed_beyond_the_text_is_told() -> None:
    (finding,) = ran("# Knots\n\n```python\nprint(1)\nprint(2)\n```\n\n```text\n1\n```\n")
    assert "also prints `2`" in finding.message


def test_a_remark_that_is_wrong_is_told_at_its_line() -> None:
    (finding,) = block("x = 3\nprint(x)  # prints 4\nprint(x)  # prints 3")
    assert (finding.line, finding.quote) == (5, "print(x)  # prints 4")
    assert "prints `3`" in finding.message


@pytest.mark.parametrize(
    "code",
    [
        "print('a\\nb\\nc')  # 3 lines",
        "print('a table')  # 3",
        "def f(x):\n    print(x)  # 4\n\nf(4)",
        "if False:\n    print(1)  # 2",
        "for x in range(3):\n    print(x, end=' ')  # 0 1 2",
        "for x in range(3):\n    print(x)  # 0, then 1, then 2",
        "print(1 / 3)  # ≈ 0.33",
        "print(1 / 3)  # 0.333...",
        "print(1)\nprint(2)\n# Output:\n# 1\n# 2",
        "print('Ada')  # prints 'Ada'",
    ],
)
def test_remarks_that_hold_or_say_nothing_of_the_output_are_let_be(code: str) -> None:
    assert block(code) == []


def test_numbers_are_compared_within_the_tolerance_that_the_blueprint_asks_for() -> None:
    code = "print(0.1 + 0.2)  # 0.3"
    assert len(block(code)) == 1
    assert block(code, tolerance=1e-6) == []
    assert len(block("print(0.1 + 0.3)  # 0.3", tolerance=1e-6)) == 1
    assert block(code, Limits(tolerance=1e-6)) == []


def test_a_session_that_answers_otherwise_is_told_below_its_prompt() -> None:
    (finding,) = ran("# T\n\n```pycon\n>>> x = 2\n>>> x + x\n5\n>>> x\n2\n```\n")
    assert (finding.line, finding.quote) == (6, "5")
    assert "prints `4`" in finding.message


def test_a_session_that_shows_no_answers_at_all_only_has_to_run() -> None:
    assert ran("# T\n\n```pycon\n>>> x = 2\n>>> x\n```\n") == []
    assert len(ran("# T\n\n```pycon\n>>> x = 2\n>>> y\n```\n")) == 1


# What fails


def test_what_fails_is_told_at_its_own_line() -> None:
    (finding,) = block("def f(x):\n    return 1 / x\n\nf(0)")
    assert (finding.line, finding.quote) == (5, "return 1 / x")
    assert "ZeroDivisionError: division by zero" in finding.message


def test_what_was_printed_before_a_failure_is_judged_too() -> None:
    first, second = block("print(1)  # prints 2\nprint(x)  # prints 3")
    assert (first.line, second.line) == (4, 5)


def test_each_block_runs_by_itself() -> None:
    (finding,) = ran("# T\n\n```python\nx = 1\n```\n\n```python\nprint(x)\n```\n")
    assert finding.line == 8
    assert "define in it all that it uses" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "```python\nint('x')  # raises ValueError\n```\n",
        "```python\nint('x')\n# ValueError: invalid literal\n```\n",
        "```python\nprint(1)\nint('x')\n```\n\n```text\n1\nTraceback (most recent call last):\n  ...\n"
        "ValueError: invalid literal for int() with base 10: 'x'\n```\n",
        "```python\nprint(1)\nint('x')\n```\n\n```text\n1\nValueError: invalid literal ...\n```\n",
        "```python\nint('x')\n```\n\n```\nValueError: invalid literal ...\n```\n",
    ],
)
def test_an_exception_that_the_text_announces_is_no_failure(text: str) -> None:
    assert ran(text) == []


def test_another_exception_than_the_text_announces_is_told() -> None:
    assert len(ran("```python\n[][0]\n```\n\n```output\nValueError: x\n```\n")) == 1
    assert len(ran("```python\nint('x')\n```\n\n```output\nValueError: another\n```\n")) == 1


def test_a_package_that_is_not_installed_is_a_warning_that_names_it_once() -> None:
    text = "# T\n\n```python\nimport nonesuch.layers\n```\n\n```python\nimport nonesuch\n```\n"
    (finding,) = ran(text)
    assert (finding.line, finding.severity) == (4, Severity.WARNING)
    assert "`nonesuch` is not installed" in finding.message


def test_a_module_that_an_installed_package_does_not_have_is_an_error() -> None:
    (finding,) = block("import json.nonesuch")
    assert finding.severity is None


@pytest.mark.parametrize("code", ["import sys\nsys.exit(2)", "import os\nos._exit(3)", "import os\nos.abort()"])
def test_a_block_that_ends_python_is_told(code: str) -> None:
    assert said(code)


def test_a_block_that_ends_well_may_say_so() -> None:
    assert block("import sys\nsys.exit()") == []


@pytest.mark.parametrize(
    "code",
    ["for each batch: step", "def f(x: int) -> int", "# nothing", "", "Linear(in_features: int)"],
)
def test_what_cannot_be_run_is_not_run(code: str) -> None:
    assert block(code) == []


def test_other_languages_are_not_run() -> None:
    assert ran("```bash\nexit 1\n```\n\n```\n1/0\n```\n") == []


def test_code_finds_its_own_source_and_classes() -> None:
    code = """import inspect, pickle
class Knot:
    name = "bowline"
print(pickle.loads(pickle.dumps(Knot())).name)  # prints: bowline
print(inspect.getsource(Knot).splitlines()[1].strip())  # prints: name = "bowline"
if __name__ == "__main__":
    print("main")  # prints: main"""
    assert block(code) == []


# What it may take


def test_an_endless_loop_is_ended() -> None:
    assert "longer than 1 seconds" in said("while True:\n    pass", Limits(seconds=1))


def test_waiting_counts_as_much_as_computing_and_the_blueprint_says_how_long() -> None:
    (finding,) = block("import time\ntime.sleep(60)", seconds=0.5)
    assert "longer than 0.5 seconds" in finding.message


def test_memory_is_bounded() -> None:
    assert "more than 512 MiB" in said("x = bytearray(600 << 20)", Limits(memory_mib=512))
    assert block("x = bytearray(100 << 20)", Limits(memory_mib=512)) == []


def test_endless_output_is_ended() -> None:
    assert "prints more than" in said("while True:\n    print('knots ' * 100)")


def test_long_output_is_ended_whoever_writes_it() -> None:
    assert "prints more than" in said("import os\nfor _ in range(300):\n    os.write(1, b'x' * 1000)")
    assert "prints more than" in said("import sys\nwhile True:\n    print('knots ' * 100, file=sys.stderr)")


def test_large_files_are_refused() -> None:
    assert "File too large" in said("open('large', 'wb').write(b'x' * (65 << 20))")


def test_processes_are_bounded_and_a_few_are_welcome() -> None:
    assert "more than 64 processes" in said("import os\nwhile True:\n    os.fork()")
    pool = "import multiprocessing as m\nwith m.get_context('fork').Pool(2) as pool:\n    print(pool.map(abs, [-1]))"
    assert block(f"{pool}  # [1]") == []


# What it may touch


def test_files_outside_its_folder_are_not_written(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text("mine")
    for code in (
        f"open({str(tmp_path / 'new')!r}, 'w')",
        f"open({str(kept)!r}, 'a')",
        f"import os\nos.remove({str(kept)!r})",
        f"import os\nos.rename({str(kept)!r}, 'taken')",
        f"import os\nos.open({str(kept)!r}, os.O_WRONLY | os.O_TRUNC)",
        f"import os\nos.mkdir({str(tmp_path / 'new')!r})",
        f"import os\nos.symlink({str(kept)!r}, 'link')\nopen('link', 'w')",
        f"import shutil\nshutil.rmtree({str(tmp_path)!r})",
        f"import os\nos.chmod({str(kept)!r}, 0)",
        f"import sqlite3\nsqlite3.connect({str(tmp_path / 'new')!r})",
        f"from pathlib import Path\nPath({str(tmp_path / 'new')!r}).touch()",
    ):
        assert "outside of the block's own folder" in said(code)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert kept.read_text() == "mine"


def test_files_in_its_own_folder_are_its_own_and_the_folder_is_empty_and_gone_afterwards(tmp_path: Path) -> None:
    code = """import os, sqlite3, tempfile
print(os.listdir())  # []
open("a", "w").write("knots")
os.mkdir("sub")
os.rename("a", "sub/b")
sqlite3.connect("base.db").execute("CREATE TABLE knots (name)")
tempfile.TemporaryFile().write(b"x")
open(os.devnull, "w").write("x")
print(open("sub/b").read())  # prints: knots
raise RuntimeError(os.getcwd())"""
    (finding,) = block(code)
    folder = finding.message.partition("RuntimeError: ")[2].partition(")")[0]
    assert folder.startswith("/")
    assert not Path(folder).exists()
    assert block("import os\nprint(os.listdir())  # []") == []


def test_the_network_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for code in (
            f"import socket\nsocket.create_connection(('127.0.0.1', {port}))",
            f"import urllib.request\nurllib.request.urlopen('http://localhost:{port}/')",
            "import socket\nsocket.getaddrinfo('example.org', 80)",
            "import socket\nsocket.create_server(('127.0.0.1', 0))",
            f"import socket\nsocket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', {port}))",
            f"import asyncio\nasyncio.run(asyncio.open_connection('127.0.0.1', {port}))",
        ):
            assert "a connection to the network is refused" in said(code)


def test_what_needs_no_network_but_looks_so_runs() -> None:
    code = """import asyncio, socket
async def main():
    await asyncio.sleep(0)
    print("tied")  # prints: tied
asyncio.run(main())
one, other = socket.socketpair()
one.sendmsg([b"knot"])
print(other.recv(4))  # prints: b'knot'"""
    assert block(code) == []


@pytest.mark.parametrize(
    "code",
    [
        "import subprocess\nsubprocess.run(['true'])",
        "import os\nos.system('true')",
        "import os\nos.execv('/bin/true', ['true'])",
        "import os\nos.posix_spawn('/bin/true', ['true'], {})",
        "import multiprocessing as m\nm.get_context('spawn').Process(target=print).start()",
    ],
)
def test_other_programs_are_not_started(code: str) -> None:
    assert "starting another program is refused" in said(code)


def test_nothing_of_the_authors_surroundings_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "secret-key")
    names = ["HOME", "LANG", "MPLBACKEND", "OMP_NUM_THREADS", "PATH", "PYTHONHASHSEED", "PYTHONUTF8", "TMPDIR"]
    code = f"""import os, sys
print(sorted(os.environ.keys() - {{"LC_CTYPE", "__CF_USER_TEXT_ENCODING"}}))  # {names}
print(os.environ["HOME"] == os.getcwd())  # True
print(sys.argv)  # ['lesson.py']
print([name for name in sys.modules if name.startswith("tui")])  # []"""
    assert block(code) == []
    assert "EOFError" in said("input('Which knot? ')")


def test_other_processes_surroundings_are_not_read() -> None:
    (finding,) = block(f"print(open('/proc/{os.getpid()}/environ').read())")
    assert "PermissionError" in finding.message or "FileNotFoundError" in finding.message


def test_what_it_starts_ends_with_it() -> None:
    code = """import os, time
if os.fork() == 0:
    for _ in range(600):
        open("alive", "a").write("x")
        time.sleep(0.1)
    os._exit(0)
print(os.getcwd())
raise RuntimeError(os.getcwd())"""
    (finding,) = block(code)
    folder = finding.message.partition("RuntimeError: ")[2].partition(")")[0]
    # A child that lived on would make the folder's file anew, or keep the folder from being removed.
    assert not Path(folder).exists()


def test_runs_do_not_get_in_each_others_way() -> None:
    found: list[list[Found]] = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(block(f"open('a', 'w')\nprint({n})  # prints {n}")))
        for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[]] * 6


def test_a_python_that_there_is_not_is_refused_with_what_to_do() -> None:
    with pytest.raises(InputError, match="name a Python"):
        block("x = 1", Limits(python="/nowhere/python"))


def test_another_python_may_run_the_blocks(tmp_path: Path) -> None:
    other = tmp_path / "python"
    other.write_text(f'#!/bin/sh\nKNOT=bowline exec {sys.executable} "$@"\n')
    other.chmod(0o755)
    assert block("import os\nprint(os.environ['KNOT'])  # prints: bowline", Limits(python=str(other))) == []
