"""`draft --batch`, `--collect`, `--cancel-batches`: sections submitted in one go, and fetched when they are written."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any

from tui.authoring.errors import AuthoringError, EndpointError
from tui.commands import attempt_lines, verb

if TYPE_CHECKING:
    from tui.authoring.workbench import BatchWaits, DraftFinished, Workbench


def submit(workbench: "Workbench", keys: list[str], *, as_json: bool, **options: Any) -> None:
    """Submit sections as a batch; what the endpoint took is told even where a later part of them was refused.

    Raises:
        AuthoringError: as for `BatchDrafts.submit`.
    """
    submitted: list[str] = []

    async def run() -> None:
        events = workbench.drafts.batches.submit(keys, **options)
        try:
            async with contextlib.aclosing(events):
                async for event in events:
                    submitted.extend(event.keys)
                    verb.note(f"{verb.counted(len(event.keys), 'section')} submitted as {event.batch}.")
        finally:
            await workbench.endpoints.aclose()

    stopped: BaseException | None = None
    try:
        if keys:
            verb.note(workbench.drafts.profile(options.get("profile")).notice)
            verb.note(f"{verb.counted(len(keys), 'prompt')} to prepare …")
            asyncio.run(run())
    except (AuthoringError, KeyboardInterrupt) as error:
        stopped = error
    if as_json:
        verb.print_json({"sections": [attempt_lines.submitted(key) for key in submitted]})
    else:
        for key in submitted:
            verb.say(f"{key}: submitted")
    if submitted:
        verb.note("They are written within a day. `coursewright draft --collect`, or the workbench, fetches them.")
    if stopped is not None:
        raise stopped


def collect(workbench: "Workbench", *, cancel: bool, as_json: bool) -> None:
    """Fetch what has come of all batches, having `cancel`led them first or not, and tell of those still awaited.

    Raises:
        AuthoringError: as for `BatchDrafts.collect`, or a section did not become complete.
    """
    batches = workbench.drafts.batches
    finished: list[DraftFinished] = []
    waiting: list[BatchWaits] = []
    stopped: BaseException | None = None
    if not batches.waiting:
        verb.note("No batch is under way: `draft --batch` submits one.")
    else:
        tell = verb.note if as_json else verb.say
        try:
            asyncio.run(_run(workbench, batches.cancel() if cancel else batches.collect(), finished, waiting, tell))
        except (AuthoringError, KeyboardInterrupt) as error:
            stopped = error
    if as_json:
        verb.print_json(
            {
                "sections": [attempt_lines.document(each.key, each.attempt) for each in finished],
                "batches": [
                    {
                        "id": each.batch,
                        "state": str(each.state),
                        "sections": list(each.keys),
                        "message": each.reason,
                    }
                    for each in waiting
                ],
            }
        )
    if stopped is not None:
        raise stopped
    wanted = ("complete", "cancelled") if cancel else ("complete",)
    failed = [each.key for each in finished if each.attempt.outcome not in wanted]
    if failed:
        raise EndpointError(
            f"{verb.counted(len(failed), 'section')} of {len(finished)} did not become complete: {', '.join(failed)}. "
            "What came is kept; draft again, with --batch or without, to retry."
        )


async def _run(
    workbench: "Workbench",
    events: "AsyncGenerator[DraftFinished | BatchWaits, None]",
    finished: "list[DraftFinished]",
    waiting: "list[BatchWaits]",
    tell: Any,
) -> None:
    from tui.authoring.workbench import DraftFinished

    try:
        async with contextlib.aclosing(events):
            async for event in events:
                if isinstance(event, DraftFinished):
                    finished.append(event)
                    tell(attempt_lines.line(event.key, event.attempt))
                    if event.attempt.error:
                        verb.note(f"  {event.attempt.error}")
                else:
                    waiting.append(event)
                    verb.note(event.reason)
    finally:
        await workbench.endpoints.aclose()
