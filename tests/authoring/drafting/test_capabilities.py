"""What a profile can do: by the table, by what its endpoint showed, and above both by what the author says."""

import re

import pytest

from tests.authoring.drafting.test_profiles import KEY, TRIAL, _choose
from tui.authoring.drafting import capabilities, profiles
from tui.authoring.drafting.capabilities import CAPABILITY_NAMES, TABLE, Capabilities
from tui.authoring.drafting.settings import CapabilitySettings


def test_every_built_in_profile_stands_in_the_table_and_the_table_has_a_date() -> None:
    assert set(TABLE) == set(profiles.BUILT_IN)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", capabilities.AS_OF)


def test_the_author_may_speak_of_every_capability() -> None:
    assert tuple(CapabilitySettings.model_fields) == CAPABILITY_NAMES


@pytest.mark.parametrize(
    ("name", "can"),
    [
        ("claude", {"cache_breakpoints", "token_counting", "batches", "structured_output", "models_endpoint"}),
        ("ollama", set()),
        ("lmstudio", set()),
        ("vllm", {"token_counting"}),
        ("llamacpp", {"token_counting", "prefill"}),
        ("local", {"token_counting", "prefill"}),
    ],
)
def test_what_the_table_says(name: str, can: set[str]) -> None:
    model = {"model": "m"} if name in profiles.SERVERS else {}
    chosen = _choose(KEY, name, {"profiles": {name: model}}, trial=TRIAL, installed=True)
    assert {each for each, has in chosen.capabilities.by_name().items() if has} == can


def test_a_server_that_nobody_knows_is_trusted_with_the_least() -> None:
    chosen = _choose(KEY, "mine", {"profiles": {"mine": {"base_url": "http://h", "model": "m"}}})
    assert chosen.capabilities == Capabilities()
    assert not chosen.caches


def test_what_the_author_states_stands_against_table_and_endpoint() -> None:
    told = {"model": "m", "capabilities": {"cache_breakpoints": True, "batches": False}}
    chosen = _choose(KEY, "ollama", {"profiles": {"ollama": told}})
    assert chosen.caches
    learnt = chosen.capabilities.told_by_endpoint({"cache_breakpoints": False, "batches": True, "token_counting": True})
    assert (learnt.cache_breakpoints, learnt.batches, learnt.token_counting) == (True, False, True)
