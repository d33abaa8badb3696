"""The rule `code-share`: a lesson is prose first; code is a line for twenty words at most."""

import re
from collections.abc import Iterator

from pydantic import Field

from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.lesson_text import Code
from tui.authoring.checks.rule import Rule, Settings
from tui.authoring.checks.subject import Subject
from tui.authoring.syllabus.model import Title

_NO_PROGRAMS = (
    "text txt plain plaintext none output out stdout stderr console log ascii diagram mermaid dot graphviz plantuml "
    "latex tex math katex markdown md json jsonl csv tsv yaml yml toml ini xml diff bibtex"
)
# What a line of a program looks like where no language says that it is one.
_PROGRAM = re.compile(
    r"import \w|from \S+ import\b|#include\b|using \w|package \w|@\w+(?:\(|$)|"
    r"(?:return|await|print|yield|raise|assert)\b[ (]|(?:sudo|pip|conda|git|python3?|docker|npm|cd) \S|"
    r"(?:def|class|for|while|if|elif|else|try|except|with|async|fn|func|function|public|private|static|switch)\b.*[:{]$|"
    r"(?:const|let|var|int|float|double|void|char|bool|auto) \w.*[;={(]|(?:SELECT|INSERT) |"
    r"\w[\w.\[\]]*(?:, ?\w[\w.\[\]]*)* ?(?:[-+*/|&@]|:)?=(?!=) ?\S|[\w.]+\(.*\)[;:]?$|[{}\])]+[;,]?$|.*;$"
)
_PROMPT = re.compile(r"(?:>>>|In \[\d+\]:|\$)(?:\s|$)")
_GOES_ON = re.compile(r"\.\.\.(?::|\s|$)")
_OUTPUT_FOLLOWS = 6
"""A block without a language that stands this few lines below a program shows what it prints."""


class CodeShareSettings(Settings):
    """The words of prose for one line of code; how many lines are never too many; languages that are no programs."""

    words_per_line: float = Field(default=20, gt=0)
    allowed_lines: int = Field(default=5, ge=0)
    uncounted: tuple[Title, ...] = tuple(_NO_PROGRAMS.split())


def check(subject: Subject, settings: CodeShareSettings) -> Iterator[Found]:
    """Yield the longest block, where the lesson has more code than its prose carries."""
    counted = list(_counted(subject, settings))
    lines = sum(count for count, _ in counted)
    if lines <= settings.allowed_lines:
        return
    words = sum(part.words for part in subject.text.parts)
    if not subject.whole:
        if subject.lesson is None:
            return
        # What is still to be written is taken to become as long as it was planned, and to bring no code.
        words += sum(each.target_words for each in subject.lesson.sections if subject.text.part_of(each.id) is None)
    if lines * settings.words_per_line <= words:
        return
    longest, code = max(counted, key=lambda each: each[0])
    quote = next(line.strip() for line in code.content.splitlines() if line.strip())
    few = int(max(settings.allowed_lines, words // settings.words_per_line))
    yield Found(
        code.line,
        quote,
        f"{lines} lines of code stand beside {words:,} words of prose, which carry {few} of them: shorten the code, "
        f"or say it in words; this block of {longest} is the longest.",
    )


def _counted(subject: Subject, settings: CodeShareSettings) -> Iterator[tuple[int, Code]]:
    """Yield the blocks that are programs, each with its lines."""
    end = -_OUTPUT_FOLLOWS
    for part in subject.text.parts:
        for code in part.codes:
            language = code.language.strip("{}.").partition("{")[0].partition(",")[0].casefold()
            lines = 0
            if language not in settings.uncounted and (language or code.line - end > _OUTPUT_FOLLOWS):
                lines = _lines(code, language)
            if lines:
                end = code.line + code.content.count("\n")
                yield lines, code


def _lines(code: Code, language: str) -> int:
    """Return how many lines of program the block has; without a language, none unless it looks like one."""
    lines = [line.strip() for line in code.content.splitlines() if line.strip()]
    if any(_PROMPT.match(line) for line in lines):
        # A session: what answers the typed lines is output.
        return sum(1 for line in lines if _PROMPT.match(line) or _GOES_ON.match(line))
    if not language and 2 * sum(1 for line in lines if _PROGRAM.match(line)) < len(lines):
        return 0
    return len(lines)


RULE = Rule("code-share", "Prose first, code last and little", Severity.ERROR, CodeShareSettings, lesson=check)
