"""The rule `mathematics`: formulas can be read, and what was meant as a formula is one."""

from collections.abc import Iterator

from tui.authoring.checks import stray_dollars, tex, tex_commands
from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.lesson_text import Formula
from tui.authoring.checks.rule import Rule, Settings
from tui.authoring.checks.subject import Subject


def check(subject: Subject, settings: Settings) -> Iterator[Found]:
    """Yield the formulas that cannot be read, and the mathematics that is not shown as such."""
    del settings
    formulas = [formula for part in subject.text.parts for formula in part.formulas]
    defined = {name for formula in formulas for name in tex_commands.DEFINES.findall(formula.tex)}
    for formula in formulas:
        for fault in tex.faults(formula.tex):
            if fault.command is None or fault.command not in defined:
                line, quote = _place(subject.text.lines, formula, fault.at)
                yield Found(line, quote, fault.message)
    for stray in stray_dollars.strays(subject.text):
        quote = stray.quote if stray.quote in subject.text.lines[stray.line - 1] else ""
        yield Found(stray.line, quote, stray.message)


def _place(lines: tuple[str, ...], formula: Formula, at: int) -> tuple[int, str]:
    """Return the line of the lesson in which that place of a formula stands, and the formula's piece on it."""
    pieces = formula.tex.split("\n")
    number = formula.tex.count("\n", 0, at)
    quote = pieces[number].strip()
    # Below `$$` the formula may begin a line or more later.
    for line in range(formula.line + number, min(formula.line + number + 4, len(lines) + 1)):
        if quote and quote in lines[line - 1]:
            return line, quote
    return formula.line, quote if quote and quote in lines[formula.line - 1] else ""


RULE = Rule("mathematics", "Formulas are balanced and can be read", Severity.ERROR, Settings, lesson=check)
