"""Drafting in batches: submitted in one go, at a lower price, and collected when the endpoint has worked them off."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tui.authoring import plan_days
from tui.authoring.budget import Budget, CapReached, Reservation
from tui.authoring.course import Course
from tui.authoring.draft_events import DraftFinished
from tui.authoring.drafting import batches as remote_batches
from tui.authoring.drafting import profiles
from tui.authoring.drafting.batches import BatchFailed, BatchRequest, BatchResult, RemoteBatch
from tui.authoring.drafting.claude_models import claude_model
from tui.authoring.drafting.endpoint import Endpoint, Endpoints
from tui.authoring.drafting.outcome import Outcome
from tui.authoring.drafting.prices import Prices
from tui.authoring.drafting.profiles import Profile
from tui.authoring.drafting.prompts import Prompt
from tui.authoring.errors import AuthoringError, EndpointError, InputError
from tui.authoring.prompting import feedback_on, prompt_for
from tui.authoring.review import batches, ledger, lesson_document
from tui.authoring.review.batches import BatchState, StoredBatch, StoredRequest, Wanted

_CLOCKS = timedelta(days=1)
"""How far the endpoint's clock may be from ours when a batch is looked for; its custom ids decide in the end."""

_GONE = timedelta(days=remote_batches.KEPT_DAYS + 1)


@dataclass(frozen=True)
class BatchSubmitted:
    """The sections `keys` are with the endpoint, as the batch `batch`."""

    keys: tuple[str, ...]
    batch: str


@dataclass(frozen=True)
class BatchWaits:
    """The sections `keys` are still awaited; `reason` is a sentence for the author. `batch` is None while not known."""

    keys: tuple[str, ...]
    batch: str | None
    state: BatchState
    reason: str


@dataclass(frozen=True)
class _Rendered:
    """The prompt of a section, by the name under which that is kept."""

    section: str
    title: str
    feedback: str | None
    prompt: Prompt

    def wanted(self) -> Wanted:
        return Wanted(self.section, self.title, self.feedback, self.prompt.sha256, self.prompt.text)


