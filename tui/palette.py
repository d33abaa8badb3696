"""Everything the workbench can do, in the command palette: what cannot be done now says what is needed."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.dom import DOMNode

from tui.authoring.errors import AuthoringError
from tui.own_key import key as own_key
from tui.widgets.state_filter import FILTERS, StateFilter

if TYPE_CHECKING:
    from tui.authoring.workbench import Destination, Destinations, Workbench

_NEEDED = {
    "section.draft": "go to a section or lesson that lacks text and is not being written",
    "section.accept": "go to a section with a whole text that is not accepted yet",
    "section.regenerate": "go to a section that has a text",
    "section.reject": "go to a section with a proposal",
    "section.edit": "go to a section that is not being written",
    "section.edit-outside": "go to a section that is not being written",
    "section.hand-out": "go to a section that is not being written",
    "lesson.approve": "accept every section of the lesson first",
    "lesson.outside": "go to a lesson that is edited, behind or missing",
    "draft.stop": "nothing is being written",
    "draft.go-on": "nothing is held",
    "finding.next": "the text on show has no findings",
    "finding.previous": "the text on show has no findings",
    "finding.confirm": "go to a finding that doubts whether a passage teaches its point",
    "attempt.older": "the section has no other attempts",
    "attempt.newer": "the section has no other attempts",
    "attempt.compare": "go to a section with two texts to compare",
    "compare.make": "take a change from the left text first",
    "compare.accept": "the text on the right is not whole, or is accepted already",
    "compare.older": "the section has no third text",
    "compare.newer": "the section has no third text",
    "compare.older-left": "the section has no third text",
    "compare.newer-left": "the section has no third text",
    "comparison.next": "the two texts are the same",
    "comparison.previous": "the two texts are the same",
    "comparison.take": "the two texts are the same",
    "comparison.all-left": "the two texts are the same",
    "comparison.all-right": "the two texts are the same",
    "history.restore": "go to a commit of one lesson",
    "history.go": "go to a commit of one lesson",
    "history.undo-approval": "go to the approval of one lesson",
    "history.file-before": "the commit changed one file of the course",
    "history.file-next": "the commit changed one file of the course",
    "history.all": "all is shown already",
    "history.list": "the list is in sight",
    "timeline.lesson": "this is the history of one lesson, or the commit is of none or of several",
    "timeline.wider": "this is the history of the whole course",
    "pane.findings": "the text on show has no findings",
    "pane.narrower": "one pane is seen at a time here",
    "pane.wider": "one pane is seen at a time here",
    "filter.end": "all is shown already",
}
"""What stands in the way of a command, by its id; the screen itself only says that it cannot be done."""

_PLACES = 12
"""How many lessons and sections are offered among the commands; Ctrl+G lists more."""


@runtime_checkable
class _Course(Protocol):
    """What the palette asks of the screen of the course."""

    workbench: "Workbench"

    async def show_only(self, wanted: StateFilter | None) -> None: ...

    async def go_to_place(self, place: "Destination | None") -> None: ...


@dataclass(frozen=True)
class Command:
    """Something that can be chosen; `needs` says why it cannot be done now."""

    title: str
    run: Callable[[], Awaitable[object] | object]
    needs: str = ""


class WorkbenchCommands(Provider):
    """Offers what the keys do, themes, and on the course the states that the lists can show and every place."""

    _reading: "asyncio.Task[None] | None" = None

    async def startup(self) -> None:
        """Begin to read where one can go, the plans aside."""
        if isinstance(self.screen, _Course):
            destinations = self.screen.workbench.destinations
            with contextlib.suppress(AuthoringError):  # a course that cannot be read says so on its screen
                await asyncio.to_thread(destinations.glance)
            self._reading = asyncio.create_task(_read(destinations))

    async def shutdown(self) -> None:
        """Wait for no plan any more."""
        if self._reading is not None:
            self._reading.cancel()

    def _keys(self) -> Iterator[Command]:
        """Yield what keys do: on the screen, and in the pane in focus."""
        alive = {each.binding.id for each in self.screen.active_bindings.values() if each.enabled}
        told = set[str]()
        nodes = [self.screen, *(node for node, *_ in self.screen.active_bindings.values())]
        for node in dict.fromkeys(nodes):
            for binding in _of(type(node)):
                if binding.id and binding.id not in told and (binding.tooltip or node is self.screen):
                    told.add(binding.id)
                    needs = "" if binding.id in alive else self._needed(binding.id, alive)
                    yield Command(self._title(binding), partial(self._run, binding, node, needs), needs)

    def _title(self, binding: Binding) -> str:
        own: dict[str, str] = getattr(self.app, "own_keys", {})
        key = own.get(binding.id or "", binding.key).partition(",")[0]
        does, word = binding.tooltip or binding.description, binding.description
        if not does.casefold().startswith(word.casefold()):
            does = f"{word}: {does[0].lower()}{does[1:]}"
        return f"{does} ({self.app.get_key_display(binding.with_key(key))})"

    @staticmethod
    def _needed(id_: str, alive: set[str | None]) -> str:
        if "editor.keep" in alive:
            return f"{own_key('editor.keep', 'Escape')} ends the editing first"
        return _NEEDED.get(id_, "this cannot be done here")

    async def _run(self, binding: Binding, node: DOMNode, needs: str) -> None:
        if needs:
            title = binding.tooltip or binding.description
            self.app.notify(f"{needs[0].upper()}{needs[1:]}.", title=title, severity="warning", markup=False)
        else:
            await self.app.run_action(binding.action, node)

    def _choices(self) -> Iterator[Command]:
        """Yield the states that the lists can show, where there are lists."""
        if isinstance(self.screen, _Course):
            for each in FILTERS:
                yield Command(f"Show only: {each.name}", partial(self.screen.show_only, each))

    def _themes(self) -> Iterator[Command]:
        for name in self.app.available_themes:
            yield Command(f"Theme: {name}", partial(setattr, self.app, "theme", name))

    async def discover(self) -> Hits:
        """List what can be done, what works now first."""
        commands = [*self._keys(), *self._choices()]
        for each in sorted(commands, key=lambda command: bool(command.needs)):
            yield DiscoveryHit(each.title, each.run, help=_said(each))

    async def search(self, query: str) -> Hits:
        """Find commands and places by a few of their letters."""
        matcher = self.matcher(query)
        for each in (*self._keys(), *self._choices(), *self._themes()):
            if (score := matcher.match(each.title)) > 0:
                yield Hit(score * (0.5 if each.needs else 1), matcher.highlight(each.title), each.run, help=_said(each))
        course = self.screen
        if not isinstance(course, _Course):
            return
        for rank, place in enumerate(await asyncio.to_thread(course.workbench.destinations.find, query, _PLACES)):
            title = f"Go to: {place.name} {place.title}"
            score = 0.2 - rank / 100  # below the commands, in their own order
            yield Hit(score, matcher.highlight(title), partial(course.go_to_place, place), help=place.within)


async def _read(destinations: "Destinations") -> None:
    with contextlib.suppress(AuthoringError):
        await asyncio.to_thread(destinations.refresh)


def _said(command: Command) -> str | None:
    return f"Not now: {command.needs}" if command.needs else None


def _of(node: type[Any]) -> Iterator[Binding]:
    """Yield the bindings that our own classes give a node."""
    for base in node.__mro__:
        if base.__module__.startswith("tui."):
            yield from (each for each in vars(base).get("BINDINGS", ()) if isinstance(each, Binding))
