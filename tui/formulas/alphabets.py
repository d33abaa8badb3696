"""Letters in the alphabets of mathematics, and the few that Unicode has as superscripts and subscripts."""

import string

from tui.formulas.symbols import names

_PLAIN = string.ascii_uppercase + string.ascii_lowercase + string.digits
_GREEK = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ∇αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ"


def _run(start: int, length: int) -> str:
    return "".join(map(chr, range(start, start + length)))


def _alphabet(upper_and_lower: int, digits: int = 0, **exceptions: str) -> dict[int, str]:
    letters = _run(upper_and_lower, 52)
    table = dict(zip(_PLAIN, letters + (_run(digits, 10) if digits else string.digits), strict=True))
    return str.maketrans(table | exceptions)


_BOLD = _alphabet(0x1D400, 0x1D7CE) | str.maketrans(dict(zip(_GREEK, _run(0x1D6A8, len(_GREEK)), strict=True)))
_SCRIPT = _alphabet(
    0x1D49C, B="ℬ", E="ℰ", F="ℱ", H="ℋ", I="ℐ", L="ℒ", M="ℳ", R="ℛ", e="ℯ", g="ℊ", o="ℴ"
)  # fmt: skip

ALPHABETS: dict[str, dict[int, str]] = {
    **dict.fromkeys(["mathbf", "boldsymbol", "bm", "symbf", "pmb", "textbf", "bf", "mathbfit", "bold"], _BOLD),
    **dict.fromkeys(["mathcal", "mathscr", "cal", "scr"], _SCRIPT),
    **dict.fromkeys(
        ["mathbb", "mathbbm", "mathds", "Bbb"],
        _alphabet(0x1D538, 0x1D7D8, C="ℂ", H="ℍ", N="ℕ", P="ℙ", Q="ℚ", R="ℝ", Z="ℤ"),
    ),
    **dict.fromkeys(["mathfrak", "frak"], _alphabet(0x1D504, C="ℭ", H="ℌ", I="ℑ", R="ℜ", Z="ℨ")),
    **dict.fromkeys(["mathsf", "textsf", "sf"], _alphabet(0x1D5A0, 0x1D7E2)),
    **dict.fromkeys(["mathtt", "texttt", "tt"], _alphabet(0x1D670, 0x1D7F6)),
    **{name: {} for name in names("mathrm mathit mathnormal mathup rm it text textrm textit textnormal textup textmd")},
    **{name: {} for name in names("mbox hbox emph")},
}
"""A font's letters by those they stand for; slanted and upright ones look alike in a terminal."""

SUPERSCRIPTS = str.maketrans(
    "0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ⊤",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡᵀ",
)
SUBSCRIPTS = str.maketrans(
    "0123456789+−=()aehijklmnoprstuvxβγρφχ",
    "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
)
_RAISED = {"": "", "∗": "*", "⋆": "⋆", "†": "†", "‡": "‡", "∘": "°"}
"""Signs that are raised by nature: alone, for within an exponent a star multiplies and a prime belongs to a letter."""
SMALL = frozenset(SUPERSCRIPTS.values()) | frozenset(SUBSCRIPTS.values())


def superscript(text: str) -> str | None:
    """Return `text` in Unicode superscripts, or None where one of its characters has none."""
    if not text:
        return None
    rest = text.lstrip("′″‴")
    primes = text[: len(text) - len(rest)]
    if rest in _RAISED:
        return primes + _RAISED[rest]
    raised = _translated(rest, SUPERSCRIPTS)
    return None if raised is None else primes + raised


def subscript(text: str) -> str | None:
    """Return `text` in Unicode subscripts, or None where one of its characters has none."""
    return _translated(text, SUBSCRIPTS)


def _translated(text: str, table: dict[int, int]) -> str | None:
    return text.translate(table) if text and all(ord(each) in table for each in text) else None
