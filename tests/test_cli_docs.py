"""docs/command-line.md says what `--help` says."""

import json
import re
from pathlib import Path

import click
import pytest

from tui.cli import coursewright

DOCS = (Path(__file__).parent.parent / "docs" / "command-line.md").read_text(encoding="utf-8")
SECTIONS = {
    heading.split()[0]: heading + body
    for heading, body in re.findall(r"^### `(.+?)`\n(.*?)(?=^##|\Z)", DOCS, re.M | re.S)
}


def test_every_verb_has_its_section_and_there_is_no_section_without_a_verb() -> None:
    assert sorted(SECTIONS) == sorted(coursewright.commands)


@pytest.mark.parametrize("verb", sorted(coursewright.commands))
def test_the_section_names_every_option_and_shows_the_json(verb: str) -> None:
    section = SECTIONS[verb]
    for parameter in coursewright.commands[verb].params:
        if isinstance(parameter, click.Option) and parameter.name != "as_json":
            assert parameter.opts[0] in section, parameter.name
    shown = re.search(r"```json\n(.*?)```", section, re.S)
    assert shown is not None
    json.loads(shown[1])


def test_the_options_of_the_program_are_explained() -> None:
    for option in ("-C DIR", "--version", "--help"):
        assert option in DOCS
