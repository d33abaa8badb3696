"""What the writer is told."""

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.authoring.drafting.course import BRIEF, TEMPLATES, inputs
from tui.authoring import plain_text
from tui.authoring.drafting.prompts import Introduced, Prompt, PromptTooLong, TemplateError, estimate, render
from tui.authoring.planning import blueprint, edits

LARGE = {"context_tokens": 200_000, "max_tokens": 16_000}
TRIAL = {"context_tokens": 8_192, "max_tokens": 2_048}


def _own(tmp_path: Path) -> Path:
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    return tmp_path / "templates"


def test_blocks_are_the_same_bytes_as_far_as_sections_share_them() -> None:
    first = render(inputs(0, 1), TEMPLATES, **LARGE)
    second = render(inputs(0, 2, earlier=(("Linear algebra", "Vectors add."),)), TEMPLATES, **LARGE)
    other_lesson = render(inputs(1, 0), TEMPLATES, **LARGE)
    assert (first.system, first.blocks[:3]) == (second.system, second.blocks[:3])
    assert (first.system, first.blocks[:2]) == (other_lesson.system, other_lesson.blocks[:2])
    assert first.blocks[3] != second.blocks[3]
    assert first.blocks[2] != other_lesson.blocks[2]


def test_a_section_is_told_its_point_its_neighbours_and_where_it_stands() -> None:
    prompt = render(inputs(0, 2), TEMPLATES, **LARGE)
    course, day, lesson, section = prompt.blocks
    assert BRIEF in course
    assert "Day 2: PyTorch Ecosystem (Tensors)" in course
    assert "Regression, classification" in day
    assert "Linear algebra essentials: vectors, matrices (about 550 words)" in lesson
    assert "Level: from beginner to advanced" in lesson
    assert "section 3 of the lesson “Mathematical Foundations”: “Calculus”" in section
    assert "- chain rule" in section
    assert "Before it comes “Linear algebra essentials: vectors, matrices”." in section
    assert "After it comes “Worked example”: leave to the other sections what is theirs." in section
    for heading in ("### Intuition", "### How it works", "### Going deeper"):
        assert heading in section


def test_the_section_and_not_the_briefs_files_has_the_last_word() -> None:
    text = render(inputs(), TEMPLATES, **LARGE).text
    assert text.index("day02_001_compression_storage.md") < text.rindex("Whatever the brief says about files and days")
    assert text.rstrip().endswith("its title is already there.")


ALGEBRA = "Linear algebra essentials: vectors, matrices"
LONG = "\n\n".join(f"Paragraph {n} says a little more about vectors than the one before it did." for n in range(60))


def test_of_the_section_before_a_section_is_shown_the_ending_alone() -> None:
    earlier = (("Orientation", "Why models learn."), (ALGEBRA, LONG))
    section = render(inputs(0, 2, earlier=earlier), TEMPLATES, **LARGE).blocks[-1]
    assert f"How the section before yours ends, “{ALGEBRA}”" in section
    shown = section.partition("<ending>")[2].partition("</ending>")[0]
    assert shown.strip().startswith("[…] Paragraph ")
    assert shown.strip().endswith(LONG[-40:])
    assert 150 <= plain_text.words(shown) <= 250
    assert "Why models learn." not in section


def test_nothing_is_gone_on_from_while_the_section_before_is_still_being_written() -> None:
    section = render(inputs(0, 3, earlier=((ALGEBRA, LONG),)), TEMPLATES, **LARGE).blocks[-1]
    assert "<ending>" not in section
    assert "Before it comes “Calculus”." in section


def test_a_section_about_the_whole_lesson_is_shown_how_each_before_it_begins_or_what_it_asks() -> None:
    earlier = (
        ("Orientation", "Why models learn."),
        (ALGEBRA, f"### Intuition\n\n{LONG}"),
        ("Calculus", "Slopes, and sums of slopes."),
        ("Worked example", "Step one."),
        ("Key questions", "**1. What is a slope?**\n\nA rate.\n\n**2. And a sum?**\n\nAn area."),
    )
    questions = render(inputs(0, 5, earlier=earlier), TEMPLATES, **LARGE).blocks[-1]
    assert f"- {ALGEBRA}: Paragraph 0 says a little more" in questions
    assert "- Calculus: Slopes, and sums of slopes." in questions
    assert "- Key questions: What is a slope? And a sum?\n" in questions
    assert "- Orientation" not in questions
    assert LONG not in questions
    point = render(inputs(0, 2, earlier=earlier[:2]), TEMPLATES, **LARGE).blocks[-1]
    assert f"- {ALGEBRA}" not in point


def test_terms_of_earlier_days_stand_with_the_day_and_those_of_this_day_with_the_section() -> None:
    given = replace(
        inputs(0, 2),
        glossary=(Introduced("tensor", "an array of numbers"),),
        introduced=(Introduced("$w$", "a weight"), Introduced("bias")),
    )
    _, day, _, section = render(given, TEMPLATES, **LARGE).blocks
    assert "- tensor: an array of numbers" in day
    assert "in these spellings: $w$, bias\n- $w$: a weight\n" in section
    assert day.index("- tensor") < day.index("# Day 1")


