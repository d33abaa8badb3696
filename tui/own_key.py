"""What a sentence calls a key: the author's own, where the settings give the command another one."""

from collections.abc import Mapping

_given: dict[str, str] = {}


def give(keymap: Mapping[str, str]) -> None:
    """Take the keymap of the app that runs: ids, and the first key of each as it is shown."""
    _given.clear()
    _given.update(keymap)


def key(command: str, standard: str) -> str:
    """Return the key of the command with that id, which is `standard` unless the settings say otherwise."""
    return _given.get(command, standard)
