"""The keys that work now, in one line: the most important first, as many as there is room for, and help always."""

from dataclasses import dataclass
from itertools import groupby

from rich.cells import cell_len
from textual import events
from textual.app import RenderResult
from textual.binding import ActiveBinding
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

_ALWAYS = ("help", "command_palette")
"""Actions that stand at the right end; the first one also where there is no room for anything else."""


_PATIENCE_SECONDS = 0.2
"""After which the keys are looked up, whether or not a frame has come."""


@dataclass(frozen=True)
class Hint:
    """Keys, with what they do; a click presses the first."""

    keys: tuple[str, ...]
    shown: str
    does: str
    enabled: bool = True

    @property
    def width(self) -> int:
        """How many columns it takes, with the space around it."""
        return cell_len(self.shown) + cell_len(self.does) + 3


class KeyHints(Widget):
    """Stands in the place of a footer: keys come in the order in which their screen names them, then those of the pane.

    One line that is drawn costs a fraction of a widget for each key, every time that what can be done changes.
    """

    DEFAULT_CSS = """
    KeyHints { dock: bottom; height: 1; background: $footer-background; color: $footer-foreground; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._hints: tuple[Hint, ...] = ()
        self._always: tuple[Hint, ...] = ()
        self._due: Timer | None = None

    def on_mount(self) -> None:
        """Follow what can be done."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)
        self._changed(self.screen)

    def _changed(self, screen: Screen[object]) -> None:
        if self._due is None:  # however often it changes before it is seen
            # What waits for a frame is lost with a screen that closes in front of this one: the timer looks then.
            self._due = self.set_timer(_PATIENCE_SECONDS, self._look)
            self.call_after_refresh(self._look)

    def _look(self) -> None:
        """Ask the screen what can be done, once it is whole and while it is in front: else another would be asked."""
        if self._due is None:
            return  # the other of the two has looked
        self._due.stop()
        self._due = None
        if not self.is_attached:
            return  # the screen has closed meanwhile
        screen = self.screen
        if not screen.is_current or not self.app.app_focus:
            return
        # Of a screen that is seen behind another one, that other one is asked too.
        if not (screen.is_mounted and self.app.screen.is_mounted):
            self._changed(screen)
            return
        alive = sorted(screen.active_bindings.values(), key=lambda each: each.node is not screen)
        hints = tuple(self._hint(group) for group in _grouped(alive))
        always = tuple(
            self._hint([each])
            for action in _ALWAYS
            for each in alive
            if each.binding.action.rpartition(".")[2] == action
        )
        if (hints, always) != (self._hints, self._always):
            self._hints, self._always = hints, always
            self.refresh()

    def _hint(self, group: list[ActiveBinding]) -> Hint:
        first = group[0].binding
        shown = " ".join(dict.fromkeys(self.app.get_key_display(each.binding) for each in group))
        does = first.group.description if first.group is not None and len(group) > 1 else first.description
        if first.action.endswith("command_palette"):
            does = "All"
        return Hint(tuple(each.binding.key for each in group), shown, does, any(each.enabled for each in group))

    def _line(self) -> tuple[list[Hint], list[Hint], int]:
        """Return what stands left and right, and how many columns are blank between them."""
        room = self.size.width
        right: list[Hint] = []
        for hint in self._always:
            if not right or hint.width <= room - min((each.width for each in self._hints), default=0):
                right.append(hint)
                room -= hint.width
        left: list[Hint] = []
        for hint in self._hints:
            if hint.width <= room:
                left.append(hint)
                room -= hint.width
        return left, right, max(room, 0)

    def render(self) -> RenderResult:
        """Draw the line."""
        left, right, blank = self._line()
        return Content.assemble(*map(_content, left), " " * blank, *map(_content, right))

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        event.stop()
        left, right, blank = self._line()
        x = event.x
        for hint in (*left, None, *right):
            width = blank if hint is None else hint.width
            if 0 <= x < width:
                if hint is not None:
                    self.app.simulate_key(hint.keys[0])
                return
            x -= width


def _grouped(alive: list[ActiveBinding]) -> list[list[ActiveBinding]]:
    """Return the bindings that are shown: one for each action, those of one group that follow each other together."""
    shown: dict[str, ActiveBinding] = {}
    for each in alive:
        binding = each.binding
        if binding.show and not binding.system and binding.action.rpartition(".")[2] not in _ALWAYS:
            shown.setdefault(binding.action, each)
    groups: list[list[ActiveBinding]] = []
    for group, members in groupby(shown.values(), key=lambda each: each.binding.group):
        together = list(members)
        groups += [together] if group is not None else [[each] for each in together]
    return groups


def _content(hint: Hint) -> Content:
    style = "$footer-key-foreground bold" if hint.enabled else "dim"
    return Content.assemble((f" {hint.shown}", style), (f" {hint.does} ", "" if hint.enabled else "dim"))
