"""Opening endpoints: what is sent where, and what is shared."""

import logging
import os
import subprocess
import sys

import pytest

from tests.authoring.drafting.writing import PROMPT
from tests.fakes.messages_server import MessagesServer, Reply
from tui.authoring.drafting.endpoint import Endpoints
from tui.authoring.drafting.outcome import Outcome
from tui.authoring.drafting.profiles import Profile, choose
from tui.authoring.drafting.settings import Settings
from tui.authoring.drafting.writer import Finished, write


def _own(url: str, **more: object) -> Settings:
    return Settings.model_validate({"profiles": {"mine": {"base_url": url, "model": "m", **more}}})


async def _finish(profile: Profile) -> Finished:
    async with Endpoints() as endpoints:
        events = [event async for event in write(PROMPT, await endpoints.open(profile))]
    assert isinstance(events[-1], Finished)
    return events[-1]


@pytest.fixture(autouse=True)
def _real_looking_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Secrets stand where the SDK would find them, and a proxy that would fail everything sent through it."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-real")
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "token-real")
    monkeypatch.setenv("ANTHROPIC_CUSTOM_HEADERS", "X-Team: team-real\nAuthorization: Bearer header-real")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)


async def test_another_server_receives_nothing_that_is_anthropics(messages_server: MessagesServer) -> None:
    profile = choose(_own(messages_server.url), os.environ, "mine")
    assert (await _finish(profile)).outcome is Outcome.COMPLETE
    sent = messages_server.messages[0]
    assert "real" not in " ".join(sent.headers.values())
    assert sent.key == "none-needed"


