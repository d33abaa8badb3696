"""The writers that an author may choose from: each profile, what it can do and costs, which writes now, and why."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass

from tui.authoring.drafting import profiles, settings, trying
from tui.authoring.drafting.endpoint import Endpoints
from tui.authoring.drafting.profiles import Profile
from tui.authoring.drafting.trying import Tried
from tui.authoring.errors import AuthoringError, InputError

__all__ = ["Tried", "WriterView", "Writers"]


@dataclass(frozen=True)
class WriterView:
    """One profile as it stands. `profile` is None where it cannot write, and `problem` then says what it lacks.

    `now` says that it writes when none is named, `why` for what reason.
    """

    name: str
    profile: Profile | None
    problem: str = ""
    now: bool = False
    why: str = ""


class Writers:
    """The profiles of an author, by his settings and environment; `endpoints` are shared with whatever else asks."""

    def __init__(self, endpoints: Endpoints, env: Mapping[str, str]) -> None:
        self._endpoints = endpoints
        self._env = env

    def all(self) -> tuple[WriterView, ...]:
        """Return every profile, the built-in ones first.

        Raises:
            InputError: the settings are broken.
        """
        told = settings.read_settings(settings.settings_path(self._env))
        try:
            now = profiles.choose(told, self._env).name
        except AuthoringError:
            now = ""
        return tuple(self._view(told, name, now) for name in profiles.profile_names(told))

    def _view(self, told: settings.Settings, name: str, now: str) -> WriterView:
        try:
            profile = profiles.choose(told, self._env, name)
        except AuthoringError as error:
            return WriterView(name, None, str(error))
        return WriterView(name, profile, now=name == now, why=self._why(told) if name == now else "")

    def _why(self, told: settings.Settings) -> str:
        if self._env.get("COURSEWRIGHT_PROFILE"):
            return "COURSEWRIGHT_PROFILE names it"
        if told.profile:
            return "your settings name it"
        return "it is the first for which all is set up"

    def make_default(self, name: str) -> None:
        """Write into the settings that this profile writes when none is named.

        Raises:
            InputError: the settings are broken, or the environment names another profile, which would count first.
            NoWriter: the profile lacks something; the message says what.
            AuthoringError: the settings cannot be written.
        """
        profiles.chosen(self._env, name)
        named = self._env.get("COURSEWRIGHT_PROFILE")
        if named and named != name:
            raise InputError(
                f"COURSEWRIGHT_PROFILE names `{named}`, which counts before the settings: "
                "unset it and start Coursewright again."
            )
        settings.write_default(settings.settings_path(self._env), name)

    async def try_profile(self, name: str) -> AsyncGenerator[Tried]:
        """Ask a profile for a word or two, which is paid for as any request, and yield what its endpoint can do.

        Raises:
            AuthoringError: the profile cannot be asked at all; the message says why.
        """
        endpoint = await self._endpoints.open(profiles.chosen(self._env, name))
        async for tried in trying.try_profile(endpoint):
            yield tried
