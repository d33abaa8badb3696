"""What of the sections before it the writer of the next one is shown: how the last one ends, how each begins."""

import re

from tui.authoring import plain_text

CUT = "[…] "
"""Stands where the beginning of a text was left out."""

_LEAST_ENDING, _MOST_ENDING = 150, 250
"""Words: what is shorter gives no voice to go on in, and what is longer is paid for with every section."""
_OPENING_WORDS = 16
_MOST_QUESTIONS = 8
_LEAST_ROOM = 48  # tokens; less than that is not worth showing

_FENCE = re.compile(r" {0,3}(?:`{3,}|~{3,}|\$\$)")
_QUESTION = re.compile(r"\*\*\d+\.\s*(?P<asked>[^*]+)\*\*")
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|(?<=[。！？])")


def ending(text: str) -> str:
    """Return the last 150 to 250 words of `text`, from the beginning of a paragraph on, and all of a shorter one.

    Where the last paragraphs are too long for that it begins with a sentence. A block of code or a formula is not cut.
    """
    paragraphs = _paragraphs(text)
    kept: list[str] = []
    counted = 0
    while paragraphs and counted < _LEAST_ENDING:
        last = paragraphs.pop()
        words = plain_text.words(last)
        if counted + words > _MOST_ENDING:
            if _FENCE.match(last) is None:
                paragraphs.append(last)
                last = _last_sentences(last, _LEAST_ENDING - counted, _MOST_ENDING - counted)
            elif kept:
                paragraphs.append(last)
                break
            kept.insert(0, last)
            break
        kept.insert(0, last)
        counted += words
    return (CUT if paragraphs else "") + "\n\n".join(kept)


def opening(text: str) -> str:
    """Return how the prose of a section begins, headings left out; of a section of questions, what it asks."""
    asked = [plain_text.one_line(match["asked"]) for match in _QUESTION.finditer(text)]
    if asked:
        return " ".join(asked[:_MOST_QUESTIONS])
    prose = " ".join(line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    words = prose.split()
    return " ".join(words[:_OPENING_WORDS]) + (" […]" if len(words) > _OPENING_WORDS else "")


def last_that_fit(sections: tuple[tuple[str, str], ...], room: int) -> tuple[tuple[str, str], ...]:
    """Return the last of the sections (title, text) that fit `room` tokens, the first perhaps cut to its ending."""
    kept: list[tuple[str, str]] = []
    for title, text in reversed(sections):
        room -= plain_text.estimate_tokens(title) + 8
        needs = plain_text.estimate_tokens(text)
        needs += needs // 20
        if needs <= room:
            kept.insert(0, (title, text))
            room -= needs
            continue
        if tail := last_tokens(text, room):
            kept.insert(0, (title, tail))
        break
    return tuple(kept)


def last_tokens(text: str, room: int) -> str:
    """Return the end of `text` that takes about `room` tokens, from a paragraph or at least a word on; "" below 48."""
    if room < _LEAST_ROOM:
        return ""
    length = int((room - 8) / plain_text.TOKENS_PER_CHARACTER / 1.05)
    if not text.isascii():
        length = min(length, room - 8)  # each character may be a token
    if len(text) <= length:
        return text
    tail = text[-length:]
    for border in ("\n\n", "\n", " "):
        before, found, after = tail.partition(border)
        if found and len(before) < length // 2:
            return CUT + after.lstrip()
    return CUT + tail


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs of `text`; a fenced block is one, whatever empty lines stand in it."""
    found: list[list[str]] = [[]]
    fence = ""
    for line in text.strip().split("\n"):
        if not fence and not line.strip():
            if found[-1]:
                found.append([])
            continue
        found[-1].append(line)
        mark = _FENCE.match(line)
        if fence:
            fence = "" if line.strip().endswith(fence) else fence
        elif mark is not None and not (line.strip().endswith("$$") and line.strip() != "$$"):
            fence = mark.group().strip()
    return ["\n".join(lines) for lines in found if lines]


def _last_sentences(paragraph: str, least: int, most: int) -> str:
    """Return the last sentences of a paragraph that make `least` words, and no more than `most`."""
    starts = [match.end() for match in _SENTENCE_END.finditer(paragraph)]
    for start in reversed(starts):
        words = plain_text.words(paragraph[start:])
        if words > most:
            break
        if words >= least:
            return paragraph[start:]
    whole = plain_text.words(paragraph)
    tail = paragraph[-max(1, len(paragraph) * (least + most) // (2 * whole)) :]
    return tail.partition(" ")[2] or tail