def test_the_days_before_and_after_are_told_so_that_they_are_not_taught_again() -> None:
    first = render(inputs(), TEMPLATES, **LARGE).blocks[1]
    assert "leave it to that day:\n\n- Tensors: Strides" in first
    assert "The day before" not in first


def test_rules_of_the_authors_own_join_the_rules_and_nothing_else(tmp_path: Path) -> None:
    templates = _own(tmp_path)
    before = render(inputs(), templates, **LARGE)
    (templates / "prompts" / "rules.md.j2").write_text("- Spell as the British do.\n", encoding="utf-8")
    after = render(inputs(), templates, **LARGE)
    assert after.system.endswith("count for more than those above\n- Spell as the British do.")
    assert after.blocks == before.blocks
    assert "standing rules" not in before.system
    assert render(inputs(), templates, **TRIAL).system.endswith("- Spell as the British do.")


def test_rules_too_long_for_a_small_model_are_left_out_for_it_alone(tmp_path: Path) -> None:
    templates = _own(tmp_path)
    (templates / "prompts" / "rules.md.j2").write_text("- Be brief.\n" * 1_000, encoding="utf-8")
    assert "Be brief." in render(inputs(), templates, **LARGE).system
    small = render(inputs(), templates, **TRIAL)
    assert "Be brief." not in small.system
    assert plain_text.estimate_tokens(small.text) + small.max_tokens <= 8_192


@pytest.mark.parametrize("name", ["system", "rules", "course", "day", "lesson"])
def test_what_sections_share_cannot_speak_of_one_of_them(tmp_path: Path, name: str) -> None:
    templates = _own(tmp_path)
    (templates / "prompts" / f"{name}.md.j2").write_text("Now:\n{{ section.title }}", encoding="utf-8")
    with pytest.raises(TemplateError, match=rf"{name}\.md\.j2, line 2: .*use it in a template further down"):
        render(inputs(), templates, **LARGE)


def test_a_regeneration_names_the_errors_that_the_checks_found() -> None:
    given = replace(inputs(previous_text="Too dry.", feedback="livelier"), findings=("A placeholder: write it out.",))
    section = render(given, TEMPLATES, **LARGE).blocks[-1]
    assert section.index("livelier") < section.index("- A placeholder: write it out.")
    assert "- A placeholder: write it out." in render(given, TEMPLATES, **TRIAL).blocks[-1]


def test_a_regeneration_carries_the_last_text_and_the_reason() -> None:
    section = render(inputs(previous_text="Too dry.", feedback="add a picture"), TEMPLATES, **LARGE).blocks[-1]
    assert section.index("Too dry.") < section.index("# Your task") < section.index("add a picture")


@pytest.mark.parametrize(
    ("section", "asked"),
    [
        (0, "After this lesson you can:"),
        (3, "worked from its statement to a checked result"),
        (4, "Five to seven questions"),
        (5, "misconception"),
        (6, "**Solution.**"),
        (7, "60 to 120 words"),
    ],
)
def test_each_kind_of_section_has_its_own_instructions(section: int, asked: str) -> None:
    assert asked in render(inputs(0, section), TEMPLATES, **LARGE).blocks[-1]


def test_a_kind_without_a_template_gets_the_general_one() -> None:
    odd = inputs().section.model_copy(update={"kind": "historical-note", "title": "How it was found"})
    general = render(replace(inputs(), section=odd), TEMPLATES, **LARGE).blocks[-1]
    assert "what the section's title promises" in general
    assert "what the section's title promises" not in render(inputs(), TEMPLATES, **LARGE).blocks[-1]


def test_the_hash_is_that_of_what_is_printed() -> None:
    prompt = render(inputs(), TEMPLATES, **LARGE)
    assert prompt.sha256 == hashlib.sha256(prompt.text.encode()).hexdigest()
    assert prompt.text == "\n\n".join((prompt.system, *prompt.blocks)) + "\n"
    assert prompt.sha256 != Prompt(prompt.system, (*prompt.blocks, "x"), prompt.max_tokens).sha256


def test_a_model_of_little_context_is_asked_shortly_and_fits() -> None:
    titles = ("Section 0", "Orientation", ALGEBRA)
    earlier = tuple((title, f"Paragraph {n} of the lesson.\n\n" * 400) for n, title in enumerate(titles))
    prompt = render(inputs(0, 2, earlier=earlier), TEMPLATES, **TRIAL)
    assert plain_text.estimate_tokens(prompt.text) + prompt.max_tokens <= 8_192
    assert "Paragraph 2" in prompt.text
    assert "Paragraph 1" not in prompt.text
    assert len(prompt.system) < 200


def test_the_oldest_sections_go_first_and_the_ending_of_the_last_stays() -> None:
    earlier = tuple(
        (title, f"Begins {title}. " + f"Filler sentence {n}. " * 9_000 + f"Ends {title}.")
        for n, title in enumerate((ALGEBRA, "Calculus", "Worked example"))
    )
    whole = render(inputs(0, 4, earlier=earlier), TEMPLATES, **LARGE)
    context = estimate(whole.text) + 16_000 - 40
    prompt = render(inputs(0, 4, earlier=earlier), TEMPLATES, context_tokens=context, max_tokens=16_000)
    assert estimate(prompt.text) + prompt.max_tokens <= context
    assert "Ends Worked example." in prompt.text
    assert f"Begins {ALGEBRA}." not in prompt.text
    assert "[…] " in prompt.text


