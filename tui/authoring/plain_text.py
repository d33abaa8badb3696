"""Text from outside made safe and counted: what a model, a file or a pipe sent is untrusted until it passed here."""

import math
import re
import unicodedata

# Escape sequences first (CSI, OSC and the two-byte kind), so that no `[31m` is left behind when the ESC goes. An
# OSC that nothing ends reaches to the end of its line, not over the whole text after it.
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
# The C0 and C1 controls but for tab and line feed, and the overrides that make text read as it is not; the
# plain direction marks, which Arabic and Hebrew need, stay.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
# Chinese and Japanese write no spaces: each of their characters counts as a word, as word processors count them.
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_MAY_BE_WIDE = re.compile("[\u1100-\u115f\u231a-\U0010ffff]")  # nothing else is wide, quotes and Greek least of all
_WORD = re.compile(rf"[{_IDEOGRAPHS}]|[^\W_{_IDEOGRAPHS}]+(?:['’.-][^\W_{_IDEOGRAPHS}]+)*")

TOKENS_PER_CHARACTER = 1 / 3.6
"""English Markdown with some code and formulas; an estimate, always labelled so where it is shown."""


class _Unmarked(dict[int, int | None]):
    """Takes out what stands on or between the letters of one word: accents, vowel signs, joiners."""

    def __missing__(self, code: int) -> int | None:
        inside = unicodedata.category(chr(code)).startswith("M") or chr(code) in "\u00ad\u200c\u200d"
        return self.setdefault(code, None if inside else code)


_UNMARKED = _Unmarked()


def clean(text: str) -> str:
    """Return `text` with Unix line ends and without terminal escapes, control characters and direction overrides."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROLS.sub("", _ESCAPES.sub("", text))
    # A lone surrogate cannot be stored as UTF-8.
    return text.encode("utf-8", "replace").decode("utf-8")


def one_line(text: str) -> str:
    """Return `text` cleaned and folded to a single line, for a title, a subject or a status line."""
    return " ".join(clean(text).split())


def words(text: str) -> int:
    """Count the words of `text`: runs of letters or digits, `don't`, `e-mail` and `3.14` being one each."""
    return len(_WORD.findall(text if text.isascii() else text.translate(_UNMARKED)))


def estimate_tokens(text: str) -> int:
    """Estimate the tokens of `text` without asking anybody; wide (East Asian) characters count as one each."""
    wide = sum(1 for each in _MAY_BE_WIDE.findall(text) if unicodedata.east_asian_width(each) in "WF")
    return math.ceil((len(text) - wide) * TOKENS_PER_CHARACTER + wide)
