"""How far the forecast of a day is from what it then costs, on answers whose lengths vary by kind and by chance."""

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from decimal import Decimal
from pathlib import Path

from benchmarks.course import copied
from benchmarks.figure import Figure, timed
from tests.fakes.messages_server import MessagesServer
from tests.varied_answers import answer_variedly
from tui.authoring.workbench import Forecast, Workbench

_SETTINGS = """\
profile: fake
profiles:
  fake:
    base_url: {url}
    model: fake-1
    capabilities: {{cache_breakpoints: true}}
    context_tokens: 200000
    max_tokens: 16000
    prices: {{input: 3, output: 15, cache_read: 0.30, cache_write: 3.75}}
"""
_FINISHED = (2, 1, 0)
_SEEDS = (1, 2, 3)
_AT_ONCE = 4


def figures(course: Path) -> Iterator[Figure]:
    """Yield how long the forecast of day 1 takes beside the day's plan alone."""
    settings = course.parent / "config"
    settings.mkdir()
    (settings / "settings.yaml").write_text(_SETTINGS.format(url="http://127.0.0.1:9"), encoding="utf-8")
    with Workbench.open(course, {"COURSEWRIGHT_CONFIG_DIR": str(settings)}) as workbench:
        keys = workbench.drafts.targets([], [1])
        looked = min(timed(lambda: workbench.drafts.targets([], [1])) for _ in range(3))
        foretold = min(timed(lambda: workbench.drafts.forecast(keys)) for _ in range(3))
        yield Figure("forecast of day 1", foretold, "what it lacks", looked)


def tables() -> Iterator[str]:
    """Yield a table: forecast and cost of what day 1 lacks when so many of its lessons are finished."""
    yield "\nforecast of the rest of day 1, and what it then cost"
    yield f"{'seed':>4} {'lessons':>8} {'learnt from':>11} {'forecast':>9} {'spent':>9} {'apart':>7}"
    for finished in _FINISHED:
        for seed in _SEEDS:
            forecast, spent = asyncio.run(_foretold_and_spent(seed, finished))
            foretold = forecast.cost_usd or Decimal(0)
            yield (
                f"{seed:>4} {finished:>8} {forecast.learnt_from:>11} {foretold:>9.4f} {spent:>9.4f} "
                f"{foretold / spent - 1:>+7.1%}"
            )


async def _foretold_and_spent(seed: int, finished: int) -> tuple[Forecast, Decimal]:
    """Draft the first lessons of day 1, foretell the rest and draft it; return the forecast and the cost."""
    with tempfile.TemporaryDirectory() as folder, MessagesServer() as server:
        config, course = Path(folder) / "config", Path(folder) / "course"
        config.mkdir()
        course.mkdir()
        (config / "settings.yaml").write_text(_SETTINGS.format(url=server.url), encoding="utf-8")
        env = {"COURSEWRIGHT_CONFIG_DIR": str(config)}
        workbench = Workbench.open(copied(course), env)
        answer_variedly(server, workbench, (1,), seed)
        lessons = [view.plan.id for view in workbench.day(1).lessons]
        if finished:
            await _draft(workbench, workbench.drafts.targets(lessons[:finished]))
        before = workbench.spending.total().known_usd
        keys = workbench.drafts.targets(lessons[finished:])
        forecast = workbench.drafts.forecast(keys, concurrency=_AT_ONCE)
        # On another day: a workbench that was open all the time would hold the cache for warm.
        await workbench.aclose()
        server.cache.clear()
        workbench = Workbench.open(course, env)
        await _draft(workbench, keys)
        spent = workbench.spending.total().known_usd - before
        await workbench.aclose()
        return forecast, spent


async def _draft(workbench: Workbench, keys: Sequence[str]) -> None:
    async with aclosing(workbench.drafts.draft(keys, concurrency=_AT_ONCE)) as events:
        async for _ in events:
            pass
