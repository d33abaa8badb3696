"""A model as a second reader: one line for each point, of which the code keeps only quotations that stand."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tui.authoring import plain_text
from tui.authoring.checks.lesson_text import LessonText, Part
from tui.authoring.checks.subject import Judgement, Subject
from tui.authoring.drafting.prompt_templates import PromptTemplates
from tui.authoring.workspace import shipped_templates

LEAST_WORDS = 8
"""Words of a passage that is to show that a point is taught; fewer are a name or a heading."""

_TEMPLATE = "judge.md.j2"
_ADDRESS = r"[\s|>*_`#•–—+-]*(?:\d+[.)]\s+)?[*_`\"'(\[]*(?:point\s+)?(?P<address>\d+(?:\.\d+){3})(?![\d.]*\d)"
_BEGINS = re.compile(_ADDRESS, re.IGNORECASE)
# The address, a column with the point's text where there is one, and the verdict.
_VERDICT = re.compile(
    rf"{_ADDRESS}[*_`\"')\].:]*\s*(?:\|[^|\n]*(?=\|))??[\s|:;,–—=>-]*[*_`\"'(\[]*"
    r"(?P<said>yes|no|true|false|not taught|taught)\b[*_`\"')\].]*[ \t|:;,–—-]*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_YES = frozenset({"yes", "true", "taught"})
_MARKS = "\"'`*_|“”„«»‘’‹›>- \t\n"
_BETWEEN_QUOTES = re.compile(r"[\"“”„«‘‹'](?P<quoted>.+)[\"“”»’›']", re.DOTALL)
_LIKE = str.maketrans("“”„«»‘’‹›\u00a0–—", '"""""\'\'\'\' --')
_OUT_OF_REACH = "\x00"


def render(subject: Subject, addresses: Sequence[str], templates: Path) -> str:
    """Return what is asked about these points of the subject's lesson, by the template in `templates/prompts`.

    Points whose section is not written are left out.

    Raises:
        TemplateError: the template cannot be used; the message names file and line.
    """
    sections = list(_questions(subject, addresses))
    name = _fence([section["text"] for section in sections])
    values = {
        "lesson": subject.lesson.title if subject.lesson is not None else "",
        "sections": sections,
        "addresses": [point["address"] for section in sections for point in section["points"]],
        "opening": f"<{name}>",
        "closing": f"</{name}>",
    }
    # A workspace that is older than this template has none of its own.
    own = (templates / "prompts" / _TEMPLATE).is_file()
    return PromptTemplates(templates if own else shipped_templates()).render(_TEMPLATE, values)


def parse_judgements(answer: str, subject: Subject, addresses: Sequence[str], *, model: str) -> dict[str, Judgement]:
    """Return what counts of a model's answer, by address: lines such as `1.2.1.3 | yes | "quote"`.

    A yes counts only where its quote of eight words or more stands in the section of its point, headings aside; white
    space, emphasis and the kind of quotation marks may differ, and the judgement has the quote as it stands there. A
    no needs none. What is said of other points, or of a point a second time, does not count.
    """
    found: dict[str, Judgement] = {}
    seen: set[str] = set()
    for address, teaches, said in _verdicts(plain_text.clean(answer)):
        if address not in addresses or address in seen:
            continue
        seen.add(address)
        part = _part(subject, address)
        if part is None:
            continue
        if not teaches:
            found[address] = Judgement(teaches=False, quote="", model=model)
            continue
        quote = next((each for each in map(_Readable(subject.text, part).passage, _quotes(said)) if each), None)
        if quote is not None:
            found[address] = Judgement(teaches=True, quote=quote, model=model)
    return found


def _questions(subject: Subject, addresses: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the sections that hold a text, each with those of the points that it should teach."""
    for section in subject.lesson.sections if subject.lesson is not None else ():
        part = subject.text.part_of(section.id)
        here = [address for address in section.points if address in addresses and address in subject.points]
        if part is not None and here:
            points = [
                {
                    "address": address,
                    "text": subject.points[address].text,
                    "details": list(subject.points[address].details),
                }
                for address in here
            ]
            body = "\n".join(subject.text.lines[part.line : part.last]).strip("\n")
            yield {"title": section.title, "text": body, "points": points}


def _fence(texts: Sequence[str]) -> str:
    """Return a name for the tags around the texts that none of them contains, so that no text ends its own fence."""
    joined = "\n".join(texts).casefold()
    name, number = "section-text", 1
    while name in joined:
        number += 1
        name = f"section-{number}-text"
    return name


def _verdicts(answer: str) -> Iterator[tuple[str, bool, str]]:
    """Yield address, verdict and what follows it, up to the next address: a passage may go over several lines."""
    records: list[list[str]] = []
    for line in answer.split("\n"):
        if _BEGINS.match(line):
            records.append([line])
        elif records:
            records[-1].append(line)
    for record in records:
        if match := _VERDICT.match("\n".join(record)):
            yield match["address"], match["said"].lower() in _YES, match["rest"]


def _quotes(said: str) -> Iterator[str]:
    """Yield what may be the passage that an answer copies, the likeliest first."""
    first, *rest = said.split("\n")
    for text in (said, first, *([] if first.strip(_MARKS) else rest[:1])):
        if match := _BETWEEN_QUOTES.search(text):
            yield match["quoted"]
        yield text.strip(_MARKS)
    yield from (match[1] for match in re.finditer(r"[\"“„«](.+?)[\"”“»]", said, re.DOTALL))


def _part(subject: Subject, address: str) -> Part | None:
    """Return the section of the text that should teach the point, or None where it is not written."""
    planned = subject.lesson.sections if subject.lesson is not None else ()
    section = next((each for each in planned if address in each.points), None)
    return subject.text.part_of(section.id) if section is not None else None


class _Readable:
    """A section as it is compared with a quote: without emphasis, white space folded, and no heading in it."""

    def __init__(self, text: LessonText, part: Part) -> None:
        headings = {heading.line for heading in part.headings}
        self._source = "\n".join(
            _OUT_OF_REACH if number in headings else text.lines[number - 1]
            for number in range(part.line + 1, part.last + 1)
        )
        self._text, self._places = _folded(self._source)

    def passage(self, quote: str) -> str | None:
        """Return the passage of the section that the quote is, as it stands there but for its white space, or None."""
        wanted = _folded(quote)[0].strip()
        if plain_text.words(wanted) < LEAST_WORDS:
            return None
        at = self._text.find(wanted)
        while at >= 0:
            before, after = self._text[:at][-1:], self._text[at + len(wanted) :][:1]
            # A passage begins and ends with whole words.
            if not (before.isalnum() and wanted[0].isalnum()) and not (after.isalnum() and wanted[-1].isalnum()):
                return " ".join(self._source[self._places[at] : self._places[at + len(wanted) - 1] + 1].split())
            at = self._text.find(wanted, at + 1)
        return None


def _folded(source: str) -> tuple[str, list[int]]:
    """Return the source as it is compared, and for each character of that where it stands in the source."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(source.translate(_LIKE)):
        inside_a_word = source[place - 1 : place].isalnum() and source[place + 1 : place + 2].isalnum()
        if letter in "*`" or (letter == "_" and not inside_a_word):
            continue
        if letter.isspace():
            if not letters or letters[-1] == " ":
                continue
            letter = " "
        letters.append(letter)
        places.append(place)
    return "".join(letters), places
