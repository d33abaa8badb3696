"""The rule `control-characters`: nothing in a lesson acts on a terminal, hides, or turns the text around."""

import re
import unicodedata
from collections.abc import Iterator

from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.rule import Rule, Settings
from tui.authoring.checks.subject import Subject
from tui.authoring.review.section_text import split_lines

# An escape sequence is told as one; see plain_text for its parts.
_ESCAPE = r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[@-Z\\-_])?"
_SUSPECT = re.compile(
    _ESCAPE + "|[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\uf8ff\ufe00-\ufe0f\ufeff\ufff9-\ufffb\uffa0\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "\U000e0000-\U000e0fff\U000f0000-\U0010fffd]"
)
_DIRECTION_MARKS = "\u061c\u200e\u200f"
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
# Scripts in which a joiner, or its absence, decides how two letters meet.
_JOINING = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1a00-\u1aaf\ufb50-\ufdff\ufe70-\ufefc\ua840-\ua8ff]"
)
# Scripts without spaces, in which a zero-width one says where a line may end.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf]")
_PICTURE = re.compile("[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff\ufe0f\u20e3]")
_NAMES = {
    0x00: "NULL", 0x07: "BELL", 0x08: "BACKSPACE", 0x0B: "LINE TABULATION", 0x0C: "FORM FEED", 0x0D: "CARRIAGE RETURN",
    0x1B: "ESCAPE", 0x7F: "DELETE", 0x85: "NEXT LINE", 0x9B: "CONTROL SEQUENCE INTRODUCER",
}  # fmt: skip
_LINES_AND_TABS = {ord("\n"): None, ord("\t"): None}
_AROUND = 40


def check(subject: Subject, settings: Settings) -> Iterator[Found]:
    """Yield each character that does not belong, with the words beside it; a line tells the same one once."""
    del settings
    source = subject.text.source
    if source.isascii() and source.translate(_LINES_AND_TABS).isprintable():
        return
    for number, line in enumerate(split_lines(source), 1):
        told: set[str] = set()
        line = line.removesuffix("\n").removesuffix("\r") if line.endswith("\r\n") else line
        for match in _SUSPECT.finditer(line):
            what = _named(match[0])
            if what not in told and not _is_needed(line, match.start(), match.end()):
                told.add(what)
                yield Found(
                    number, _beside(line, match.start(), match.end()), f"{what} stands here: {_advice(match[0])}."
                )


def _is_needed(line: str, begin: int, end: int) -> bool:
    character, before, after = line[begin], line[max(0, begin - 1) : begin], line[end : end + 1]
    if character in "\u180e\u200c\u200d" and _JOINING.match(before):
        return True
    if character == "\u200b":
        return bool(_UNSPACED.match(before) or _UNSPACED.match(after))
    if character in _DIRECTION_MARKS:
        return _RIGHT_TO_LEFT.search(line) is not None
    if character == "\u200d":
        return bool(_PICTURE.match(before) and _PICTURE.match(after))
    if "\ufe00" <= character <= "\ufe0f":
        return before > "\x7f" or before in tuple("0123456789#*")
    if "\U000e0100" <= character <= "\U000e01ef":
        return before >= "\u2e80"
    if "\U000e0020" <= character <= "\U000e007f":
        # The flags of Scotland, Wales and their like spell their country after a black flag.
        return re.search("\U0001f3f4[\U000e0020-\U000e007f]*\\Z", line[:begin]) is not None
    return False


def _named(found: str) -> str:
    code = ord(found[0])
    name = _NAMES.get(code) or unicodedata.name(found[0], "")
    if not name:
        category = unicodedata.category(found[0])
        name = {"Cc": "a control character", "Co": "a character of private use", "Cs": "half a character"}.get(
            category, "no character"
        )
    sequence = " with its sequence" if len(found) > 1 else ""
    return f"U+{code:04X} ({name}{sequence})"


def _advice(found: str) -> str:
    if found[0] == "\x1b":
        return "a terminal would act on it; take it out"
    if found in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069":
        return "it makes the text read otherwise than it stands; take it out"
    if found in "\u2028\u2029\x0b\x0c\x85\r":
        return "some programs end the line here; put a line end or a space in its place"
    if found == "\x00" or unicodedata.category(found[0]) in ("Cc", "Cn"):
        return "no text needs it; take it out"
    if unicodedata.category(found[0]) == "Co":
        return "what it shows depends on the reader's fonts; take it out"
    return "nobody can see it, and searches stumble over it; take it out"


def _beside(line: str, begin: int, end: int) -> str:
    """Return the clean text before or after, whichever is longer; it stands in the line word for word."""
    pieces = _SUSPECT.split(line[max(0, begin - _AROUND) : begin])[-1], _SUSPECT.split(line[end : end + _AROUND])[0]
    return max(pieces, key=len).strip()


RULE = Rule("control-characters", "No control or invisible characters", Severity.ERROR, Settings, lesson=check)