def test_a_previous_text_that_is_too_long_is_shortened_before_the_answer_is() -> None:
    long = "An old sentence. " * 6_000 + "The old end."
    prompt = render(inputs(previous_text=long, feedback="shorter"), TEMPLATES, context_tokens=20_000, max_tokens=8_000)
    assert plain_text.estimate_tokens(prompt.text) + prompt.max_tokens <= 20_000
    assert prompt.max_tokens == 8_000
    assert "The old end." in prompt.text
    assert "shorter" in prompt.text


def test_what_cannot_fit_is_refused_with_a_remedy() -> None:
    vast = inputs().syllabus.model_copy(update={"brief": "Be thorough. " * 10_000})
    with pytest.raises(PromptTooLong, match="larger context, or shorten the brief"):
        render(inputs(syllabus=vast), TEMPLATES, context_tokens=20_000, max_tokens=8_000)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{{ course.titel }}", r"has no attribute 'titel'"),
        ("{{ cuorse.title }}", "'cuorse' is undefined"),
        ("{% if %}", "expected"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
    ],
)
def test_a_mistake_in_a_template_is_named_by_file_and_line(tmp_path: Path, line: str, said: str) -> None:
    templates = _own(tmp_path)
    broken = templates / "prompts" / "course.md.j2"
    broken.write_text(f"# {{{{ course.title }}}}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(TemplateError, match=said) as caught:
        render(inputs(), templates, **LARGE)
    assert str(caught.value).startswith(f"{broken}, line 3: ")


def test_a_missing_template_is_named(tmp_path: Path) -> None:
    templates = _own(tmp_path)
    (templates / "prompts" / "day.md.j2").unlink()
    with pytest.raises(TemplateError, match=r"prompts/day\.md\.j2 is missing"):
        render(inputs(), templates, **LARGE)


def test_a_changed_template_counts_from_the_next_prompt_on(tmp_path: Path) -> None:
    templates = _own(tmp_path)
    before = render(inputs(), templates, **LARGE)
    (templates / "prompts" / "kinds" / "point.md.j2").write_text("Write a sonnet.", encoding="utf-8")
    after = render(inputs(), templates, **LARGE)
    assert "Write a sonnet." in after.text
    assert before.sha256 != after.sha256


def test_a_brief_that_looks_like_a_template_is_only_text() -> None:
    sly = inputs().syllabus.model_copy(update={"brief": "{{ course.days }} {% raise %}"})
    assert "{{ course.days }} {% raise %}" in render(inputs(syllabus=sly), TEMPLATES, **LARGE).text


def test_an_addition_is_written_for_the_reason_that_the_author_gave() -> None:
    shape = blueprint.read(TEMPLATES / "blueprint.yaml")
    plan = edits.add_addition(inputs().plan, "day01_001", "Vector norms", "Losses are norms", shape)
    (section,) = plan.lessons[0].additions
    given = replace(inputs(), plan=plan, lesson=plan.lessons[0], section=section)
    task = render(given, TEMPLATES, **LARGE).blocks[-1]
    assert "“Beyond the syllabus: Vector norms”" in task
    assert "<reason>\nLosses are norms\n</reason>" in task
    small = render(given, TEMPLATES, **TRIAL).blocks[-1]
    assert small.startswith("Explain “Vector norms” to a beginner")


def test_the_writer_of_a_lesson_that_was_added_knows_why() -> None:
    shape = blueprint.read(TEMPLATES / "blueprint.yaml")
    plan = edits.add_addition_lesson(inputs().plan, "Vector norms", "Losses are norms", shape)
    lesson = plan.lessons[-1]
    given = replace(inputs(), plan=plan, lesson=lesson, section=lesson.sections[0])
    block = render(given, TEMPLATES, **LARGE).blocks[2]
    assert "added this lesson to the syllabus, for this reason: Losses are norms" in block
    assert "added this lesson" not in render(inputs(), TEMPLATES, **LARGE).text


def test_the_guide_names_all_that_templates_may_use(tmp_path: Path) -> None:
    templates = _own(tmp_path)
    names = ("course", "day", "lesson", "section")
    loops = "\n".join(f"{{% for name in {name} %}}{name} {{{{ name }}}}\n{{% endfor %}}" for name in names)
    (templates / "prompts" / "section.md.j2").write_text(loops, encoding="utf-8")
    told = [line.split() for line in render(inputs(), templates, **LARGE).blocks[-1].splitlines() if line]
    guide = (TEMPLATES.parent / "docs" / "writers.md").read_text(encoding="utf-8")
    rows = {name: next(line for line in guide.splitlines() if line.startswith(f"| `{name}` |")) for name in names}
    assert len(told) > 25
    assert not [(name, key) for name, key in told if f"`{key}`" not in rows[name]]
