"""Answers as a model gives them: about as long as asked, longer for some kinds of section, and never alike."""

import random

from tests.fakes.messages_server import MessagesServer, Reply, Rule
from tui.authoring.workbench import Workbench

BY_KIND = {
    "orientation": 0.8,
    "point": 1.25,
    "worked-example": 1.5,
    "key-questions": 1.1,
    "tricky-questions": 0.95,
    "exercises": 1.3,
    "summary": 1.4,
}
"""Words written for each word that was aimed at."""

_SPREAD = 0.2
_WORDS = ("the gradient", "of a loss", "bounds", "what each layer", "may carry", "and so on,", "by the chain rule,")


def answer_variedly(server: MessagesServer, workbench: Workbench, days: tuple[int, ...], seed: int) -> None:
    """Have the fake answer the sections of these days with texts whose lengths vary by kind and by chance."""
    chance = random.Random(seed)
    for day in days:
        for view in workbench.day(day).lessons:
            for section in view.sections:
                factor = BY_KIND.get(section.plan.kind, 1.0) * chance.lognormvariate(0.0, _SPREAD)
                text = _text(chance, max(5, round(section.plan.target_words * factor)))
                asked = f"of the lesson “{view.plan.title}”: “{section.plan.title}”."
                server.replies.rule(Rule(Reply(text=text, piece=400), contains=asked))


def _text(chance: random.Random, words: int) -> str:
    said: list[str] = []
    while len(said) < words:
        said.extend(chance.choice(_WORDS).split())
    return f"{' '.join(said)}.\n"
