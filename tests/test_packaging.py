"""What a person gets who installs Coursewright instead of cloning it: the wheel, the source archive, their metadata."""

import os
import subprocess
import sys
import tarfile
import zipfile
from email import message_from_string
from email.message import Message
from pathlib import Path

import pytest

from tests.command_line import OUTLINE, CommandLine, in_folder

ROOT = Path(__file__).parents[1]
_JUNK = (".coursewright", ".git", ".venv", "__pycache__", "_cache", ".hypothesis", ".benchmarks")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with a wheel and a source archive, built from this tree without a network."""
    folder = tmp_path_factory.mktemp("built")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (path,) = built.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return message_from_string(archive.read(name).decode())


@pytest.fixture
def installed(wheel: Path, tmp_path: Path) -> CommandLine:
    """A command line in an empty folder, far from any checkout, that runs what is in the wheel."""
    packages = tmp_path / "packages"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    run = in_folder(tmp_path / "elsewhere")
    run.env["PYTHONPATH"] = str(packages)
    return run


def shipped(folder: Path) -> set[str]:
    """Return the files below a folder that belong into an archive."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_the_program_its_style_sheets_and_the_templates_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    program = {f"tui/{name}" for name in shipped(ROOT / "tui")}
    templates = {f"tui/authoring/templates/{name}" for name in shipped(ROOT / "templates")}
    assert names == program | templates


def test_the_source_archive_holds_what_builds_and_tests_it_and_no_junk(built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        names = {name.partition("/")[2] for name in tar.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "Makefile", "requirements.lock", "syllabus.yaml"} <= names
    assert {"tui/cli.py", "templates/blueprint.yaml", "tests/test_packaging.py", "course/day01/plan.yaml"} <= names
    assert not [name for name in names if any(part.endswith(_JUNK) for part in Path(name).parts)]
    top = {name.partition("/")[0] for name in names}
    assert not {name for name in top if name.startswith(".")} - {".ci", ".gitignore"}


def test_installed_without_a_checkout_it_starts_a_course_and_plans_it(installed: CommandLine) -> None:
    outline = installed.folder.parent / "outline.md"
    outline.write_text(OUTLINE, encoding="utf-8")
    where = installed.process(python="from tui.authoring.workspace import shipped_templates as s; print(s())")
    assert where.stdout.strip() == str(installed.folder.parent / "packages" / "tui" / "authoring" / "templates")

    made = installed.process("init", "balcony", "--outline", str(outline))
    assert made.returncode == 0, made.stderr
    assert shipped(installed.folder / "balcony" / "templates") == shipped(ROOT / "templates")
    planned = installed.process("-C", "balcony", "plan", "1")
    assert planned.returncode == 0, planned.stderr
    status = installed.process("-C", "balcony", "status", "--json")
    assert status.returncode == 0, status.stderr
    assert '"points": 4' in status.stdout


def test_the_command_is_coursewright(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert archive.read(name).decode().split() == ["[console_scripts]", "coursewright", "=", "tui.__main__:main"]


def test_the_metadata_say_licence_python_and_extras(metadata: Message) -> None:
    assert metadata["Name"] == "coursewright"
    assert metadata["License-Expression"] == "MIT"
    assert metadata.get_all("License-File") == ["LICENSE"]
    assert metadata["Requires-Python"] == ">=3.11"
    assert sorted(metadata.get_all("Provides-Extra") or []) == ["local", "publish", "web"]
    classifiers = metadata.get_all("Classifier") or []
    assert not [each for each in classifiers if each.startswith("License ::")]  # the expression has replaced them
    assert metadata.get_payload().startswith("# Coursewright")  # type: ignore[union-attr]


def test_nothing_that_compiles_llama_cpp_is_asked_for(metadata: Message) -> None:
    required = metadata.get_all("Requires-Dist") or []
    assert not [each for each in required if each.startswith("llm")]
    assert [each for each in required if "extra == 'local'" in each and each.startswith("xllamacpp")]


def test_every_dependency_of_the_program_is_imported_by_it(metadata: Message) -> None:
    names = {
        "gitpython": "git",
        "pyyaml": "yaml",
        "pillow": "PIL",
        "markdown-it-py": "markdown_it",
        "mdit-py-plugins": "mdit_py_plugins",
        "python-slugify": "slugify",
        "ruamel-yaml": "ruamel.yaml",
    }
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tui").rglob("*.py"))
    for each in metadata.get_all("Requires-Dist") or []:
        if ";" not in each and not each.startswith("tree-sitter"):  # which Textual imports for the editor
            name = "".join(c if c.isalnum() or c in "-_" else " " for c in each).split()[0]
            package = names.get(name, name)
            assert f"import {package}" in code or f"from {package}" in code, each


def test_the_environment_of_the_tests_is_not_that_of_an_installation(installed: CommandLine) -> None:
    """The wheel's own code answers, not the checkout's: else the tests above prove nothing."""
    done = installed.process(python="import tui, os; print(os.path.dirname(tui.__path__[0]))")
    assert done.stdout.strip() == os.fspath(installed.folder.parent / "packages")
