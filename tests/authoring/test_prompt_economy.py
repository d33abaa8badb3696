"""What a day's prompts cost: their shared bytes stay the same, are read from the cache, and cost little."""

from pathlib import Path

import pytest

from tests.authoring.drafted_day import claude, draft_day, masterclass
from tests.fakes.messages_server import MessagesServer
from tui.authoring.drafting.prompts import Prompt
from tui.authoring.workbench import Workbench


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return masterclass(tmp_path / "masterclass")


@pytest.mark.parametrize("concurrency", [1, 8])
async def test_a_days_input_is_mostly_read_from_the_cache_and_costs_at_most_half_of_its_output(
    folder: Path, messages_server: MessagesServer, tmp_path: Path, concurrency: int
) -> None:
    economy = await draft_day(folder, messages_server, claude(messages_server, tmp_path), 2, concurrency)

    assert economy.sections > 40
    assert economy.read_share >= 0.8
    assert economy.input_to_output <= 0.5


def test_the_prompts_of_a_day_share_their_bytes_whatever_is_written_and_approved_meanwhile(
    folder: Path, messages_server: MessagesServer, tmp_path: Path
) -> None:
    with Workbench.open(folder, claude(messages_server, tmp_path)) as bench:
        before = _prompts(bench, 2)
        first, *_, last = before
        bench.submit(first, "A tensor is an array of numbers. A **stride** is a step in memory.")
        bench.accept(first)
        bench.reject(first, "too dry")
        bench.submit(last, "Other words.")
        glossary = bench.workspace.glossary
        glossary.parent.mkdir(exist_ok=True)
        glossary.write_text("terms:\n- term: stride\n  means: a step\n  lesson: day02_001\n", encoding="utf-8")
        after = _prompts(bench, 2)

    assert [_shared(prompt) for prompt in before.values()] == [_shared(prompt) for prompt in after.values()]
    of_day = {(prompt.system, *prompt.blocks[:2]) for prompt in after.values()}
    assert len(of_day) == 1
    of_lessons = {(key.partition("/")[0], prompt.blocks[2]) for key, prompt in after.items()}
    assert len(of_lessons) == len({key.partition("/")[0] for key in after})
    later = [prompt.blocks[3] for key, prompt in after.items() if not key.startswith("day02_001")]
    assert all("in these spellings: stride" in section for section in later)


def test_a_day_is_told_few_of_a_long_courses_terms(
    folder: Path, messages_server: MessagesServer, tmp_path: Path
) -> None:
    with Workbench.open(folder, claude(messages_server, tmp_path)) as bench:
        bench.workspace.glossary.parent.mkdir(exist_ok=True)
        entries = "".join(f"- term: word{n}\n  means: a thing\n  lesson: day01_001\n" for n in range(400))
        named = "- term: Kernel\n  means: a session\n  lesson: day01_001\n"
        bench.workspace.glossary.write_text(f"terms:\n{named}{entries}", encoding="utf-8")
        day = next(iter(_prompts(bench, 2).values())).blocks[1]

    assert "- Kernel: a session" in day
    assert "- word399: a thing" in day
    assert day.count(": a thing") <= 60


def _shared(prompt: Prompt) -> tuple[str, ...]:
    return prompt.system, *prompt.blocks[:-1]


def _prompts(bench: Workbench, day: int) -> dict[str, Prompt]:
    plan = bench.course.plan(day)
    keys = [f"{lesson.id}/{section.id}" for lesson in plan.lessons for section in lesson.sections]
    return {key: bench.drafts.prompt(key) for key in keys}
