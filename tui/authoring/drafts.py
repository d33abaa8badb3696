"""Drafting as an author uses it: who writes, what he would be told, which sections wait, and their drafting."""

import contextlib
from collections.abc import AsyncGenerator, Mapping, Sequence
from decimal import Decimal

from tui.authoring import count, draft, plan_days
from tui.authoring.batch_draft import BatchDrafts
from tui.authoring.course import Course
from tui.authoring.course_views import LessonView
from tui.authoring.draft_events import DraftEvent
from tui.authoring.draft_queue import DraftQueue
from tui.authoring.drafting import profiles, settings
from tui.authoring.drafting.endpoint import Endpoints
from tui.authoring.drafting.profiles import NoWriter, Profile
from tui.authoring.drafting.prompts import Prompt
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.forecast import Forecast, forecast
from tui.authoring.prompting import prompt_for
from tui.authoring.review import jobs
from tui.authoring.review.states import SectionState
from tui.authoring.revising import Revising

_ELSEWHERE_CONTEXT = 200_000
_ELSEWHERE_ANSWER = 16_000
"""Tokens that a prompt without a writer may take, and its answer: what the usual large models have room for."""

_AT_ONCE, _AT_ONCE_EMBEDDED = 4, 1
"""Sections written at once where the settings do not say: an endpoint has room for several, one machine has not."""