class BatchDrafts:
    """What is drafted in batches; `profile_of` returns the profile of a name, or the one that writes now."""

    def __init__(self, course: Course, endpoints: Endpoints, profile_of: Callable[[str | None], Profile]) -> None:
        self._course, self._store = course, course.store
        self._endpoints = endpoints
        self._profile_of = profile_of
        self._not_ours: set[tuple[str, str]] = set()  # name of a batch, and a listed one that it proved not to be

    @property
    def waiting(self) -> bool:
        """Whether any batch may still bring something."""
        return batches.any_open(self._store)

    @property
    def held(self) -> frozenset[str]:
        """The sections, by the names under which they are kept, that wait for a batch: not to be paid for twice."""
        return batches.held(self._store)

    def holds(self, key: str) -> bool:
        """Say whether the section waits for a batch.

        Raises:
            InputError: no section is named so.
        """
        return self._course.kept(key) in self.held

    async def submit(
        self,
        keys: Sequence[str],
        *,
        feedback: str | None = None,
        profile: str | None = None,
        max_cost: Decimal | None = None,
    ) -> AsyncGenerator[BatchSubmitted]:
        """Send the sections in as few batches as they fit into, and yield each that the endpoint took.

        Prompts are rendered from what stands now: no section sees another of the same batch. Days are planned first.

        Raises:
            InputError: a key names no section.
            CapReached: all sections together might cost more than `max_cost` or the course's cap; nothing was sent.
            EndpointError: the profile has no batches, or one was not taken, or that is not known; `collect` finds out.
        """
        endpoint = await self._endpoints.open(self._profile_of(profile))
        chosen = endpoint.profile
        if not endpoint.capabilities.batches:
            raise EndpointError(
                f"The profile `{chosen.name}` has no batches: draft without --batch, or choose another with --profile."
            )
        held_before = self.held
        keys = list(dict.fromkeys(self._course.key(key) for key in keys))
        plan_days.plan_days(self._course, sorted({self._course.section(key)[0].day for key in keys}))
        rendered = self._rendered(keys, chosen, feedback)
        prompts = [each.prompt for each in rendered]
        set_aside = _set_aside(self._course, prompts, chosen, max_cost)
        reserved = {each.section: held for each, held in zip(rendered, set_aside, strict=True)}
        by_section = {each.section: each.prompt for each in rendered}
        try:
            for portion in remote_batches.portions(prompts, endpoint):
                stored = batches.intend(
                    self._store,
                    [each.wanted() for each in rendered[portion]],
                    profile=chosen.name,
                    base_url=endpoint.base_url,
                    model=chosen.model,
                    # What another program has submitted since; what was held before, the author has named.
                    unless_held=by_section.keys() - held_before,
                )
                if stored is not None:
                    tied = [(reserved.pop(each.section), each.custom_id) for each in stored.requests]
                    ledger.awaits(self._store, [(each.name, name) for each, name in tied if each.name is not None])
                    requests = [BatchRequest(each.custom_id, by_section[each.section]) for each in stored.requests]
                    taken = await self._send(stored, requests, endpoint)
                    yield BatchSubmitted(self._keys(stored.requests), taken.id)
        finally:
            for each in reserved.values():
                each.settle(Decimal(0))

    async def collect(self) -> AsyncGenerator[DraftFinished | BatchWaits]:
        """Store what has come of all open batches, and yield each attempt, and each batch that is still awaited.

        Collecting twice, or in two programs at once, stores nothing twice.

        Raises:
            AuthoringError: what was wrong with the first batch that could not be collected; the others were.
        """
        errors: list[AuthoringError] = []
        for batch in batches.open_batches(self._store):
            events = self._collect(batch)
            try:
                async with aclosing(events):
                    async for event in events:
                        yield event
            except AuthoringError as error:
                if isinstance(error, BatchFailed) and error.gone:
                    self._close_if_old(batch)
                    if batch.released:
                        continue
                errors.append(error)
        if errors:
            raise errors[0]

    async def cancel(self) -> AsyncGenerator[DraftFinished | BatchWaits]:
        """End all open batches early, and collect what they have brought; yields what `collect` does.

        What is under way at the endpoint may still be finished, and paid for: collect again for it. Batches of which
        nothing is known hold their sections no more; if one turns up all the same, what it brings is stored.

        Raises:
            AuthoringError: as for `collect`.
        """
        errors: list[AuthoringError] = []
        for batch in batches.open_batches(self._store):
            try:
                if batch.remote_id is not None:
                    await remote_batches.cancel(await self._endpoint_of(batch), batch.remote_id)
                elif batch.state is BatchState.UNSETTLED:
                    batches.release(self._store, batch.name)
            except AuthoringError as error:
                if isinstance(error, BatchFailed) and error.gone:
                    batches.release(self._store, batch.name)
                else:
                    errors.append(error)
        events = self.collect()
        async with aclosing(events):
            async for event in events:
                yield event
        if errors:
            raise errors[0]

    def _rendered(self, keys: Sequence[str], profile: Profile, feedback: str | None) -> "list[_Rendered]":
        rendered = []
        shared: dict[str, str] = {}  # most of a prompt is that of its day: kept once, a course fits into memory
        for key in keys:
            told = feedback_on(self._course, key, feedback)
            prompt = prompt_for(
                self._course,
                key,
                context_tokens=profile.context_tokens,
                max_tokens=profile.max_tokens,
                feedback=told,
            )
            system, *blocks = [shared.setdefault(part, part) for part in (prompt.system, *prompt.blocks)]
            prompt = replace(prompt, system=system, blocks=tuple(blocks))
            rendered.append(_Rendered(self._course.kept(key), self._course.section(key)[1].title, told, prompt))
        return rendered

    async def _send(self, stored: StoredBatch, requests: Sequence[BatchRequest], endpoint: Endpoint) -> RemoteBatch:
        try:
            taken = await remote_batches.create(endpoint, requests)
        except BatchFailed as error:
            if not error.taken:
                batches.close(self._store, stored.name)
                raise
            batches.unsettle(self._store, stored.name)
            raise EndpointError(f"{error} {_unsettled(stored)}") from error
        except BaseException:  # stopped: what was on its way may have arrived
            with suppress(AuthoringError):
                batches.unsettle(self._store, stored.name)
            raise
        batches.sent(self._store, stored.name, taken.id)
        return taken

    async def _collect(self, batch: StoredBatch) -> AsyncGenerator[DraftFinished | BatchWaits]:
        keys = self._keys(batch.awaited)
        if batch.state is BatchState.SENDING:
            said = f"A batch of {_counted(batch)} is being submitted by another Coursewright: collect it later."
            yield BatchWaits(keys, None, batch.state, said)
            return
        endpoint = await self._endpoint_of(batch)
        if batch.remote_id is not None:
            remote = await remote_batches.retrieve(endpoint, batch.remote_id)
        else:
            found = await self._recognised(batch, endpoint)
            if found is None:
                self._close_if_old(batch)
                if not batch.released:
                    yield BatchWaits(keys, None, BatchState.UNSETTLED, _unsettled(batch))
                return
            remote = found
            batches.sent(self._store, batch.name, remote.id)
        if not remote.ended:
            said = f"The batch {remote.id} is still under way: collect its {_counted(batch)} later."
            yield BatchWaits(keys, remote.id, BatchState.SENT, said)
            return
        if remote.results_url is None:
            batches.close(self._store, batch.name)
            raise EndpointError(f"The results of the batch {remote.id} are gone: draft its sections again.")
        awaited = {each.custom_id: each for each in batch.awaited}
        read = 0
        results = remote_batches.results(endpoint, remote)
        async with aclosing(results):
            async for result in results:
                read += 1
                request = awaited.pop(result.custom_id, None)
                if request is not None and (finished := self._keep(batch, request, result, endpoint.profile)):
                    yield finished
        if awaited and read < remote.requests:
            raise EndpointError(f"The results of the batch {remote.id} broke off: collect again for the rest.")
        for request in awaited.values():
            said = "The batch ended without a result for this: draft it again."
            missing = BatchResult(request.custom_id, Outcome.FAILED, "", batch.model, None, said)
            if finished := self._keep(batch, request, missing, endpoint.profile):
                yield finished

    def _keep(
        self, batch: StoredBatch, request: StoredRequest, result: BatchResult, profile: Profile
    ) -> DraftFinished | None:
        outcome, error = result.outcome, result.error
        body = lesson_document.section_body(result.text, request.title)
        if outcome is Outcome.COMPLETE and not body:
            outcome, error = Outcome.FAILED, "The writer answered without any text: draft it again."
        attempt = batches.keep(
            self._store,
            batch,
            request.custom_id,
            outcome,
            body,
            model=result.model,
            usage=result.usage,
            cost_usd=profiles.cost_usd(result.usage, profile.prices, batch=True),
            error=error,
        )
        return None if attempt is None else DraftFinished(self._key(request), attempt)

    async def _recognised(self, batch: StoredBatch, endpoint: Endpoint) -> RemoteBatch | None:
        """Return the listed batch that proves to be this one, by its results; None where none has yet."""
        known = batches.remote_ids(self._store)
        names = {each.custom_id for each in batch.requests}
        for listed in await remote_batches.made_since(endpoint, batch.created - _CLOCKS):
            alike = listed.requests == len(batch.requests) and listed.created <= batch.created + _CLOCKS
            if not alike or listed.id in known or (batch.name, listed.id) in self._not_ours:
                continue
            if not listed.ended or listed.results_url is None:
                continue
            with suppress(BatchFailed):  # somebody else's may not be readable at all
                results = remote_batches.results(endpoint, listed)
                async with aclosing(results):
                    first = await anext(results, None)
                if first is not None and first.custom_id in names:
                    return listed
                self._not_ours.add((batch.name, listed.id))
        return None

    async def _endpoint_of(self, batch: StoredBatch) -> Endpoint:
        profile = self._profile_of(batch.profile)
        if profile.model != batch.model:
            profile = replace(profile, model=batch.model, prices=_prices_of(batch.model, profile))
        endpoint = await self._endpoints.open(profile)
        if endpoint.base_url.rstrip("/") != batch.base_url.rstrip("/"):
            raise InputError(
                f"A batch of {_counted(batch)} was submitted to {batch.base_url}, but the profile `{batch.profile}` "
                f"now writes at {endpoint.base_url}: set its `base_url` back to collect it."
            )
        return endpoint

    def _close_if_old(self, batch: StoredBatch) -> None:
        if datetime.now(UTC) - batch.created > _GONE:
            batches.close(self._store, batch.name)

    def _key(self, request: StoredRequest) -> str:
        """Return the section as the command line names it, or, where it left the plan, as it is kept."""
        try:
            lesson, section = self._course.section_kept_as(request.section)
        except InputError:
            return request.section
        return f"{lesson.id}/{section.id}"

    def _keys(self, requests: Sequence[StoredRequest]) -> tuple[str, ...]:
        return tuple(map(self._key, requests))


