"""`serve`: the workbench in a browser."""

import contextlib
import importlib.util
import secrets
import sys
from urllib.parse import quote

import click

from tui.authoring.errors import AuthoringError, InputError
from tui.commands import verb

PORT = 8765


@click.command(epilog=verb.examples("coursewright serve", "coursewright serve --host 0.0.0.0 --new-token"))
@click.option("--host", metavar="HOST", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port", metavar="N", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0: a free one."
)
@click.option(
    "--token",
    metavar="TOKEN",
    envvar="COURSEWRIGHT_TOKEN",
    help="What whoever opens it has to know; or COURSEWRIGHT_TOKEN.",
)
@click.option("--new-token", is_flag=True, help="Make up a token, and print it in the address.")
@verb.json_option
@click.pass_context
def serve(context: click.Context, host: str, port: int, token: str | None, new_token: bool, as_json: bool) -> None:
    """Open the workbench in a browser.

    Only this machine can reach it, unless --host says otherwise, which needs a token. Each tab is a workbench of its
    own on the same course. Ctrl-C ends them all; what was done is kept.
    """
    if importlib.util.find_spec("textual_serve") is None:
        raise AuthoringError("A browser needs one package more: pip install 'coursewright[web]', then try again.")
    from tui.authoring.workspace import Workspace
    from tui.web.guard import SHORTEST, is_loopback

    if token is not None and new_token:
        raise click.UsageError("--token and --new-token do not go together: say one of them.", context)
    token = secrets.token_urlsafe(24) if new_token else token or None
    if token is not None and len(token) < SHORTEST:
        raise InputError(f"A token of {len(token)} characters can be guessed: take {SHORTEST} or more, or --new-token.")
    if token is None and not is_loopback(host):
        raise InputError(f"Whoever reaches {host} could change your course: add --new-token, or --token TOKEN.")
    root = Workspace.find(verb.folder(context)).root

    stdout = sys.stdout

    def ready(port: int) -> None:
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
        url = f"{address}?token={quote(token)}" if token else address
        with contextlib.redirect_stdout(stdout):
            if as_json:
                verb.print_json({"url": url, "host": host, "port": port, "token": token})
            else:
                verb.say(f"The workbench is at {url}\nCtrl-C ends it.")
            stdout.flush()

    import asyncio

    from tui.web.server import WebServer

    # What a workbench that breaks says belongs beside the address, not into it.
    with contextlib.redirect_stdout(sys.stderr):
        asyncio.run(WebServer(root, host, port, token).run(ready))
