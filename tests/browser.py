"""A browser for tests: headless Chromium on a page, driven by its own protocol."""

import asyncio
import base64
import contextlib
import itertools
import json
import shutil
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = 60) -> None:
    """Wait until it holds; raises TimeoutError where it does not within a bound that only a defect reaches."""
    end = time.monotonic() + seconds
    for _ in range(sys.maxsize):
        if await holds():
            return
        if time.monotonic() > end:
            raise TimeoutError
        await asyncio.sleep(0.1)


class Page:
    """A tab. `requests` are the addresses that it asked for, `complaints` what its console said."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket, self._numbers = socket, itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.requests: list[str] = []
        self.complaints: list[str] = []

    async def listen(self) -> None:
        """Take in what the browser says, until it goes."""
        async for message in self._socket:
            said = json.loads(message.data)
            if "id" in said:
                self._answers.pop(said["id"]).set_result(said.get("result", {}))
            elif said["method"] == "Network.requestWillBeSent":
                self.requests.append(said["params"]["request"]["url"])
            elif said["method"] == "Log.entryAdded" and said["params"]["entry"]["level"] == "error":
                self.complaints.append(said["params"]["entry"]["text"])

    async def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Have the browser do something."""
        number = next(self._numbers)
        self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_str(json.dumps({"id": number, "method": method, "params": parameters}))
        return await asyncio.wait_for(self._answers[number], 60)

    async def value(self, expression: str) -> Any:
        """Return what a JavaScript expression is."""
        return (await self.ask("Runtime.evaluate", expression=expression))["result"].get("value")

    async def wait_for(self, expression: str, seconds: float = 60) -> None:
        """Wait until the expression is true."""

        async def holds() -> bool:
            return bool(await self.value(expression))

        await until(holds, seconds)

    async def type(self, text: str) -> None:
        """Type into the page."""
        for character in text:
            await self.ask("Input.dispatchKeyEvent", type="keyDown", text=character, key=character)
            await self.ask("Input.dispatchKeyEvent", type="keyUp", key=character)

    async def picture(self) -> bytes:
        """Return a PNG of what it shows."""
        return base64.b64decode((await self.ask("Page.captureScreenshot", format="png"))["data"])


@contextlib.asynccontextmanager
async def opened(url: str, profile: Path) -> AsyncIterator[Page]:
    """Open a page in a browser of its own, 1200 × 700 pixels; `profile` is an empty folder."""
    assert CHROMIUM is not None
    flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--window-size=1200,700"]
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    command = [CHROMIUM, *flags, *quiet, "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"]
    nothing = asyncio.subprocess.DEVNULL
    browser = await asyncio.create_subprocess_exec(*command, stdout=nothing, stderr=nothing, cwd=profile)
    try:
        told = profile / "DevToolsActivePort"
        await until(lambda: asyncio.to_thread(lambda: told.exists() and "\n" in told.read_text("utf-8")))
        port = told.read_text("utf-8").split("\n")[0]
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json/list") as answer:
                tab = next(each for each in await answer.json() if each["type"] == "page")
            async with session.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                page = Page(socket)
                listening = asyncio.create_task(page.listen())
                for domain in ("Page", "Network", "Log", "Runtime"):
                    await page.ask(f"{domain}.enable")
                await page.ask("Emulation.setFocusEmulationEnabled", enabled=True)  # as a window in use has it
                await page.ask("Page.navigate", url=url)
                yield page
                listening.cancel()
    finally:
        browser.terminate()
        try:
            await asyncio.wait_for(browser.wait(), 10)
        except TimeoutError:
            browser.kill()
            await browser.wait()
