"""The rule `levels`: a point's section rises from the intuition through the mechanism to what experts argue about."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pydantic import Field

from tui.authoring import plain_text
from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.lesson_text import Heading, Part
from tui.authoring.checks.rule import Rule, Settings
from tui.authoring.checks.subject import Subject
from tui.authoring.syllabus.model import Title

_NUMBER = re.compile(r"^(?:(?:\d+|[ivx]+|[a-z])[.):]\s*)?", re.IGNORECASE)
_SUFFIX = re.compile(r"\s*(?::|\s[-–—]\s).*$")
_NO_WORD = re.compile(r"[\W_]+")
_STRONG = re.compile(r"(?:[*_]{2,3})(?P<text>[^*_\n]{1,60}?)[.:]?(?:[*_]{2,3})[.:]?(?=\s|$)")


class LevelsSettings(Settings):
    """The headings through which each point rises, and the words of prose that each has at least."""

    headings: tuple[Title, ...] = ("Intuition", "How it works", "Going deeper")
    least_words: int = Field(default=40, ge=0)


def check(subject: Subject, settings: LevelsSettings) -> Iterator[Found]:
    """Yield, for each point's section, the levels that are missing, out of order or next to empty."""
    kind = subject.blueprint.point_kind.kind
    for part in subject.text.parts:
        if part.heading is not None and part.plan is not None and part.plan.kind == kind and part.plan.points:
            for line, message in _section(part, settings):
                quote = subject.text.lines[line - 1].strip()
                yield Found(line, quote, message, part.plan.points[0])


def _section(part: Part, settings: LevelsSettings) -> Iterator[tuple[int, str]]:
    assert part.heading is not None
    wanted = {_key(name): name for name in settings.headings}
    found: dict[str, Heading] = {}
    for heading in part.headings:
        key = _level(heading.text, wanted) if heading.level == 3 else None
        if key is None:
            continue
        if key in found:
            yield heading.line, f"`### {wanted[key]}` stands twice in this section: join the two."
        else:
            found[key] = heading
    missing = [wanted[key] for key in wanted if key not in found]
    if missing:
        names = _joined([f"`### {name}`" for name in missing])
        yield part.heading.line, f"This section lacks {names}: {_advice(part, missing)}."
    order = [key for key in wanted if key in found]
    for before, after in pairwise(order):
        if found[before].line > found[after].line:
            yield found[after].line, f"`### {wanted[after]}` belongs below `### {wanted[before]}`: move it there."
    for key, heading in found.items():
        if (words := _words_below(part, heading)) < settings.least_words:
            many = f"only {words} words" if words else "nothing"
            yield heading.line, f"`### {wanted[key]}` says {many}, of at least {settings.least_words}: write it out."


def _advice(part: Part, missing: Sequence[str]) -> str:
    """Say what to do; an author who wrote the level otherwise is told so."""
    names = {_key(name): name for name in missing}
    for heading in part.headings:
        if heading.level != 3 and (key := _level(heading.text, names)) is not None:
            return f"make the heading of line {heading.line} `### {names[key]}`"
    for passage in part.passages:
        strong = _STRONG.match(passage.source)
        if strong is not None and (key := _level(strong["text"], names)) is not None:
            return f"make a heading `### {names[key]}` of the bold words in line {passage.line}"
    return "write what is missing under it" if len(missing) == 1 else "write what is missing under them"


def _level(text: str, wanted: dict[str, str]) -> str | None:
    """Return which of the wanted headings `text` is: with a number before, or a subtitle after a colon, it still is."""
    key = _key(text)
    if key in wanted:
        return key
    key = _key(_SUFFIX.sub("", _NUMBER.sub("", text.strip("*_ "))))
    return key if key in wanted else None


def _key(text: str) -> str:
    return _NO_WORD.sub(" ", text.casefold()).strip()


def _words_below(part: Part, heading: Heading) -> int:
    """Count the prose up to the next heading that is not below this one."""
    after = [other.line for other in part.headings if other.line > heading.line and other.level <= heading.level]
    end = after[0] if after else part.last + 1
    return sum(plain_text.words(each.prose) for each in part.passages if heading.line < each.line < end)


def _joined(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


RULE = Rule("levels", "Each point rises from beginner to advanced", Severity.ERROR, LevelsSettings, lesson=check)
