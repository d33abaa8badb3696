"""The rule `questions`: a lesson asks enough key questions, tricky questions and exercises, and answers each."""

from collections.abc import Iterator
from functools import lru_cache

from pydantic import Field

from tui.authoring.checks import asked_questions, placeholders
from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.lesson_text import Part
from tui.authoring.checks.question_forms import Forms
from tui.authoring.checks.rule import Rule, Settings
from tui.authoring.checks.subject import Subject
from tui.authoring.syllabus.model import Title

_QUESTION_WORDS = ("question", "exercise", "problem", "task", "q", "ex", "misconception", "myth", "puzzle")


class QuestionsSettings(Settings):
    """How many of each kind there are at least; the words of an answer; what questions and answers are called."""

    key_questions: int = Field(default=5, ge=0)
    tricky_questions: int = Field(default=4, ge=0)
    exercises: int = Field(default=3, ge=0)
    least_answer_words: int = Field(default=8, ge=1)
    question_words: tuple[Title, ...] = _QUESTION_WORDS
    answer_words: tuple[Title, ...] = ("answer", "solution", "explanation", "response", "a")


def check(subject: Subject, settings: QuestionsSettings) -> Iterator[Found]:
    """Yield each section that asks too little, and each question that is not answered."""
    forms = _forms(settings.question_words, settings.answer_words)
    for kind, least, one, many in (
        ("key-questions", settings.key_questions, "question", "key questions"),
        ("tricky-questions", settings.tricky_questions, "question", "tricky questions"),
        ("exercises", settings.exercises, "exercise", "exercises"),
    ):
        for part in subject.text.parts_of_kind(kind):
            yield from _section(subject, part, forms, settings, (least, one, many))


@lru_cache(maxsize=4)
def _forms(question_words: tuple[str, ...], answer_words: tuple[str, ...]) -> Forms:
    """Return the forms of these words, whose patterns are made once."""
    return Forms(question_words, answer_words)


def _section(
    subject: Subject, part: Part, forms: Forms, settings: QuestionsSettings, wanted: tuple[int, str, str]
) -> Iterator[Found]:
    least, one, many = wanted
    solved = one == "exercise"
    asked = asked_questions.asked(subject.text, part, forms, solved=solved)
    if len(asked) < least:
        yield Found(part.line, subject.text.lines[part.line - 1].strip(), _too_few(len(asked), least, many, solved))
    answer = "solution" if solved else "answer"
    for question in asked:
        quote = subject.text.lines[question.line - 1].strip()
        if not question.answer.strip() or placeholders.is_nothing(question.answer):
            label = "**Solution.**" if solved else "it"
            yield Found(question.line, quote, f"This {one} has no {answer}: write one below {label}.")
        elif question.words < settings.least_answer_words:
            words = f"{question.words} word{'s' if question.words != 1 else ''}"
            yield Found(question.line, quote, f"The {answer} to this {one} has only {words}: give the reason too.")


def _too_few(there: int, least: int, many: str, solved: bool) -> str:
    form = (
        "`**Exercise 1 (easy).**`, the task, then `**Solution.**`"
        if solved
        else "`**1. The question?**`, then its answer"
    )
    if not there:
        return f"There are no {many} to be recognised, of at least {least}: write each as {form}."
    return f"There are {there} {many}, of at least {least}: write {least - there} more, each as {form}."


RULE = Rule("questions", "Questions are many enough, and answered", Severity.ERROR, QuestionsSettings, lesson=check)
