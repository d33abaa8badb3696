"""Going on with a text that stopped before its end: what is asked for, and how the two are joined."""

import re

from tui.authoring.drafting.outcome import Usage

MOST_CONTINUATIONS = 2
ENOUGH_TEXT = 200
"""Characters; with less than that, a new draft serves the author better than a continued one."""

_REPEATED = 80  # characters that a continuation is asked to begin with, so that the joint is certain
_ENOUGH_REPEATED = 30  # characters that are found again in one place only
_LEAST_OVERLAP = 8
_LOOKED_AT = 320  # characters of a continuation that are held back until it is known what they repeat
_SAME_START = 60  # characters
_SPACES = re.compile(r"\s*")
_BEGINS_BLOCK = re.compile(r"#{1,6} |```|~~~|\$\$|[-*+>] |\d+[.)] |\| ")
_LAST_WORD = re.compile(r"\w+\Z")


def turns(so_far: str, *, prefill: bool) -> list[dict[str, str]]:
    """Return the turns that follow the prompt: the text as a begun answer, or as one followed by the wish to go on."""
    if not so_far.strip():
        return []
    begun = {"role": "assistant", "content": so_far.rstrip()}
    if prefill:
        return [begun]
    wish = (
        "Your answer was cut off there. Go on exactly where it stopped, to its planned end, without any remark. "
        "Begin by repeating these last words of it, letter by letter, and write nothing else twice:\n\n"
        f"{last_words(so_far)}"
    )
    return [begun, {"role": "user", "content": wish}]


def last_words(text: str) -> str:
    """Return the words of `text` that a continuation is asked to begin with."""
    end = text.rstrip()[-_REPEATED:]
    whole = end.partition(" ")[2].lstrip()
    return whole if len(whole) >= _ENOUGH_REPEATED else end.lstrip()


def new_part(so_far: str, continuation: str, *, prefill: bool = False) -> str:
    """Return what `continuation` adds to `so_far`, without what it repeats of it.

    A begun answer (`prefill`) is gone on with at its last character and repeats nothing.
    """
    if prefill:
        return _spaced(so_far, continuation)
    asked = _asked(so_far, continuation)
    if asked is not None:
        return _spaced(so_far, continuation[asked:])
    if " ".join(last_words(so_far).split()).startswith(" ".join(continuation.split())):
        return ""  # it broke off while it was still repeating
    before, offered = so_far.rstrip(), continuation.lstrip()
    for length in range(min(len(before), len(offered)), _LEAST_OVERLAP - 1, -1):
        if before.endswith(offered[:length]):
            return _spaced(so_far, offered[length:])
    return _apart(so_far, continuation)


def _asked(so_far: str, continuation: str) -> int | None:
    """Return where the words that were asked for end in `continuation`; None where they are not in it.

    They may stand in other lines than they did, or after a remark.
    """
    words = last_words(so_far)
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
    found = pattern.match(continuation, _SPACES.match(continuation).end())  # type: ignore[union-attr]
    if found is None and len(words) >= _ENOUGH_REPEATED:
        found = pattern.search(continuation)
    return found.end() if found and words else None


def _spaced(so_far: str, rest: str) -> str:
    """Return `rest`, which follows the last word of `so_far`, without the spaces that stand there already."""
    there, wanted = so_far[len(so_far.rstrip()) :], rest[: len(rest) - len(rest.lstrip())]
    if wanted.startswith(there):
        return rest[len(there) :]
    return rest.lstrip() if there.startswith(wanted) else rest


def _apart(so_far: str, continuation: str) -> str:
    """Return a continuation that repeats nothing, with the space that models leave out where a turn begins."""
    if so_far[-1:].isspace() or continuation[:1].isspace():
        return _spaced(so_far, continuation)
    if _BEGINS_BLOCK.match(continuation):
        inside = so_far.count("```") % 2 or so_far.count("$$") % 2
        return f"\n\n{continuation}" if continuation.startswith("#") and not inside else f"\n{continuation}"
    if not continuation[:1].isalnum():
        return continuation
    word = _LAST_WORD.search(so_far)
    if word is None:
        return f" {continuation}" if so_far[-1:] in (".", ",", ";", ":", "!", "?") else continuation
    # A word that stands elsewhere in the text has come to its end, any other was cut off within.
    return f" {continuation}" if re.search(rf"\b{re.escape(word[0])}\b", so_far[: word.start()]) else continuation


class Joint:
    """Where a continuation meets the text before it. For a first answer (`so_far` empty) it holds nothing back.

    `added` is what was new; `began_again` says that the model started its answer from the top, which adds nothing.
    """

    def __init__(self, so_far: str, *, prefill: bool = False) -> None:
        self.added = ""
        self.began_again = False
        self._so_far, self._prefill = so_far, prefill
        self._held: str | None = "" if so_far.strip() else None

    def feed(self, piece: str) -> str:
        """Take the next piece and return what may be shown."""
        if self.began_again:
            return ""
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
        repeats = not self._prefill and _asked(self._so_far, held) is not None
        if not repeats and len(start) == _SAME_START and self._so_far.lstrip().startswith(start):
            self.began_again = True
            return ""
        self.added = new_part(self._so_far, held, prefill=self._prefill)
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
