"""Passages of a section as they are quoted: word for word from the source, with their line."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from tui.authoring.checks.lesson_text import LessonText, Part
from tui.authoring.checks.sentences import Sentence, line_starts
from tui.authoring.checks.teaching import Reading, Weighed

_MOST_SENTENCES = 3
_ENOUGH_WORDS = 15


@dataclass(frozen=True)
class Excerpt:
    """A piece of the source, word for word, and the line on which it begins."""

    quote: str
    line: int


def pick(weighed: Weighed, reading: Reading, source: str) -> Excerpt:
    """Return the passage that teaches the point best: one sentence to three, from that which says most of it.

    Where something is lacking it is the best passage on that, for this is what an author is asked about.
    """
    weakest = sorted(weighed.needed, key=lambda each: each.statements + each.told)
    found = [each.at for each in weakest if each.at is not None]
    first = found[0] if found else _fullest(reading)
    last = first
    sentences = reading.sentences
    while (
        last - first + 1 < _MOST_SENTENCES
        and len(source[sentences[first].start : sentences[last].end].split()) < _ENOUGH_WORDS
        and last + 1 < len(sentences)
        and sentences[last + 1].paragraph == sentences[first].paragraph
    ):
        last += 1
    return Excerpt(source[sentences[first].start : sentences[last].end], sentences[first].line)


def _fullest(reading: Reading) -> int:
    def weight(sentence: Sentence) -> int:
        return len(sentence.particular) + sentence.exact

    return max(range(len(reading.sentences)), key=lambda at: weight(reading.sentences[at]))


def body(part: Part, text: LessonText) -> tuple[str, int]:
    """Return the source of a section below its heading, and where that begins in the whole."""
    starts = line_starts(text.source)
    first = part.line if part.heading is not None else part.line - 1
    begin, end = starts[min(first, len(starts) - 1)], starts[min(part.last, len(starts) - 1)]
    return text.source[begin:end], begin


def finds(quote: str, part: Part, text: LessonText) -> Excerpt | None:
    """Return where a quotation stands in the section, word for word but for white space; None if it does not."""
    words = quote.split()
    if not words:
        return None
    below, begin = body(part, text)
    found = re.search(r"\s+".join(map(re.escape, words)), below)
    if found is None or any(line.lstrip().startswith("#") for line in found[0].splitlines()):
        return None
    starts = line_starts(text.source)
    return Excerpt(found[0], bisect_right(starts, begin + found.start()))
