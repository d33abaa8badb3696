"""The workbench in a browser: who is let in, what a page needs, two tabs at once, and an end that leaves nothing."""

import asyncio
import contextlib
import importlib.util
import json
import os
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import make_mocked_request

from tests import browser
from tests.command_line import CommandLine, course
from tui.web.guard import is_loopback

TOKEN = "long-enough-a-token"


@dataclass
class Served:
    """A server on a free port."""

    url: str
    port: int
    process: subprocess.Popen[bytes]

    def children(self) -> list[int]:
        """Return the processes of its workbenches."""
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return [int(each) for each in listed.stdout.split()]

    def address(self, scheme: str = "http") -> str:
        return f"{scheme}://127.0.0.1:{self.port}"


@pytest.fixture
def run(tmp_path: Path) -> CommandLine:
    return course(tmp_path / "course")


@pytest.fixture
def serve(run: CommandLine, tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Start servers; they end with the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> Served:
        told = tmp_path / f"told-{len(started)}"
        with told.open("wb") as stdout:
            process = run.start("serve", "--port", "0", "--json", *arguments, stdout=stdout)
        started.append(process)
        end = time.monotonic() + 60
        while not told.read_text("utf-8").endswith("}\n"):
            assert process.poll() is None, told.read_text("utf-8")
            assert time.monotonic() < end
            time.sleep(0.05)
        document = json.loads(told.read_text("utf-8"))
        return Served(document["url"], document["port"], process)

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(60)


@contextlib.asynccontextmanager
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session


async def refused(session: aiohttp.ClientSession, url: str, **said: Any) -> int:
    """Return the status of an answer that has nothing of the course in it."""
    async with session.get(url, **said) as answer:
        text = await answer.text()
        assert "Coursewright" in text
        assert "<" not in text
        assert len(text.strip().splitlines()) == 1
        return answer.status


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"


async def shows(socket: aiohttp.ClientWebSocketResponse, what: str) -> None:
    """Wait until the workbench of a tab has written `what`."""
    seen = ""
    async with asyncio.timeout(60):
        async for message in socket:
            if message.type is aiohttp.WSMsgType.BINARY:
                seen += message.data.decode("utf-8", "replace")
                if what in seen:
                    return
    raise AssertionError(f"{what} never came")


# Who is let in


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("127.8.8.8", True),
        ("0.0.0.0", False),
        ("::", False),
        ("example.org", False),
        ("192.168.1.7", False),
    ],
)
def test_what_nobody_else_can_reach(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "example.org"])
def test_no_other_address_is_served_without_a_token(run: CommandLine, host: str) -> None:
    done = run("serve", "--host", host)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "--token" in done.stderr


def test_a_token_that_can_be_guessed_is_refused(run: CommandLine) -> None:
    done = run("serve", "--host", "0.0.0.0", "--token", "secret")
    assert done.exit_code == 2
    assert "--new-token" in done.stderr


def test_outside_a_course_it_says_so(tmp_path: Path) -> None:
    from tests.command_line import in_folder

    done = in_folder(tmp_path / "empty")("serve")
    assert done.exit_code == 2
    assert "syllabus.yaml" in done.stderr


def test_without_the_extra_it_says_what_to_install(run: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "textual_serve" else find(name))
    done = run("serve")
    assert done.exit_code == 1
    assert "coursewright[web]" in done.stderr


async def test_with_a_token_nothing_is_answered_without_it(serve: Callable[..., Served]) -> None:
    served = serve("--token", TOKEN)
    async with client() as session:
        for path in (
            "/",
            "/ws",
            "/static/js/textual.js",
            "/static/css/xterm.css",
            "/download/any",
            "/nothing",
            "/?token=",
            "/?token=wrong",
            f"/?token={TOKEN}x",
        ):
            assert await refused(session, served.address() + path) == 401, path
        with pytest.raises(aiohttp.WSServerHandshakeError) as wrong:
            await session.ws_connect(served.address("ws") + "/ws", origin=served.address())
        assert wrong.value.status == 401
        forged = {"Cookie": f"coursewright-0={TOKEN}"}
        assert await refused(session, served.address() + "/", headers=forged) == 401


async def test_the_token_is_given_once_and_disappears_from_the_address(serve: Callable[..., Served]) -> None:
    served = serve("--token", TOKEN)
    async with client() as session:
        async with session.get(served.url, allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "/")
            cookie = answer.headers["Set-Cookie"]
            assert "HttpOnly" in cookie
            assert "SameSite=Lax" in cookie
            assert TOKEN not in cookie
        async with session.get(served.address()) as answer:
            assert answer.status == 200
            assert "textual-terminal" in await answer.text()
        async with session.ws_connect(
            served.address("ws") + "/ws?width=100&height=30", origin=served.address()
        ) as socket:
            await shows(socket, "Soil types")


async def test_a_token_that_was_made_up_is_printed_and_opens_the_page(serve: Callable[..., Served]) -> None:
    served = serve("--new-token")
    assert "?token=" in served.url
    async with client() as session, session.get(served.url) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    "origin", [None, "http://evil.example", "null", "http://127.0.0.1:1", "http://[", "http://evil.example@127.0.0.1"]
)
async def test_no_page_of_elsewhere_opens_a_workbench(serve: Callable[..., Served], origin: str | None) -> None:
    served = serve()
    async with client() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as wrong:
            await session.ws_connect(served.address("ws") + "/ws", origin=origin)
        assert wrong.value.status == 403
    assert served.children() == []


