"""Going on with a text that stopped before its end: what is asked for, and how the two are joined."""

from tui.authoring.drafting.outcome import Usage

MOST_CONTINUATIONS = 2
ENOUGH_TEXT = 200
"""Characters; with less than that, a new draft serves the author better than a continued one."""

_REPEATED = 80  # characters that a continuation is asked to begin with, so that the joint is certain
_LEAST_OVERLAP = 8
_LOOKED_AT = 320  # characters of a continuation that are held back until it is known what they repeat
_SAME_START = 60  # characters


def turns(so_far: str, *, prefill: bool) -> list[dict[str, str]]:
    """Return the turns that follow the prompt: the text as a begun answer, or as one followed by the wish to go on."""
    if not so_far:
        return []
    begun = {"role": "assistant", "content": so_far.rstrip()}
    if prefill:
        return [begun]
    wish = (
        "Your answer was cut off there. Go on exactly where it stopped, to its planned end, without any remark. "
        "Begin by repeating these last words of it, letter by letter, and write nothing else twice:\n\n"
        f"{_last_words(so_far)}"
    )
    return [begun, {"role": "user", "content": wish}]


def new_part(so_far: str, continuation: str) -> str:
    """Return what `continuation` adds to `so_far`, without what it repeats of it."""
    before = so_far.rstrip()
    offered = continuation.lstrip()
    for length in range(min(len(before), len(offered)), _LEAST_OVERLAP - 1, -1):
        if before.endswith(offered[:length]):
            added = offered[length:]
            break
    else:
        added = continuation
        if so_far[-1:] in (".", ",", ";", ":", "!", "?") and added[:1].isalnum():
            added = f" {added}"  # models begin a turn without the space that belongs there
    return added.lstrip() if so_far[-1:].isspace() else added


class Joint:
    """Where a continuation meets the text before it. For a first answer (`so_far` empty) it holds nothing back.

    `added` is what was new; `began_again` says that the model started its answer from the top, which adds nothing.
    """

    def __init__(self, so_far: str) -> None:
        self.added = ""
        self.began_again = False
        self._so_far = so_far
        self._held: str | None = "" if so_far else None

    def feed(self, piece: str) -> str:
        """Take the next piece and return what may be shown."""
        if self._held is None:
            self.added += piece
            return piece
        self._held += piece
        return self._join() if len(self._held) >= _LOOKED_AT else ""

    def finish(self) -> str:
        """Return what was still held back."""
        return self._join() if self._held else ""

    def _join(self) -> str:
        held, self._held = self._held or "", None
        start = held.strip()[:_SAME_START]
        if len(start) == _SAME_START and self._so_far.lstrip().startswith(start):
            self.began_again = True
            return ""
        self.added = new_part(self._so_far, held)
        return self.added


def added(total: Usage | None, usage: Usage | None) -> Usage | None:
    """Return what two requests used together; None only where neither was counted."""
    if total is None or usage is None:
        return total or usage
    return Usage(
        total.input_tokens + usage.input_tokens,
        total.output_tokens + usage.output_tokens,
        total.cache_read_tokens + usage.cache_read_tokens,
        total.cache_write_tokens + usage.cache_write_tokens,
    )


def _last_words(text: str) -> str:
    end = text.rstrip()[-_REPEATED:]
    return end.partition(" ")[2] or end
