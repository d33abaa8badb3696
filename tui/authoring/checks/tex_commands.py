"""The TeX commands that readers of a lesson see as mathematics: those of latex2mathml, KaTeX and pandoc."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

# What KaTeX 0.18 knows beyond latex2mathml (its colours and internals left out), and, in the last lines, marks for text
# and what MathJax and pandoc know beyond both.
_OTHERS = """
AA AE Alpha Beta Biggl Biggm Biggr Bigl Bigm Bigr Bra Braket Chi Colonapprox Colonsim Complex Dagger Darr Epsilon
Eqcolon Eqqcolon Eta Harr Iota Kappa Ket Larr Lrarr Mu N Nu O OE Omicron Overrightarrow P R Rarr Reals Rho Set Tau
Uarr Z Zeta aa ae alef alefsym allowbreak angl angln approxcolon approxcoloncolon arg arraystretch begingroup bgroup
biggl biggm biggr bigl bigm bigr bull ce char clubs cnums colonapprox coloncolon coloncolonapprox coloncolonequals
coloncolonminus coloncolonsim colonequals colonminus colonsim dArr dag darr dblcolon ddag diamonds doublecap doublecup
egroup empty endgroup enskip equalscolon equalscoloncolon exist gdef hArr harr hearts htmlClass htmlData htmlId
htmlStyle includegraphics infin isin lArr larr let long lq lrArr lrarr mathellipsis minuscolon minuscoloncolon natnums
newline nleqq nobreak nsupseteqq o oe ordinarycolon overgroup overleftharpoon overlinesegment overrightharpoon phase
plusmn providecommand pu rArr raisebox rarr ratio real reals relax relbar renewcommand rq sdot sect set shortparallel
simcolon simcoloncolon spades ss sub sube supe textasciicircum textasciitilde textbackslash textbar textbardbl
textbraceleft textbraceright textcircled textcopyright textdagger textdaggerdbl textdegree textdollar textellipsis
textemdash textendash textgreater textless textquotedblleft textquotedblright textquoteleft textquoteright
textregistered textsterling textunderscore thetasym uArr uarr undergroup underlinesegment url varcoppa varvdots
vcentcolon weierp xleftequilibrium xrightequilibrium xrightleftarrows
H KaTeX b c copyright d edef global i j k r t u v xdef
cline ensuremath eqref hdots hfill intertext label mathbbm mathds multicolumn qed ref shortintertext textsc vspace
"""

_ENVIRONMENTS = """
Bmatrix Bmatrix* CD Vmatrix Vmatrix* align align* alignat alignat* aligned alignedat array bmatrix bmatrix* cases cases*
darray dcases dcases* drcases eqnarray eqnarray* equation equation* flalign flalign* gather gather* gathered matrix
matrix* multline multline* multlined pmatrix pmatrix* rcases rcases* smallmatrix smallmatrix* split subarray
subequations substack tabular vmatrix vmatrix*
"""
_TAKE_TWO = "frac dfrac tfrac cfrac binom dbinom tbinom overset underset stackrel textcolor"
_TAKE_ONE = """
sqrt hat bar vec tilde dot ddot check breve acute grave mathring widehat widetilde overline underline overbrace
underbrace overrightarrow overleftarrow boxed cancel mathbb mathbf mathrm mathcal mathfrak mathscr mathsf mathtt mathit
mathbbm boldsymbol bm operatorname mathop text textbf textit textrm textsf texttt mbox phantom pmod tag substack
xrightarrow xleftarrow
"""
_OF_NAMES = "color textcolor colorbox fcolorbox label url href htmlId htmlClass"
_OF_TEXT = "text textbf textit textrm textsf texttt textup textmd textnormal mbox hbox fbox tag"

ENVIRONMENTS = frozenset(_ENVIRONMENTS.split())
"""The environments that KaTeX, MathJax or pandoc know."""

TAKES = {**dict.fromkeys(_TAKE_TWO.split(), 2), **dict.fromkeys(_TAKE_ONE.split(), 1)}
"""How many arguments a command cannot do without."""

OF_NAMES = frozenset(_OF_NAMES.split())
"""The commands whose argument is a name or an address, in which `#` and `$` are themselves."""

OF_TEXT = frozenset(_OF_TEXT.split())
"""The commands whose argument is text, in which a dollar may open a formula again."""

DEFINES = re.compile(
    r"\\(?:(?:re|provide)?newcommand|renewcommand|providecommand|g?def|let|DeclareMathOperator)\*?\s*\{?\s*\\([A-Za-z]+)"
)
"""A definition of a command of one's own."""


@lru_cache(maxsize=1)
def known() -> frozenset[str]:
    """Return the names, without backslash, of all commands that are known."""
    from latex2mathml import commands, symbols_parser

    values = {name: value for name, value in vars(commands).items() if not name.startswith("_")}
    symbols = [name[1:] for name in symbols_parser.parse_symbols() if re.fullmatch(r"\\[A-Za-z]+", name)]
    return frozenset([*symbols, *_names_in(values), *_OTHERS.split()])


def _names_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from re.findall(r"\\([A-Za-z]+)", value)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _names_in(key)
            yield from _names_in(each)
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _names_in(each)
