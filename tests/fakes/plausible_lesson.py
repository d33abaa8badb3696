"""Text that reads like a section of a lesson, made from the prompt alone: the same prompt gives the same text."""

import hashlib
import random
import re

_SUBJECTS = ("gradient", "layer", "loss", "weight", "batch", "tensor", "feature", "sample", "kernel", "signal")
_VERBS = ("bounds", "shapes", "carries", "follows", "limits", "explains", "measures", "rescales", "predicts")
_ENDS = (
    "when the data are few",
    "as the depth grows",
    "by the chain rule",
    "up to a constant",
    "for every input",
    "and nothing else does",
    "because the errors are independent",
    "even where the curve is flat",
)


def plausible_section(prompt: str) -> str:
    """Return Markdown of about the length that `prompt` asks for, under the level-three headings that it asks for."""
    chance = random.Random(hashlib.sha256(prompt.encode()).digest())
    task = prompt[prompt.rfind("# Your task") :] if "# Your task" in prompt else prompt[-2000:]
    named = re.search(r"of the lesson “.+?”: “(.+?)”", task) or re.search(r"about “(.+?)”|“(.+?)”", task)
    title = next((group for group in named.groups() if group), "it") if named else "the topic"
    asked = re.search(r"about (\d+) words", task)
    words = int(asked[1]) if asked else 120
    if "**1. The question?**" in task:
        return _questions(chance, title, words)
    headings = re.findall(r"^### .+$", task, re.MULTILINE) or [""]
    parts = []
    for heading in headings:
        body = _prose(chance, title, words // len(headings))
        parts.append(f"{heading}\n\n{body}" if heading else body)
    return "\n\n".join(parts) + "\n"


def _questions(chance: random.Random, title: str, words: int) -> str:
    parts = []
    for number in range(1, 6):
        subject = chance.choice(_SUBJECTS)
        parts.append(
            f"**{number}. What does the {subject} tell about {title}?**\n\n{_prose(chance, title, words // 5)}"
        )
    return "\n\n".join(parts) + "\n"


def _prose(chance: random.Random, title: str, words: int) -> str:
    paragraphs, paragraph, count = [], [f"Consider {title}."], 2
    while count < words:
        first, second = chance.sample(_SUBJECTS, 2)
        sentence = f"The {first} {chance.choice(_VERBS)} the {second} {chance.choice(_ENDS)}."
        if chance.random() < 0.15:
            sentence = (
                f"With ${first[0]}$ for the {first}, we have ${first[0]} = 2{second[0]} + {chance.randint(1, 9)}$."
            )
        paragraph.append(sentence)
        count += len(sentence.split())
        if len(paragraph) > 5:
            paragraphs.append(" ".join(paragraph))
            paragraph = []
    if paragraph:
        paragraphs.append(" ".join(paragraph))
    return "\n\n".join(paragraphs)
