"""Whether a section comes to its end, or breaks off where the model did."""

import re

from tui.authoring.checks import prose
from tui.authoring.checks.section_pieces import Piece

# Words after which no English sentence ends; the second kind may end an item of a list: "what a rope is made of".
_OPEN = (
    "the|a|an|and|or|but|nor|because|although|whereas|their|its|our|your|every|each|between|than|must|should|would|could|"
    "might|may|if|unless|until|while|into|onto|such"
)
_OPEN_IN_PROSE = (
    "of|to|from|with|without|by|for|at|is|are|was|were|be|been|being|has|have|had|will|can|shall|since|though|when|which|"
    "that|who|whose|as|his|her|this|these|those|through|not|very"
)
_AFTER_OPEN = re.compile(rf"\b(?:{_OPEN}|{_OPEN_IN_PROSE})$", re.IGNORECASE)
_AFTER_OPEN_ITEM = re.compile(rf"\b(?:{_OPEN})$", re.IGNORECASE)
_LABEL = re.compile(r"^\W*[\w ]{1,30}:\W")
_BOLD = re.compile(r"\s*(\*\*|__).*\1[.:]?\s*", re.DOTALL)
_MARKS = " \t\n*_~"
_CLOSING = "\"'”’»)]}"
# What a sentence breaks off after: a word, in a script that ends its sentences with full stops. A number, a version
# or an address may well end a line.
_WORD = re.compile(r"(?:^|[\s(\[\"“‘'’*_-])[A-Za-zÀ-ɏͰ-ϿЀ-ӿ]+$")
_LEAST_WORDS = 6
"""A shorter last line without a full stop may be a label, a caption or a signature."""


def breaks_off(last: Piece, before: list[Piece]) -> bool:
    """Tell whether `last`, the last piece of a section, stops in the middle of a sentence.

    `before` are the other pieces of its list, if it is an item: where they all end in full stops, it should too.
    """
    text = prose.bare(last.text.rstrip(_MARKS))
    if not text or text[-1].isspace():
        # Nothing, or a formula, a name in code, an address: those need no full stop.
        return False
    end = text[-1]
    if end in ",;(–—[{" or (end == "-" and text[-2:-1].isalpha()):
        return True
    if end == ":":
        return not last.quoted and last.depth == 0
    if not _WORD.search(text):
        return False
    words = len(text.split())
    if words > 1 and (_AFTER_OPEN_ITEM if last.depth else _AFTER_OPEN).search(text):
        return True
    if last.quoted or _BOLD.fullmatch(last.text):
        return False
    if last.depth:
        others = [prose.bare(piece.text).rstrip(_MARKS + _CLOSING)[-1:] for piece in before]
        return len(others) > 1 and all(each in tuple(".!?…") for each in others) and words > 2
    if _LABEL.match(text) and words <= _LEAST_WORDS + 2:
        return False
    return words >= _LEAST_WORDS or len(list(prose.sentences(text))) > 1
