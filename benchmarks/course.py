"""The course that is measured: a copy of this repository's own, so that no one's state comes in or is changed."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]


def copied(folder: Path) -> Path:
    """Copy syllabus, templates and plans to `folder`, a git repository of its own, and return it."""
    for name in ("templates", "course"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "syllabus.yaml", folder)
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    return folder


def environment(folder: Path) -> dict[str, str]:
    """Return what the workbench is told of the user: no settings and no key, whoever runs the benchmarks."""
    return {"COURSEWRIGHT_CONFIG_DIR": str(folder / ".coursewright" / "no-settings")}
