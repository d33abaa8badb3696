"""What a day's prompts cost: their shared bytes stay the same, are read from the cache, and cost little."""

from pathlib import Path

import pytest

from tests.authoring.drafted_day import claude, draft_day, masterclass
from tests.fakes.messages_server import MessagesServer
from tui.authoring.drafting.prompts import Prompt, TemplateError
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
    sent = [[*each.body["system"], *each.body["messages"][0]["content"]] for each in messages_server.messages]
    beginnings = [[block["text"] for block in blocks] for blocks in sent]
    assert len({tuple(texts[:3]) for texts in beginnings}) == 1  # rules, course and day
    assert len({tuple(texts[:4]) for texts in beginnings}) == 8  # and a lesson: the day has so many
    assert all([b for b in blocks if "cache_control" in b] == blocks[:4] for blocks in sent)


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
        with bench.workspace.glossary.open("a", encoding="utf-8") as glossary:
            glossary.write("- {term: stride, means: a step, lesson: day02_001}\n")
        after = _prompts(bench, 2)

    assert [_shared(prompt) for prompt in before.values()] == [_shared(prompt) for prompt in after.values()]
    of_day = {(prompt.system, *prompt.blocks[:2]) for prompt in after.values()}
    assert len(of_day) == 1
    of_lessons = {(key.partition("/")[0], prompt.blocks[2]) for key, prompt in after.items()}
    assert len(of_lessons) == len({key.partition("/")[0] for key in after})
    later = [prompt.blocks[3] for key, prompt in after.items() if not key.startswith("day02_001")]
    assert all("in these spellings: stride" in section for section in later)


def test_a_template_changed_in_an_open_workbench_counts_from_the_next_prompt_on(
    folder: Path, messages_server: MessagesServer, tmp_path: Path
) -> None:
    with Workbench.open(folder, claude(messages_server, tmp_path)) as bench:
        lesson = bench.course.plan(2).lessons[0]
        key = f"{lesson.id}/{lesson.sections[0].id}"
        before = bench.drafts.prompt(key)
        (folder / "templates" / "prompts" / "rules.md.j2").write_text("- Spell as the British do.", encoding="utf-8")
        ruled = bench.drafts.prompt(key)
        kind = folder / "templates" / "prompts" / "kinds" / "orientation.md.j2"
        kind.write_text("Write a sonnet about “{{ section.title }}”.", encoding="utf-8")
        changed = bench.drafts.prompt(key)
        kind.write_text("Write a sonnet about “{{ section.title }”.", encoding="utf-8")
        with pytest.raises(TemplateError, match=r"orientation\.md\.j2, line 1: "):
            bench.drafts.prompt(key)

    assert "- Spell as the British do." in ruled.system
    assert ruled.blocks == before.blocks
    assert "Write a sonnet about “Orientation”." in changed.blocks[-1]
    assert len({before.sha256, ruled.sha256, changed.sha256}) == 3


def test_a_day_is_told_few_of_a_long_courses_terms(
    folder: Path, messages_server: MessagesServer, tmp_path: Path
) -> None:
    with Workbench.open(folder, claude(messages_server, tmp_path)) as bench:
        entries = "".join(f"- term: word{n}\n  means: a thing\n  lesson: day01_001\n" for n in range(400))
        named = "- term: Kernel\n  means: a session\n  lesson: day01_001\n"
        bench.workspace.glossary.write_text(f"terms:\n{named}{entries}", encoding="utf-8")
        day = next(iter(_prompts(bench, 2).values())).blocks[1]

    assert "- Kernel: a session" in day
    assert "- word399: a thing" in day
    assert day.count(": a thing") < 40


def _shared(prompt: Prompt) -> tuple[str, ...]:
    return prompt.system, *prompt.blocks[:-1]


def _prompts(bench: Workbench, day: int) -> dict[str, Prompt]:
    plan = bench.course.plan(day)
    keys = [f"{lesson.id}/{section.id}" for lesson in plan.lessons for section in lesson.sections]
    return {key: bench.drafts.prompt(key) for key in keys}
