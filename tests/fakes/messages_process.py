"""The fake Messages API as a process of its own, for a test that kills what talks to it."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_ROOT = Path(__file__).parents[2]


class MessagesProcess:
    """Serves from `start` to `stop`, and never longer than the process that started it: it ends with its stdin."""

    def __init__(self, *, key: str | None = None, port: int = 0) -> None:
        self._arguments = ["--port", str(port), *(("--key", key) if key else ())]
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def start(self) -> None:
        """Start it, and return once it answers. RuntimeError when it does not start."""
        command = [sys.executable, "-m", "tests.fakes.messages_server", *self._arguments]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=_ROOT)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self.stop()
            raise RuntimeError("The fake Messages API did not start.")
        self.url = json.loads(line)["url"]

    def stop(self) -> None:
        """End it, by force where it does not end by itself. Its port then refuses connections."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()

    def script(self, *replies: dict[str, Any]) -> None:
        """Answer the next messages with these: fields of `Reply`, or the `name` of one in `NAMED`."""
        self._ask("script", list(replies))

    def rule(self, *rules: dict[str, Any]) -> None:
        """Let these rules hold: fields of `Rule`, their `reply` as in `script`."""
        self._ask("rules", list(rules))

    def set(self, **settings: Any) -> None:
        """Change settings.

        They are key, models, counts, batching, default, seed, limits, cache_minimum, batch_delay, cancel_delay, fates
        (custom_id to result), advance (seconds), end_batches.
        """
        self._ask("settings", settings)

    @property
    def requests(self) -> list[dict[str, Any]]:
        """All that was asked of it, in order."""
        found: list[dict[str, Any]] = self._ask("requests")
        return found

    @property
    def charges(self) -> list[dict[str, Any]]:
        """What it would have billed: a usage for each answer that began, with its `model` and whether by `batch`."""
        found: list[dict[str, Any]] = self._ask("charges")
        return found

    def _ask(self, route: str, body: object | None = None) -> Any:
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/fake/{route}", content, {"content-type": "application/json"})
        with _DIRECT.open(request, timeout=20) as answer:
            return json.load(answer)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
