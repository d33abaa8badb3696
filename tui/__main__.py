"""`python -m tui` is `coursewright`."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

_INTERRUPTED = 130
"""What a shell tells of a program that Ctrl-C has ended."""


def main() -> None:
    """Run what is asked for; Ctrl-C ends it without a word, also while its parts are still being read."""
    try:
        _run()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


def _run() -> None:
    """Open the workbench where that is all that is asked for, at once; leave everything else to the command line."""
    folder = _only_opened(sys.argv[1:])
    if folder is None:
        from tui.cli import main as run

        run()
        return
    from tui.app import open_on
    from tui.authoring.errors import AuthoringError

    try:
        open_on(folder)
    except AuthoringError as error:
        sys.stderr.write(f"coursewright: {error}\n")
        sys.exit(error.exit_code)


def _only_opened(arguments: Sequence[str]) -> Path | None:
    """Return the folder in which the workbench is to be opened; None where the command line has more to do."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or "_COURSEWRIGHT_COMPLETE" in os.environ:
        return None
    match list(arguments):
        case []:
            folder = Path.cwd()
        case ["-C", named]:
            folder = Path(named)
        case _:
            return None
    from tui.authoring.workspace import NotAWorkspace, Workspace

    try:
        Workspace.find(folder)
    except NotAWorkspace:
        return None  # whoever has no course yet is helped to one
    return folder if folder.is_dir() else None


if __name__ == "__main__":
    main()
