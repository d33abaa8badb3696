"""How people write questions and answers: what begins one, by its words, whatever block it stands in."""

import re
from dataclasses import dataclass
from functools import cached_property

_STRONG = re.compile(r"(?P<mark>\*\*\*|\*\*|___|__)(?P<text>(?=\S).+?(?<=\S))(?P=mark)(?!\w)[.:]?", re.DOTALL)
_ORNAMENT = re.compile(r"^(?:[\u2010-\u2bff\ufe0f\U0001f000-\U0001faff]+\s*)+")
_NUMBER = re.compile(r"^(?:\(?(?P<n>\d{1,3})\\?[.):]|#\s?(?P<hash>\d{1,3})[.):]?)(?=\s|$)\s*")
# A note on how hard the question is, which is no part of it.
_NOTE = re.compile(
    r"^[\s.:—–-]*(?:[(\[][^()\[\]]{1,40}[)\]]|(?:easy|medium|hard|basic|intermediate|advanced|[★☆]+)(?=[\s.:—–-]*$))[\s.:—–-]*",
    re.IGNORECASE,
)
_ASKS = re.compile(r"[?？؟]")
_IMPERATIVE = re.compile(
    r"^(?:explain|describe|compare|compute|calculate|derive|show|name|list|give|state|define|prove|why|how|what|which|when|"
    r"where|who|discuss|contrast|find|determine|sketch|draw|write|implement|decide|justify|true or false)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?？؟:])[\"'”’)*_]*\s+")


@dataclass(frozen=True)
class Start:
    """How a text begins a question.

    `number` is the one that it bears. `labelled` says that a word like "Exercise" names it; `asks` that it asks or
    commands. `title` are the words of the question that stand in the bold, heading or summary itself, and `rest` is
    what follows them.
    """

    number: int | None
    labelled: bool
    asks: bool
    title: str
    rest: str


@dataclass(frozen=True)
class Answer:
    """How a text begins an answer: the `number` of its question, if it says so, and what follows the label.

    `gathers` says that it stands alone and speaks of several: "Solutions".
    """

    number: int | None
    gathers: bool
    rest: str


