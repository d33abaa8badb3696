"""The rule `leftovers`: nothing is left in a lesson of the conversation with the model that drafted it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from pydantic import Field

from tui.authoring import plain_text
from tui.authoring.checks import model_phrases, placeholders, prose
from tui.authoring.checks.endings import breaks_off
from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.lesson_text import LessonText, Part, Passage
from tui.authoring.checks.rule import Rule, Settings
from tui.authoring.checks.section_pieces import Piece, pieces
from tui.authoring.checks.subject import Subject

_LEADING = re.compile(r"^[\s*_>#]*")
_DOTS = re.compile(r"[\s(\[*_]*(?:\.{3,}|…|\[?etc\.?\]?)[\s)\]*_]*")
_NUMBER = re.compile(
    r"^(?:(?:section|part|chapter|lesson|topic|point)\s+)?(?:\d+\.)*\d+\s*[.):–—-]*\s*|^(?:section|title)\s*:\s*", re.I
)
_QUESTION = re.compile(
    r"[?？][\s*_\"”)]*$|^[\s*_]*(?:(?:question|exercise|problem|task|q)\s*#?\d|\d{1,3}[.)])", re.IGNORECASE
)
_NO_LETTER = re.compile(r"[\W_]+")
_HEADING = re.compile(r"^#{2,4} \S", re.MULTILINE)


class LeftoversSettings(Settings):
    """The words from which on a paragraph may not stand twice in a lesson, nor a sentence three times in a section."""

    repeated_words: int = Field(default=12, ge=1)
    repeated_sentence_words: int = Field(default=8, ge=1)


def check(subject: Subject, settings: LeftoversSettings) -> Iterator[Found]:
    """Yield what a model left behind."""
    text = subject.text
    point_kind = subject.blueprint.point_kind.kind
    for part in text.parts:
        found = list(pieces(text, part))
        yield from _opening(text, found)
        yield from _title_again(text, part, found)
        yield from _closing(text, found)
        if part.heading is not None and found:
            rises = part.plan is not None and part.plan.kind == point_kind
            yield from _ending(text, part, found, heading_is_told=rises)
        yield from _fences(text, part)
        yield from _programs(text, part)
        for passage in part.passages:
            yield from _within(text, passage)
        yield from _sentences(text, part, settings)
    yield from _html(text)
    yield from _paragraphs(text, settings)


def _opening(text: LessonText, found: Sequence[Piece]) -> Iterator[Found]:
    """Yield a preamble: the first words of a section, or of what stands above the first."""
    first = next((piece for piece in found if piece.kind == "text"), None)
    if first is not None and not first.quoted:
        plain = _LEADING.sub("", first.text)
        if model_phrases.OPENING.match(plain):
            message = "This is what a model says to you, and not to your reader: take it out."
            yield Found(first.line, _line(text, first.line), message)


def _closing(text: LessonText, found: Sequence[Piece]) -> Iterator[Found]:
    """Yield an offer or a farewell in the last two paragraphs of a section."""
    last = [piece for piece in found if piece.kind == "text" and not piece.quoted][-2:]
    for at, piece in enumerate(last):
        own = prose.unquoted(piece.text)
        matched = next(
            (offset for offset, each in prose.sentences(own) if model_phrases.CLOSING.match(_LEADING.sub("", each))),
            None,
        )
        if matched is None and at == len(last) - 1 and model_phrases.SIGN_OFF.fullmatch(piece.text):
            matched = 0
        if matched is not None:
            line = piece.line + own.count("\n", 0, matched)
            yield Found(
                line, _line(text, line), "This is a model's farewell and not a part of the lesson: take it out."
            )


def _title_again(text: LessonText, part: Part, found: Sequence[Piece]) -> Iterator[Found]:
    """Yield a title that a writer has set again below the title."""
    first = found[0] if found else None
    if part.heading is None or first is None or first.kind not in ("heading", "text") or first.bullet or first.quoted:
        return
    titles = {_key(part.heading.text), _key(_NUMBER.sub("", part.heading.text))}
    said = first.text.strip("*_# \t\n").rstrip(":")
    if _key(said) in titles or _key(_NUMBER.sub("", said, count=1)) in titles:
        yield Found(first.line, _line(text, first.line), "The title of the section stands here again: take it out.")


def _ending(text: LessonText, part: Part, found: Sequence[Piece], *, heading_is_told: bool) -> Iterator[Found]:
    last = found[-1]
    if any(not code.closed for code in part.codes):
        code = next(code for code in part.codes if not code.closed)
        line = max(part.line, code.line - 1)
        yield Found(line, _line(text, line), "This block of code is never closed: end it by a fence of its own.")
    elif last.kind == "heading":
        if not heading_is_told:
            yield Found(
                last.line, _line(text, last.line), "The section breaks off at this heading: write what follows."
            )
    elif last.kind == "text":
        items = [piece for piece in found[:-1] if last.depth and piece.bullet and piece.list_line == last.list_line]
        in_table = any("table" in passage.within for passage in part.passages if passage.line == last.line)
        if not in_table and breaks_off(last, items):
            line = last.line + last.text.rstrip().count("\n")
            yield Found(
                line, _line(text, line), "The section breaks off in the middle of a sentence: write it to its end."
            )


def _fences(text: LessonText, part: Part) -> Iterator[Found]:
    """Yield a fence around a whole section, under which Markdown shows as code."""
    words = part.words
    for code in part.codes:
        marked = code.language.casefold() in ("markdown", "md")
        if not code.fenced or not (marked or not code.language) or words > plain_text.words(code.content) // 4:
            continue
        if _HEADING.search(code.content) or (marked and not part.passages):
            line = max(1, code.line - 1)
            message = "The text stands within a fence, so that a reader sees its marks: take the fence out."
            yield Found(line, _line(text, line), message)


def _programs(text: LessonText, part: Part) -> Iterator[Found]:
    for code in part.codes:
        if (match := placeholders.cut_short(code.content)) is not None:
            line = min(code.line + code.content.count("\n", 0, match.start()), len(text.lines))
            yield Found(line, _line(text, line), "This program is cut short: write it out, so that it can be run.")


def _within(text: LessonText, passage: Passage) -> Iterator[Found]:
    """Yield placeholders and what only a model says of itself, wherever they stand but in quotations."""
    if "blockquote" in passage.within:
        return
    own = prose.own_words(passage.source)
    token = model_phrases.TOKEN.search(passage.source if "<" in passage.source or "[" in passage.source else "")
    for match, message in (
        (placeholders.found(own), "Something is still to be written here: write it, or take the note out."),
        (_DOTS.fullmatch(passage.source) if not passage.within else None, "Dots stand where text should: write it."),
        (model_phrases.as_an_ai(own), "A model speaks of itself here: say what the lesson has to say."),
        (token if token and own[token.start()] != " " else None, "This mark belongs to a prompt: take it out."),
    ):
        if match is not None:
            line = passage.line + own.count("\n", 0, match.start())
            yield Found(line, _line(text, line), message)


def _html(text: LessonText) -> Iterator[Found]:
    for line, content in text.html:
        if placeholders.found(content):
            message = "Something is still to be written here: write it, or take the note out."
            yield Found(line, _line(text, line), message)
        elif model_phrases.TOKEN.search(content):
            yield Found(line, _line(text, line), "This mark belongs to a prompt: take it out.")


def _paragraphs(text: LessonText, settings: LeftoversSettings) -> Iterator[Found]:
    """Yield what stands a second time, word for word; tasks may be repeated beside their solutions."""
    seen: dict[str, int] = {}
    for part in text.parts:
        for passage in part.passages:
            if "table" in passage.within or "blockquote" in passage.within or _QUESTION.search(passage.source):
                continue
            if len(passage.visible) < 2 * settings.repeated_words:
                continue
            key = _key(passage.visible)
            if key in seen and plain_text.words(passage.visible) >= settings.repeated_words:
                message = f"This stands in line {seen[key]} already, word for word: take one of the two out."
                yield Found(passage.line, _line(text, passage.line), message)
            seen.setdefault(key, passage.line)


def _sentences(text: LessonText, part: Part, settings: LeftoversSettings) -> Iterator[Found]:
    """Yield a sentence that a section says over and over, as small models do."""
    first: dict[str, int] = {}
    count: Counter[str] = Counter()
    for passage in part.passages:
        if "table" in passage.within or "blockquote" in passage.within:
            continue
        for offset, sentence in prose.sentences(prose.bare(passage.source)):
            if len(sentence) < 2 * settings.repeated_sentence_words:
                continue
            key = " ".join(sentence.split()).casefold()
            count[key] += 1
            first.setdefault(key, passage.line + passage.source.count("\n", 0, offset))
            if count[key] == 3 and plain_text.words(sentence) >= settings.repeated_sentence_words:
                line = first[key]
                yield Found(line, _line(text, line), "This section says one sentence three times: say it once.")


def _key(text: str) -> str:
    folded = (text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold()
    return _NO_LETTER.sub("", folded) or folded.strip()


def _line(text: LessonText, line: int) -> str:
    return text.lines[line - 1].strip()


RULE = Rule("leftovers", "Nothing is left of the drafting", Severity.ERROR, LeftoversSettings, lesson=check)
