"""Editors that a test needs to be real, and what their keys are."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.terminal import Terminal

_NOT_HERE = ("VISUAL", "EDITOR", "NO_COLOR", "COLUMNS", "LINES")


@dataclass(frozen=True)
class Program:
    """An editor: the command that opens a file, what it shows then, and keys that replace the text, save and leave."""

    name: str
    command: tuple[str, ...]
    ready: str
    replace: Callable[[str], str]
    save: str
    leave: str

    def __str__(self) -> str:
        return self.name


# Neither reads anybody's settings.
VIM = Program(
    "vim",
    ("vim", "-u", "NONE", "-N", "--cmd", "set backup writebackup swapfile"),
    ".md",
    lambda text: f"ggdGi{text}\x1b",
    ":w\r",
    ":q\r",
)
NANO = Program(
    "nano",
    ("nano", "--ignorercfiles", "--backup"),
    "Write Out",
    lambda text: f"\x1b\\\x1ba\x1b/\x0b{text}",
    "\x0f\r",
    "\x18",
)


def missing(program: Program) -> pytest.MarkDecorator:
    """Skip where the program is not installed, and say so."""
    absent = shutil.which(program.command[0]) is None
    return pytest.mark.skipif(absent, reason=f"{program} is not installed here: apt-get install {program}")


def environment(**more: str) -> dict[str, str]:
    """The environment of a program on a terminal, without anybody's editor."""
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_HERE}
    here = str(Path(__file__).parents[2])
    return {**kept, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PYTHONPATH": here, **more}


def opened(program: Program, path: Path) -> Terminal:
    """The editor on a terminal of its own, with the file open."""
    return Terminal([*program.command, str(path)], folder=path.parent, env=environment())
