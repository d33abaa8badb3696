"""Message Batches as the service keeps them: taken at once, worked off later, their results kept for whoever asks."""

import hashlib
import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.clock import Clock, rfc3339

RESULTS = ("succeeded", "errored", "expired", "canceled")
CUSTOM_ID = r"^[a-zA-Z0-9_-]{1,64}$"
LIFETIME = 24 * 60 * 60.0
LARGEST = 100_000

Result = dict[str, Any]


class BatchRefused(Exception):
    """What was asked of a batch cannot be done: answered with `status` and the message."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


@dataclass
class Batch:
    """One batch. `due` is when it will have been worked off, None while only a test decides that."""

    id: str
    created: float
    requests: tuple[Mapping[str, Any], ...]
    due: float | None
    cancelled: float | None = None
    ended: float | None = None
    results: dict[str, Result] = field(default_factory=dict)

    @property
    def expires(self) -> float:
        """When what is not done by then expires."""
        return self.created + LIFETIME

    def told(self, url: str) -> dict[str, Any]:
        """Return the batch as the API tells it; `url` is the server's base URL."""
        counts = dict.fromkeys(RESULTS, 0)
        for result in self.results.values():
            counts[result["type"]] += 1
        status = "ended" if self.ended is not None else "canceling" if self.cancelled is not None else "in_progress"
        return {
            "id": self.id,
            "type": "message_batch",
            "processing_status": status,
            "request_counts": {"processing": len(self.requests) - len(self.results), **counts},
            "created_at": rfc3339(self.created),
            "expires_at": rfc3339(self.expires),
            "ended_at": None if self.ended is None else rfc3339(self.ended),
            "cancel_initiated_at": None if self.cancelled is None else rfc3339(self.cancelled),
            "archived_at": None,
            "results_url": None if self.ended is None else f"{url}/v1/messages/batches/{self.id}/results",
        }


