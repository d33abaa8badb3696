"""Bad input and hostile surroundings: one sentence that says what to do, and nothing is lost."""

from pathlib import Path

import pytest

from tests.command_line import OUTLINE, SECTIONS, CommandLine, course, in_folder, submit_all


@pytest.fixture
def run(tmp_path: Path) -> CommandLine:
    return course(tmp_path / "course")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("title: [", "syllabus.yaml, line "),
        ("title: Soil\n", "weeks: field required"),
        ("title: Soil\nweeks: []\nwekks: []\n", "syllabus.yaml, line "),
        ("", "the file is empty"),
    ],
)
@pytest.mark.parametrize("arguments", [("status",), ("plan", "--all"), ("show", "day01_001"), ("draft", "day01_001")])
def test_a_broken_syllabus_is_told_with_file_and_line(
    run: CommandLine, arguments: tuple[str, ...], text: str, sentence: str
) -> None:
    (run.folder / "syllabus.yaml").write_text(text, encoding="utf-8")
    before = run.files()
    result = run(*arguments)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert result.stdout == ""
    assert run.files() == before


def test_a_broken_plan_leaves_the_other_days_readable(run: CommandLine) -> None:
    run("plan", "--all")
    plan = run.folder / "course" / "day01" / "plan.yaml"
    plan.write_text("day: 1\nlessons: none\n", encoding="utf-8")
    result = run("status")
    assert result.exit_code == 2
    assert "Water" in result.stdout
    assert str(plan) in result.stderr
    assert run("plan", "1").exit_code == 2
    assert plan.read_text(encoding="utf-8") == "day: 1\nlessons: none\n"
    assert run("plan", "1", "--replan").exit_code == 0
    assert run("status").exit_code == 0


def test_a_new_plan_is_refused_while_a_drafted_section_would_lose_its_place(run: CommandLine) -> None:
    run("submit", "day01_001/loam", stdin="Loam holds water.")
    syllabus = run.folder / "syllabus.yaml"
    syllabus.write_text(syllabus.read_text(encoding="utf-8").replace("Loam", "Peat"), encoding="utf-8")
    plan = run.folder / "course" / "day01" / "plan.yaml"
    plan.write_text("day: 1\n", encoding="utf-8")
    result = run("plan", "1", "--replan")
    assert result.exit_code == 1
    assert "day01_001/loam, which is drafted" in result.stderr
    assert plan.read_text(encoding="utf-8") == "day: 1\n"


def test_hand_edits_of_a_plan_survive_a_replan(run: CommandLine) -> None:
    run("plan", "1")
    plan = run.folder / "course" / "day01" / "plan.yaml"
    text = plan.read_text(encoding="utf-8").replace("title: Loam", "title: Loam, the gardener's favourite")
    plan.write_text(text, encoding="utf-8")
    assert run("plan", "1", "--replan").exit_code == 0
    assert plan.read_text(encoding="utf-8") == text


def test_an_unwritable_folder_is_told_before_anything_is_drafted(run: CommandLine) -> None:
    # A file where the folder should be: permissions would not keep root out.
    (run.folder / ".coursewright").write_text("", encoding="utf-8")
    before = run.files()
    result = run("status")
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
    assert run.files() == before


def test_a_plan_that_cannot_be_written_is_told(run: CommandLine) -> None:
    (run.folder / "course" / "day01").write_text("", encoding="utf-8")
    result = run("plan", "1")
    assert result.exit_code == 1
    assert "Could not write" in result.stderr


def test_without_git_all_but_approving_works_and_says_what_to_install(run: CommandLine, tmp_path: Path) -> None:
    submit_all(run)
    before = run.files()
    path = str(tmp_path / "no-programs")
    done = run.process("approve", "day01_001", PATH=path)
    assert done.returncode == 1
    assert done.stderr.startswith("coursewright: Git was not found")
    assert "Traceback" not in done.stderr
    assert run.files() == before
    assert run.process("status", PATH=path).returncode == 0


def test_without_git_no_course_is_started(tmp_path: Path) -> None:
    run = in_folder(tmp_path / "anywhere")
    (run.folder / "outline.md").write_text(OUTLINE, encoding="utf-8")
    done = run.process("init", "garden", "--outline", "outline.md", PATH=str(tmp_path / "no-programs"))
    assert done.returncode == 1
    assert done.stderr.startswith("coursewright: Git was not found")
    assert list(run.folder.iterdir()) == [run.folder / "outline.md"]


