"""What a model is asked that is to suggest: all it must know, and no more than fits."""

import shutil
from pathlib import Path

import pytest

from tests.authoring.drafting.course import SYLLABUS, TEMPLATES
from tui.authoring.drafting import prompts, suggesting
from tui.authoring.drafting.prompt_templates import TemplateError
from tui.authoring.drafting.prompts import PromptTooLong
from tui.authoring.drafting.suggesting import Asked, Offered
from tui.authoring.planning import blueprint, edits
from tui.authoring.planning.split import plan_day
from tui.authoring.syllabus import gaps, yaml_file
from tui.authoring.syllabus.model import Day

REAL = yaml_file.read(TEMPLATES.parent / "syllabus.yaml")
BLUEPRINT = blueprint.read(TEMPLATES / "blueprint.yaml")


def the_day(number: int) -> Day:
    day = SYLLABUS.day(number)
    assert day is not None
    return day


def about_day(number: int = 1, *offered: Offered, templates: Path = TEMPLATES, context_tokens: int = 200_000) -> Asked:
    plan = edits.add_addition(plan_day(the_day(number), BLUEPRINT), f"day0{number}_001", "Norms", "Needed", BLUEPRINT)
    return suggesting.of_day(
        SYLLABUS, the_day(number), plan, offered, templates, context_tokens=context_tokens, max_tokens=16_000
    )


def about_course(*offered: Offered, context_tokens: int = 200_000, max_tokens: int = 16_000) -> Asked:
    return suggesting.of_course(
        REAL, gaps.gaps(REAL), offered, TEMPLATES, context_tokens=context_tokens, max_tokens=max_tokens
    )


def test_a_day_is_shown_with_its_lessons_points_and_neighbours() -> None:
    text = about_day().prompt.text
    for said in (
        "# The course: Comprehensive Deep Learning with PyTorch",
        "I am trying to create very minutely detailed course",
        "- Day 2: PyTorch Ecosystem (Tensors)",
        "day01_001: Mathematical Foundations (Deep Learning Fundamentals)",
        "   - Linear algebra essentials: vectors, matrices",
        "   - Beyond the syllabus: Norms",
        "The day after it is day 2, “PyTorch Ecosystem”.",
        "Suggest at most 5 additions",
        "- lesson: day01_001",
    ):
        assert said in text
    assert "The day before it" not in text
    assert "declined" not in text


def test_what_was_offered_before_is_told_with_what_became_of_it() -> None:
    text = about_day(1, Offered("Vector norms", "declined"), Offered("Strides", "taken")).prompt.text
    assert "- Vector norms (declined)\n- Strides (taken)\n" in text


def test_of_very_much_that_was_offered_the_newest_is_told() -> None:
    text = about_day(1, *[Offered(f"Title {n}.", "declined") for n in range(500)]).prompt.text
    assert "Title 499." in text
    assert "Title 439." not in text


def test_the_twelve_days_and_the_capstone_of_the_real_course_are_asked_for() -> None:
    asked = about_course()
    assert asked.most == 12
    for said in (
        "promises 45 days, and 33 days are defined: 12 days (34 to 45) are missing.",
        "Week 8, “Ethics, Research, and Capstone”, announces “Capstone”, and none of its days",
        "would be numbered 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45.",
        "Suggest at most 12 additions",
        "- Day 33: Advanced Optimization and Training Techniques (",
    ):
        assert said in asked.prompt.text


@pytest.mark.parametrize(("max_tokens", "most"), [(16_000, 12), (8_192, 12), (4_000, 6), (700, 1), (300, 1)])
def test_no_more_days_are_asked_for_than_an_answer_has_room_for(max_tokens: int, most: int) -> None:
    asked = about_course(max_tokens=max_tokens)
    assert (asked.most, asked.prompt.max_tokens) == (most, max_tokens)


def test_days_and_course_share_what_a_cache_can_keep() -> None:
    one, other = about_day(1).prompt, about_day(2).prompt
    assert (one.system, one.blocks[0]) == (other.system, other.blocks[0])
    assert one.blocks[1] != other.blocks[1]


def test_a_model_of_little_context_is_asked_shortly_and_without_the_brief() -> None:
    asked = about_day(1, Offered("Vector norms", "declined"), context_tokens=8_192)
    assert "minutely" not in asked.prompt.text
    assert "Vector norms" in asked.prompt.text
    assert "- kind: lesson" in asked.prompt.text
    assert asked.most == 3
    assert prompts.estimate(asked.prompt.text) < 700
    asked = about_course(context_tokens=8_192)
    assert "12 days (34 to 45) are missing" in asked.prompt.text
    assert asked.most == 2


def test_prompt_and_answer_fit_the_context() -> None:
    needs = prompts.estimate(about_course().prompt.text)
    asked = about_course(context_tokens=max(needs + 500, 16_384))
    assert prompts.estimate(asked.prompt.text) + asked.prompt.max_tokens <= max(needs + 500, 16_384)


def test_what_leaves_no_room_for_an_answer_is_not_asked() -> None:
    long = SYLLABUS.model_copy(update={"brief": "Write plainly. " * 20_000})
    plan = plan_day(the_day(1), BLUEPRINT)
    with pytest.raises(PromptTooLong, match="about day 1 needs about"):
        suggesting.of_day(long, the_day(1), plan, (), TEMPLATES, context_tokens=32_000, max_tokens=4_000)


def test_the_author_s_own_template_is_followed_and_its_mistakes_are_told(tmp_path: Path) -> None:
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    own = tmp_path / "templates" / "prompts" / "suggest.md.j2"
    own.write_text("Only recipes, for {{ day.title }}.", encoding="utf-8")
    assert about_day(templates=tmp_path / "templates").prompt.blocks[1] == (
        "Only recipes, for Deep Learning Foundations."
    )
    own.write_text("\n{{ recipe }}", encoding="utf-8")
    with pytest.raises(TemplateError, match=r"suggest\.md\.j2, line 2"):
        about_day(templates=tmp_path / "templates")


def test_a_workspace_older_than_these_templates_is_asked_by_the_shipped_ones(tmp_path: Path) -> None:
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    for path in (tmp_path / "templates" / "prompts").glob("suggest*"):
        path.unlink()
    assert about_day(templates=tmp_path / "templates") == about_day()
