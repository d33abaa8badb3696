"""Makes docs/*.svg from the running app, on a copy of this repository's own course: `make screenshots`."""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench
from tui.widgets.file_plan import FilePlan

ROOT = Path(__file__).parents[2]
SECTION = "day01_001/traditional-statistical-methods-to-modern-deep"
ORIENTATION = """\
A program that learns from examples looks like a thing of this century, and most of its parts are older than computers.
Whoever knows which part is new can tell a fashion from a discovery.

After this lesson you can say what statistics, the perceptron and deep networks have each fixed by hand and each left
to the data, name the three moments that changed that balance, and give one reason why large networks had to wait
until 2012. You need school mathematics: a function, a slope, an average.
"""
BREAKTHROUGHS = """\
### Intuition

The perceptron of 1958 is a line that moves: whenever it puts an example on the wrong side, it turns towards it.
"""
SIZES = {"workbench": (150, 42), "workbench-80x24": (80, 24)}


def workspace(folder: Path) -> Path:
    """Copy the course to `folder`, with two sections proposed and one accepted; the text stands beside this script."""
    for name in ("templates", "course"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "syllabus.yaml", folder)
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    text = (Path(__file__).parent / "section.md").read_text(encoding="utf-8")
    with Workbench.open(folder, {}) as workbench:
        keys = [section.key for section in workbench.lesson("day01_001").sections]
        for key, body in ((keys[0], ORIENTATION), (SECTION, text), (keys[2], BREAKTHROUGHS)):
            workbench.submit(key, body)
        workbench.accept(keys[0])
    return folder


async def shoot(folder: Path, name: str, size: tuple[int, int]) -> None:
    """Open the workbench at `size` (columns, rows), go to the section and keep the picture."""
    app = CoursewrightApp(Workbench.open(folder, {"COURSEWRIGHT_PROFILE": "claude", "ANTHROPIC_API_KEY": "shown"}))
    async with app.run_test(size=size) as pilot:
        app.screen.query_one(FilePlan).reveal(SECTION)
        await pilot.pause(3)  # the checks have run
        svg = app.export_screenshot(title="Coursewright")
    (ROOT / "docs" / f"{name}.svg").write_text(svg, encoding="utf-8")
    print(f"docs/{name}.svg")  # noqa: T201 - what this script is for


def main() -> None:
    """Make the pictures named on the command line, or all."""
    os.environ["TERM"], os.environ["COLORTERM"] = "xterm-256color", "truecolor"
    names = sys.argv[1:] or list(SIZES)
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(shoot(workspace(Path(folder)), name, SIZES[name]))


if __name__ == "__main__":
    main()
