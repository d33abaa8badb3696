"""The text of a plan by lines, counted from 0: what begins on each, and which of them are comment or empty."""

import yaml

Place = tuple[int | str, ...]
"""The way from the top of the file: names, numbers of items that hold others, and items that hold nothing else."""

# libyaml where PyYAML has it, as for reading.
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STRINGS: type[yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class PlanLines:
    """A plan's text taken apart. Raises yaml.YAMLError where it is no YAML."""

    def __init__(self, text: str) -> None:
        self.text = text.removesuffix("\n").split("\n")
        self.data = yaml.load(text, Loader=_STRINGS)
        self.places: dict[int, Place] = {}
        """The first place that begins on each line."""
        self._find_places(yaml.compose(text, Loader=_LOADER), ())
        self.lines = {place: line for line, place in self.places.items()}
        self._scalars: dict[int, list[tuple[int, int]]] = {}
        for token in yaml.scan(text, Loader=_LOADER):
            if isinstance(token, yaml.ScalarToken):
                self._cover(token.start_mark, token.end_mark)

    def _find_places(self, node: yaml.Node | None, place: Place) -> None:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                self.places.setdefault(key.start_mark.line, (*place, str(key.value)))
                self._find_places(value, (*place, str(key.value)))
        elif isinstance(node, yaml.SequenceNode):
            for at, item in enumerate(node.value):
                inner = (*place, str(item.value) if isinstance(item, yaml.ScalarNode) else at)
                self.places.setdefault(item.start_mark.line, inner)
                self._find_places(item, inner)

    def _cover(self, start: yaml.Mark, end: yaml.Mark) -> None:
        for line in range(start.line, min(end.line, len(self.text) - 1) + 1):
            begin = start.column if line == start.line else 0
            stop = end.column if line == end.line else len(self.text[line]) + 1
            if begin < stop:
                self._scalars.setdefault(line, []).append((begin, stop))

    def indent(self, line: int) -> int:
        """Return how far the line is indented."""
        return len(self.text[line]) - len(self.text[line].lstrip())

    def said(self, line: int) -> str | None:
        """Return the comment that is the whole line, "" for an empty line, and None for any other."""
        text = self.text[line].strip()
        if line in self._scalars or (text and not text.startswith("#")):
            return None
        return text

    def beside(self, line: int) -> str | None:
        """Return the comment that ends a line which holds something else."""
        text = self.text[line]
        for column in (n for n, character in enumerate(text) if character == "#"):
            inside = any(begin <= column < end for begin, end in self._scalars.get(line, []))
            if not inside and column and text[column - 1].isspace():
                return text[column:].rstrip()
        return None

    def runs_on(self, line: int) -> bool:
        """Say whether what begins on the line is a text that goes on below it."""
        return any(end > len(self.text[line]) for _, end in self._scalars.get(line, []))
