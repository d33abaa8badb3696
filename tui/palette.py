"""Everything the workbench can do, in the command palette."""

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider


class WorkbenchCommands(Provider):
    """Offers the keys that work now, by what they do."""

    def _commands(self) -> list[tuple[str, str]]:
        found = []
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if active.enabled and binding.id and binding.tooltip:
                key = self.app.get_key_display(binding)
                found.append((f"{binding.tooltip} ({key})", binding.action))
        return found

    async def discover(self) -> Hits:
        """List what can be done now."""
        for title, action in self._commands():
            yield DiscoveryHit(title, partial(self.screen.run_action, action))

    async def search(self, query: str) -> Hits:
        """Find what can be done by a few of its letters."""
        matcher = self.matcher(query)
        for title, action in self._commands():
            if (score := matcher.match(title)) > 0:
                yield Hit(score, matcher.highlight(title), partial(self.screen.run_action, action))
