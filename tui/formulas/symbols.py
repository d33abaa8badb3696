"""What each TeX command stands for in Unicode, and how it keeps its distance from its neighbours."""

from typing import Literal

Kind = Literal["ord", "word", "op", "big", "bin", "rel", "open", "close", "punct", "frac", "fence", "dots", "unary"]


def names(written: str) -> list[str]:
    """Return names that are written one after the other."""
    return written.split()


def _table(written: str) -> dict[str, str]:
    """Return what is written after each name."""
    parts = names(written)
    return dict(zip(parts[::2], parts[1::2], strict=True))


_ORDINARY = _table(
    "alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ "
    "mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ "
    "psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω "
    "varGamma Γ varDelta Δ varTheta Θ varLambda Λ varXi Ξ varPi Π varSigma Σ varPhi Φ varPsi Ψ varOmega Ω "
    "infty ∞ partial ∂ nabla ∇ ell ℓ hbar ℏ imath ı jmath ȷ Re ℜ Im ℑ wp ℘ aleph ℵ emptyset ∅ varnothing ∅ "
    "forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ top ⊤ bot ⊥ angle ∠ triangle △ square □ Box □ blacksquare ■ qed ∎ "
    "prime ′ degree ° backslash \\ checkmark ✓ complement ∁ flat ♭ sharp ♯ natural ♮ surd √ "
    "clubsuit ♣ diamondsuit ♢ heartsuit ♡ spadesuit ♠ mathsection § pounds £ dag † ddag ‡ "
    "R ℝ N ℕ Z ℤ Q ℚ C ℂ Reals ℝ reals ℝ natnums ℕ Complex ℂ vert | Vert ‖ | ‖ "
    "# # % % & & $ $ _ _ | ‖"
)
del _ORDINARY["Q"], _ORDINARY["C"]  # nobody's macros: LaTeX, MathJax and KaTeX know no \Q and no \C
_DOTS = _table("dots … ldots … cdots ⋯ vdots ⋮ ddots ⋱ dotsc … dotsb ⋯ dotsm ⋯ dotsi ⋯ dotso … hdots … iddots ⋰")
_BINARY = _table(
    "pm ± mp ∓ times × div ÷ cdot ⋅ ast ∗ star ⋆ circ ∘ bullet • cap ∩ cup ∪ sqcap ⊓ sqcup ⊔ uplus ⊎ vee ∨ lor ∨ "
    "wedge ∧ land ∧ setminus ∖ smallsetminus ∖ oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ odot ⊙ amalg ⨿ dagger † ddagger ‡ "
    "diamond ⋄ wr ≀ boxtimes ⊠ boxplus ⊞ boxdot ⊡ circledast ⊛ circledcirc ⊚ ltimes ⋉ rtimes ⋊ bigcirc ◯ cdotp ⋅"
)
_RELATIONS = _table(
    "le ≤ leq ≤ leqslant ⩽ ge ≥ geq ≥ geqslant ⩾ lt < gt > ne ≠ neq ≠ ll ≪ gg ≫ equiv ≡ sim ∼ simeq ≃ approx ≈ "
    "cong ≅ propto ∝ varpropto ∝ asymp ≍ doteq ≐ coloneqq ≔ eqqcolon ≕ triangleq ≜ lesssim ≲ gtrsim ≳ "
    "approxeq ≊ geqq ≧ leqq ≦ lessapprox ⪅ gtrapprox ⪆ "
    "in ∈ ni ∋ owns ∋ notin ∉ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ subsetneq ⊊ supsetneq ⊋ nsubseteq ⊈ "
    "sqsubset ⊏ sqsupset ⊐ sqsubseteq ⊑ sqsupseteq ⊒ prec ≺ succ ≻ preceq ⪯ succeq ⪰ preccurlyeq ≼ succcurlyeq ≽ "
    "mid | nmid ∤ parallel ∥ nparallel ∦ perp ⟂ models ⊨ vDash ⊨ vdash ⊢ dashv ⊣ bowtie ⋈ Vdash ⊩ frown ⌢ smile ⌣ "
    "to → rightarrow → gets ← leftarrow ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ iff ⟺ "
    "implies ⟹ impliedby ⟸ mapsto ↦ longmapsto ⟼ longrightarrow ⟶ longleftarrow ⟵ longleftrightarrow ⟷ "
    "Longrightarrow ⟹ Longleftarrow ⟸ Longleftrightarrow ⟺ hookrightarrow ↪ hookleftarrow ↩ uparrow ↑ downarrow ↓ "
    "updownarrow ↕ Uparrow ⇑ Downarrow ⇓ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ rightharpoonup ⇀ "
    "rightharpoondown ⇁ leftharpoonup ↼ leftharpoondown ↽ rightleftharpoons ⇌ leadsto ⇝ rightsquigarrow ⇝ "
    "twoheadrightarrow ↠ rightarrowtail ↣ rightrightarrows ⇉ leftleftarrows ⇇ nrightarrow ↛ nleftarrow ↚ "
    "therefore ∴ because ∵ gtreqless ⋛ vartriangleleft ⊲ triangleleft ◁ triangleright ▷ lhd ⊲ rhd ⊳"
)
_OPENING = _table("lbrace { { { lbrack [ langle ⟨ lfloor ⌊ lceil ⌈ lvert | lVert ‖ lparen (")
_CLOSING = _table("rbrace } } } rbrack ] rangle ⟩ rfloor ⌋ rceil ⌉ rvert | rVert ‖ rparen )")
_PUNCTUATION = _table("colon :")

