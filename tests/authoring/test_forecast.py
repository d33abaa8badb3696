"""The forecast: what drafting will cost is told before, within 15 % of what is then spent."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.course import copied
from tests.authoring.bowline import FAILS, HOLDS, ORIENTATION, SECTIONS, draft
from tests.fakes.messages_server import MessagesServer, Reply
from tests.varied_answers import answer_variedly
from tui.authoring.workbench import Workbench

AT_CLAUDES_PRICES = """\
profile: fake
profiles:
  fake:
    base_url: {url}
    model: fake-1
    capabilities: {{cache_breakpoints: true}}
    context_tokens: 200000
    max_tokens: 16000
    prices: {{input: 3, output: 15, cache_read: 0.30, cache_write: 3.75, batch_share: 0.5}}
"""

PRICED = """\
profile: fake
profiles:
  fake:
    base_url: {url}
    model: fake-1
    prices: {{input: 1, output: 10}}
"""


def write_settings(env: dict[str, str], text: str) -> None:
    (Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml").write_text(text, encoding="utf-8")


@pytest.fixture
async def bench(workbench: Workbench) -> AsyncIterator[Workbench]:
    yield workbench
    await workbench.aclose()


@pytest.fixture
async def big(tmp_path: Path, env: dict[str, str], messages_server: MessagesServer) -> AsyncIterator[Workbench]:
    """This repository's own course, written by the fake at Claude's prices."""
    write_settings(env, AT_CLAUDES_PRICES.format(url=messages_server.url))
    folder = tmp_path / "masterclass"
    folder.mkdir()
    workbench = Workbench.open(copied(folder), env)
    yield workbench
    await workbench.aclose()


@pytest.mark.parametrize(("seed", "concurrency"), [(1, 1), (2, 8)])
async def test_what_is_spent_on_the_rest_of_a_day_is_within_15_percent_of_its_forecast(
    big: Workbench, env: dict[str, str], messages_server: MessagesServer, seed: int, concurrency: int
) -> None:
    answer_variedly(messages_server, big, (1,), seed)
    first, second, *rest = [view.plan.id for view in big.day(1).lessons]
    await draft(big, *big.drafts.targets([first, second]), concurrency=concurrency)
    before = big.spending.total()

    keys = big.drafts.targets(rest)
    forecast = big.drafts.forecast(keys, concurrency=concurrency)
    messages_server.cache.clear()
    # On another day: a workbench that was open all the time would hold the cache for warm.
    later = Workbench.open(big.workspace.root, env)
    await draft(later, *keys, concurrency=concurrency)
    await later.aclose()

    spent = big.spending.total().known_usd - before.known_usd
    assert forecast.cost_usd is not None
    assert len(keys) > 20
    assert forecast.learnt_from == before.requests
    assert abs(forecast.cost_usd / spent - 1) < Decimal("0.15"), (forecast, spent)


async def test_with_nothing_finished_it_says_that_it_goes_by_the_plan_alone(
    bench: Workbench, messages_server: MessagesServer, env: dict[str, str]
) -> None:
    write_settings(env, PRICED.format(url=messages_server.url))

    forecast = bench.drafts.forecast(SECTIONS, concurrency=1)

    assert forecast.words == 60 + 120 + 120
    assert forecast.usage.output_tokens == pytest.approx(300 * 1.7, rel=0.01)
    assert forecast.line.startswith("3 sections, about 300 words, $0.0")
    assert forecast.line.endswith(" (from the plan alone)")
    assert bench.attempts(ORIENTATION) == ()
    assert messages_server.requests == []


async def test_a_model_that_writes_thrice_as_much_as_it_should_is_believed_to_go_on_so(
    bench: Workbench, messages_server: MessagesServer, env: dict[str, str]
) -> None:
    write_settings(env, PRICED.format(url=messages_server.url))
    messages_server.script(Reply(text="word " * 360))
    await draft(bench, HOLDS)

    learnt = bench.drafts.forecast([FAILS])

    assert learnt.learnt_from == 1
    assert learnt.words == 360
    assert learnt.usage.output_tokens == 450
    assert learnt.line.endswith("(from 1 finished section)")


async def test_what_another_model_took_says_nothing_of_this_one(
    bench: Workbench, messages_server: MessagesServer, env: dict[str, str]
) -> None:
    await draft(bench, HOLDS)
    write_settings(env, PRICED.format(url=messages_server.url).replace("fake-1", "fake-2"))

    assert bench.drafts.forecast([FAILS]).learnt_from == 0


async def test_an_unknown_price_is_said_and_never_reckoned_as_nothing(bench: Workbench) -> None:
    forecast = bench.drafts.forecast(SECTIONS)

    assert forecast.cost_usd is None
    assert "cost unknown, since no price of fake-1 is known" in forecast.line


async def test_a_batch_is_foretold_at_its_share_of_the_price(
    bench: Workbench, messages_server: MessagesServer, env: dict[str, str]
) -> None:
    settings = PRICED.format(url=messages_server.url)
    write_settings(env, settings)
    assert bench.drafts.forecast([ORIENTATION], batch=True).cost_usd is None
    write_settings(env, settings.replace("output: 10", "output: 10, batch_share: 0.5"))

    whole, batch = (bench.drafts.forecast([ORIENTATION], batch=each).cost_usd for each in (False, True))

    assert whole is not None
    assert batch == whole / 2


async def test_several_texts_of_each_section_cost_so_many_times_as_much(
    bench: Workbench, messages_server: MessagesServer, env: dict[str, str]
) -> None:
    write_settings(env, PRICED.format(url=messages_server.url))

    one, three = (bench.drafts.forecast([ORIENTATION], alternatives=each).cost_usd for each in (1, 3))

    assert one is not None
    assert three == 3 * one
