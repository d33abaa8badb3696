"""What stands where a text is still to be written."""

import re

# In brackets what such notes begin with; a bare `[text]` or `[image]` may be what a lesson is about.
_BRACKETED = (
    r"(?:todo|tbd|tbc|fixme|placeholder|insert|your|fill in|to be)\b[^\[\]\n]{0,80}",
    r"(?:add|write|describe|explain|provide|include|complete)\s+\w[^\[\]\n]{0,80}",
    r"(?:image|figure|diagram|screenshot|picture|table|illustration)\s*(?:of|showing|with|here|goes|:)[^\[\]\n]{0,80}",
    r"(?:the )?(?:answer|solution|text|content|example|explanation|link|citation|source|reference|date|name|code)s? "
    r"(?:here|needed|goes here|to (?:be|come|follow)\b[^\[\]\n]{0,40})",
)
_ELSEWHERE = (
    r"\blorem ipsum\b",
    r"<!?-*\s*(?:insert|your|fill in|placeholder|todo|fixme|tbd)\b[^<>\n]{0,80}>",
    r"\{\{?\s*(?:insert|your|todo|placeholder)(?:\b|_)[^{}\n]{0,80}\}",
    # A lesson may speak of "a TODO in the code"; a note begins with it.
    r"(?-i:(?:^|(?<=[(*_]))\s*(?:TODO|FIXME)\b|\b(?:TODO|FIXME)\s*(?:\([\w ]+\))?:)",
    r"(?-i:(?<![\w/.-])(?:TBD|TBC)(?![\w/-]|\.\w))",
    r"[(\[](?:the )?(?:content|text|section|lesson|rest|answer|explanation|example|code)s?(?: of the \w+)?"
    r"(?: is| are)?(?: to be)? "
    r"(?:(?:omitted|truncated|would go)\b[^()\[\]\n]{0,60}|"
    r"(?:continue[sd]?|goes)(?: (?:here|below|similarly|as above|in the next \w+))?\W*)[)\]]",
    r"[(\[](?:to be )?continue[sd](?: (?:below|above|in (?:the )?next \w+|from \w+))?\W*[)\]]",
    r"\b(?:answer|text|content|solution|explanation|example|description|section) goes here\b",
    r"\b(?:section|answer|solution|details|content|text) (?:is |are )?(?:still )?to be "
    r"(?:written|added|completed|filled in|provided|determined|done|announced)\b",
    r"\bplaceholder (?:text|answer|for the (?:answer|solution|text))\b",
    r"\bcoming soon\b",
)
_IN_TEXT = re.compile(
    rf"\[\s*(?:{'|'.join(_BRACKETED)})\s*\](?![(\[:])|{'|'.join(_ELSEWHERE)}", re.IGNORECASE | re.MULTILINE
)
_HINTS = (
    "[",
    "{",
    "(",
    "<",
    "lorem",
    "todo",
    "fixme",
    "tbd",
    "tbc",
    "goes here",
    "to be ",
    "placeholder",
    "coming soon",
)
"""One of these stands in every placeholder: to look for them first makes a long text quick to read."""

# A remark in a program that stands for what was there before; what is to be filled in may be the task of an exercise.
_CUT_SHORT = re.compile(
    r"^[ \t]*(?:#|//|--|/\*|<!--|%)[ \t]*(?:"
    r"(?:\.{3}|…).{0,30}?\b(?:rest|remaind?(?:er|ing)|existing|previous|same|other|omitted|unchanged|continue[sd]?)\b|"
    r"\(?(?:the )?(?:rest|remainder|remaining|existing|previous|other) .{0,40}"
    r"\b(?:unchanged|as before|same|omitted|goes here|(?:stays|remains) (?:as|the)|continues)\b|"
    r"(?:existing|previous|same) code\b|(?:same|code) as (?:before|above)\b|"
    r"(?:code|implementation|body|details) (?:is |are )?(?:omitted|unchanged|goes here)\b).*$",
    re.IGNORECASE | re.MULTILINE,
)

_NOTHING = re.compile(
    r"[\s\W_]*(?:(?:n/?a|none|same|pending|omitted|skipped|left (?:blank|empty)|"
    r"see (?:above|below|the \w+|lesson|notes)|"
    r"(?:write |insert )?(?:your |the )?(?:answer|solution|text)(?: here)?|"
    r"to be (?:written|added|done|completed|determined|announced)|"
    r"(?:(?:this|it|the (?:proof|answer|solution)) )?(?:is )?left (?:as an exercise )?(?:to|for) (?:the|you,? the) "
    r"reader)"
    r"[\s\W_]*)?",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"\bleft (?:as an exercise )?(?:to|for) the reader\b|"
    r"\b(?:answer|solution)s? (?:will|can) be (?:found|given|provided)\b",
    re.IGNORECASE,
)
_SHORT = 160


def found(text: str) -> re.Match[str] | None:
    """Return the first placeholder in `text`, from which code and quotations have been taken out."""
    low = text.lower()
    return _IN_TEXT.search(text) if any(hint in low for hint in _HINTS) else None


def cut_short(code: str) -> re.Match[str] | None:
    """Return the remark in `code` that stands for a part of it, or None."""
    return _CUT_SHORT.search(code)


def is_nothing(text: str) -> bool:
    """Tell whether `text`, given as an answer, is none: empty, dots, or a promise to write one."""
    if _NOTHING.fullmatch(text) is not None:
        return True
    return len(text) <= _SHORT and (found(text) is not None or _REFUSAL.search(text) is not None)