async def test_a_key_that_the_author_names_is_sent(
    messages_server: MessagesServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LM_KEY", "lm-secret")
    messages_server.key = "lm-secret"
    profile = choose(_own(messages_server.url, api_key_env="LM_KEY"), os.environ, "mine")
    assert (await _finish(profile)).outcome is Outcome.COMPLETE
    assert messages_server.messages[0].key == "lm-secret"


async def test_claude_behind_anthropic_base_url_receives_its_key(
    messages_server: MessagesServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_BASE_URL", messages_server.url)
    monkeypatch.delenv("ANTHROPIC_CUSTOM_HEADERS")
    profile = choose(Settings(), os.environ)
    assert (await _finish(profile)).model == "claude-sonnet-5-5"
    assert messages_server.messages[0].key == "sk-ant-real"


async def test_a_wrong_key_is_refused_and_not_repeated(
    messages_server: MessagesServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LM_KEY", "lm-secret")
    messages_server.script(Reply(status=403, message="the key lm-secret may not do this"))
    finished = await _finish(choose(_own(messages_server.url, api_key_env="LM_KEY"), os.environ, "mine"))
    assert "lm-secret" not in (finished.error or "")
    assert "may not do this" in (finished.error or "")


async def test_no_secret_shows_in_an_endpoint(messages_server: MessagesServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_BASE_URL", messages_server.url)
    async with Endpoints() as endpoints:
        assert "real" not in repr(await endpoints.open(choose(Settings(), os.environ)))


async def test_a_profile_is_opened_once(messages_server: MessagesServer) -> None:
    profile = choose(_own(messages_server.url), os.environ, "mine")
    async with Endpoints() as endpoints:
        assert await endpoints.open(profile) is await endpoints.open(profile)


async def test_a_server_that_asks_for_a_key_says_where_to_name_it(messages_server: MessagesServer) -> None:
    messages_server.key = "wanted"
    finished = await _finish(choose(_own(messages_server.url), os.environ, "mine"))
    assert "asks for a key: name its variable in the profile's `api_key_env`" in (finished.error or "")


async def test_the_sdk_has_nowhere_to_log_to(messages_server: MessagesServer) -> None:
    await _finish(choose(_own(messages_server.url), os.environ, "mine"))
    assert logging.getLogger("anthropic").handlers


def test_the_sdk_does_not_write_over_the_screen_when_told_to_log() -> None:
    code = (
        "import asyncio, os; os.environ['ANTHROPIC_LOG'] = 'debug'\n"
        "from tui.authoring.drafting.endpoint import Endpoints\n"
        "from tui.authoring.drafting.profiles import choose\n"
        "from tui.authoring.drafting.settings import Settings\n"
        "from tui.authoring.drafting.prompts import Prompt\n"
        "from tui.authoring.drafting.writer import write\n"
        "async def main():\n"
        "    own = {'profiles': {'mine': {'base_url': 'http://127.0.0.1:9', 'model': 'm'}}}\n"
        "    async with Endpoints() as endpoints:\n"
        "        endpoint = await endpoints.open(choose(Settings.model_validate(own), {}, 'mine'))\n"
        "        async for event in write(Prompt('s', ('u',), 100), endpoint): pass\n"
        "asyncio.run(main())\n"
        "assert os.environ['ANTHROPIC_LOG'] == 'debug'\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_to_another_host_receives_neither_key_nor_prompt(
    messages_server: MessagesServer, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setenv("LM_KEY", "lm-secret")
    with MessagesServer() as elsewhere:
        messages_server.script(Reply(status=status, headers={"location": f"{elsewhere.url}/v1/messages"}))
        finished = await _finish(choose(_own(messages_server.url, api_key_env="LM_KEY"), os.environ, "mine"))
        assert elsewhere.requests == []
    assert (finished.outcome, finished.retryable) == (Outcome.FAILED, False)
    assert "points to another address" in (finished.error or "")
    assert "lm-secret" not in (finished.error or "")


async def test_anthropics_key_never_goes_to_ollama(messages_server: MessagesServer) -> None:
    own = {"profiles": {"ollama": {"base_url": messages_server.url, "model": "qwen3:8b"}}}
    assert (await _finish(choose(Settings.model_validate(own), os.environ, "ollama"))).outcome is Outcome.COMPLETE
    sent = messages_server.messages[0]
    assert "real" not in " ".join(sent.headers.values())
    assert "cache_control" not in str(sent.body)


async def test_limits_that_nobody_stated_are_those_that_the_endpoint_tells(messages_server: MessagesServer) -> None:
    settings = _own(messages_server.url, capabilities={"models_endpoint": True})
    profile = choose(settings, {}, "mine")
    assert (profile.context_tokens, profile.max_tokens) == (32_768, 8_192)
    async with Endpoints() as endpoints:
        asked = (await endpoints.open(profile)).profile
        assert (asked.context_tokens, asked.max_tokens) == (200_000, 8_192)
        await endpoints.open(profile)
    assert [request.path for request in messages_server.requests] == ["/v1/models/m"]  # once


async def test_limits_that_the_author_stated_stand(messages_server: MessagesServer) -> None:
    settings = _own(
        messages_server.url, capabilities={"models_endpoint": True}, context_tokens=9_000, max_tokens=70_000
    )
    async with Endpoints() as endpoints:
        asked = (await endpoints.open(choose(settings, {}, "mine"))).profile
    assert (asked.context_tokens, asked.max_tokens) == (9_000, 70_000)
    assert messages_server.requests == []


async def test_an_endpoint_that_tells_no_limits_writes_within_those_assumed(messages_server: MessagesServer) -> None:
    messages_server.models = ("another",)
    settings = _own(messages_server.url, capabilities={"models_endpoint": True})
    async with Endpoints() as endpoints:
        asked = (await endpoints.open(choose(settings, {}, "mine"))).profile
    assert asked.context_tokens == 32_768


async def test_a_model_of_claude_that_the_table_has_is_not_asked_about(messages_server: MessagesServer) -> None:
    known = Settings.model_validate({"profiles": {"claude": {"model": "claude-sonnet-5-5"}}})
    newer = Settings.model_validate({"profiles": {"claude": {"model": "claude-sonnet-9"}}})
    env = {"ANTHROPIC_API_KEY": "k", "ANTHROPIC_BASE_URL": messages_server.url}
    async with Endpoints() as endpoints:
        await endpoints.open(choose(known, env, "claude"))
        assert messages_server.requests == []
        await endpoints.open(choose(newer, env, "claude"))
        assert [request.path for request in messages_server.requests] == ["/v1/models/claude-sonnet-9"]
