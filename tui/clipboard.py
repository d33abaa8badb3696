"""Copying, through the terminal (OSC 52): so it reaches the clipboard before the author's eyes, over SSH too."""

from typing import Any

from textual.app import App

MOST_BYTES = 74_994
"""What every terminal that knows OSC 52 takes: 100,000 characters of base64. Some take more, xterm less."""


def copy(app: App[Any], text: str, what: str, otherwise: str) -> None:
    """Copy `text` and say so; where it may be too long for a terminal, `otherwise` says how else it can be had.

    Whether the terminal takes it, it does not say.
    """
    app.copy_to_clipboard(text)
    size = len(text.encode("utf-8"))
    if size <= MOST_BYTES:
        app.notify(f"{what}: {size:,} bytes.", title="Copied", markup=False)
        return
    said = f"{what} has {size:,} bytes, and many terminals take {MOST_BYTES:,} at most. {otherwise}"
    app.notify(said, title="Perhaps not copied", severity="warning", timeout=15, markup=False)
