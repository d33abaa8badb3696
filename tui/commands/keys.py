"""`keys`: every command of the screens, its key, and what the settings make of it."""

import os
from typing import Any

import click

from tui.commands import verb


@click.command("keys", epilog=verb.examples("coursewright keys", "coursewright keys --json"))
@verb.json_option
@click.pass_context
def keys(context: click.Context, as_json: bool) -> None:
    """List the commands of the screens with their ids and keys.

    An id is what `keys:` in your settings.yaml gives another key; docs/keys.md explains it. What is wrong there is told
    on stderr, and the exit code is then 1.
    """
    from tui import keymap
    from tui.authoring.screen_settings import ScreenSettingsFile

    told = ScreenSettingsFile(os.environ).read()
    own = keymap.own_keys(told)
    rows: dict[str, dict[str, Any]] = {}
    for scope in keymap.scopes():
        for command in scope.commands.values():
            row = rows.setdefault(
                command.id,
                {
                    "id": command.id,
                    "keys": [keymap.shown(key) for key in keymap.keys_of(command, own)],
                    "standard": [keymap.shown(key) for key in command.keys],
                    "does": command.does,
                    "screens": [],
                },
            )
            row["screens"].append(scope.screen)
    if as_json:
        verb.print_json({"keymap": told.keymap or "standard", "keys": list(rows.values()), "problems": own.problems})
    else:
        _print(rows)
        for problem in own.problems:
            verb.note(f"coursewright: {problem}")
    if own.problems:
        context.exit(1)


def _print(rows: dict[str, dict[str, Any]]) -> None:
    width = max(len(name) for name in rows)
    shown = ""
    for row in sorted(rows.values(), key=lambda row: row["screens"] != ["workbench"]):
        where = ", ".join(row["screens"])
        if where != shown:
            verb.say(f"{'' if not shown else chr(10)}{where}")
            shown = where
        mark = "" if row["keys"] == row["standard"] else f"  (was {' '.join(row['standard'])})"
        verb.say(f"  {row['id']:<{width}}  {' '.join(row['keys']):<12}  {row['does']}{mark}")
