"""A workbench whose endpoint has a fault, until it passes."""

from dataclasses import replace
from pathlib import Path

from tests.fakes.messages_server import MessagesServer, Reply
from tests.faults.table import Fault
from tui.authoring.drafting.endpoint import Patience
from tui.authoring.workbench import Workbench

SETTINGS = """\
profile: fake
profiles:
  fake:
    base_url: {url}
    model: fake-1
    api_key_env: FAKE_KEY
    silence_seconds: {silence}
    prices: {{input: 3, output: 15}}
"""
SECRET = "sk-the-authors-secret"
WHOLE = "And so the loop holds. " * 20
"""What is answered without the fault."""


class Struck:
    """Has `server` answer with the fault: always, or `once`. Waits pass at once."""

    def __init__(self, fault: Fault, bench: Workbench, server: MessagesServer, env: dict[str, str]) -> None:
        self.fault, self._server = fault, server
        settings = SETTINGS.format(url=server.url, silence=fault.silence_seconds)
        (Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml").write_text(settings, encoding="utf-8")
        bench.endpoints.patience = Patience(sleep=self._sleep, chance=lambda: 1.0, longest_answer=fault.longest_answer)
        self._once = False

    @property
    def said(self) -> str | None:
        """The sentence that the author is told."""
        return self.fault.said and self.fault.said.format(url=self._server.url)

    def strike(self, *, once: bool = False) -> None:
        """Let the fault be there from now on."""
        self._once = once
        reply = self.fault.reply
        if reply is None:
            self._server.stop()
        elif once:
            self._server.script(reply)
            self._server.default = Reply(text=WHOLE)
        else:
            self._server.default = replace(reply, message=reply.message.replace("{secret}", SECRET))

    def pass_by(self) -> None:
        """Let the fault be gone."""
        self._server.default = Reply(text=WHOLE)
        if self.fault.reply is None:
            self._server.start()

    async def _sleep(self, seconds: float) -> None:
        del seconds
        if self._once and self.fault.reply is None:
            self.pass_by()  # it came back while we waited
