"""What the status line says of the writer: what it is at, or what went wrong, what was kept and which key goes on."""

from collections.abc import Sequence

from tui.authoring.workbench import Attempt, Held, Spent, Writing
from tui.own_key import key as own_key
from tui.widgets.state_label import counted


def under_way(writing: Sequence[Writing], target: str | None, waiting: int) -> str:
    """Return what is being written, the section on show before others, and how much comes after it."""
    shown = next((each for each in writing if each.key == target), writing[0])
    if shown.pause:
        said = f"{shown.key} goes on in {shown.pause:.0f} s: {shown.reason}"
    elif shown.words:
        said = f"Writing {shown.key} · {counted(shown.words, 'word')}"
    else:
        said = f"Waiting for the first words of {shown.key}…"
    beside = f" · {len(writing) - 1} more at once" if len(writing) > 1 else ""
    return said + beside + (f" · {waiting:,} wait" if waiting else "")


def money(run: Spent, course: Spent) -> str:
    """Return what the run and the course have cost, an unknown cost said; "" before anything of the run has ended."""
    return f" · {run.line}, course {course.line}" if run.requests else ""


def at_rest(
    failed: Sequence[tuple[str, Attempt]], refused: Sequence[str], held: Sequence[Held], target: str | None
) -> str:
    """Return what failed since the workbench was opened and what is held, or "" where neither is so.

    `refused` are those of the failed that never came to a word: beside what is held they need no mention of their own.
    """
    goes_on = [each for each in held if each.readable]
    apart = [(key, attempt) for key, attempt in failed if not goes_on or key not in refused]
    told = (_failed(apart, refused, target), _held(held, len(failed) - len(apart)))
    return " ".join(said for said in told if said)


def _failed(failed: Sequence[tuple[str, Attempt]], refused: Sequence[str], target: str | None) -> str:
    if not failed:
        return ""
    key, attempt = next(((key, attempt) for key, attempt in failed if key == target), failed[-1])
    kept = f"its {counted(attempt.words, 'word')} are kept" if attempt.words > 1 else "no text came"
    more = f", {len(failed) - 1} more failed" if len(failed) > 1 else ""
    tries = f"{own_key('jobs', 'J')} shows what failed"
    if key == target:
        tries = f"{own_key('section.draft', 'g')} tries again"
    elif key in refused:
        tries = f"{own_key('draft.go-on', 'G')} tries again"
    return f"{key} failed ({kept}{more}): {tries}. {attempt.error or 'It came to no whole text.'}"


def _held(held: Sequence[Held], beside: int) -> str:
    """Return how many sections are held, with those `beside` that go on with them, why, and what to do."""
    if not held:
        return ""
    broken = next((each.reason for each in held if not each.readable), None)
    if broken is not None:
        waits = "waits" if len(held) == 1 else "wait"
        return f"{counted(len(held), 'section')} {waits} until this is mended: {broken}"
    reasons = {each.reason for each in held}
    why = f" {reasons.pop()}" if len(reasons) == 1 else ""
    return f"{counted(len(held) + beside, 'section')} held: {own_key('draft.go-on', 'G')} drafts on.{why}"
