"""A reply as events of a stream, byte by byte where it is told to drip."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from tests.fakes.plausible_lesson import plausible_section
from tests.fakes.replies import Reply


def pieces_of(reply: Reply, prompt: str, max_tokens: int | None) -> tuple[tuple[str, ...], str | None]:
    """Return the pieces of the text and the stop reason."""
    stop_reason = reply.stop_reason
    if reply.pieces:
        return reply.pieces, stop_reason
    text = reply.text
    if text is None:
        text = plausible_section(prompt)
        if max_tokens is not None and len(text) // 4 > max_tokens:
            text, stop_reason = text[: max_tokens * 4], "max_tokens"
    return tuple(text[at : at + reply.piece] for at in range(0, len(text), reply.piece)), stop_reason


def event(kind: str, **told: Any) -> bytes:
    """Return one event of the stream."""
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **told})}\n\n".encode()


async def text_events(
    reply: Reply, pieces: tuple[str, ...], index: int, wrote: Callable[[int], None]
) -> AsyncIterator[bytes]:
    """Yield the deltas of the text in the reply's pace, up to its fault; `wrote` is told the characters of each."""
    begun = asyncio.get_running_loop().time()
    written = 0
    for number, piece in enumerate(pieces):
        if reply.fault and number == reply.fault_after:
            return
        if number:
            await asyncio.sleep(reply.delay)
        if reply.tokens_per_second:
            due = begun + (written + len(piece)) / 4 / reply.tokens_per_second
            await asyncio.sleep(max(0.0, due - asyncio.get_running_loop().time()))
        written += len(piece)
        wrote(len(piece))
        yield event("content_block_delta", index=index, delta={"type": "text_delta", "text": piece})


async def drip(stream: AsyncIterator[bytes], delay: float) -> AsyncIterator[bytes]:
    """Yield the stream as it is, or byte by byte with `delay` seconds between."""
    async for piece in stream:
        if not delay:
            yield piece
            continue
        for byte in piece:
            yield bytes((byte,))
            await asyncio.sleep(delay)
