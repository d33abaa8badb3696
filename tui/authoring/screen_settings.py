"""How an author wants the screens: keys, theme, animation. They stand in `settings.yaml`, beside the profiles."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class ScreenSettings:
    """What the settings say of the screens, as it stands there; whoever uses it says what is wrong with it.

    `keys` has the keys of each command by its id, as they were written.
    """

    keymap: str | None = None
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    theme: str | None = None
    animation: str | None = None


class ScreenSettingsFile:
    """The part of `settings.yaml` that is of the screens; nothing is read before it is asked for."""

    def __init__(self, env: Mapping[str, str] = os.environ) -> None:
        self._env = env

    @cached_property
    def path(self) -> Path:
        """Where the settings lie."""
        from tui.authoring.drafting import settings  # here and below: not before the first frame

        return settings.settings_path(self._env)

    def read(self) -> ScreenSettings:
        """Read it.

        Raises:
            InputError: the settings are broken.
        """
        from tui.authoring.drafting import settings

        told = settings.read_settings(self.path)
        keys = {name: (value,) if isinstance(value, str) else tuple(value or ()) for name, value in told.keys.items()}
        return ScreenSettings(told.keymap, keys, told.theme, told.animation)

    def keep_theme(self, theme: str) -> None:
        """Write into the settings which theme the screens have from now on.

        Raises:
            AuthoringError: the settings are broken or cannot be written; what stood there still stands.
        """
        from tui.authoring.drafting import settings

        settings.write_word(self.path, "theme", theme)
