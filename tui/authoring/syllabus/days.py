"""Recognises the title of a day or of a week: `Day 3: Tensors`, `Tensors | Day 3 of 30`, `第3天 张量`."""

import re
import unicodedata
from dataclasses import dataclass, replace

from tui.authoring.syllabus import day_words

LONGEST = 300
"""No title is longer; longer lines are not looked at, so that none can make the patterns slow."""

_LONGEST_RANGE = 31


@dataclass(frozen=True)
class Numbered:
    """A day or week by its number. `title` is what stands beside the number, perhaps nothing.

    `last` is the end of a range (`Days 6-7`), `of` the total that the title names (`Day 3 of 30`), `week` the week
    that a day's title names (`Week 2, Day 1`).
    """

    number: int
    title: str
    last: int | None = None
    of: int | None = None
    week: int | None = None


class _Grammar:
    """The patterns around one table of words."""

    def __init__(self, words: str, around: str) -> None:
        by_word = "|".join(sorted(day_words.NUMBER_WORDS, key=len, reverse=True)).replace("-", "[- ]")
        marked = r"\s*(?:no\.?|nr\.?|n[º°]|№)?\s*[-_#.:]?\s*"
        named = rf"(?:{words}){marked}(?:(\d{{1,3}})(?:st|nd|rd|th|[ºª])?|({by_word}))(?!\w)"
        ordinal = rf"(\d{{1,3}})\s*(?:st|nd|rd|th|\.|[ºª°]|ère|er|ème|eme|e|-?[йяе]|:[ae])\s*(?:{words})(?!\w)"
        # `Day 1.5` and `Day 1,5` are no days.
        core = rf"(?:{named}|{ordinal})(?![.,]\d)|{around}"
        lead = r"[^\w]{0,9}(?:\d\ufe0f?\u20e3\s*|\d{1,3}[.)]\s+)?[^\w]{0,9}"
        self.first = re.compile(f"{lead}(?:{core})", re.IGNORECASE)
        total = r"(?:\s*(?:/|of|von|sur|de|di|van|av|из|з|z|od|dari)\s*\d{1,3})?"
        self.last = re.compile(rf"\s*[|:：(\[（【,·•–—-]\s*(?:{core})({total})\s*[)\]）】]?\s*$", re.IGNORECASE)
        self.plural = re.compile(r"\W*\w+(?:s|e|en|ni|ar|er)\b", re.IGNORECASE)
        to = r"-|–|—|‑|to|through|thru|until|bis|à|a|al|au|и|до|~|〜|～|至|&|and|und|et|y|\+|,"
        end = r"(?!\w)(?=\s*(?:$|[:：|)\]】、.–—-]))"
        self.range = re.compile(rf"\s*(?P<by>{to}|/)\s*(?:(?:{words})\s*)?(?P<last>\d{{1,3}}){end}", re.IGNORECASE)
        self.of = re.compile(
            r"\s*(?:/|out\s+of|of|von|sur|de|di|van|av|из|з|z|od|dari)\s*(\d{1,3})(?!\w)", re.IGNORECASE
        )
        self.separator = re.compile(r"\s*[)\]】）]?\s*(?:[:：|、,~>»→=·•/]|[-–—‑―]+|\.(?=\s|$))?\s*")


_DAYS = _Grammar(day_words.DAY, day_words.DAY_AROUND)
_WEEKS = _Grammar(day_words.WEEK, day_words.WEEK_AROUND)


def day_title(text: str, *, strict: bool = False) -> Numbered | None:
    """Return the day that the title `text` names, or None.

    `strict` wants the day first and a separator or nothing after its number, as in plain text, where `Day 1 was long`
    is a sentence.
    """
    return _read(text, _DAYS, strict=strict)


def week_title(text: str, *, strict: bool = False) -> Numbered | None:
    """Return the week that the title `text` names, or None; `strict` as for `day_title`."""
    return _read(text, _WEEKS, strict=strict)


def _read(text: str, grammar: _Grammar, *, strict: bool) -> Numbered | None:
    if len(text) > LONGEST:
        return None
    text = unicodedata.normalize("NFC", text)
    if found := grammar.first.match(text):
        return _after(text, found, grammar, strict=strict)
    week = _WEEKS.first.match(text)
    if grammar is _DAYS and week:
        rest = text[week.end() :]
        gap = _WEEKS.separator.match(rest)
        found = grammar.first.match(rest)
        day = _after(rest, found, grammar, strict=strict) if gap and found else None
        return replace(day, week=_number(week)) if day else None
    if not strict and (found := grammar.last.search(text)) and text[: found.start()].strip(" #"):
        total = re.search(r"\d+\s*$", found[found.re.groups])
        of = int(total[0]) if total else None
        return Numbered(_number(found), text[: found.start()].strip(), of=of)
    return None


def _after(text: str, found: re.Match[str], grammar: _Grammar, *, strict: bool) -> Numbered | None:
    number, place = _number(found), found.end()
    last = of = None
    span = grammar.range.match(text, place)
    # `Day 6/7` counts the days there are; `Days 6/7` are two.
    if span and span["by"] == "/" and not grammar.plural.match(found[0]):
        span = None
    if span and number < int(span["last"]) <= number + _LONGEST_RANGE:
        last, place = int(span["last"]), span.end()
    if (total := grammar.of.match(text, place)) and int(total[1]) >= number:
        of, place = int(total[1]), total.end()
    separator = grammar.separator.match(text, place)
    end = separator.end() if separator else place
    if strict and end < len(text) and not text[place:end].strip():
        return None
    return Numbered(number, text[end:].strip(), last, of)


def _number(found: re.Match[str]) -> int:
    return day_words.number(next(group for group in found.groups() if group))