async def test_a_name_that_was_made_to_lead_here_is_refused(serve: Callable[..., Served]) -> None:
    served = serve()
    async with client() as session:
        for host in ("evil.example", f"evil.example:{served.port}", "127.0.0.1.evil.example", ""):
            assert await refused(session, served.address(), headers={"Host": host}) == 403
        async with session.get(served.address(), headers={"Host": f"localhost:{served.port}"}) as answer:
            assert answer.status == 200


async def test_no_folder_is_listed_and_no_file_beside_the_statics_is_served(serve: Callable[..., Served]) -> None:
    served = serve()
    async with client() as session:
        for path in ("/static/", "/static/js/", "/static/..%2fserver.py", "/static/../server.py", "/syllabus.yaml"):
            async with session.get(served.address() + path) as answer:
                assert answer.status in (403, 404), path


# The workbench


async def test_it_runs_in_the_tab_and_two_tabs_work_on_one_course(
    run: CommandLine, serve: Callable[..., Served]
) -> None:
    served = serve()
    ws = served.address("ws") + "/ws?width=120&height=40"
    async with (
        client() as session,
        session.ws_connect(ws, origin=served.address()) as one,
        session.ws_connect(ws, origin=served.address()) as other,
    ):
        await shows(one, "Soil types")
        await shows(other, "Soil types")
        assert len(served.children()) == 2
        for sent in ("no json", "[]", "{}", '["stdin"]', '["resize", {"width": "x"}]', '["stdin", 7]'):
            await one.send_str(sent)
        await one.send_str(json.dumps(["stdin", "j"]))
        await other.send_str(json.dumps(["stdin", "j"]))
        run("submit", "day01_001/orientation", stdin="Told by another hand.\n")
        await shows(one, "Told by another hand.")
        await shows(other, "Told by another hand.")
        await one.send_str(json.dumps(["stdin", "E"]))
        await shows(one, "In a browser")
        await asyncio.sleep(1)
        await one.send_str(json.dumps(["stdin", "a"]))
        await shows(other, "accepted")
    await browser.until(lambda: asyncio.to_thread(lambda: served.children() == []), 30)
    assert len(run.json("attempts", "day01_001/orientation")["attempts"]) == 1


async def test_a_ninth_tab_is_told_to_close_one(serve: Callable[..., Served], monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.web import server

    bound = server.WebServer(Path("/nowhere"), "127.0.0.1", 0, None)
    bound._open = dict.fromkeys(range(server.MOST))  # type: ignore[assignment,arg-type]
    headers = {"Host": "127.0.0.1", "Origin": "http://127.0.0.1"}
    answer = await bound._workbench(make_mocked_request("GET", "/ws", headers=headers))
    assert answer.status == 503


@pytest.mark.skipif(browser.CHROMIUM is None, reason="no Chromium is installed")
async def test_chromium_shows_the_workbench_and_asks_no_other_host(
    serve: Callable[..., Served], tmp_path: Path
) -> None:
    served = serve("--token", TOKEN)
    profile = tmp_path / "profile"
    profile.mkdir()
    async with browser.opened(served.url, profile) as page:
        await page.wait_for("document.body && document.body.classList.contains('-first-byte')")
        await page.wait_for("document.querySelector('canvas') !== null")

        async def is_drawn() -> bool:
            return len(await page.picture()) > 8_000

        await browser.until(is_drawn)
        assert {url.split("/")[2] for url in page.requests if url.startswith(("http", "ws"))} == {
            f"127.0.0.1:{served.port}"
        }
        assert await page.value("location.href") == f"{served.address()}/"
        assert await page.value("document.cookie") == ""
        assert page.complaints == []
        await page.type("q")  # without a click
        await page.wait_for("document.body.classList.contains('-closed')")
        assert await page.value("document.activeElement.id") == "again"


# Its end


async def test_ctrl_c_ends_the_server_and_its_workbenches(serve: Callable[..., Served]) -> None:
    served = serve()
    async with (
        client() as session,
        session.ws_connect(served.address("ws") + "/ws", origin=served.address()) as socket,
    ):
        await shows(socket, "Soil types")
        (child,) = served.children()
        served.process.send_signal(signal.SIGINT)
        assert await asyncio.to_thread(served.process.wait, 30) == 0
    assert not alive(child)


async def test_a_server_that_is_killed_leaves_no_workbench_behind(serve: Callable[..., Served]) -> None:
    served = serve()
    async with client() as session:
        with contextlib.suppress(aiohttp.ClientError):
            async with session.ws_connect(served.address("ws") + "/ws", origin=served.address()) as socket:
                await shows(socket, "Soil types")
                (child,) = served.children()
                served.process.kill()
                served.process.wait()
    await browser.until(lambda: asyncio.to_thread(lambda: not alive(child)), 30)


def test_a_port_that_is_taken_is_one_sentence(run: CommandLine, serve: Callable[..., Served]) -> None:
    served = serve()
    done = run.process("serve", "--port", str(served.port))
    assert done.returncode == 1
    assert "--port" in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""
