"""What a prompt takes from the course as it stands: findings, terms, and the texts around a section."""

from collections.abc import Iterator

import pytest

from tests.authoring.bowline import FAILS, HOLDS, ORIENTATION, replace, write
from tui.authoring.workbench import Workbench

GOOD = "A rope that is bent upon itself holds by friction, and this is why a loop does not slip under load."
TORN = "TODO: add an example here."
"""A placeholder is an error of the rule `leftovers`."""


@pytest.fixture
def bench(workbench: Workbench) -> Iterator[Workbench]:
    replace(workbench.workspace.blueprint, "leftovers: {severity: 'off'}", "leftovers: {severity: error}")
    yield workbench
    workbench.close()


def test_a_rejected_text_comes_back_with_the_reason_and_the_errors_that_are_open_in_it(bench: Workbench) -> None:
    bench.submit(HOLDS, f"{GOOD}\n\n{TORN}")
    bench.reject(HOLDS, "Begin with a shipwreck.")

    task = bench.drafts.prompt(HOLDS).blocks[-1]

    previous, _, rest = task.partition("</previous>")
    assert f"{GOOD}\n\n{TORN}" in previous
    assert "<reason>\nBegin with a shipwreck.\n</reason>" in rest
    errors = rest.partition("The checks found these errors in it")[2]
    assert "(“TODO" in errors


def test_a_text_without_errors_comes_back_without_a_word_of_them(bench: Workbench) -> None:
    bench.submit(HOLDS, GOOD)
    bench.reject(HOLDS, "Begin with a shipwreck.")

    task = bench.drafts.prompt(HOLDS).blocks[-1]

    assert GOOD in task
    assert "The checks found" not in task


def test_a_section_goes_on_from_the_one_before_it_and_keeps_to_the_terms_of_its_lesson(bench: Workbench) -> None:
    write(bench, ORIENTATION, "A **bight** is a bend in a rope that does not cross itself.")
    alone = bench.drafts.prompt(FAILS).blocks[-1]
    write(bench, HOLDS, "A **standing part** is the end of the rope that bears the load. It is friction that holds.")
    after = bench.drafts.prompt(FAILS).blocks[-1]

    assert "<ending>" not in alone
    assert "in these spellings: bight\n" in alone
    assert "It is friction that holds.\n</ending>" in after
    assert "in these spellings: bight, standing part\n" in after
    assert "that does not cross itself" not in after


def test_a_term_of_an_earlier_day_is_told_once(bench: Workbench) -> None:
    glossary = bench.workspace.glossary
    glossary.parent.mkdir(exist_ok=True)
    glossary.write_text("terms:\n- {term: Bight, means: a bend in a rope}\n", encoding="utf-8")
    write(bench, ORIENTATION, "A **bight** is a bend in a rope that does not cross itself.")

    _, day, _, section = bench.drafts.prompt(HOLDS).blocks

    assert "- Bight: a bend in a rope" in day
    assert "in these spellings" not in section
