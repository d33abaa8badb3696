"""What is imported when: the command line starts without the screens, the SDK and the embedded model."""

import json
from pathlib import Path

import pytest

from tests.command_line import SECTIONS, CommandLine, course, in_folder

MAIN = """
import atexit, json, os, sys
atexit.register(lambda: os.write(2, ("\\nMODULES " + json.dumps(sorted(sys.modules))).encode()))
from tui.cli import main
main()
"""


def imported(run: CommandLine, *arguments: str, code: int = 0) -> set[str]:
    """Run a verb in a process of its own and return the top-level packages it imported."""
    done = run.process(*arguments, python=MAIN)
    said, _, modules = done.stderr.rpartition("\nMODULES ")
    assert done.returncode == code, said
    return {name.partition(".")[0] for name in json.loads(modules)}


IN_TURN = """
import json, os, sys
from tui.cli import coursewright
for arguments in json.loads(sys.argv[1]):
    code = 0
    try:
        coursewright.main(arguments)
    except SystemExit as end:
        code = end.code
    os.write(2, ("\\nMODULES " + json.dumps([arguments, code, sorted(sys.modules)]) + "\\n").encode())
"""
"""Runs verbs one after the other in one process, and tells after each what has been imported by then."""


@pytest.fixture
def run(tmp_path: Path) -> CommandLine:
    return course(tmp_path / "course")


def test_help_and_version_import_nothing_heavy(tmp_path: Path) -> None:
    run = in_folder(tmp_path / "anywhere")
    for arguments in (("--help",), ("--version",), ("draft", "--help")):
        heavy = {"textual", "anthropic", "xllamacpp", "pydantic", "git", "rich", "yaml", "jinja2"}
        assert not heavy & imported(run, *arguments)


def test_no_headless_verb_imports_the_screens_and_those_that_ask_no_model_no_model(run: CommandLine) -> None:
    text = run.folder.parent / "text.md"
    text.write_text("Said in a few words.\n", encoding="utf-8")
    outline, lesson = str(run.folder.parent / "outline.md"), "day01_001"
    verbs = [
        ["status"],
        ["plan", "--all"],
        ["doctor"],
        ["import", outline],
        ["init", "again", "--outline", outline],
        *(["submit", key, str(text)] for key in SECTIONS),
        ["check", lesson],
        ["coverage", "1"],
        ["show", lesson],
        ["attempts", SECTIONS[0]],
        ["reject", SECTIONS[0], "--reason", "Too short"],
        ["undo"],
        ["redo"],
        ["submit", SECTIONS[0], str(text)],
        ["accept", *SECTIONS],
        ["approve", lesson],
        ["history", lesson],
        ["diff", lesson],
        ["restore", lesson, "--at", "HEAD"],
        ["undo-approval", lesson],
        ["approve", lesson],
        ["adopt", lesson],
        ["merge"],
        ["cost"],
    ]
    nothing_to_do = {"adopt"}
    told = run.process(json.dumps(verbs), python=IN_TURN).stderr.split("\nMODULES ")[1:]
    assert len(told) == len(verbs)
    for each in told:
        arguments, code, modules = json.loads(each.splitlines()[0])
        refused = arguments[0] in nothing_to_do
        assert code == (2 if refused else 0), (arguments, each)
        assert not {"textual", "anthropic", "xllamacpp"} & {name.partition(".")[0] for name in modules}, arguments


def test_drafting_and_its_prompt_import_no_screen(run: CommandLine) -> None:
    config = Path(run.environment()["COURSEWRIGHT_CONFIG_DIR"])
    config.mkdir()
    # Port 9 discards: nothing answers there, and the verb runs to its end all the same.
    settings = "profile: fake\nprofiles:\n  fake:\n    base_url: http://127.0.0.1:9\n    model: fake\n"
    (config / "settings.yaml").write_text(settings, encoding="utf-8")
    assert not {"textual", "anthropic", "xllamacpp"} & imported(run, "prompt", SECTIONS[0])
    assert not {"textual", "xllamacpp"} & imported(run, "draft", SECTIONS[0], code=3)


def test_nothing_that_an_author_does_imports_the_screens(tmp_path: Path) -> None:
    python = """
import importlib, pkgutil, sys
import tui.authoring
for module in pkgutil.walk_packages(tui.authoring.__path__, "tui.authoring."):
    if not module.name.endswith("local_server_process"):
        importlib.import_module(module.name)
print([name for name in sys.modules if name.partition(".")[0] in ("textual", "anthropic", "xllamacpp")])
"""
    done = in_folder(tmp_path / "anywhere").process(python=python)
    assert done.stdout.strip() == "[]", done.stderr


def test_a_course_is_looked_at_without_loading_the_rules(tmp_path: Path) -> None:
    python = "import sys, tui.authoring.workbench, tui.app; print('tui.authoring.checks.registry' in sys.modules)"
    done = in_folder(tmp_path / "anywhere").process(python=python)
    assert done.stdout.strip() == "False", done.stderr


def test_the_first_frame_waits_for_nothing_that_is_slow_to_import(tmp_path: Path) -> None:
    python = "import json, sys, tui.__main__, tui.app; print(json.dumps(sorted(sys.modules)))"
    done = in_folder(tmp_path / "anywhere").process(python=python)
    modules = set(json.loads(done.stdout))
    slow = {"pydantic", "yaml", "ruamel.yaml", "jinja2", "git", "sqlite3", "click", "markdown_it", "anthropic"}
    slow |= {"textual.widgets._markdown", "textual.widgets._text_area", "textual.widgets._footer"}
    slow |= {"tui.authoring.workbench", "tui.authoring.course", "tui.screens.workbench", "tui.cli"}
    assert not slow & modules, done.stderr
