"""A program that drafts until it is killed, and says on stdout what it has shown: `python -m … DATABASE SECTION…`.

With `--hold` before the database it stops in the middle of its first attempt, and waits there.
"""

import sys
import threading
from pathlib import Path

from tui.authoring.drafting.outcome import Outcome
from tui.authoring.review.attempts import AttemptStore


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Write attempts of the sections in turn, and print each piece once the store has it."""
    hold = sys.argv[1] == "--hold"
    path, *sections = sys.argv[2:] if hold else sys.argv[1:]
    store = AttemptStore.open(Path(path))
    count = 0
    while True:
        for section in sections:
            count += 1
            number = store.begin(section, prompt_sha256=f"{count % 3}", prompt="Write.").number
            say(f"begun {section} {number}")
            for word in range(20):
                store.append(section, number, f"{word} ")
                say(f"shown {section} {number} {word}")
                if hold:
                    threading.Event().wait()
            if count % 4 != 3:
                store.finish(section, number, Outcome.COMPLETE)
                say(f"finished {section} {number}")


if __name__ == "__main__":
    main()
