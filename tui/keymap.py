"""The author's own keys: which commands there are, what the settings make of their keys, and what of it cannot be.

Two commands on one key are found here, before Textual would silently drop one of them.
"""

import difflib
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType

from textual.binding import Binding
from textual.keys import KEY_ALIASES, Keys, format_key, key_to_character
from textual.screen import Screen
from textual.widget import Widget

import tui.screens
from tui.authoring.screen_settings import ScreenSettings

_LISTS = ("list", "table", "findings", "suggestions", "timeline")
_TEXTS = ("page", "changes", "evidence", "raw", "about")

PRESETS: dict[str, dict[str, str]] = {
    "standard": {},
    "vim": {
        **{f"{pane}.first": "home,g" for pane in _LISTS},
        **{f"{pane}.last": "end,G" for pane in _LISTS},
        **{f"{pane}.page-up": "pageup,ctrl+b,ctrl+u" for pane in (*_LISTS, *_TEXTS)},
        **{f"{pane}.page-down": "pagedown,ctrl+f,ctrl+d" for pane in _LISTS},
        **{f"{pane}.page-down": "pagedown,space,ctrl+f,ctrl+d" for pane in _TEXTS},
        **{f"{text}.start": "home,g" for text in ("page", "raw")},
        **{f"{text}.end": "end,G" for text in ("page", "raw")},
        "comparison.page-up": "pageup,ctrl+b,ctrl+u",
        "comparison.page-down": "pagedown,ctrl+f,ctrl+d",  # Space takes a change there
        "comparison.start": "home,g",
        "comparison.end": "end,G",
        "list.fold": "left,h",
        "list.unfold": "right,l",
        # Those whose letters these take.
        "section.draft": "d",
        "draft.go-on": "ctrl+e",
        "jobs.again": "d",
        "jobs.go-on": "ctrl+e",
        "coverage.go": "o",
        "history": "H",
        "history.go": "o",
    },
}
"""What each `keymap` moves, by the ids of the commands."""

_RESERVED = {
    "ctrl+c": "copying and the way out",
    "ctrl+q": "quitting",
    "ctrl+p": "the command palette",
    "tab": "going to the next pane",
    "shift+tab": "going to the pane before",
}
"""Keys that are no command's to take, for what they do everywhere."""

_SPELLED = {"esc": "escape", "return": "enter", "del": "delete", "pgup": "pageup", "pgdn": "pagedown", "spc": "space"}
_MODIFIERS = ("alt", "ctrl", "shift", "super", "hyper", "meta")
_NAMES = frozenset(each.value for each in Keys) | {f"f{number}" for number in range(1, 25)}


@dataclass(frozen=True)
class Command:
    """Something that keys do: `keys` are those it has unless the settings say otherwise, as Textual names them."""

    id: str
    keys: tuple[str, ...]
    does: str


@dataclass(frozen=True)
class Scope:
    """A screen, and the commands that are alive together: the screen's own with those of one of its panes."""

    screen: str
    together: tuple[tuple[Command, ...], ...]

    @property
    def commands(self) -> dict[str, Command]:
        """Every command of the screen and its panes, by its id."""
        return {command.id: command for alive in self.together for command in alive}


@dataclass(frozen=True)
class OwnKeys:
    """What came of the settings: `keymap` is for Textual, `problems` one sentence for each entry that was left out."""

    keymap: Mapping[str, str]
    problems: tuple[str, ...] = ()


@cache
def scopes() -> tuple[Scope, ...]:
    """Return every screen with its panes: a pane belongs to the screen whose module, or a widget of it, imports it."""
    found: list[Scope] = []
    for module in pkgutil.iter_modules(tui.screens.__path__, f"{tui.screens.__name__}."):
        for screen in _own_classes(importlib.import_module(module.name), Screen):
            own = _commands(screen)
            if "BINDINGS" in vars(screen) and own:
                panes = [commands for pane in _panes(screen) if (commands := _commands(pane))]
                together = tuple((*own, *commands) for commands in panes) or (own,)
                found.append(Scope(_spoken(screen.__name__.removesuffix("Screen")), together))
    return tuple(found)