@dataclass(frozen=True)
class Forms:
    """Knows the words that name questions and answers; the texts it is asked about are sources of Markdown."""

    question_words: tuple[str, ...]
    answer_words: tuple[str, ...]

    def answer(self, text: str, *, heading: bool = False) -> Answer | None:
        """Return how `text` begins an answer, or None; all of a heading is a label."""
        text = _ORNAMENT.sub("", text.strip())
        if heading:
            text = f"{text.strip('*_ ').removesuffix(':')}:"
        match = (None if heading else self._bold_answer.match(text)) or self._plain_answer.match(text)
        if match is None:
            return self._named_after_question(text)
        rest = text[match.end() :].strip()
        number = match["of"] or match["n"] or match["short"]
        several = match["word"] is not None and (match["word"].casefold().endswith("s") or match["key"] is not None)
        return Answer(int(number) if number else None, several and not number and not rest, rest)

    def _named_after_question(self, text: str) -> Answer | None:
        """Return how "Exercise 2: solution" begins an answer."""
        strong = _STRONG.match(text)
        head, rest = (strong["text"], text[strong.end() :].strip()) if strong else (text, "")
        label = self._question_label.match(head)
        if label is None or not label["n"]:
            return None
        named = self._plain_answer.fullmatch(f"{head[label.end() :].strip(' .:()')}:")
        return Answer(int(label["n"]), False, rest) if named is not None else None

    def answer_inside(self, text: str) -> str | None:
        """Return what follows a bold label of an answer in the middle of `text`, or None."""
        match = self._bold_answer_inside.search(text)
        return text[match.end() :].strip() if match is not None else None

    def start(self, text: str, *, whole: bool) -> Start | None:
        """Return how `text` begins a question, or None.

        `whole` says that the text is a heading or a summary: all of it is the title. Otherwise the title is what is
        bold at its beginning, or else its first sentence.
        """
        text = _ORNAMENT.sub("", text.strip())
        strong = None if whole else _STRONG.match(text)
        if strong is not None:
            head, rest = strong["text"], text[strong.end() :]
        else:
            head, rest = (text.strip("*_ "), "") if whole else (text, "")
        number, labelled, title = self._label(_ORNAMENT.sub("", head))
        title = _NOTE.sub("", title).strip(" :—–-")
        if strong is None and not whole:
            title, rest = _first_question(title)
        elif not title.strip("."):
            title = ""
        asks = _asks(title) or (not title and _ASKS.search(rest) is not None)
        if number is None and not labelled and not asks:
            return None
        return Start(number, labelled, asks, title, rest.strip())

    def _label(self, head: str) -> tuple[int | None, bool, str]:
        """Return the number, whether a word labels it, and the words after both."""
        numbered = _NUMBER.match(head)
        number = int(numbered["n"] or numbered["hash"]) if numbered is not None else None
        rest = head[numbered.end() :] if numbered is not None else head
        label = self._question_label.match(rest)
        if label is None:
            return number, False, rest
        return int(label["n"]) if label["n"] else number, True, rest[label.end() :]

    @cached_property
    def _question_label(self) -> re.Pattern[str]:
        # A label bears a number, or an end of its own: "Exercise 2", "Q:", "Task (easy)".
        ends = r"(?:\.?\s*#?(?P<n>\d{1,3})\b\s*[.:)—–-]?|\s*[.:—–-](?=\s|$)|(?=\s*[(\[])|\s*$)\s*"
        return re.compile(rf"^(?:{_any(self.question_words)}){ends}", re.IGNORECASE)

    @cached_property
    def _answer_label(self) -> str:
        long = [word for word in self.answer_words if len(word) > 2]
        return (
            r"(?:(?:the|show|see|reveal|click for|worked|model|sample|suggested|full|detailed|short|possible|expected)"
            rf"\s+)*(?P<word>(?:{_any(long)})s?)\b(?:\s+(?:sketch|(?P<key>key)))?"
            r"(?:\s+(?:to|for|of)\s+(?:the\s+)?(?:\w+\s+)?(?P<of>\d{1,3})|\s*#?(?P<n>\d{1,3})|"
            r"\s+(?:to|for)\s+(?:\w+\s+)?\w+)?"
            r"(?:\s*\([^()]*\))?"
        )

    @cached_property
    def _short_label(self) -> str:
        short = [word for word in self.answer_words if len(word) <= 2]
        return rf"(?:{_any(short)})\s?(?P<short>\d{{0,3}})" if short else r"(?P<short>(?!))"

    @cached_property
    def _bold_answer(self) -> re.Pattern[str]:
        return re.compile(
            rf"^(?:[*_]{{1,3}}|<(?:strong|b|em)>)\s*(?:{self._answer_label}|{self._short_label}(?=\s*[.:)*_]))\s*[.:)—–-]?\s*"
            r"(?:[*_]{1,3}|</(?:strong|b|em)>)\s*[.:—–-]?\s*",
            re.IGNORECASE,
        )

    @cached_property
    def _plain_answer(self) -> re.Pattern[str]:
        # "A. " may be an option to choose; "A: " is an answer.
        return re.compile(
            rf"^(?:{self._answer_label}(?:\s*[:—–]|\.(?=\s|$)|\s+-\s|$)|{self._short_label}(?::|(?<=\d)[.)]))\s*",
            re.IGNORECASE,
        )

    @cached_property
    def _bold_answer_inside(self) -> re.Pattern[str]:
        return re.compile(
            rf"(?<=\s)(?:\*\*|__)\s*(?:{self._answer_label}|{self._short_label}(?=\s*[.:]))\s*[.:]?\s*(?:\*\*|__)[.:]?\s*",
            re.IGNORECASE,
        )


def after_question(text: str) -> str:
    """Return what stands in `text` after what it asks, which may be several sentences."""
    sentences = _SENTENCE_END.split(text.strip())
    first = next((at for at, sentence in enumerate(sentences) if _ASKS.search(sentence)), 0)
    return " ".join(sentence for sentence in sentences[first + 1 :] if not _ASKS.search(sentence))


def _first_question(text: str) -> tuple[str, str]:
    """Return the first question of `text`, or its first sentence, and what follows."""
    asked = _ASKS.search(text)
    if asked is not None:
        end = asked.end()
        while end < len(text) and text[end] in "\"'”’)*_":
            end += 1
        return text[:end], text[end:]
    first, *rest = _SENTENCE_END.split(text, maxsplit=1)
    return first, rest[0] if rest else ""


def _asks(title: str) -> bool:
    return _ASKS.search(title) is not None or (_IMPERATIVE.match(title) is not None and len(title.split()) > 2)


def _any(words: list[str] | tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
