"""Prose that nobody wrote: words follow each other as in the labelled lessons, so that it repeats itself like one."""

import random
import re
from collections import defaultdict
from itertools import pairwise

from tests.authoring.checks import labelled_set

_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*[.,;:?]?")
_ENDS = (".", "?", "!")
_LONGEST = 28
"""Words after which a sentence is ended, for a chain may lose its way."""


class Prose:
    """Makes sentences; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._after: dict[str, list[str]] = defaultdict(list)
        for case in labelled_set.cases():
            for part in case.subject.text.parts if case.name.startswith("good-") else ():
                for passage in part.passages:
                    self._learn([word for word in passage.prose.split() if _WORD.fullmatch(word)])

    def _learn(self, words: list[str]) -> None:
        for first, second in pairwise(["", *words]):
            self._after["" if first.endswith(_ENDS) else first].append(second)

    def sentence(self, about: str) -> str:
        """Return a sentence; one in four says a word of `about`."""
        words: list[str] = []
        while len(words) < _LONGEST:
            following = self._after.get(words[-1] if words else "")
            if not following or (words and words[-1].endswith(_ENDS)):
                break
            words.append(self._random.choice(following))
        if self._random.random() < 0.25:
            words.insert(max(1, len(words) // 2), self._random.choice(about.split()).strip(",:()").lower())
        text = " ".join(words).rstrip(".,:;?!")
        return f"{text[:1].upper()}{text[1:]}."

    def paragraph(self, words: int, about: str) -> str:
        """Return a paragraph of about so many words."""
        sentences: list[str] = []
        count = 0
        while count < words - 4:  # half a sentence: what the last one brings too much on average
            sentences.append(self.sentence(about))
            count += len(sentences[-1].split())
        return " ".join(sentences)

    def choice(self, *of: str) -> str:
        """Return one of these."""
        return self._random.choice(of)

    def number(self, least: int, most: int) -> int:
        """Return a number between these, both included."""
        return self._random.randint(least, most)
