"""The rule `readability`: a novice can follow the sentences, and none of them announces or advertises."""

import re
from collections.abc import Iterator
from functools import lru_cache

from pydantic import Field

from tui.authoring import plain_text
from tui.authoring.checks import prose
from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.lesson_text import Part, Passage
from tui.authoring.checks.rule import Rule, Settings
from tui.authoring.checks.subject import Subject
from tui.authoring.syllabus.model import Title

_PROMOTIONAL = (
    "amazing", "awesome", "best-in-class", "blazing fast", "blazingly fast", "breathtaking", "cutting-edge",
    "effortless", "effortlessly", "ever-evolving", "exciting", "fascinating", "game changer", "game-changer",
    "game-changing", "groundbreaking", "ground-breaking", "incredible", "incredibly", "magical", "mind-blowing",
    "must-have", "next-generation", "revolutionary", "seamless", "seamlessly", "stunning", "supercharge",
    "treasure trove", "unleash", "unlock the full potential", "unlock the power", "unlock the potential",
    "unparalleled", "world-class",
)  # fmt: skip
_VERB = (
    r"(?:explore|discuss|look|learn|cover|dive|delve|examine|introduce|explain|see|study|present|investigate|walk|take|"
    r"describe|talk|focus|review|understand|discover|start|begin|unpack|break|uncover|turn|go|provide|consider)"
)
_PLACE = r"(?:section|lesson|chapter|part|article|guide|tutorial|unit|module|subsection)"
_ANNOUNCED = re.compile(
    rf"\b(?:in|throughout|over the course of) (?:this|the (?:next|following|coming)) {_PLACE}s?,? (?:we|you|I)"
    rf"(?:['’](?:ll|re going to)| will| shall| are going to)?(?: \w+ly| now| first| also| be able to)? {_VERB}\b"
    rf"|(?:\A\W{{0,3}}|(?<=[.!?]\s))(?:this|the following) {_PLACE} (?:will |aims to |is going to )?"
    r"(?:explores?|covers?|discuss(?:es)?|introduces?|examines?|delves?|dives?|provides?|presents?|explains?|looks? at|"
    r"walks?|takes a|describes|deals with)\b"
    r"|\blet(?:['’]s| us) (?:now )?"
    r"(?:dive|delve|explore|unpack|get started|jump|embark|take a (?:\w+ )?(?:look|dive|tour))\b"
    r"|(?:\A\W{0,3}|(?<=[.!?]\s))without further ado\b|\bbuckle up\b"
    r"|\b(?:we|you)(?:['’]ll| will) (?:embark|delve|dive)\b",
    re.IGNORECASE,
)
_HINTS = (
    "section", "lesson", "chapter", "part", "article", "guide", "tutorial", "unit", "module", "let's", "let’s",
    "let us", "ado", "buckle", "embark", "delve", "dive",
)  # fmt: skip
"""One of these stands in every announcement: to look for them first makes a long text quick to read."""
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_LEAST_SENTENCES = 4
"""Of fewer sentences an average says nothing."""


class ReadabilitySettings(Settings):
    """Words that a sentence has on average over a section, and at most; words of a paragraph; words that advertise."""

    mean_sentence_words: float = Field(default=30, gt=0)
    longest_sentence_words: int = Field(default=60, ge=1)
    paragraph_words: int = Field(default=180, ge=1)
    promotional: tuple[Title, ...] = _PROMOTIONAL


def check(subject: Subject, settings: ReadabilitySettings) -> Iterator[Found]:
    """Yield what a novice would stumble over; quotations and tables are not the author's prose."""
    low = subject.text.source.lower()
    advertising = _words_pattern(tuple(word for word in settings.promotional if word.casefold() in low))
    for part in subject.text.parts:
        lengths: list[int] = []
        letters = 0
        for passage in part.passages:
            if "blockquote" in passage.within or "table" in passage.within:
                continue
            for found, words, characters in _sentences(subject, passage, settings):
                lengths.append(words)
                letters += characters
                if found is not None:
                    yield found
            yield from _paragraph(subject, passage, settings)
            yield from _phrases(subject, passage, advertising)
        yield from _average(subject, part, lengths, letters, settings)


def readability_index(letters: int, words: int, sentences: int) -> float:
    """Return the automated readability index, about the year of school in which an English text can be read.

    Source: Smith and Senter, Automated Readability Index, AMRL-TR-66-220 (1967).
    """
    return 4.71 * letters / words + 0.5 * words / sentences - 21.43


def _sentences(
    subject: Subject, passage: Passage, settings: ReadabilitySettings
) -> Iterator[tuple[Found | None, int, int]]:
    """Yield for each sentence what is wrong with it, its words and its letters; a label of a word or two is none."""
    source = prose.bare(passage.source)
    for offset, sentence in prose.sentences(source):
        words = _length(sentence)
        if words < 4:
            continue
        found = None
        if words > settings.longest_sentence_words:
            line = passage.line + source.count("\n", 0, offset)
            message = f"This sentence has {words} words, of at most {settings.longest_sentence_words}: make two of it."
            found = Found(line, _quote(subject, line), message)
        yield found, words, sum(map(str.isalnum, sentence))


def _paragraph(subject: Subject, passage: Passage, settings: ReadabilitySettings) -> Iterator[Found]:
    words = _length(passage.prose)
    if words > settings.paragraph_words:
        most = settings.paragraph_words
        message = f"This paragraph has {words} words, of at most {most}: break it where the thought turns."
        yield Found(passage.line, _quote(subject, passage.line), message)


def _phrases(subject: Subject, passage: Passage, advertising: re.Pattern[str] | None) -> Iterator[Found]:
    own = prose.own_words(passage.source)
    low = own.lower()
    for match in _ANNOUNCED.finditer(own) if any(hint in low for hint in _HINTS) else ():
        line = passage.line + own.count("\n", 0, match.start())
        said = " ".join(match[0].split())
        yield Found(line, match[0].split("\n")[0].strip(), f"“{said} …” announces: say the thing itself.")
    told: set[str] = set()
    for match in advertising.finditer(own) if advertising is not None else ():
        if match[0].casefold() not in told:
            told.add(match[0].casefold())
            line = passage.line + own.count("\n", 0, match.start())
            yield Found(line, match[0].split("\n")[0], f"“{match[0]}” advertises: say what it does, or leave it out.")


def _average(
    subject: Subject, part: Part, lengths: list[int], letters: int, settings: ReadabilitySettings
) -> Iterator[Found]:
    if part.heading is None or len(lengths) < _LEAST_SENTENCES:
        return
    mean = sum(lengths) / len(lengths)
    if mean > settings.mean_sentence_words:
        index = readability_index(letters, sum(lengths), len(lengths))
        yield Found(
            part.heading.line,
            _quote(subject, part.heading.line),
            f"Its sentences have {mean:.0f} words on average, of at most {settings.mean_sentence_words:g} "
            f"(readability index {index:.0f}): split the long ones.",
        )


def _length(text: str) -> int:
    """Count words; of the characters of Chinese and Japanese, two make one."""
    return plain_text.words(text) - (0 if text.isascii() else len(_IDEOGRAPH.findall(text)) // 2)


@lru_cache(maxsize=4)
def _words_pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    if not words:
        return None
    named = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{named})(?![\w-])", re.IGNORECASE)


def _quote(subject: Subject, line: int) -> str:
    return subject.text.lines[line - 1].strip()


RULE = Rule("readability", "A novice can follow it", Severity.WARNING, ReadabilitySettings, lesson=check)
