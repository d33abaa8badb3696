"""Two authors share a course: a clone shows all that is in git, and what both approved apart comes together."""

import asyncio
import random
from pathlib import Path

import pytest

from tests.authoring.bowline import replace
from tests.authoring.together.authors import MODEL, Author, begin, clone
from tests.command_line import in_folder
from tui.authoring.checks import glossary
from tui.authoring.workbench import LessonState, Origin, SectionState

LESSONS = ("day01_001", "day01_002", "day01_003", "day02_001", "day02_002")


@pytest.fixture
def ada(tmp_path: Path) -> Author:
    """Return an author with a new course."""
    return begin(tmp_path / "ada")


def terms(author: Author) -> list[str]:
    return [term.term for term in glossary.read(author.folder / "course" / "glossary.yaml").terms]


# A second author's clone


def test_a_clone_shows_every_lesson_as_it_is_and_status_says_the_same_in_both(ada: Author, tmp_path: Path) -> None:
    ada.approve("day01_001", waive=True, term="bowline knot")
    ada.approve("day02_002")
    bob = clone(ada, tmp_path / "bob")

    assert bob.standing() == ada.standing()
    assert bob.states()["day01_001"] == "approved"
    runs = [in_folder(each.folder) for each in (ada, bob)]
    for verb in ("status", "coverage"):
        in_one, in_other = (run.json(verb) for run in runs)
        assert in_one == in_other
    assert runs[1].json("status")["totals"]["approved"] == 2


def test_a_text_that_a_colleagues_model_drafted_stays_its_models_when_it_is_adopted(
    ada: Author, tmp_path: Path
) -> None:
    ada.approve("day01_001")
    bob = clone(ada, tmp_path / "bob")
    bob.approve_drafted("day01_001/orientation", "What a model says.")
    ada.git("pull", "-q", "--ff-only", str(bob.folder), "main")
    with ada.workbench() as workbench:
        workbench.outside.adopt(workbench.outside.look("day01_001"))
        adopted = workbench.attempts("day01_001/orientation")[-1]
        workbench.submit("day01_001/where-it-fails", "What Ada says.")
        workbench.accept("day01_001/where-it-fails")
        asyncio.run(workbench.approve("day01_001"))

    assert (adopted.text, adopted.origin, adopted.model) == ("What a model says.", Origin.MODEL, MODEL)
    assert f"orientation {adopted.prompt_sha256}" in ada.trailers("Prompt-SHA256")
    assert ada.trailers("Drafted-by") == [MODEL, "hand"]


def test_what_is_edited_outside_is_by_hand_and_the_rest_stays_whose_it_was(ada: Author, tmp_path: Path) -> None:
    ada.approve("day01_001")
    bob = clone(ada, tmp_path / "bob")
    bob.approve_drafted("day01_001/orientation", "What a model says.")
    ada.git("pull", "-q", "--ff-only", str(bob.folder), "main")
    file = next(ada.folder.glob("course/day01/day01_001_*.md"))
    replace(file, "What there is to say of where it fails.", "What an editor says.")
    with ada.workbench() as workbench:
        workbench.outside.adopt(workbench.outside.look("day01_001"))
        drafted, typed = (workbench.attempts(f"day01_001/{slug}")[-1] for slug in ("orientation", "where-it-fails"))

    assert (drafted.text, drafted.model) == ("What a model says.", MODEL)
    assert (typed.text, typed.origin, typed.model) == ("What an editor says.", Origin.HAND, None)


def test_additions_and_confirmed_passages_are_seen_by_every_author(ada: Author, tmp_path: Path) -> None:
    with ada.workbench() as workbench:
        workbench.plan([1])
        workbench.plans.add_section("day01_001", "Splices", "Sailors ask for it.")
    ada.approve("day01_001")
    with ada.workbench() as workbench:
        workbench.plans.confirm("1.1.1.1", "What there is to say of how the loop holds.")
    ada.approve("day01_002")
    bob = clone(ada, tmp_path / "bob")

    assert bob.standing() == ada.standing()
    (_, state, sections, _, additions, confirmed) = bob.standing()["day01_001"]  # type: ignore[misc]
    assert (state, len(sections), additions) == (LessonState.APPROVED, 4, ["splices"])
    assert {"1.1.1.1": "What there is to say of how the loop holds."} in confirmed


