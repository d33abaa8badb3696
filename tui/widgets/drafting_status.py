"""What the status line says of the writer: what it is at, or what went wrong, what was kept and which key goes on."""

from collections.abc import Sequence

from tui.authoring.workbench import Attempt, Held, Writing
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


def at_rest(failed: Sequence[tuple[str, Attempt]], held: Sequence[Held], target: str | None) -> str:
    """Return what failed since the workbench was opened and what is held, or "" where neither is so."""
    return " · ".join(said for said in (_failed(failed, target, held), _held(held)) if said)


def _failed(failed: Sequence[tuple[str, Attempt]], target: str | None, held: Sequence[Held]) -> str:
    if not failed:
        return ""
    shown = next(((key, attempt) for key, attempt in failed if key == target), failed[-1])
    key, attempt = shown
    kept = f"its {counted(attempt.words, 'word')} are kept" if attempt.words > 1 else "no text came"
    more = f", {len(failed) - 1} more failed" if len(failed) > 1 else ""
    tries = "g tries again" if key == target else "J shows what failed"
    told = any(attempt.error and attempt.error in each.reason for each in held)  # once is enough
    why = "" if told else f" {attempt.error or 'It came to no whole text.'}"
    return f"{key} failed ({kept}{more}): {tries}.{why}"


def _held(held: Sequence[Held]) -> str:
    """Return how many sections are held, why, and what to do."""
    if not held:
        return ""
    broken = next((each.reason for each in held if not each.readable), None)
    if broken is not None:
        waits = "waits" if len(held) == 1 else "wait"
        return f"{counted(len(held), 'section')} {waits} until this is mended: {broken}"
    reasons = {each.reason for each in held}
    why = f" {reasons.pop()}" if len(reasons) == 1 else ""
    return f"{counted(len(held), 'section')} held: G drafts on.{why}"
