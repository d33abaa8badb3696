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
_MARKUP = re.compile(r"[*_`$\[\]<>|\ufffc\\]")

_INLINE = r"(?<![\\$\w])\$(?=[^\s$])(?P<{0}>[^$\n]{{1,60}}?)(?<=[^\s\\])\$(?![\d$])"
_SYMBOL = re.compile(
    r"(?P<symbol>(?:\\(?:mathbf|mathcal|mathrm|mathbb|mathsf|boldsymbol|bm|hat|bar|tilde|vec|dot|overline)\s*"
    r"\{(?:\\[A-Za-z]+|[A-Za-z])\}|\\(?!in\b|le|ge|ne\b|sim|to\b|times|cdot|sum|prod|int\b|frac|log|exp|nabla\b|partial\b)"
    r"[A-Za-z]+|[A-Za-z])(?:_(?:\{[^{}]{1,12}\}|\\[A-Za-z]+|\w))?(?:\^(?:\*|\\ast|\\prime|\{\\prime\}|\{\*\})|'{1,2})?)"
    r"\s*(?:(?:\\in|\\subset|\\subseteq|\\colon|\\sim|\\geq?|\\leq?|\\ne|\\neq|\\to|=|<|>|:|\\ll|\\gg|\\approx)(?![A-Za-z]).*)?"
)
_ENDS = (
    r"(?=\s*(?:[,.;:()]|\$|\Z)|\s+(?:and|or|that|which|who|whose|where|when|if|so|with|for|in|by|at|on|from|to|as|because|"
    r"before|after|per|not|but|then|while|is|are)\b)"
)
_MEANING = rf"(?P<means>[A-Za-z][^,.;:()$`*|]{{1,70}}?){_ENDS}"
_LIKE = (
    # Let $W \in …$ be the weight matrix; let $n$ denote the number of …
    re.compile(
        rf"\b[Ll]et\s+{_INLINE.format('tex')}\s+(?:be|denote|stand for|represent|mean)\s+(?:an?\s+|the\s+)?{_MEANING}"
    ),
    # … where $x$ is the input and $b$ is the bias
    re.compile(
        rf"(?:\b(?:where|[Hh]ere|in which|and|with)|,),?\s+{_INLINE.format('tex')}\s+(?:is|are|being)\s+"
        rf"(?:the|an?)\s+{_MEANING}"
    ),
    # $\theta$ denotes the parameters
    re.compile(rf"{_INLINE.format('tex')}\s+(?:denotes?|stands? for|represents?)\s+(?:the\s+|an?\s+)?{_MEANING}"),
    # $\eta$, the learning rate,
    re.compile(rf"{_INLINE.format('tex')},\s+the\s+(?P<means>[a-z][a-z-]+(?: [a-z-]+){{0,4}})(?=[,.;:)])"),
    # denote the parameters by $\theta$
    re.compile(
        rf"\b[Dd]enote\s+(?:the\s+|an?\s+)?(?P<means>[a-z][^,.;:()$`*|]{{2,60}}?)\s+(?:by|as|with)\s+{_INLINE.format('tex')}"
    ),
    # the parameters are denoted by $\theta$
    re.compile(
        r"\b(?:[Tt]he|[Aa]n?)\s+(?P<means>[a-z][^,.;:()$`*|]{2,60}?)\s+(?:is|are)\s+(?:usually\s+|often\s+)?"
        rf"(?:denoted|written)\s+(?:by\s+|as\s+)?{_INLINE.format('tex')}"
    ),
    # write $\theta$ for the parameters
    re.compile(rf"\b[Ww]rite\s+{_INLINE.format('tex')}\s+for\s+(?:the|an?)\s+{_MEANING}"),
)
_WHERE = re.compile(r"(?:\b(?:where|[Hh]ere|in which|[Ll]et)\b)[^.;]*\Z", re.DOTALL)
_AFTER_PREPOSITION = re.compile(
    r"(?:\A|[.,;:]\s*)(?:for|at|in|on|if|when|as|with|from|given|since|because|after|before|near|under|to|of|by|then|"
    r"hence|thus|once|while|unlike|like)\b[^.,;:]*\Z",
    re.IGNORECASE | re.DOTALL,
)
_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|does|do|can|will|must|may|should|would|holds|becomes?)\b")
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
        source = _CODE_SPAN.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), passage.source)
        found: dict[int, Introduced] = {}
        for number, like in enumerate(_LIKE):
            for match in like.finditer(source):
                before = source[: match.start()][-200:]
                if (
                    number == 1
                    and not match[0].startswith(("where", "here", "Here", "in which"))
                    and not _WHERE.search(before)
                ):
                    continue
                if number == 3 and _AFTER_PREPOSITION.search(before):
                    continue
                symbol = _SYMBOL.fullmatch(match["tex"].strip())
                means = _without_article(" ".join(match["means"].split()))
                if symbol is not None and len(means) > 2 and not _VERB.search(means):
                    line = passage.line + source.count("\n", 0, match.start("tex"))
                    found.setdefault(match.start("tex"), Introduced(symbol["symbol"], means.removesuffix(" of"), line))
        yield from (found[place] for place in sorted(found))


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
        elif _NAMED.search(before):
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
    found = _IS_CALLED.search(before)
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
    if len(found.split()) < 2 or len(found) > _MOST_MEANING or _MARKUP.search(found) or _OF_THE_PLACE.search(found):
        return None
    return found


def _without_article(name: str) -> str:
    return _ARTICLE.sub("", name, count=1) if _ARTICLE.match(name) else name