def _set_aside(
    course: Course, prompts: Sequence[Prompt], profile: Profile, max_cost: Decimal | None
) -> list[Reservation]:
    budget = Budget(replace(profile, prices=_of_batch(profile.prices)), max_cost, course)
    try:
        return budget.reserve_all(prompts)
    except CapReached as error:
        raise CapReached(
            f"Nothing was submitted, since the {len(prompts)} sections may cost more together than is allowed: name "
            f"fewer, or raise the limit. {error}"
        ) from error


def _of_batch(prices: Prices | None) -> Prices | None:
    """Return the prices that hold in a batch; None where they are not known."""
    if prices is None or prices.batch_share is None:
        return None
    share = prices.batch_share
    return replace(
        prices,
        input=prices.input * share,
        output=prices.output * share,
        cache_read=None if prices.cache_read is None else prices.cache_read * share,
        cache_write=None if prices.cache_write is None else prices.cache_write * share,
        long_prompt=_of_batch(None if prices.long_prompt is None else replace(prices.long_prompt, batch_share=share)),
    )


def _prices_of(model: str, profile: Profile) -> Prices | None:
    """Return the prices of the model with which a profile wrote before, as far as they are known."""
    known = claude_model(model) if profile.is_claude else None
    return known.prices if known else None


def _unsettled(batch: StoredBatch) -> str:
    return (
        f"Whether the endpoint took the batch of {_counted(batch)} of {batch.created:%Y-%m-%d %H:%M} UTC is not known: "
        "collect later, when it can be recognised, or, if it never turns up, give it up with "
        "`coursewright draft --cancel-batches` and draft its sections again."
    )


def _counted(batch: StoredBatch) -> str:
    number = len(batch.awaited)
    return "1 section" if number == 1 else f"{number:,} sections"
