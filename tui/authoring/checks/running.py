"""Runs the Python of a lesson, each block by itself, and tells what fails or prints something else than the text says.

What it finds belongs to the rule `python`; it is asked for only by `--run-code`.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tui.authoring.checks import claims, confinement, printed, python_blocks
from tui.authoring.checks.claims import Remark, Saying
from tui.authoring.checks.confinement import Bounds, CellRan, End, Failure, Ran
from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.lesson_text import Code
from tui.authoring.checks.printed import Difference, Measure
from tui.authoring.checks.python import PythonSettings
from tui.authoring.checks.python_blocks import Cell
from tui.authoring.checks.subject import Subject

_REFUSED = "is refused while"
_LONGEST = 120
"""Characters of output or of an error that a message repeats."""


@dataclass(frozen=True)
class Limits:
    """Which Python runs the blocks, and what each may take; None is what `checks: python:` in the blueprint says.

    `seconds` are those of the clock, and of the processor as well. `memory_mib` counts addresses. `tolerance` is how
    far a printed number may be from the text's: relative beyond 1, absolute below.
    """

    python: str = sys.executable
    seconds: float | None = None
    memory_mib: int | None = None
    tolerance: float | None = None


def run(subject: Subject, limits: Limits) -> list[Found]:
    """Run every block of Python in the lesson and return what is wrong, for the rule `python`.

    A block that Python cannot read is not run, for the rule itself tells of it.

    Raises:
        InputError: `limits.python` cannot be started.
    """
    asked = {key: value for key, value in subject.blueprint.checks.get("python", {}).items() if key != "severity"}
    settings = PythonSettings.model_validate(asked)
    bounds = Bounds(
        python=limits.python,
        seconds=limits.seconds or settings.seconds,
        memory=(limits.memory_mib or settings.memory_mib) << 20,
    )
    measure = Measure(settings.tolerance if limits.tolerance is None else limits.tolerance)
    shown, said = claims.shown_below(subject.text), claims.said_below(subject.text)
    found: list[Found] = []
    missing: set[str] = set()
    for part in subject.text.parts:
        for code in python_blocks.blocks(part.codes):
            cells = python_blocks.cells(code)
            if not any(map(_can_be_run, cells)) or python_blocks.unreadable(code) is not None:
                continue
            trial = _Trial(subject, cells, confinement.execute(cells, bounds), bounds, measure)
            for each in trial.judge(shown.get(code.line), said.get(code.line)):
                # What is not installed is told once: it is no fault of the text.
                if each.severity is not Severity.WARNING or each.message not in missing:
                    found.append(each)
                    missing.add(each.message)
    return found


def _can_be_run(cell: Cell) -> bool:
    if cell.wanted is not None:
        return True
    tree = python_blocks.parsed(cell.source)
    return tree is not None and bool(tree.body)


@dataclass(frozen=True)
class _Trial:
    """What came of one block, to be held against the text."""

    subject: Subject
    cells: Sequence[Cell]
    ran: Ran
    bounds: Bounds
    measure: Measure

    def judge(self, shown: Code | None, said: Saying | None) -> Iterator[Found]:
        """Yield what is wrong; `shown` is the output below this block, `said` what a sentence there says of it."""
        first = self.cells[0].line
        if self.ran.end is not End.BY_ITSELF:
            yield self._found(first, _ENDS[self.ran.end].format(bounds=self.bounds, code=_code(self.ran.code)))
        elif self.cells[0].wanted is not None:
            yield from self._judge_session()
        else:
            cell = self.ran.cells[0]
            yield from self._judge_remarks(cell)
            if cell.failure is None or self._is_announced(cell.failure, shown):
                yield from self._judge_shown(shown, cell.failure)
                yield from self._judge_said(said)
            else:
                yield self._failed(cell.failure, first)

    # Failures

    def _is_announced(self, failure: Failure, shown: Code | None) -> bool:
        """Whether the text says that the block ends in this exception: below it, or in a remark where it happens."""
        if shown is not None and (raised := printed.exception_in(shown.content.splitlines())) is not None:
            return raised[0] in failure.kinds
        comments = claims.comments_of(self.cells[0])
        near = [comments[line][0] for line in range(failure.line - 1, failure.line + 3) if line in comments]
        return any(kind in remark for remark in near for kind in failure.kinds[:1])

    def _failed(self, failure: Failure, first: int) -> Found:
        line = failure.line or first
        kind = failure.kinds[0]
        said = f"{kind}: {_short(failure.message)}" if failure.message else kind
        name = (failure.missing or "").partition(".")[0]
        if failure.missing and failure.missing == name:
            return self._found(
                line,
                f"`{name}` is not installed for {self.bounds.python}, so that the code was not tried to its end: "
                "install it there, or name a Python that has it.",
                Severity.WARNING,
            )
        if kind == "NameError":
            return self._found(line, f"The block does not run by itself ({said}): define in it all that it uses.")
        if kind == "MemoryError":
            most = self.bounds.memory >> 20
            return self._found(line, f"The block needs more than {most:,} MiB of memory: make it smaller.")
        if _REFUSED in failure.message:
            return self._found(line, f"The block cannot be tried ({said}): write it without that, or waive this.")
        return self._found(line, f"The block fails when it is run ({said}): mend it, or say below what it raises.")

    # What is printed

    def _judge_shown(self, shown: Code | None, failure: Failure | None) -> Iterator[Found]:
        if shown is None:
            return
        lines = shown.content.splitlines()
        if failure is not None and (raised := printed.exception_in(lines)) is not None:
            message = failure.message.splitlines()[-1:]
            if raised[1] and not self.measure.same(raised[1], "".join(message)):
                at = max(at for at, line in enumerate(lines) if line.strip())
                yield self._found(
                    shown.line + at,
                    f"The block ends with `{_short(''.join(message))}`, and the text says otherwise: correct the text.",
                )
            lines = printed.without_traceback(lines)
        difference = self.measure.difference(lines, self.ran.stdout)
        if difference is not None:
            yield self._differs(difference, shown.line, len(lines))

    def _judge_said(self, said: Saying | None) -> Iterator[Found]:
        if said is not None and not self.measure.occurs(said.text, self.ran.stdout):
            printed_ = f"prints `{_short(self.ran.stdout)}`" if self.ran.stdout.strip() else "prints nothing"
            yield self._found(
                said.line, f"The block {printed_}, and the text says `{_short(said.text)}`: correct one of them."
            )

    def _judge_remarks(self, cell: CellRan) -> Iterator[Found]:
        for remark in claims.remarks(self.cells[0]):
            output = cell.output_of(remark.first, remark.last)
            if output and (remark.sure or printed.shows_value(output)) and not self._holds(remark, output, cell):
                yield self._found(
                    remark.line,
                    f"This prints `{_short(output)}`, and the remark says `{_short(remark.text)}`: "
                    "correct one of them.",
                )

    def _holds(self, remark: Remark, output: str, cell: CellRan) -> bool:
        measure = Measure(self.measure.tolerance, remark.rounded)
        # A list under `# Output:` may be that of all that was printed so far.
        until = cell.output_of(0, remark.last)
        return measure.holds(remark.text, output) or any(
            measure.difference(remark.lines, each) is None for each in (output, until, self.ran.stdout)
        )

    def _judge_session(self) -> Iterator[Found]:
        shows = any(cell.wanted for cell in self.cells)
        for cell, ran in zip(self.cells, self.ran.cells, strict=False):
            wanted = (cell.wanted or "").splitlines()
            last = cell.line + cell.source.count("\n") - 1
            if ran.failure is not None:
                raised = printed.exception_in(wanted)
                if raised is None or raised[0] not in ran.failure.kinds:
                    yield self._failed(ran.failure, cell.line)
                    return
                wanted = printed.without_traceback(wanted)
            difference = self.measure.difference(wanted, ran.output) if shows else None
            if difference is not None:
                yield self._differs(difference, last + 1, len(wanted))

    def _differs(self, difference: Difference, first: int, count: int) -> Found:
        line = first + min(difference.at, count - 1) if count else first - 1
        if difference.said is None:
            return self._found(
                line, f"The block also prints `{_short(difference.printed or '')}`: show it, or leave it out by `...`."
            )
        if difference.printed is None:
            return self._found(line, f"The block does not print `{_short(difference.said)}`: correct the text or it.")
        return self._found(
            line,
            f"The block prints `{_short(difference.printed)}`, and the text says `{_short(difference.said)}`: "
            "correct one of them.",
        )

    def _found(self, line: int, message: str, severity: Severity | None = None) -> Found:
        lines = self.subject.text.lines
        line = min(max(1, line), len(lines))
        return Found(line, lines[line - 1].strip(" \t>"), message, severity=severity)


_ENDS = {
    End.TOO_LONG: "The block runs longer than {bounds.seconds:g} seconds: make it smaller.",
    End.TOO_MUCH_PRINTED: "The block prints more than {bounds.output:,} characters: let it print less.",
    End.BROKEN_OFF: "The block ends Python itself ({code}): mend it.",
}


def _code(code: int) -> str:
    return f"signal {abs(code) % 128}" if code < 0 or code > 128 else f"exit code {code}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
