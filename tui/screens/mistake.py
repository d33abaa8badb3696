"""What an author is told where something went wrong aside, while the workbench goes on."""

from tui.authoring.errors import AuthoringError


def told(error: Exception) -> str:
    """Return what to say of an error: what it says itself, or that it is a mistake of ours."""
    if isinstance(error, AuthoringError):
        return str(error)
    return f"{type(error).__name__}: {error}. This is a mistake of Coursewright's, not of yours: please report it."
