"""What the checks find decides whether a lesson may be approved; the author may let it stand for a reason."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.authoring.bowline import git, subjects
from tests.good_lesson import BLUEPRINT, BODIES, OUTLINE, POINT
from tests.quiet_checks import checking_all
from tui.authoring.checks import checking
from tui.authoring.checks.checking import Configured
from tui.authoring.checks.rule import Digest
from tui.authoring.checks.subject import Subject
from tui.authoring.errors import InputError
from tui.authoring.waiving import FindingsOpen
from tui.authoring.workbench import LessonState, Severity, Workbench

LESSON = "day01_001"
PATH = "course/day01/day01_001_from_seed_to_shoot.md"


@pytest.fixture
def beans(course: Path, env: dict[str, str]) -> Workbench:
    """A workbench on a course of one lesson, every section of which is accepted and good."""
    checking_all(course, OUTLINE, BLUEPRINT)
    workbench = Workbench.open(course, env)
    for key, text in BODIES.items():
        workbench.submit(key, text)
        workbench.accept(key)
    return workbench


def rewrite(workbench: Workbench, key: str, text: str) -> None:
    workbench.submit(key, text)
    workbench.accept(key)


async def test_a_lesson_that_no_check_objects_to_is_approved(course: Path, beans: Workbench) -> None:
    assert beans.findings(LESSON) == ()

    await beans.approve(LESSON)

    assert beans.lesson(LESSON).state is LessonState.APPROVED
    assert beans.check(every=True).errors == 0


async def test_an_open_error_blocks_approval_and_nothing_changes(course: Path, beans: Workbench) -> None:
    rewrite(beans, POINT, f"{BODIES[POINT]}\n\n```python\nprint(\n```\n")
    before = subjects(course)

    with pytest.raises(FindingsOpen) as refused:
        await beans.approve(LESSON)

    assert [finding.rule for finding in refused.value.findings] == ["python"]
    assert "python, line" in str(refused.value)
    assert subjects(course) == before
    assert not (course / PATH).exists()


async def test_a_waiver_with_its_reason_goes_into_the_plan_and_the_commit(course: Path, beans: Workbench) -> None:
    rewrite(beans, POINT, f"{BODIES[POINT]}\n\n```python\nprint(\n```\n")

    await beans.approve(LESSON, waive={"python": "It shows what the parser says."})

    message = git(course, "log", "-1", "--format=%(trailers:key=Waived)")
    assert message.strip() == "Waived: python: It shows what the parser says."
    assert "It shows what the parser says." in git(course, "show", "HEAD:course/day01/plan.yaml")
    (finding,) = [each for each in beans.check(every=True).findings if each.rule == "python"]
    assert finding.severity is Severity.WAIVED


async def test_a_clone_knows_what_was_waived(
    course: Path, beans: Workbench, env: dict[str, str], tmp_path: Path
) -> None:
    rewrite(beans, POINT, f"{BODIES[POINT]}\n\n```python\nprint(\n```\n")
    await beans.approve(LESSON, waive={"python": "It shows what the parser says."})
    git(course, "add", "syllabus.yaml", "templates")
    git(course, "commit", "-qm", "The course")
    git(tmp_path, "clone", "-q", str(course), "clone")

    with Workbench.open(tmp_path / "clone", env) as clone:
        found = clone.check(every=True)
        by_path = clone.check(paths=[tmp_path / "clone" / PATH])

    assert (found.errors, by_path.errors) == (0, 0)
    assert [each.severity for each in by_path.findings if each.rule == "python"] == [Severity.WAIVED]


async def test_another_text_makes_another_finding_that_no_old_waiver_covers(beans: Workbench) -> None:
    rewrite(beans, POINT, f"{BODIES[POINT]}\n\n```python\nprint(\n```\n")
    await beans.approve(LESSON, waive={"python": "It shows what the parser says."})

    rewrite(beans, POINT, f"{BODIES[POINT]}\n\n```python\nif True\n```\n")

    with pytest.raises(FindingsOpen):
        await beans.approve(LESSON)


@pytest.mark.parametrize(
    ("waive", "said"), [({"python": "  "}, "needs a reason"), ({"links": "Why not."}, "no error of the rule links")]
)
async def test_a_waiver_without_a_reason_or_without_a_finding_is_refused(
    beans: Workbench, waive: dict[str, str], said: str
) -> None:
    rewrite(beans, POINT, f"{BODIES[POINT]}\n\n```python\nprint(\n```\n")

    with pytest.raises(InputError, match=said):
        await beans.approve(LESSON, waive=waive)


async def test_a_passage_that_the_author_confirms_covers_the_point_as_long_as_it_stands(beans: Workbench) -> None:
    text = (
        "It drinks through a hole near the place where it hung, and gets fat. "
        "A night is enough for that. Then it is ready."
    )
    rewrite(beans, POINT, text)
    (doubt,) = [each for each in beans.findings(LESSON) if each.rule == "coverage"]
    assert doubt.point == "1.1.1.1"
    assert " ".join(doubt.quote.split()) in text

    beans.plans.confirm(doubt.point, doubt.quote)

    assert not [each for each in beans.findings(LESSON) if each.rule == "coverage"]
    (covered,) = beans.coverage(1)
    assert (covered.covered, covered.evidence.verdict if covered.evidence else None) == (True, "confirmed")
    rewrite(beans, POINT, "Something else entirely, of which nobody has said anything yet.")
    assert [each.rule for each in beans.findings(LESSON) if each.rule == "coverage"] == ["coverage"]


async def test_what_a_lesson_introduces_goes_into_the_glossary_in_a_commit_of_its_own(
    course: Path, beans: Workbench
) -> None:
    rewrite(beans, POINT, BODIES[POINT].replace("called imbibition", "called **imbibition**"))

    await beans.approve(LESSON)

    assert "imbibition" in (course / "course" / "glossary.yaml").read_text(encoding="utf-8")
    assert subjects(course)[-2:] == [f"{LESSON}: approve From seed to shoot", f"glossary: 1 entry from {LESSON}"]
    assert git(course, "show", "--format=", "--name-only", "HEAD").split() == ["course/glossary.yaml"]


async def test_changes_of_the_authors_in_the_glossary_are_not_swept_into_a_commit(
    course: Path, beans: Workbench
) -> None:
    glossary = course / "course" / "glossary.yaml"
    glossary.parent.mkdir(exist_ok=True)
    glossary.write_text("terms:\n  - term: bean  # mine\n", encoding="utf-8")
    rewrite(beans, POINT, BODIES[POINT].replace("called imbibition", "called **imbibition**"))

    approved = await beans.approve(LESSON)

    assert subjects(course)[-1] == f"{LESSON}: approve From seed to shoot"
    assert "beside changes of yours" in approved.notes[0]
    assert "# mine" in glossary.read_text(encoding="utf-8")
    assert "imbibition" in glossary.read_text(encoding="utf-8")


async def test_an_addition_is_labelled_in_file_and_commit(course: Path, beans: Workbench) -> None:
    beans.plans.add_section(LESSON, "How long beans keep", "A gardener buys seed for years.")
    (added,) = [section for section in beans.lesson(LESSON).sections if section.plan.addition]
    rewrite(beans, added.key, "Dry beans keep for about four years in a cool place, for their water is bound.")

    await beans.approve(LESSON)

    assert "## Beyond the syllabus: How long beans keep" in (course / PATH).read_text(encoding="utf-8")
    assert git(course, "log", "--format=%(trailers:key=Additions,valueonly)", "--", PATH).strip() == added.plan.id
    plan_commit = git(course, "log", "--format=%(trailers:key=Additions,valueonly)", "--", "course/day01/plan.yaml")
    assert plan_commit.strip() == added.key


async def test_the_digests_of_other_lessons_outlive_the_glossary_that_an_approval_lets_grow(
    course: Path, beans: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = beans.course.lesson(LESSON)
    other = lesson.model_copy(update={"file": "day01_002_other.md"})
    beans.workspace.glossary.write_text("terms: []\n", encoding="utf-8")
    text = beans.course.lesson_as_it_stands(lesson)
    beans.checks.lesson_in_course(lesson, text)
    taken_apart: list[str] = []
    digests = checking.digests

    def told(subject: Subject, rules: Iterable[Configured]) -> dict[str, Digest]:
        taken_apart.append(subject.path)
        return digests(subject, rules)

    monkeypatch.setattr(checking, "digests", told)

    beans.workspace.glossary.write_text("terms:\n  - {term: radicle, means: the first root}\n", encoding="utf-8")
    beans.checks.lesson_in_course(other, f"{text}\nMore.\n")

    assert taken_apart == ["course/day01/day01_002_other.md"]
