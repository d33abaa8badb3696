"""Who wrote an attempt, in a word or two."""

from tui.authoring.workbench import Attempt, Origin

_BY_NO_MODEL = {Origin.HAND: "by hand", Origin.PIPE: "from another program"}


def source_of(attempt: Attempt) -> str:
    """Return the model that wrote it, or what brought it where none did."""
    return attempt.model or _BY_NO_MODEL.get(attempt.origin, attempt.origin.value)
