"""How git names what it keeps: by a hash of its kind and content, of SHA-1 or, in some repositories, of SHA-256."""

import hashlib

DIGITS = 40
"""So many has a name of SHA-1, which is nearly everywhere."""


def name_of(kind: str, content: bytes, digits: int = DIGITS) -> str:
    """Return the name of an object (`blob`, `tree`) in a repository whose names have so many `digits`."""
    return of_raw(b"%s %d\0" % (kind.encode(), len(content)) + content, digits)


def of_raw(raw: bytes, digits: int) -> str:
    """Return the name of an object that git keeps as `raw`: kind and size, then the content."""
    return hashlib.new("sha1" if digits == DIGITS else "sha256", raw).hexdigest()


NOTHING = (name_of("blob", b""), name_of("blob", b"", 64))
"""The names of the empty blob, which stands in the index for a file that is only announced."""