class Drafts:
    """What is drafted in one open workspace; `endpoints` are shared with whatever else asks a model."""

    def __init__(self, course: Course, endpoints: Endpoints, env: Mapping[str, str]) -> None:
        self._course = course
        self._endpoints = endpoints
        self._env = env
        self.queue = DraftQueue(course)
        self.batches = BatchDrafts(course, endpoints, self.profile)
        self._without_counts: set[str] = set()  # profiles whose endpoints do not count tokens

    def profile(self, name: str | None = None) -> Profile:
        """Return the profile that would write now.

        Raises:
            NoWriter: nothing is configured and no local model is installed; the message says what to do.
            InputError: the settings are broken, or no profile has that name.
        """
        return profiles.chosen(self._env, name)

    def prompt(self, key: str, *, profile: str | None = None) -> Prompt:
        """Return the exact prompt that would be sent for a section.

        Where nothing is set up to write it is still given, to be pasted elsewhere, within the limits of a large model.
        """
        try:
            writer = self.profile(profile)
            context_tokens, max_tokens = writer.context_tokens, writer.max_tokens
        except NoWriter:
            context_tokens, max_tokens = _ELSEWHERE_CONTEXT, _ELSEWHERE_ANSWER
        key = self._course.key(key)
        return prompt_for(self._course, key, context_tokens=context_tokens, max_tokens=max_tokens)

    def targets(self, names: Sequence[str], days: Sequence[int] = (), *, batch: bool = False) -> list[str]:
        """Return the sections to draft: those named, and of named lessons and days the planned and the failed ones.

        Those that wait for a batch are left out, unless they are named themselves; for a `batch` also those that wait
        in the queue. See `left_out`.

        Raises:
            InputError: nothing is named so.
        """
        return self._sorted_out(names, days, batch)[0]

    def left_out(self, names: Sequence[str], days: Sequence[int] = (), *, batch: bool = False) -> list[str]:
        """Return the sections that `targets` leaves out, so that nothing is paid for twice."""
        return self._sorted_out(names, days, batch)[1]

    def _sorted_out(self, names: Sequence[str], days: Sequence[int], batch: bool) -> tuple[list[str], list[str]]:
        keys: dict[str, None] = {}
        held: dict[str, None] = {}
        awaited = self.batches.held
        if batch:
            store = self._course.store
            awaited |= jobs.elsewhere(store) | {job.section for job in jobs.of(store)}

        def take(view: LessonView) -> None:
            for section in view.sections:
                if section.state in (SectionState.PLANNED, SectionState.FAILED):
                    (held if view.plan.kept_key(section.plan) in awaited else keys)[section.key] = None

        for name in names:
            if "/" in name:
                keys[self._course.key(name)] = None
            else:
                take(self._course.lesson_view(name))
        for day in days:
            self._course.plan(day)
            for view in self._course.day_view(day).lessons:
                take(view)
        return list(keys), [key for key in held if key not in keys]

    def forecast(
        self,
        keys: Sequence[str],
        *,
        profile: str | None = None,
        concurrency: int | None = None,
        alternatives: int = 1,
        batch: bool = False,
    ) -> Forecast:
        """Foretell what it will take to draft sections; see `tui.authoring.forecast.forecast`.

        Without `concurrency`, as many at once are reckoned with as the workbench would write.

        Raises:
            NoWriter: nothing is set up that could write.
            InputError: nothing is named so, the settings, a plan or a template is broken, or the profile is not known.
        """
        chosen = self.profile(profile)
        return forecast(
            self._course,
            chosen,
            [self._course.key(key) for key in keys],
            concurrency=concurrency or self._at_once(chosen),
            alternatives=alternatives,
            batch=batch,
        )

    def _at_once(self, profile: Profile) -> int:
        told = settings.read_settings(settings.settings_path(self._env)).concurrency
        return told or (_AT_ONCE_EMBEDDED if profile.base_url is None else _AT_ONCE)

    async def draft(
        self,
        keys: Sequence[str],
        *,
        feedback: str | None = None,
        profile: str | None = None,
        concurrency: int = 1,
        max_cost: Decimal | None = None,
        alternatives: int = 1,
        revise: bool | None = None,
    ) -> AsyncGenerator[DraftEvent, None]:
        """Draft sections and yield what happens; see `tui.authoring.draft.draft`. Their days are planned first.

        Without `revise`, the blueprint says whether errors lead to a revision.
        """
        chosen = self.profile(profile)
        keys = [self._course.key(key) for key in keys]
        plan_days.plan_days(self._course, sorted({self._course.section(key)[0].day for key in keys}))
        events = draft.draft(
            self._course,
            self._endpoints,
            chosen,
            keys,
            feedback=feedback,
            concurrency=concurrency,
            max_cost=max_cost,
            alternatives=alternatives,
            revising=self._revising(chosen, revise),
        )
        async with contextlib.aclosing(events):
            async for event in events:
                yield event
            await self._count_drafted(keys, chosen)

    async def work(self, profile: str | None = None) -> AsyncGenerator[DraftEvent, None]:
        """Draft what waits in `queue` until nothing does, and yield what happens; see `tui.authoring.draft.run`.

        As many at once as the settings' `concurrency` says: without it four, and one where the model is embedded. When
        something is raised, all that still waits is held.
        """
        try:
            chosen = self.profile(profile)
            concurrency = self._at_once(chosen)
            self.queue.look_again()  # one plan that cannot be read does not keep the other days
            plan_days.plan_days(self._course, sorted({self._course.section(key)[0].day for key in self.queue.waiting}))
            events = draft.run(
                self._course,
                self._endpoints,
                chosen,
                self.queue,
                concurrency=concurrency,
                revising=self._revising(chosen, None),
            )
            drafted: dict[str, None] = {}
            async with contextlib.aclosing(events):
                async for event in events:
                    drafted[event.key] = None
                    yield event
            await self._count_drafted(list(drafted), chosen)
        except AuthoringError as error:
            with contextlib.suppress(AuthoringError):  # what is wrong with the database is told by the first one
                self.queue.pause(str(error))
            raise

    def _revising(self, profile: Profile, asked: bool | None) -> Revising | None:
        """Return what has drafts revised, where the author wants it; the trial model cannot mend anything."""
        wanted = self._course.blueprint.revise and not profile.trial if asked is None else asked
        return Revising(self._course) if wanted else None

    async def _count_drafted(self, keys: Sequence[str], profile: Profile) -> None:
        """Have the endpoint count the lessons that hold all their text now: their budget then goes by its count."""
        views = []
        for lesson in dict.fromkeys(key.partition("/")[0] for key in keys):
            with contextlib.suppress(InputError):  # its plan was changed, or broken, while it was written
                views.append(self._course.lesson_view(lesson))
        whole = [view.plan for view in views if all(section.words for section in view.sections)]
        if whole and profile.name not in self._without_counts:
            endpoint = await self._endpoints.open(profile)
            if not await count.count_lessons(self._course, endpoint, whole):
                self._without_counts.add(profile.name)
