"""Which writer is chosen, and what it may be told."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from tui.authoring.drafting.outcome import Usage
from tui.authoring.drafting.profiles import Credential, NoWriter, Prices, Profile, choose, cost_usd
from tui.authoring.drafting.settings import Settings
from tui.authoring.errors import InputError

KEY = {"ANTHROPIC_API_KEY": "sk-ant-secret"}
TRIAL = Path("/models/SmolLM2-135M-Instruct.Q4_1.gguf")


def _choose(
    env: Mapping[str, str],
    name: str | None = None,
    settings: Mapping[str, object] | None = None,
    *,
    trial: Path | None = None,
    installed: bool = False,
) -> Profile:
    return choose(
        Settings.model_validate(settings or {}),
        env,
        name,
        trial_model=lambda: trial,
        server_installed=lambda: installed,
    )


OLLAMA = {"profiles": {"ollama": {"model": "qwen3:8b"}}}


@pytest.mark.parametrize(
    ("env", "name", "settings", "local", "expected"),
    [
        (KEY, None, {}, False, "claude"),
        ({"ANTHROPIC_AUTH_TOKEN": "t"}, None, {}, True, "claude"),
        ({"ANTHROPIC_PROFILE": "work"}, None, {}, True, "claude"),
        ({}, None, {}, True, "local"),
        (KEY, None, {**OLLAMA, "profile": "ollama"}, True, "ollama"),
        ({**KEY, "COURSEWRIGHT_PROFILE": "local"}, None, {**OLLAMA, "profile": "ollama"}, True, "local"),
        ({**KEY, "COURSEWRIGHT_PROFILE": "local"}, "ollama", OLLAMA, True, "ollama"),
        ({"ANTHROPIC_API_KEY": ""}, None, {}, True, "local"),
    ],
)
def test_the_order_of_choice(
    env: Mapping[str, str], name: str | None, settings: Mapping[str, object], local: bool, expected: str
) -> None:
    assert _choose(env, name, settings, trial=TRIAL if local else None, installed=local).name == expected


def test_without_anything_the_author_is_told_what_to_do() -> None:
    with pytest.raises(NoWriter, match=r"ANTHROPIC_API_KEY.*settings\.yaml.*coursewright\[local\]"):
        _choose({})


def test_a_model_file_without_its_server_is_no_writer() -> None:
    with pytest.raises(NoWriter):
        _choose({}, trial=TRIAL, installed=False)


def test_an_unknown_name_lists_those_that_are_known() -> None:
    with pytest.raises(InputError, match="claude, local, ollama, lmstudio, vllm, llamacpp, mine"):
        _choose({}, "opus", {"profiles": {"mine": {"base_url": "http://h", "model": "m"}}})


def test_a_server_needs_a_model() -> None:
    with pytest.raises(NoWriter, match=r"`model:` under `profiles: lmstudio:`"):
        _choose({}, "lmstudio")


@pytest.mark.parametrize(
    ("name", "address"),
    [("ollama", ":11434"), ("lmstudio", ":1234"), ("vllm", ":8000"), ("llamacpp", ":8080")],
)
def test_servers_stand_at_their_usual_ports_on_this_machine_and_get_no_key(name: str, address: str) -> None:
    profile = _choose(KEY, name, {"profiles": {name: {"model": "m"}}})
    assert profile.base_url == f"http://127.0.0.1{address}"
    assert profile.credential.secret == ""
    assert not profile.caches
    assert profile.prices is None


def test_anthropics_key_goes_elsewhere_only_when_the_author_says_so() -> None:
    server = {"base_url": "https://example.org", "model": "m"}
    assert _choose(KEY, "mine", {"profiles": {"mine": server}}).credential.secret == ""
    told = {**server, "api_key_env": "ANTHROPIC_API_KEY"}
    assert _choose(KEY, "mine", {"profiles": {"mine": told}}).credential.secret == "sk-ant-secret"


def test_claude_moved_to_another_address_in_the_settings_leaves_its_key_behind() -> None:
    profile = _choose(KEY, "claude", {"profiles": {"claude": {"base_url": "https://example.org"}}})
    assert (profile.base_url, profile.credential.secret) == ("https://example.org", "")


def test_anthropic_base_url_counts_for_claude_alone() -> None:
    env = {**KEY, "ANTHROPIC_BASE_URL": "https://proxy.example.org/"}
    assert _choose(env).base_url == "https://proxy.example.org"
    own = {"profiles": {"fast": {"model": "claude-haiku-5-5"}}}
    assert _choose(env, "fast", own).base_url == "https://api.anthropic.com"
    assert _choose(env, "ollama", OLLAMA).base_url == "http://127.0.0.1:11434"


def test_a_key_variable_that_is_not_set_is_named() -> None:
    with pytest.raises(NoWriter, match="MY_KEY"):
        _choose(KEY, "mine", {"profiles": {"mine": {"base_url": "http://h", "model": "m", "api_key_env": "MY_KEY"}}})


def test_no_secret_shows_in_a_profile() -> None:
    profile = _choose(KEY)
    assert "sk-ant-secret" not in f"{profile!r} {profile} {profile.credential!r}"


def test_the_trial_model_says_what_it_is_for() -> None:
    profile = _choose({}, trial=TRIAL, installed=True)
    assert profile.trial
    assert profile.model == "SmolLM2-135M-Instruct"
    assert profile.notice == ("SmolLM2-135M-Instruct, embedded, writes: to try the keys, not to publish.")
    assert cost_usd(Usage(1000, 1000), profile.prices) == 0


def test_any_gguf_serves_and_is_no_trial() -> None:
    env = {"COURSEWRIGHT_GGUF": "/models/Qwen3-8B-Q4_K_M.gguf"}
    profile = _choose(env, trial=TRIAL, installed=True)
    assert (profile.model, profile.trial) == ("Qwen3-8B", False)
    own = {"profiles": {"big": {"gguf": "/models/Llama-3.3-70B-Instruct.Q5_K_S.gguf"}}}
    profile = _choose(KEY, "big", own, installed=True)
    assert (profile.model, profile.base_url) == ("Llama-3.3-70B-Instruct", None)


def test_claude_says_which_model_writes_where() -> None:
    assert _choose(KEY).notice == "claude-sonnet-5-5 at api.anthropic.com writes."


def test_what_claude_costs() -> None:
    prices = _choose(KEY).prices
    assert cost_usd(Usage(1_000, 2_000, cache_read_tokens=10_000, cache_write_tokens=4_000), prices) == Decimal("0.033")


def test_an_unknown_price_is_unknown_and_not_nothing() -> None:
    unknown = _choose(KEY, "claude", {"profiles": {"claude": {"model": "claude-novel-9"}}})
    assert cost_usd(Usage(1, 1), unknown.prices) is None
    assert cost_usd(None, _choose(KEY).prices) is None
    assert cost_usd(Usage(1, 1, cache_read_tokens=1), Prices(Decimal(1), Decimal(1))) is None


def test_a_price_that_the_author_states_counts() -> None:
    stated = {"model": "claude-novel-9", "prices": {"input": "3", "output": "15"}}
    profile = _choose(KEY, "claude", {"profiles": {"claude": stated}})
    assert cost_usd(Usage(1_000_000, 100_000), profile.prices) == Decimal("4.5")


def test_a_long_prompt_is_charged_by_its_own_tier() -> None:
    prices = _choose(KEY, "claude", {"profiles": {"claude": {"model": "claude-haiku-5-5"}}}).prices
    assert cost_usd(Usage(100_000, 1_000), prices) == Decimal("0.0105")
    assert cost_usd(Usage(1_000, 1_000, cache_read_tokens=100_000), prices) == Decimal("0.008")


def test_a_batch_costs_half_at_claude_and_an_unknown_sum_where_nobody_stated_it() -> None:
    usage = Usage(1_000_000, 100_000)
    prices = _choose(KEY).prices
    assert cost_usd(usage, prices, batch=True) == Decimal("1.5")
    assert cost_usd(usage, prices) == Decimal("3")
    long = _choose(KEY, "claude", {"profiles": {"claude": {"model": "claude-haiku-5-5"}}}).prices
    assert cost_usd(Usage(200_000, 0), long, batch=True) == Decimal("0.05")
    assert cost_usd(usage, Prices(Decimal(1), Decimal(1)), batch=True) is None
    own = {"model": "m", "prices": {"input": 1, "output": 1, "batch_share": "0.4"}}
    assert cost_usd(usage, _choose(KEY, "vllm", {"profiles": {"vllm": own}}).prices, batch=True) == Decimal("0.44")


def test_where_a_key_comes_from_is_told_without_the_key() -> None:
    told = {
        Credential("key", "sk-secret", "ANTHROPIC_API_KEY").told: "from ANTHROPIC_API_KEY",
        Credential().told: "none needed, none sent",
        choose(Settings(), {}, "claude").credential.told: "ANTHROPIC_API_KEY is not set",
    }
    assert all(said == expected for said, expected in told.items())