def test_outside_a_repository_a_lesson_is_not_approved(run: CommandLine) -> None:
    submit_all(run)
    (run.folder / ".git").rename(run.folder.parent / "was-git")
    before = run.files()
    result = run("approve", "day01_001")
    assert result.exit_code == 1
    assert "lies in no git repository" in result.stderr
    assert run.files() == before


def test_on_a_detached_head_a_lesson_is_not_approved(run: CommandLine) -> None:
    submit_all(run)
    run.git("checkout", "--quiet", "--detach")
    head, before = run.git("rev-parse", "HEAD"), run.files()
    result = run("approve", "day01_001")
    assert result.exit_code == 1
    assert "HEAD is detached" in result.stderr
    assert (run.git("rev-parse", "HEAD"), run.files()) == (head, before)


def test_without_an_identity_a_lesson_is_not_approved(run: CommandLine, tmp_path: Path) -> None:
    submit_all(run)
    nobody = tmp_path / "nobody"
    nobody.write_text("", encoding="utf-8")
    before = run.files()
    result = CommandLine(run.folder, run.env | {"GIT_CONFIG_GLOBAL": str(nobody)})("approve", "day01_001")
    assert result.exit_code == 1
    assert "git config --global user.name" in result.stderr
    assert run.files() == before


def test_a_lesson_that_is_there_and_different_is_not_overwritten(run: CommandLine) -> None:
    submit_all(run)
    lesson = run.folder / "course" / "day01" / "day01_001_soil_types.md"
    lesson.write_text("My own notes.\n", encoding="utf-8")
    before = run.files()
    result = run("approve", "day01_001", "--json")
    assert result.exit_code == 1
    assert "holds text that was not approved here" in result.stderr
    assert result.stdout.split() == ["{", '"lessons":', "[]", "}"]
    assert run.files() == before


def test_a_lesson_with_an_open_section_is_not_approved(run: CommandLine) -> None:
    submit_all(run)
    run("submit", SECTIONS[0], stdin="Another beginning.")
    run("reject", SECTIONS[0], "--reason", "No better")
    assert run("approve", "day01_002").exit_code == 1
    assert "is not ready: 'Orientation' is planned and 2 more" in run("approve", "day01_002").stderr


def test_an_existing_syllabus_is_not_overwritten_and_an_identical_one_is_fine(run: CommandLine) -> None:
    outline = run.folder / "outline.md"
    outline.write_text(OUTLINE, encoding="utf-8")
    syllabus = run.folder / "syllabus.yaml"
    commented = "# mine\n" + syllabus.read_text(encoding="utf-8")
    syllabus.write_text(commented, encoding="utf-8")
    same = run("import", "outline.md")
    assert same.exit_code == 0
    assert "says this already" in same.stdout
    outline.write_text(OUTLINE.replace("Loam", "Peat"), encoding="utf-8")
    other = run("import", "outline.md")
    assert other.exit_code == 1
    assert "name another place with --out, or move it away" in other.stderr
    assert syllabus.read_text(encoding="utf-8") == commented
    assert run("import", "outline.md", "--out", "other.yaml").exit_code == 0
    assert "Peat" in (run.folder / "other.yaml").read_text(encoding="utf-8")


def test_an_outline_without_a_day_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    run = in_folder(tmp_path / "anywhere")
    (run.folder / "outline.md").write_text("# Shopping\n\n- milk\n", encoding="utf-8")
    assert run("import", "outline.md").exit_code == 2
    assert run("init", "garden", "--outline", "outline.md").exit_code == 2
    assert [path.name for path in run.folder.iterdir()] == ["outline.md"]


def test_the_findings_of_an_import_are_readable(tmp_path: Path) -> None:
    run = in_folder(tmp_path / "anywhere")
    (run.folder / "outline.md").write_text(OUTLINE.replace("2-Day", "9-Day"), encoding="utf-8")
    said = run("import", "outline.md").stdout
    assert "2 days, 2 units, 3 topics, 4 points" in said
    assert "thing to look at" in said
    assert "line 3: " in said