def _spoken(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def _own_classes(module: ModuleType, kind: type) -> list[type]:
    classes = [each for each in vars(module).values() if inspect.isclass(each) and issubclass(each, kind)]
    return [each for each in classes if each.__module__ == module.__name__]


def _panes(screen: type) -> list[type]:
    """Return the widgets of ours that a screen is made of, as far as imports tell it."""
    waiting = [base.__module__ for base in screen.__mro__ if base.__module__.startswith("tui.screens.")]
    seen, panes = set(waiting), dict[type, None]()
    while waiting:
        for each in vars(importlib.import_module(waiting.pop())).values():
            if inspect.isclass(each) and issubclass(each, Widget) and each.__module__.startswith("tui.widgets."):
                panes[each] = None
                if each.__module__ not in seen:
                    seen.add(each.__module__)
                    waiting.append(each.__module__)
    return list(panes)


def _commands(node: type) -> tuple[Command, ...]:
    found: dict[str, Command] = {}
    for base in node.__mro__:
        if base.__module__.startswith("tui."):
            for binding in vars(base).get("BINDINGS", ()):
                if isinstance(binding, Binding) and binding.id:
                    keys = tuple(key.strip() for key in binding.key.split(","))
                    does = binding.tooltip or binding.description
                    found.setdefault(binding.id, Command(binding.id, keys, does))
    return tuple(found.values())


def own_keys(settings: ScreenSettings) -> OwnKeys:
    """Return the keymap that the settings ask for; what is misspelt or would clash is left out, and told."""
    problems: list[str] = []
    name = settings.keymap or "standard"
    if name not in PRESETS:
        problems.append(f"keymap: there is no `{name}`; there is {' and '.join(PRESETS)}.")
    commands = {id_: command for scope in scopes() for id_, command in scope.commands.items()}
    wanted = {id_: tuple(keys.split(",")) for id_, keys in PRESETS.get(name, {}).items() if id_ in commands}
    for id_, written in settings.keys.items():
        try:
            wanted[id_] = _read(id_, written, commands)
        except ValueError as error:
            problems.append(f"keys: {error}")
    wanted |= {twin: keys for id_, keys in wanted.items() for twin in _twins(id_) if twin not in wanted}
    problems += _without_clashes(wanted, [each for each in settings.keys if each in wanted])
    return OwnKeys({id_: ",".join(keys) for id_, keys in wanted.items()}, tuple(problems))


def keys_of(command: Command, own: OwnKeys) -> tuple[str, ...]:
    """Return the keys that a command has now."""
    return tuple(own.keymap[command.id].split(",")) if command.id in own.keymap else command.keys


def shown(key: str) -> str:
    """Return a key as the footer shows it."""
    *modifiers, last = key.split("+")
    return "+".join([*modifiers, format_key(last)]) if last else key


def _read(id_: str, written: Sequence[str], commands: Mapping[str, Command]) -> tuple[str, ...]:
    """Return the keys as Textual names them; raises ValueError with what is wrong, for an author to read."""
    if id_ not in commands:
        near = difflib.get_close_matches(id_, commands, n=1, cutoff=0.5)
        hint = f"; did you mean `{near[0]}`?" if near else "."
        raise ValueError(f"there is no command `{id_}`{hint} `coursewright keys` lists them.")
    keys = [key for each in written for key in ([each] if each.strip() == "," else each.split(","))]
    if not any(key.strip() for key in keys):
        raise ValueError(f"`{id_}` has no key: name one, or leave it out to keep its own.")
    return tuple(dict.fromkeys(_normal(id_, key) for key in keys))


def _normal(id_: str, key: str) -> str:
    typed = " " if key == " " else key.strip()
    *modifiers, last = typed.split("+") if len(typed) > 1 and not typed.endswith("+") else (typed,)
    modifiers = sorted(each.strip().lower() for each in modifiers)
    sign = len(last) == 1 and not last.isalnum()
    if sign:
        last = _named(last)
    elif len(last) > 1:
        last = _SPELLED.get(last.lower(), last.lower())
    if "shift" in modifiers and len(last) == 1 and last.isalpha():
        modifiers.remove("shift")  # a terminal sends the capital
        last = last.upper()
    strange = [each for each in modifiers if each not in _MODIFIERS]
    if strange or not (sign or len(last) == 1 or last in _NAMES or key_to_character(last)):
        raise ValueError(
            f"`{id_}` cannot be on `{typed}`, which is no key: write it as in `y`, `Y`, `f5`, `ctrl+y` or `shift+up`."
        )
    found = "+".join([*modifiers, last.lower() if "ctrl" in modifiers else last])
    found = next((name for name, others in KEY_ALIASES.items() if found in others), found)
    if found in _RESERVED:
        raise ValueError(f"`{id_}` cannot be on `{typed}`, which is for {_RESERVED[found]}: choose another key.")
    return found


def _named(character: str) -> str:
    """Return how Textual names a key with that sign on it."""
    from textual.keys import _character_to_key  # Textual's own table has no public door

    return "space" if character == " " else _character_to_key(character)


def _without_clashes(wanted: dict[str, tuple[str, ...]], own: Sequence[str]) -> Iterator[str]:
    """Take out of `wanted` what clashes, and yield a sentence for each; what is taken out may clash no more."""
    while (clash := _first_clash(wanted, own)) is not None:
        loser, other, key = clash
        names = {id_: command.does for scope in scopes() for id_, command in scope.commands.items()}
        kept = f"`{other}` ({names[other]})"
        yield (
            f"keys: `{loser}` ({names[loser]}) and {kept} would both be on `{shown(key)}`: "
            f"`{loser}` keeps its own key until you give one of them another."
        )
        del wanted[loser]
        for twin in _twins(loser):  # which only went along with it
            if twin not in own:
                wanted.pop(twin, None)


def _first_clash(wanted: Mapping[str, tuple[str, ...]], own: Sequence[str]) -> tuple[str, str, str] | None:
    """Return the entry to leave out, what it clashes with, and the key; the author's later entries give way first."""
    for scope in scopes():
        for alive in scope.together:
            on: dict[str, list[Command]] = {}
            for command in alive:
                for key in wanted.get(command.id, command.keys):
                    on.setdefault(key, []).append(command)
            for key, commands in on.items():
                for one, other in _pairs(commands):
                    if not set(one.keys) & set(other.keys) and {one.id, other.id} & set(wanted):
                        ranked = sorted((one.id, other.id), key=lambda id_: _rank(id_, wanted, own))
                        return ranked[1], ranked[0], key
    return None


def _rank(id_: str, wanted: Mapping[str, tuple[str, ...]], own: Sequence[str]) -> int:
    """Return how readily an entry gives way: what is in its own place stays, then the preset, then the author's."""
    if id_ not in wanted:
        return 0
    return 1 + (own.index(id_) + 1 if id_ in own else 0)


def _pairs(commands: Sequence[Command]) -> Iterator[tuple[Command, Command]]:
    for number, one in enumerate(commands):
        for other in commands[number + 1 :]:
            yield one, other


def _twins(id_: str) -> Iterable[str]:
    """Yield the commands that have the same keys as this one from the beginning: one of them works at a time."""
    for scope in scopes():
        for alive in scope.together:
            keys = next((each.keys for each in alive if each.id == id_), None)
            yield from (each.id for each in alive if each.id != id_ and each.keys == keys)
