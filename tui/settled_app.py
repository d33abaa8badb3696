"""What every app of ours is: the author's keys, a theme of ours, and no animation where none is wanted."""

import os
import time
from collections.abc import Iterable
from typing import Any, TypeVar

from textual.app import App, SystemCommand
from textual.screen import Screen

from tui import own_key, themes
from tui.authoring.errors import AuthoringError
from tui.authoring.screen_settings import ScreenSettings, ScreenSettingsFile
from tui.ended_outside import EndedOutsideApp
from tui.keys_in_order import KeysInOrderApp

Result = TypeVar("Result")

_LOOK_SECONDS = 2
"""How often a workbench in a browser looks whether its server still lives: one that was killed closes nothing."""

_TWICE_SECONDS = 2.0
"""Within which a second Ctrl+C ends the program."""


class SettledApp(EndedOutsideApp[Result], KeysInOrderApp[Result]):
    """Follows the author's settings, says what is wrong with them, and keeps a theme that the author chooses."""

    def __init__(self, settings: ScreenSettingsFile) -> None:
        # Without colours, all of them are the terminal's: then Textual can leave them out.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self._settings = settings
        self._told: ScreenSettings | None = None
        self._interrupted = float("-inf")  # when Ctrl+C was pressed last
        self.own_keys: dict[str, str] = {}  # the keys that the author gave, by the ids of the commands
        for name in [*self.available_themes]:
            self.unregister_theme(name)
        for theme in themes.THEMES.values():
            self.register_theme(theme)
        self.set_reactive(App.ansi_theme_dark, themes.ON_DARK)
        self.set_reactive(App.ansi_theme_light, themes.ON_LIGHT)
        self.set_reactive(App.theme, themes.DEFAULT)
        # All of it before the first style is computed: a theme that is set later has every style computed again.
        self.stylesheet.set_variables(self.get_css_variables())
        self._refresh_truecolor_filter(self.ansi_theme)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer what no command of ours does; Textual's own help and larger panes know nothing of ours."""
        yield SystemCommand("Theme", "Choose the colours, and see them at once", self.action_change_theme)
        if all(active.binding.action != "app.quit" for active in screen.active_bindings.values()):
            yield SystemCommand("Quit", "Leave; all is kept, and opens again where you were", self.action_quit)

    def action_help_quit(self) -> None:
        """End at a second Ctrl+C, as a program of the terminal does; nothing is lost by it."""
        now = time.monotonic()
        if now - self._interrupted < _TWICE_SECONDS:
            self.call_later(self.action_quit)
            return
        self._interrupted = now
        self.notify("Ctrl+C once more, or Ctrl+Q, ends the program.", timeout=_TWICE_SECONDS, markup=False)

    def look_up(self) -> None:
        """Read the settings; this takes its time where there are keys in them, and may be done in a thread."""
        try:
            self._told = self._settings.read()
        except AuthoringError:
            self._told = ScreenSettings()  # who reads the profiles says what is wrong
        if self._told.keymap is not None or self._told.keys:
            from tui import keymap  # knows every screen, which those who keep the keys as they are need not wait for

            keymap.scopes()

    def settle(self) -> None:
        """Follow the settings; call this before the first screen is shown."""
        if self._told is None:
            self.look_up()
        told = self._told or ScreenSettings()
        self._take_theme(told)
        if told.animation is not None:
            self._take_animation(told.animation)
        own_key.give({})
        if told.keymap is not None or told.keys:
            self._take_keys(told)
        if self.is_web:
            self._served_by = os.getppid()
            self.set_interval(_LOOK_SECONDS, self._end_with_server)

    def _end_with_server(self) -> None:
        if os.getppid() != self._served_by:
            self.exit()

    def _take_theme(self, told: ScreenSettings) -> None:
        wanted = told.theme or themes.DEFAULT
        if wanted not in themes.THEMES:
            self._say("Theme", f"theme: there is no `{wanted}`; there is {', '.join(themes.THEMES)}.")
            wanted = themes.DEFAULT
        self.theme = themes.MONOCHROME if self.no_color else wanted
        # Watched from here on: what comes now is the author's choice.
        self.watch(self, "theme", self._keep_theme, init=False)

    def _take_animation(self, wanted: str) -> None:
        match wanted:
            case "none":
                self.animation_level = "none"
            case "full":
                self.animation_level = "full"
            case _:
                self._say("Animation", f"animation: there is no `{wanted}`; there is full and none.")

    def _take_keys(self, told: ScreenSettings) -> None:
        from tui import keymap

        own = keymap.own_keys(told)
        self.own_keys = dict(own.keymap)
        self.set_keymap(self.own_keys)
        own_key.give({id_: keymap.shown(keys.split(",")[0]) for id_, keys in self.own_keys.items()})
        for problem in own.problems:
            self._say("Keys", problem)

    def _say(self, what: str, problem: str) -> None:
        title = f"{what} in {self._settings.path.name}"
        self.notify(problem, title=title, severity="warning", timeout=20, markup=False)

    def _keep_theme(self, theme: str) -> None:
        try:
            self._settings.keep_theme(theme)
        except AuthoringError as error:
            self.notify(str(error), title="The theme is not kept", severity="warning", markup=False)
