"""A day of the masterclass, drafted against the fake that counts its prompt cache as the service does; what it took."""

import contextlib
import shutil
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tests.fakes.messages_server import MessagesServer, Recorded, Reply, Rule
from tui.authoring import plain_text
from tui.authoring.drafting.outcome import Usage
from tui.authoring.drafting.prices import cost_usd
from tui.authoring.syllabus import outline, yaml_file
from tui.authoring.workbench import DraftFinished, Workbench
from tui.authoring.workspace import shipped_templates

OUTLINE = Path(__file__).parents[1] / "outlines" / "pytorch_masterclass.md"
_MEANING = "how far and in which direction a weight is moved"
_SENTENCE = "A weight is moved against the slope of the loss, and by how far is what the rate says. "

SMALLEST_CACHED = 1024
"""Tokens: what Claude Sonnet's cache takes at least."""


@dataclass(frozen=True)
class Economy:
    """What a day took, in tokens and US dollars; `shared` are the input tokens that stood in another prompt as well."""

    sections: int
    shared: int
    read: int
    input_usd: Decimal
    output_usd: Decimal

    @property
    def read_share(self) -> float:
        """How much of what the sections share was read from the cache."""
        return self.read / self.shared

    @property
    def input_to_output(self) -> float:
        """What the input cost, cache writes and reads included, for each dollar of output."""
        return float(self.input_usd / self.output_usd)


def masterclass(folder: Path) -> Path:
    """Make `folder` a workspace of the masterclass, with the shipped templates and a glossary of day 1."""
    shutil.copytree(shipped_templates(), folder / "templates")
    yaml_file.write(folder / "syllabus.yaml", outline.read_outline(OUTLINE.read_text(encoding="utf-8")).syllabus)
    entries = "".join(f"- {{term: rule {n} of descent, means: {_MEANING}, lesson: day01_001}}\n" for n in range(60))
    (folder / "course").mkdir()
    (folder / "course" / "glossary.yaml").write_text(f"terms:\n{entries}", encoding="utf-8")
    return folder


def claude(server: MessagesServer, config: Path) -> dict[str, str]:
    """Return an environment in which Claude's default model is the writer, and the fake stands for its endpoint."""
    return {
        "COURSEWRIGHT_CONFIG_DIR": str(config),
        "ANTHROPIC_API_KEY": "a-key",
        "ANTHROPIC_BASE_URL": server.url,
    }


async def draft_day(folder: Path, server: MessagesServer, env: dict[str, str], day: int, concurrency: int) -> Economy:
    """Draft the whole day and return what it took, by the usage that was kept with the attempts."""
    workbench = Workbench.open(folder, env)
    try:
        keys = workbench.drafts.targets((), (day,))
        server.cache.minimum = SMALLEST_CACHED
        sections = [section for lesson in workbench.course.plan(day).lessons for section in lesson.sections]
        lengths = sorted({section.target_words for section in sections})
        server.replies.rule(*(Rule(_text(words), contains=f"Length: about {words} words.") for words in lengths))
        usages: list[Usage] = []
        events = workbench.drafts.draft(keys, concurrency=concurrency)
        async with contextlib.aclosing(events):
            async for event in events:
                if isinstance(event, DraftFinished):
                    assert event.attempt.usage is not None, event.attempt.error
                    usages.append(event.attempt.usage)
        prices = workbench.drafts.profile().prices
    finally:
        await workbench.aclose()
    total = Usage(
        sum(each.input_tokens for each in usages),
        sum(each.output_tokens for each in usages),
        sum(each.cache_read_tokens for each in usages),
        sum(each.cache_write_tokens for each in usages),
    )
    spent = cost_usd(total, prices)
    written = cost_usd(Usage(0, total.output_tokens), prices)
    assert spent is not None
    assert written is not None
    shared = sum(_shared(server.messages))
    return Economy(len(usages), shared, total.cache_read_tokens, spent - written, written)


def _text(words: int) -> Reply:
    """Return a section of so many words, in paragraphs, that introduces a term."""
    paragraph = 4 * len(_SENTENCE.split())
    first = f"A **rate of {words} words** is the length of a step. {_SENTENCE * 2}"
    rest = [_SENTENCE * 4] * (words // paragraph - 1)
    left = words - plain_text.words(" ".join([first, *rest]))
    return Reply("\n\n".join([first, *rest, _SENTENCE * max(1, left // len(_SENTENCE.split()))]))


def _shared(requests: list[Recorded]) -> list[int]:
    """Return of each request the tokens, four characters each, of its longest beginning that another one has too."""
    beginnings = [_beginnings(request) for request in requests]
    times: dict[tuple[str, ...], int] = {}
    for found in beginnings:
        for beginning in found:
            times[beginning] = times.get(beginning, 0) + 1
    return [max((sum(map(len, each)) // 4 for each in found if times[each] > 1), default=0) for found in beginnings]


def _beginnings(request: Recorded) -> list[tuple[str, ...]]:
    blocks = [*request.body["system"], *request.body["messages"][0]["content"]]
    texts = [block["text"] for block in blocks]
    return [tuple(texts[:length]) for length in range(1, len(texts) + 1)]