class Batches:
    """All batches of the server.

    A batch ends `delay` seconds after it was sent (None: when `end` is called, or after a day, when what is left
    expires), a cancelled one `cancel_delay` seconds after its cancelling. `fates` decides the result of requests by
    their custom_id: one of `RESULTS`; `answer` makes the result of all others from their parameters.
    """

    def __init__(self, clock: Clock, answer: Callable[[dict[str, Any]], Result]) -> None:
        self.delay: float | None = 0.0
        self.cancel_delay = 0.0
        self.fates: dict[str, str] = {}
        self._clock = clock
        self._answer = answer
        self._batches: dict[str, Batch] = {}
        self._numbers = itertools.count(1)

    def create(self, body: Mapping[str, Any]) -> Batch:
        """Take a batch. BatchRefused where its form is wrong; wrong parameters only err later, as in the service."""
        requests = body.get("requests")
        if not isinstance(requests, list) or not requests:
            raise BatchRefused("requests: List should have at least 1 item after validation, not 0")
        if len(requests) > LARGEST:
            raise BatchRefused(f"requests: List should have at most {LARGEST} items, not {len(requests)}", 413)
        seen: set[str] = set()
        for at, request in enumerate(requests):
            name = request.get("custom_id")
            if not isinstance(name, str) or not re.fullmatch(CUSTOM_ID.strip("^$"), name):
                raise BatchRefused(f"requests.{at}.custom_id: String should match pattern '{CUSTOM_ID}'")
            if name in seen:
                raise BatchRefused(f"requests.{at}.custom_id: duplicate custom_id '{name}'")
            if not isinstance(request.get("params"), dict):
                raise BatchRefused(f"requests.{at}.params: Field required")
            seen.add(name)
        now = self._clock.now()
        due = None if self.delay is None else now + self.delay
        batch = Batch(f"msgbatch_fake_{next(self._numbers):06}", now, tuple(requests), due)
        self._batches[batch.id] = batch
        return batch

    def find(self, name: str) -> Batch:
        """Return the batch as it stands now. BatchRefused (404) for an unknown one."""
        if name not in self._batches:
            raise BatchRefused(f"Batch {name} not found.", 404)
        batch = self._batches[name]
        self._settle(batch)
        return batch

    def newest(self, limit: int = 20, after: str | None = None, before: str | None = None) -> tuple[list[Batch], bool]:
        """Return a page, the newest batch first, and whether more follow; `after` and `before` are ids on its edge."""
        names = list(reversed(self._batches))
        backwards = before is not None
        if after is not None:
            names = names[names.index(self.find(after).id) + 1 :]
        elif before is not None:
            names = names[: names.index(self.find(before).id)]
        page = names[-limit:] if backwards else names[:limit]
        return [self.find(name) for name in page], len(names) > limit

    def cancel(self, name: str) -> Batch:
        """Begin to cancel. Asking again changes nothing; BatchRefused for a batch that has ended."""
        batch = self.find(name)
        if batch.ended is not None:
            raise BatchRefused(f"Batch {name} cannot be canceled: its processing has ended.")
        if batch.cancelled is None:
            batch.cancelled = self._clock.now()
        return batch

    def delete(self, name: str) -> None:
        """Forget a batch. BatchRefused while it is under way."""
        if self.find(name).ended is None:
            raise BatchRefused(f"Batch {name} cannot be deleted while it is being processed: cancel it first.")
        del self._batches[name]

    def results(self, name: str) -> list[dict[str, Any]]:
        """Return one line for each request, in an order of its own, as in the service. BatchRefused before the end."""
        batch = self.find(name)
        if batch.ended is None:
            raise BatchRefused(f"Batch {name} has no results yet: its processing has not ended.")
        names = sorted(batch.results, key=lambda each: hashlib.sha256(each.encode()).digest())
        return [{"custom_id": each, "result": batch.results[each]} for each in names]

    def end(self, name: str | None = None) -> None:
        """Have one batch, or all of them, worked off now."""
        for each in [name] if name is not None else list(self._batches):
            batch = self.find(each)
            if batch.ended is not None:
                continue
            if batch.cancelled is not None:
                self._finish(batch, self._clock.now(), self._done_by(batch, batch.cancelled), "canceled")
            else:
                self._finish(batch, self._clock.now(), len(batch.requests), "expired")

    def settle(self) -> None:
        """End every batch whose time has come."""
        for batch in self._batches.values():
            self._settle(batch)

    def _settle(self, batch: Batch) -> None:
        now = self._clock.now()
        if batch.ended is not None:
            return
        if batch.cancelled is not None:
            if now >= batch.cancelled + self.cancel_delay:
                done = self._done_by(batch, batch.cancelled)
                self._finish(batch, batch.cancelled + self.cancel_delay, done, "canceled")
        elif batch.due is not None and now >= batch.due <= batch.expires:
            self._finish(batch, batch.due, len(batch.requests), "expired")
        elif now >= batch.expires:
            self._finish(batch, batch.expires, self._done_by(batch, batch.expires), "expired")

    def _done_by(self, batch: Batch, moment: float) -> int:
        """Return how many requests were done: they are worked off evenly between sending and `due`."""
        if batch.due is None:
            return 0
        if batch.due <= batch.created:
            return len(batch.requests)
        share = (moment - batch.created) / (batch.due - batch.created)
        return min(len(batch.requests), int(len(batch.requests) * share))

    def _finish(self, batch: Batch, moment: float, done: int, rest: str) -> None:
        for at, request in enumerate(batch.requests):
            name = request["custom_id"]
            batch.results[name] = self._result(name, request["params"]) if at < done else {"type": rest}
        batch.ended = moment

    def _result(self, name: str, params: dict[str, Any]) -> Result:
        fate = self.fates.get(name, "succeeded")
        if fate == "errored":
            error = {"type": "api_error", "message": "Internal server error"}
            return {"type": "errored", "error": {"type": "error", "error": error, "request_id": None}}
        return self._answer(params) if fate == "succeeded" else {"type": fate}
