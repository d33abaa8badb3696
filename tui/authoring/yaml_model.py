"""YAML files as strict models: read with the line of every mistake, written so that a person likes to read them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tui.authoring.errors import InputError

Model = TypeVar("Model", bound=BaseModel)

# libyaml where PyYAML has it: a large syllabus then opens ten times as fast, with the same lines in its errors.
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 100
_OTHER_LINE_ENDS = frozenset("\r\x85\u2028\u2029")


def read(path: Path, model: type[Model]) -> Model:
    """Read the YAML file at `path` as `model`.

    Scalars reach the model as the text that stands in the file, so `yes`, `1:30` and `010` keep what the author
    typed; the model says which of them are numbers.

    Raises:
        InputError: the file is missing, unreadable, not YAML, or not a `model`; the message names file, line and field.
    """
    return parse(read_text(path), model, name=str(path))


def read_text(path: Path) -> str:
    """Return the text of the file at `path`, its line ends those of Unix.

    Raises:
        InputError: the file is missing, unreadable or no UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise InputError(f"{path} does not exist.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text (byte {error.start}): save it as UTF-8.") from error
    except OSError as error:
        raise InputError(f"{path} could not be read: {error.strerror}.") from error


def parse(text: str, model: type[Model], *, name: str) -> Model:
    """Read YAML `text` as `model`; `name` is what errors call it.

    Raises:
        InputError: as for `read`.
    """
    try:
        if is_too_deep(text):
            raise InputError(f"{name}: nested too deeply to be read.")
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        raise InputError(f"{name}, {_explain_syntax(error, text)}") from error
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        place = getattr(error, "position", 0) if isinstance(error, yaml.YAMLError) else error.start
        line = text.count("\n", 0, place) + 1
        raise InputError(f"{name}, line {line}: not YAML: a character that no text should hold.") from error
    if node is None:
        raise InputError(f"{name}, line 1: the file is empty.")
    data = _plain(node, name, set())
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise InputError(_explain(error, node, name)) from error


def is_too_deep(text: str) -> bool:
    """Say whether the text is nested more deeply than any file of ours. Raises yaml.YAMLError where it is no YAML."""
    # libyaml builds its tree by recursion without a limit, and takes the process down with it.
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                return True
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return False


def _plain(node: yaml.Node, name: str, seen: set[int]) -> Any:
    """Return the node as dicts, lists and strings; an empty value is None."""
    if isinstance(node, yaml.ScalarNode):
        return None if node.tag == "tag:yaml.org,2002:null" and node.value in ("", "~", "null") else node.value
    if id(node) in seen:
        # Ten lines of aliases to lists of aliases can stand for more than any memory holds.
        raise InputError(f"{name}, line {node.start_mark.line + 1}: `&` and `*` cannot stand for a list: write it out.")
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, name, seen) for item in node.value]
    found: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise InputError(f"{name}, line {key.start_mark.line + 1}: a name was expected before the colon.")
        if key.value in found:
            raise InputError(f"{name}, line {key.start_mark.line + 1}: `{key.value}` stands here a second time.")
        found[key.value] = _plain(value, name, seen)
    return found


def _explain_syntax(error: yaml.MarkedYAMLError, text: str) -> str:
    said = error.problem or error.context or "it ends unexpectedly"
    # What ends too late is at fault where it begins.
    mark = (error.context_mark if "end of stream" in said else None) or error.problem_mark
    line = mark.line if mark else 0
    shown = text.split("\n")[line : line + 1]
    if shown and "\t" in shown[0][: len(shown[0]) - len(shown[0].lstrip())]:
        said = "a tab stands at the beginning; indent with spaces"
    return f"line {line + 1}: not YAML: {said}."


def _explain(error: ValidationError, root: yaml.Node, name: str) -> str:
    found = error.errors(include_url=False)
    # A list is also called too short when its items are wrong, and a name is missing when it is misspelt.
    wrong = [each for each in found if not _holds(each["loc"], found)]
    first = next((each for each in wrong if each["type"] == "extra_forbidden"), wrong[0])
    line, field = _locate(root, first["loc"])
    said = first["msg"].removeprefix("Value error, ")
    said = said[0].lower() + said[1:]
    if first["type"] == "extra_forbidden":
        said = "this name is not known here; it may be misspelt"
    more = f" ({len(wrong) - 1} more like this.)" if len(wrong) > 1 else ""
    return f"{name}, line {line}, {field or 'the whole file'}: {said.rstrip('.')}.{more}"


def _holds(place: tuple[int | str, ...], errors: Sequence[ErrorDetails]) -> bool:
    return any(len(each["loc"]) > len(place) and each["loc"][: len(place)] == place for each in errors)


def line_of(text: str, place: Sequence[int | str]) -> int:
    """Return the line (from 1) of what stands at `place` in readable YAML, or of the deepest on the way to it."""
    node = yaml.compose(text, Loader=_LOADER)
    return 1 if node is None else _locate(node, place)[0]


def _locate(node: yaml.Node, place: Sequence[int | str]) -> tuple[int, str]:
    """Return the line (from 1) and the dotted name of the deepest node on the way to `place`."""
    line, field = node.start_mark.line + 1, ""
    for step in place:
        inner = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == step:
                    line, inner = key.start_mark.line + 1, value
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            inner = node.value[step]
            line = inner.start_mark.line + 1
        field += f"[{step}]" if isinstance(step, int) else f"{'.' if field else ''}{step}"
        if inner is None:
            break
        node = inner
    return line, field


class _Dumper(yaml.SafeDumper):
    """Long texts as literal blocks, lists indented under their name, nothing folded."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        del indentless
        super().increase_indent(flow, False)

    def determine_block_hints(self, text: str) -> str:
        # libyaml takes a tab that begins a literal block for indentation, unless told how deep that is.
        hints = str(super().determine_block_hints(text))
        return f"{self.best_indent}{hints}" if text.startswith("\t") else hints

    def analyze_scalar(self, scalar: str) -> Any:
        analysis = super().analyze_scalar(scalar)
        if analysis.multiline:
            # PyYAML shuns a literal block when a line ends in a space or holds a tab, which YAML itself keeps; and it
            # allows one for line separators other than \n, which come back as \n.
            trimmed = "\n".join(line.rstrip(" ") for line in scalar.replace("\t", "x").split("\n"))
            allowed = super().analyze_scalar(trimmed).allow_block
            analysis.allow_block = allowed and not _OTHER_LINE_ENDS.intersection(scalar)
        return analysis


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    style = "|" if "\n" in value and value.strip() else None
    if _OTHER_LINE_ENDS.intersection(value):
        style = '"'  # where they are escaped; any other style would fold them
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def dump(data: Any) -> str:
    """Return plain `data` (dicts, lists, strings, numbers) as YAML, names in the order given, one value a line."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=2**20)
