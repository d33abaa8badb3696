"""What a text introduces: terms that it defines in bold, and symbols that it says the meaning of.

Only plain forms of definition are read, in English: what is not certain to be one is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tui.authoring.checks import prose
from tui.authoring.checks.lesson_text import LessonText, Passage

_MOST_WORDS = 5
_MOST_MEANING = 140
"""Characters of a meaning; a longer one is no short definition any more."""

_BOLD = re.compile(
    r"\*\*(?=[^\s*])([^*`$\[\]]{2,60}?)(?<=[^\s*])\*\*|__(?=[^\s_])([^_`$\[\]]{2,60}?)(?<=[^\s_])__(?!\w)"
)
_TERM = re.compile(r"[^\W_][\w'’ ./+#-]*[\w+#'’]")
_ARTICLE = re.compile(r"(?:a|an|the|its|their)\s+", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:answers?|solutions?|exercises?|examples?|notes?|warnings?|remarks?|hints?|tips?|steps?|parts?|questions?|tasks?|"
    r"proofs?|theorem|lemma|definitions?|claims?|input|output|results?|goals?|summary|key \w+|caution|important|figure|"
    r"table|case|day|week|lesson|chapter|section|problem|why|how|what|when|who|where|which|intuition|do|not|never|always|"
    r"no|yes|all|every|only|one|two|both|this|that|these|those|it|we|you|same|more|less|first|second|third|before|after)"
    r"(?: \w{1,2})?",
    re.IGNORECASE,
)
# What may stand between the beginning of the sentence and the term that it defines.
_OPENING = re.compile(
    r"(?:(?:[Ii]n|[Ff]or) [\w ]{3,40}, )?(?:(?:[Aa]n?|[Tt]he|[Ss]uch an?|[Oo]ne|[Ee]ach|[Ee]very)\s+)?", re.DOTALL
)
_DEFINES = re.compile(
    r"(?:\s+\([^()]{1,40}\))?\s+(?:"
    r"(?:is|was)\s+(?:(?:simply|just|then|therefore)\s+)?(?=(?:an?|the|any|one|what|how|where|when|every|each)\s)"
    r"|are\s+(?=(?:the|those|all|any|\w+s|\w+ \w+s) (?:that|which|of|whose|with|in|by|between|for)\b|the\s)"
    r"|(?:means?|denotes?|refers? to|stands? for|names?)\s+)"
)
_BESIDE = re.compile(r",\s+(?:(?:which|that) (?:is|are)\s+|that is,\s+|i\.e\.,?\s+|or\s+)?(?=(?:an?|the)\s)")
_NAMED = re.compile(
    r"(?:\b(?:is|are|was|be|being|been|also|often|usually|commonly|now|then|,)\s+)"
    r"(?:(?:also|often|usually|commonly|sometimes|therefore|then|simply|what is)\s+)*"
    r"(?:called|named|termed|dubbed|known as|referred to as|defined as)\s+(?:an?\s+|the\s+|its\s+|their\s+)?\Z"
    r"|\b(?:called|known as|termed|dubbed|by the name(?: of)?|goes by|(?:under|has|have|bears|got) the name(?: of)?)"
    r"\s+(?:an?\s+|the\s+|its\s+|their\s+)?\Z"
    r"|\b(?:we|you|one|people|engineers|mathematicians|statisticians|physicists|biologists|historians|practitioners|they)"
    r"\s+(?:also\s+|often\s+|usually\s+|then\s+)?(?:call|name|term|speak of|refer to)\s+(?:[\w-]+\s+){0,6}"
    r"(?:as\s+)?(?:an?\s+|the\s+|its\s+)?\Z",
    re.IGNORECASE,
)
_IS_CALLED = re.compile(r"\s+(?:is|are)\s+(?:(?:also|often|usually|commonly)\s+)?(?:called|known as|termed|named)\b")
_OF_THE_PLACE = re.compile(
    r"\b(?:this|these|that one|it|its|they|them|their|such|here|above|below|we|our|you|your)\b", re.IGNORECASE
)
_CLAUSE = re.compile(
    r"[;:(]|\s[–—-]\s|,\s+(?:which|who|where|so|and|but|because|while|whereas|not|as|since|even)\b|\.\s*\Z"
)
_MARKUP = re.compile(r"[*_`$\[\]<>|()\"“”\ufffc\\]")
_DANGLING = re.compile(r"(?:\s+|\A)(?:the|an?|of|its|their|in|to|for|with|by|on|and|or)\Z")

_FORMULA = re.compile(r"(?<![\\$\w])\$(?=[^\s$])(?P<tex>[^$\n]{1,60}?)(?<=[^\s\\])\$(?![\d$])")
_SYMBOL = re.compile(
    r"(?P<symbol>(?:\\(?:mathbf|mathcal|mathrm|mathbb|mathsf|boldsymbol|bm|hat|bar|tilde|vec|dot|overline)\s*"
    r"\{(?:\\[A-Za-z]+|[A-Za-z])\}|\\(?!in\b|le|ge|ne\b|sim|to\b|times|cdot|sum|prod|int\b|frac|log|exp|nabla\b|partial\b)"
    r"[A-Za-z]+|[A-Za-z])(?:_(?:\{[^{}]{1,12}\}|\\[A-Za-z]+|\w))?(?:\^(?:\*|\\ast|\\prime|\{\\prime\}|\{\*\})|'{1,2})?)"
    r"\s*(?:(?:\\in|\\subset|\\subseteq|\\colon|\\sim|\\geq?|\\leq?|\\ne|\\neq|\\to|=|<|>|:|\\ll|\\gg|\\approx)(?![A-Za-z])"
    r"[^<>=]*)?"
)
_ENDS = (
    r"(?=\s*(?:[,.;:()]|\$|\Z)|\s+(?:and|or|that|which|who|whose|where|when|if|so|with|for|in|by|at|on|from|to|as|because|"
    r"before|after|per|not|but|then|while|is|are)\b)"
)
_MEANING = rf"(?P<means>[A-Za-z][^,.;:()$`*|]{{1,70}}?){_ENDS}"
_SAID = r"(?P<means>[a-z][^,.;:()$`*|]{2,60}?)"
# How a sentence goes on after a symbol, and how it comes to it; one of the two says what the symbol means.
_LET = (
    re.compile(rf"\s+(?:be|denote|stand for|represent|mean)\s+(?:an?\s+|the\s+)?{_MEANING}"),
    re.compile(r"\b[Ll]et\s+\Z"),
)
_IS = (
    re.compile(rf"\s+(?:is|are|being)\s+(?:the|an?)\s+{_MEANING}"),
    re.compile(r"(?:\b(?P<begins>where|[Hh]ere|in which)|\b(?:and|with)|,),?\s+\Z"),
)
_DENOTES = re.compile(rf"\s+(?:denotes|stands for|represents)\s+(?:the|an?)\s+{_MEANING}"), re.compile("")
_BY_THE_WAY = re.compile(r",\s+the\s+(?P<means>[a-z][a-z-]+(?: [a-z-]+){0,2})(?=[,.;:)])"), re.compile("")
_WRITE = re.compile(rf"\s+for\s+(?:the|an?)\s+{_MEANING}"), re.compile(r"\b[Ww]rite\s+\Z")
_WAYS = (_LET, _IS, _DENOTES, _BY_THE_WAY, _WRITE)
_DENOTED = (
    re.compile(rf"\b[Dd]enote\s+(?:the\s+|an?\s+)?{_SAID}\s+(?:by|as)\s+\Z"),
    re.compile(
        rf"\b(?:[Tt]he|[Aa]n?)\s+{_SAID}\s+(?:is|are)\s+(?:usually\s+|often\s+)?(?:denoted|written)\s+(?:by\s+|as\s+)?\Z"
    ),
)
_REACH = 120
"""Characters before a term or a symbol in which a sentence comes to it."""
_WHERE = re.compile(r"(?:\b(?:where|[Hh]ere|in which|[Ll]et)\b)[^.;]*\Z", re.DOTALL)
_AFTER_PREPOSITION = re.compile(
    r"(?:\A|[.,;:]\s*)(?:for|at|in|on|if|when|as|with|from|given|since|because|after|before|near|under|to|of|by|then|"
    r"hence|thus|once|while|unlike|like)\b[^.,;:]*\Z",
    re.IGNORECASE | re.DOTALL,
)
_OF_SEVERAL = re.compile(r"\$\s*,?\s*(?:and|or)?\s*\Z")
_AND_ANOTHER = re.compile(r"\s*(?:,|and|or|,\s*and)\s*\$")
_VERB = re.compile(
    r"\b\w+ly \w+s\Z|\b(?:is|are|was|were|has|have|had|does|do|can|will|must|may|should|would|holds|becomes?)\b"
)
_NOT_A_BREAK = re.compile(r"[^\n]")
_CODE_SPAN = re.compile(r"(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)", re.DOTALL)


@dataclass(frozen=True)
class Introduced:
    """A term or the TeX of a symbol, what the text says that it means (None where that is not clear), and its line."""

    name: str
    means: str | None
    line: int


def terms(text: LessonText) -> Iterator[Introduced]:
    """Yield the terms that the text defines: in bold, where a sentence says what they are, or what is called so."""
    for passage in _own(text):
        if "**" in passage.source or "__" in passage.source:
            bare = prose.bare(passage.source)
            for offset, sentence in prose.sentences(bare):
                yield from _terms(text, passage, bare, offset, sentence)


def symbols(text: LessonText) -> Iterator[Introduced]:
    """Yield the symbols that the text says the meaning of, in order; the meaning is without its article."""
    for passage in _own(text):
        if "$" not in passage.source:
            continue
        source = _without_code(passage.source)
        for formula in _FORMULA.finditer(source):
            symbol = symbol_of(formula["tex"])
            said = _said_of(source, formula) if symbol is not None else None
            means = _phrase(said) if said is not None else None
            if symbol is not None and means is not None:
                yield Introduced(symbol, means, passage.line + source.count("\n", 0, formula.start()))


def formulas(source: str) -> Iterator[re.Match[str]]:
    """Yield the formulas within the lines of Markdown `source`; the group `tex` is without the dollars."""
    return _FORMULA.finditer(_without_code(source))


def symbol_of(tex: str) -> str | None:
    """Return the symbol that a formula is, with or without the set that it is in; None where it is more than that."""
    found = _SYMBOL.fullmatch(tex.strip())
    return found["symbol"] if found is not None else None


def _said_of(source: str, formula: re.Match[str]) -> str | None:
    """Return what the sentence around a symbol says that it means; nothing where it speaks of several at once."""
    begin, end = formula.span()
    if _AND_ANOTHER.match(source, end):
        return None
    before = source[max(0, begin - _REACH) : begin]
    for way in _WAYS:
        found = way[0].match(source, end)
        comes = way[1].search(before) if found is not None else None
        if found is None or comes is None:
            continue
        if way is _IS and comes["begins"] is not None:
            return found["means"]
        if _OF_SEVERAL.search(before) or (way is _IS and not _WHERE.search(before)):
            return None
        return None if way is _BY_THE_WAY and _AFTER_PREPOSITION.search(before) else found["means"]
    if "enote" in before or "written" in before:
        return next((found["means"] for each in _DENOTED if (found := each.search(before))), None)
    return None


def _without_code(source: str) -> str:
    return _CODE_SPAN.sub(lambda match: _NOT_A_BREAK.sub(" ", match[0]), source) if "`" in source else source


def _own(text: LessonText) -> Iterator[Passage]:
    for part in text.parts:
        yield from (each for each in part.passages if "blockquote" not in each.within and "table" not in each.within)


def _terms(text: LessonText, passage: Passage, bare: str, offset: int, sentence: str) -> Iterator[Introduced]:
    for match in _BOLD.finditer(sentence):
        name = " ".join((match[1] or match[2]).split())
        if not _is_term(name):
            continue
        before, after = sentence[: match.start()], sentence[match.end() :]
        opens = _OPENING.fullmatch(before) is not None
        means: str | None
        if opens and (said := _DEFINES.match(after)):
            means = _meaning(after[said.end() :])
        elif _NAMED.search(before[-_REACH:]):
            means = _subject(before)
        elif not opens and (said := _BESIDE.match(after)):
            means = _meaning(after[said.end() :].split(",")[0])
        else:
            continue
        begins = not before.strip()
        line = passage.line + bare.count("\n", 0, offset + match.start())
        yield Introduced(
            _as_within_a_sentence(_without_article(name), text) if begins else _without_article(name), means, line
        )


def _is_term(name: str) -> bool:
    return (
        _TERM.fullmatch(name) is not None
        and len(name.split()) <= _MOST_WORDS
        and any(map(str.isalpha, name))
        and _LABEL.fullmatch(name) is None
    )


def _as_within_a_sentence(name: str, text: LessonText) -> str:
    """Return the name as it is written where no sentence begins with it."""
    first, _, rest = name.partition(" ")
    if not first[:1].isupper() or not first[1:].islower() or re.search(r"['’]s?\Z", first):
        return name
    lower = first.lower() + name[len(first) :]
    if re.search(rf"(?<!\w){re.escape(lower)}", text.source):
        return lower
    elsewhere = re.search(rf"[a-z,]\s+\**{re.escape(name)}(?!\w)", text.source)
    return name if elsewhere or rest[:1].isupper() else lower


def _meaning(said: str) -> str | None:
    """Return the definition with which a sentence goes on, where it can stand by itself."""
    found = _CLAUSE.split(said, maxsplit=1)[0]
    return _clean(found)


def _subject(before: str) -> str | None:
    """Return what a sentence calls by a name, where it says more than `this` or `the uptake`."""
    found = _IS_CALLED.search(before) if len(before) <= 2 * _MOST_MEANING else None
    if found is None:
        return None
    subject = before[: found.start()]
    return (
        _clean(subject[:1].lower() + subject[1:])
        if re.match(r"(?:An?|The)\s", subject) and len(subject.split()) > 3
        else None
    )


def _clean(said: str) -> str | None:
    found = " ".join(said.split()).rstrip(".,!?")
    # A noun stands beside its article.
    least = 3 if _ARTICLE.match(found) else 2
    if len(found.split()) < least or len(found) > _MOST_MEANING or _MARKUP.search(found) or _OF_THE_PLACE.search(found):
        return None
    return found


def _phrase(said: str) -> str | None:
    """Return what a symbol is said to be, without article and without the words that lead over to what was cut off."""
    found = _without_article(" ".join(said.split()))
    while _DANGLING.search(found):
        found = _DANGLING.sub("", found)
    if len(found) < 3 or _VERB.search(found) or _MARKUP.search(found):
        return None
    return found


def _without_article(name: str) -> str:
    return _ARTICLE.sub("", name, count=1) if _ARTICLE.match(name) else name
