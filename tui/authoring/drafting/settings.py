"""The author's own settings, outside every workspace: which writer to use, where it is, and how the screens are.

Keys never stand in this file, only the names of the environment variables that hold them.
"""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from tui.authoring import atomic, yaml_model

ProfileName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=40)]
VariableName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Usd = Annotated[Decimal, Field(ge=0)]


class _Setting(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PriceSettings(_Setting):
    """US dollars for a million tokens. Where a cache price is missing, tokens of that sort make a cost unknown."""

    input: Usd
    output: Usd
    cache_read: Usd | None = None
    cache_write: Usd | None = None
    batch_share: Annotated[Decimal, Field(ge=0, le=1)] | None = None
    """What a batch costs of that: 0.5 is half."""


class CapabilitySettings(_Setting):
    """What the author knows better of an endpoint than table and endpoint say; what is left out is left to them."""

    cache_breakpoints: bool | None = None
    token_counting: bool | None = None
    batches: bool | None = None
    prefill: bool | None = None
    structured_output: bool | None = None
    models_endpoint: bool | None = None


class ProfileSettings(_Setting):
    """What the author says of one profile; everything left out keeps the built-in value.

    A `base_url` names a server that speaks the Messages API, a `gguf` a model file for the embedded server. With
    neither, the profile is Claude at Anthropic.
    """

    base_url: Text | None = None
    model: Text | None = None
    api_key_env: VariableName | None = None
    max_tokens: int | None = Field(default=None, ge=64, le=128_000)
    context_tokens: int | None = Field(default=None, ge=1024)
    silence_seconds: float | None = Field(default=None, gt=0, le=3600)
    gguf: Path | None = None
    prices: PriceSettings | None = None
    capabilities: CapabilitySettings | None = None

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            parts = urlsplit(value)
            bad = parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0
        except ValueError:
            bad = True
        if bad:
            raise ValueError("an address such as http://127.0.0.1:11434 was expected")
        if parts.username or parts.password or parts.query:
            raise ValueError("no key belongs in an address; name its environment variable in `api_key_env`")
        # The client adds /v1/messages itself.
        return value.rstrip("/").removesuffix("/v1").rstrip("/")

    @field_validator("gguf")
    @classmethod
    def _home(cls, value: Path | None) -> Path | None:
        return value.expanduser() if value is not None else None

    @model_validator(mode="after")
    def _one_place(self) -> "ProfileSettings":
        if self.base_url is not None and self.gguf is not None:
            raise ValueError("name a server (`base_url`) or a model file (`gguf`), not both")
        return self


class Settings(_Setting):
    """`settings.yaml`: the profile to use when none is named, and what differs from the built-in profiles.

    `concurrency` is how many sections the workbench has written at once. `keymap`, `keys`, `theme` and `animation` are
    of the screens, which say what is wrong with them: a misspelt key must keep nobody from drafting.
    """

    profile: ProfileName | None = None
    concurrency: int | None = Field(default=None, ge=1, le=64)
    profiles: dict[ProfileName, ProfileSettings] = Field(default_factory=dict)
    keymap: Text | None = None
    keys: dict[str, str | list[str] | None] = Field(default_factory=dict)
    theme: Text | None = None
    animation: Text | None = None

    @field_validator("keys", mode="before")
    @classmethod
    def _may_be_empty(cls, value: Any) -> Any:
        return {} if value is None else value

    @field_validator("profiles", mode="before")
    @classmethod
    def _may_be_bare(cls, value: Any) -> Any:
        if value is None:
            return {}
        # `claude:` with nothing below it is a profile with nothing changed.
        return (
            {name: {} if each is None else each for name, each in value.items()} if isinstance(value, dict) else value
        )


def settings_path(env: Mapping[str, str]) -> Path:
    """Return where the settings stand: in COURSEWRIGHT_CONFIG_DIR, or in the platform's folder for settings."""
    if folder := env.get("COURSEWRIGHT_CONFIG_DIR"):
        return Path(folder).expanduser() / "settings.yaml"
    import platformdirs

    return platformdirs.user_config_path("coursewright") / "settings.yaml"


def read_settings(path: Path) -> Settings:
    """Read the settings at `path`; a missing file, or one of comments alone, means the defaults.

    Raises:
        InputError: naming file, line and field.
    """
    if not path.exists():
        return Settings()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        text = "unreadable"  # yaml_model says so in its own words
    if _is_bare(text):
        return Settings()
    return yaml_model.read(path, Settings)


def write_default(path: Path, name: str) -> None:
    """Make `name` the profile that writes when none is named; all else in the file, comments too, stays as it is.

    Raises:
        AuthoringError: as for `write_word`.
    """
    write_word(path, "profile", name)


def write_word(path: Path, field: str, word: str) -> None:
    """Write `field: word` into the settings; all else in the file, comments too, stays as it is.

    Raises:
        AuthoringError: the settings are broken or cannot be written; what stood there still stands.
    """
    read_settings(path)  # a file that cannot be read is not touched
    text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    if _is_bare(text):
        # There is no mapping in it that could be written into.
        atomic.write_text(path, f"{text.rstrip()}\n\n{field}: {word}\n".lstrip())
    else:
        atomic.write_text(path, _with(text, field, word))


def _is_bare(text: str) -> bool:
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines())


def _with(text: str, field: str, word: str) -> str:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(node, yaml.MappingNode), "settings that can be read are a mapping"
    found = next((value for key, value in node.value if key.value == field), None)
    if found is None:
        start, entry = node.start_mark.index, f"{field}: {word}"
        return f"{text[:start]}{entry}\n{text[start:]}" if not node.flow_style else f"{{{entry}, {text[start + 1 :]}"
    start, end = found.start_mark.index, found.end_mark.index
    # Where nothing stands after the colon, there is no blank either.
    return f"{text[:start]}{' ' if text[start - 1] == ':' else ''}{word}{text[end:]}"