def test_a_second_author_writes_one_section_anew_and_approves_the_lesson(ada: Author, tmp_path: Path) -> None:
    ada.approve("day01_001")
    bob = clone(ada, tmp_path / "bob")
    with bob.workbench() as workbench:
        key = "day01_001/where-it-fails"
        assert workbench.attempts(key) == ()
        workbench.submit(key, "It fails under a swinging load.")
        assert workbench.lesson("day01_001").state is LessonState.REVIEW
        workbench.accept(key)
        approved = asyncio.run(workbench.approve("day01_001"))
        assert workbench.lesson("day01_001").state is LessonState.APPROVED

    text = approved.path.read_text(encoding="utf-8")
    assert "What there is to say of how the loop holds." in text
    assert "It fails under a swinging load." in text
    ada.git("pull", "-q", str(bob.folder), "main")
    assert ada.states()["day01_001"] == "behind"


def test_what_is_accepted_and_not_approved_stays_with_its_author(ada: Author, tmp_path: Path) -> None:
    ada.approve("day01_001")
    with ada.workbench() as workbench:
        workbench.submit("day01_002/orientation", "An eight.")
        workbench.accept("day01_002/orientation")
    with clone(ada, tmp_path / "bob").workbench() as workbench:
        assert workbench.lesson("day01_002").sections[0].state is SectionState.PLANNED


# Both approve different lessons


@pytest.mark.parametrize("how", [("--no-rebase", "--no-edit"), ("--rebase",)])
def test_lessons_of_one_day_approved_apart_come_together(ada: Author, tmp_path: Path, how: tuple[str, ...]) -> None:
    ada.approve("day01_001", waive=True, term="bowline knot")
    bob = clone(ada, tmp_path / "bob")
    ada.approve("day01_002", waive=True, term="bight")
    bob.approve("day01_003", waive=True, term="standing part")

    bob.git("pull", "-q", *how)

    assert [bob.states()[lesson] for lesson in LESSONS[:3]] == ["approved"] * 3
    assert sorted(terms(bob)) == ["bight", "bowline knot", "standing part"]
    assert clone(bob, tmp_path / "eve").standing() == bob.standing()
    assert bob.git("status", "--porcelain") == ""


def test_a_day_that_both_planned_for_themselves_comes_together(ada: Author, tmp_path: Path) -> None:
    bob = clone(ada, tmp_path / "bob")
    ada.approve("day01_001")
    bob.approve("day01_002")
    bob.git("pull", "-q", "--no-rebase", "--no-edit")
    assert [bob.states()[lesson] for lesson in LESSONS[:2]] == ["approved"] * 2


def test_a_lesson_approved_while_the_other_author_renumbered_it_comes_together(ada: Author, tmp_path: Path) -> None:
    ada.approve("day01_001")
    ada.approve("day01_002")
    bob = clone(ada, tmp_path / "bob")
    with ada.workbench() as workbench:
        workbench.plans.move_lesson("day01_002", -1)
    bob.approve("day01_002", "Better")
    bob.approve("day01_003")

    bob.git("pull", "-q", "--no-rebase", "--no-edit")

    with bob.workbench() as workbench:
        titles = {lesson.plan.title: lesson.state.word for lesson in workbench.day(1).lessons}
        assert titles == {"The figure eight": "approved", "The bowline": "approved", "The sheet bend": "approved"}
        assert "Better of why it jams less." in workbench.text("day01_001")


@pytest.mark.parametrize("seed", range(2))
def test_any_lessons_approved_apart_come_together_without_a_conflict(ada: Author, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    if chance.random() < 0.7:
        ada.approve(LESSONS[0], waive=True, term="bowline knot")
    bob = clone(ada, tmp_path / "bob")
    planned = {lesson for lesson in LESSONS if (ada.folder / "course" / lesson[:5] / "plan.yaml").exists()}
    order = chance.sample(LESSONS, len(LESSONS))
    at = chance.randint(1, 4)
    for author, lessons, name in ((ada, order[:at], "eye"), (bob, order[at:], "bight")):
        for lesson in lessons:
            # A waiver stands in the plan: in one that both make for themselves it would be in one of two new files.
            author.approve(
                lesson, f"So {name}", waive=lesson in planned and lesson != LESSONS[0], term=f"{name} of {lesson[-5:]}"
            )
    how = chance.choice([("--no-rebase", "--no-edit"), ("--rebase",)])

    bob.git("pull", "-q", *how)

    assert set(bob.states().values()) == {"approved"}
    assert len(terms(bob)) == len(LESSONS) + (1 if planned else 0)
    assert clone(bob, tmp_path / "eve").standing() == bob.standing()