SYMBOLS: dict[str, tuple[str, Kind]] = {}
for _glyphs, _kind in (
    (_ORDINARY, "ord"),
    (_DOTS, "dots"),
    (_BINARY, "bin"),
    (_RELATIONS, "rel"),
    (_OPENING, "open"),
    (_CLOSING, "close"),
    (_PUNCTUATION, "punct"),
):
    SYMBOLS |= {name: (glyph, _kind) for name, glyph in _glyphs.items()}  # type: ignore[misc]
"""A command without its backslash: glyph and kind."""

CHARACTERS: dict[str, tuple[str, Kind]] = {
    "+": ("+", "bin"),
    "-": ("−", "bin"),
    "−": ("−", "bin"),
    "*": ("∗", "bin"),
    "=": ("=", "rel"),
    "<": ("<", "rel"),
    ">": (">", "rel"),
    ":": (":", "rel"),
    ",": (",", "punct"),
    ";": (";", "punct"),
    "(": ("(", "open"),
    "[": ("[", "open"),
    ")": (")", "close"),
    "]": ("]", "close"),
    "!": ("!", "close"),
    "?": ("?", "close"),
}
for _glyphs, _kind in ((_BINARY, "bin"), (_RELATIONS, "rel"), (_DOTS, "dots")):
    CHARACTERS |= {glyph: (glyph, _kind) for glyph in _glyphs.values() if glyph not in "|<>"}  # type: ignore[misc]
CHARACTERS |= {glyph: (glyph, "open") for glyph in "⟨⌊⌈"} | {glyph: (glyph, "close") for glyph in "⟩⌋⌉"}
"""What a character of the formula means where it is no letter, number or sign of TeX's own."""

SIDE_OPERATORS = frozenset(
    names("log ln lg exp sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan arg dim ker deg hom")
)
"""Functions whose scripts stand at their side."""

LIMIT_OPERATORS = {name: name for name in names("max min sup inf lim det Pr gcd")} | {
    "limsup": "lim sup",
    "liminf": "lim inf",
    "argmax": "arg max",
    "argmin": "arg min",
    "plim": "plim",
    "injlim": "inj lim",
    "projlim": "proj lim",
}
"""Functions whose scripts stand under them in a display."""

BIG_OPERATORS = _table(
    "sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ bigodot ⨀ bigvee ⋁ bigwedge ⋀ bigsqcup ⨆ biguplus ⨄"
)
INTEGRALS = _table("int ∫ iint ∬ iiint ∭ oint ∮ oiint ∯ smallint ∫ intop ∫")

DELIMITERS: dict[str, str] = {
    **{character: character for character in "()[]|/⟨⟩⌊⌋⌈⌉‖"},
    **{"\\" + name: glyph for name, glyph in (_OPENING | _CLOSING).items()},
    ".": "",
    "<": "⟨",
    ">": "⟩",
    "\\|": "‖",
    "\\vert": "|",
    "\\Vert": "‖",
    "\\backslash": "\\",
}
"""What may follow \\left, \\right and \\big."""

ACCENTS = _table(
    "hat \u0302 widehat \u0302 tilde \u0303 widetilde \u0303 bar \u0304 overline \u0305 vec \u20d7 dot \u0307 "
    "ddot \u0308 dddot \u20db check \u030c widecheck \u030c breve \u0306 acute \u0301 grave \u0300 mathring \u030a "
    "underline \u0332 overrightarrow \u20d7 overleftarrow \u20d6 underbar \u0332"
)
"""The combining mark of each accent."""

NEGATED = _table(
    "= ≠ ∈ ∉ ∋ ∌ < ≮ > ≯ ≤ ≰ ≥ ≱ ≡ ≢ ∼ ≁ ≈ ≉ ≃ ≄ ≅ ≇ ⊂ ⊄ ⊃ ⊅ ⊆ ⊈ ⊇ ⊉ | ∤ "
    "∥ ∦ ∃ ∄ → ↛ ← ↚ ↔ ↮ ⇒ ⇏ ⇐ ⇍ ⇔ ⇎ ≺ ⊀ ≻ ⊁ ⊢ ⊬ ⊨ ⊭"
)
"""What \\not makes of a relation."""

SPACES = {
    **dict.fromkeys([" ", "\n", *names(", : ; > thinspace medspace thickspace enspace enskip space nobreakspace")], 1),
    **dict.fromkeys(names("! / negthinspace negmedspace"), 0),
    "quad": 2,
    "qquad": 4,
}
"""Cells that a spacing command takes at least."""
