"""Each screen is named in the styles that it asks for: one that is not is drawn without any."""

import pkgutil
import re
from importlib import import_module
from pathlib import Path

from textual.screen import Screen

import tui.screens

FOLDER = Path(*tui.screens.__path__)


def test_each_screen_stands_in_the_styles_that_it_asks_for() -> None:
    nodes = {
        node
        for module in pkgutil.iter_modules(tui.screens.__path__, "tui.screens.")
        for node in vars(import_module(module.name)).values()
        if isinstance(node, type) and issubclass(node, Screen) and node.__module__ == module.name
    }
    beneath = {base for node in nodes for base in node.__mro__[1:]}
    styled = {node for node in nodes - beneath if node.CSS_PATH}
    assert len(styled) > 20
    for node in styled:
        styles = (FOLDER / str(node.CSS_PATH)).read_text(encoding="utf-8")
        own = [each.__name__ for each in node.__mro__ if each.__module__.startswith("tui.")]
        assert re.search(rf"^[^;]*\b({'|'.join(own)})\b[^;]* \{{", styles, re.MULTILINE), node
