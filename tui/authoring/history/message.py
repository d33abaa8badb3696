"""The message of a commit: a subject, perhaps a body, and trailers that git reads back."""

import re
from dataclasses import dataclass

from tui.authoring import plain_text

_TRAILER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
# A line of dashes ends the message for `git interpret-trailers`, as in a patch sent by mail.
_DIVIDER = re.compile(r"^---", re.MULTILINE)


@dataclass(frozen=True)
class CommitMessage:
    """What a commit says. `trailers` are (name, value) in order; one without a value is left out.

    The values and the body may be a model's text: controls are stripped, and a value is folded to one line.

    Raises:
        ValueError: no subject, or the name of a trailer is none.
    """

    subject: str
    trailers: tuple[tuple[str, str], ...] = ()
    body: str = ""

    def __post_init__(self) -> None:
        if not plain_text.one_line(self.subject):
            raise ValueError("a commit needs a subject")
        for name, _ in self.trailers:
            if not _TRAILER.fullmatch(name):
                raise ValueError(f"{name!r} cannot name a trailer: use letters, digits and hyphens")

    def text(self) -> str:
        """Return the message as git is given it, trailers in a paragraph of their own at the end."""
        body = _DIVIDER.sub(" ---", plain_text.clean(self.body)).strip()
        values = [(name, plain_text.one_line(value)) for name, value in self.trailers]
        trailers = "\n".join(f"{name}: {value}" for name, value in values if value)
        paragraphs = [plain_text.one_line(self.subject), body, trailers]
        return "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n"
