"""The author's terminal, which a signing program may need while a screen has it."""

import os
import re
from collections.abc import Callable
from typing import Protocol

from tui.authoring.history.running import Answer

# What no passphrase would mend: to ask for one would only flash the screen.
_HOPELESS = re.compile(r"\.lock'|no secret key|cannot run", re.IGNORECASE)
_NO_TERMINAL = re.compile(r"/dev/tty|inappropriate ioctl", re.IGNORECASE)

NOWHERE = f"{os.devnull}/none"
"""Cannot be opened: of a file that is no terminal, pinentry reads without end; of none, the agent has one of before."""


class Terminal(Protocol):
    """Lends the terminal to others. What it is asked for may come from any thread but the screen's own."""

    def lend(self, run: Callable[[], str]) -> str:
        """Return `run()`, for whose time nothing else paints or reads keys.

        Raises:
            AuthoringError: there is no terminal to be lent.
        """


def may_help(answer: Answer, *, signed: bool, by_git: bool) -> bool:
    """Tell whether a commit that failed off the terminal may succeed on it.

    A signing program fails `by_git` where `signed` is set, and says so in any language. A hook says where it looked.
    """
    if _NO_TERMINAL.search(answer.err):
        return True
    return signed and by_git and not _HOPELESS.search(answer.err)


def surroundings(*, detached: bool) -> dict[str, str]:
    """Return what gpg is told of the terminal, whose agent does not know it, or remembers another one."""
    if detached:
        return {"GPG_TTY": NOWHERE}
    if os.environ.get("GPG_TTY"):
        return {}
    for descriptor in (0, 1, 2):
        try:
            return {"GPG_TTY": os.ttyname(descriptor)}
        except (OSError, AttributeError):  # no terminal, or no such thing on this platform
            continue
    return {}
