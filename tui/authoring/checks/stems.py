"""Words as they are compared: without case, inflection and spelling habits, so that `labelled` finds `labeling`."""

import re
import unicodedata
from functools import lru_cache
from threading import Lock

from snowballstemmer import stemmer

_SNOWBALL = stemmer("english")
_TURN = Lock()  # it keeps the word that it is at, and checks run in threads
# Chinese and Japanese write no spaces: each pair of neighbouring characters stands for a word.
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"(?=([{_IDEOGRAPHS}]{{2}}))[{_IDEOGRAPHS}]|([^\W_{_IDEOGRAPHS}]+(?:['’][^\W_{_IDEOGRAPHS}]+)*)")
_ASCII_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
# A name that no rule of grammar tells from the pronoun.
_NAMES = re.compile(r"\bHe(?= (?:init|weights?\b|normal\b|uniform\b|et al|and (?:colleagues|others)))")
_APOSTROPHE = re.compile(r"['’](?:s|re|ve|ll|d|m|t)?$")

# British spelling is written as American; where a rule also changes a word that it should not (`raise`), it changes it
# in the point and in the text alike, so that both still meet.
_SPELLINGS = (
    (re.compile(r"^(\w{3,})is(e|es|ed|ing|er|ers|ation|ations|able)$"), r"\1iz\2"),
    (re.compile(r"^(\w+)ys(e|es|ed|ing|er|ers)$"), r"\1yz\2"),
    (re.compile(r"^(\w{2,})our(s|ed|ing|ful|less|ite|able|al|hood|ly|y)?$"), r"\1or\2"),
    (re.compile(r"^(\w{2,}[tb])re(s|d)?$"), r"\1er\2"),
    (re.compile(r"^(\w{2,})ogue(s|d)?$"), r"\1og\2"),
    (re.compile(r"^(def|off|pret|lic)ence(s|d)?$"), r"\1ense\2"),
    (re.compile(r"^programme(s)?$"), r"program\1"),
    (
        re.compile(
            r"^(label|model|signal|cancel|travel|channel|tunnel|fuel|level|equal|total|dial|marvel|parcel|quarrel|rival"
            r"|pedal|panel|bevel|chisel|counsel|initial|trial|spiral|marshal|swivel|shovel|unravel|distil|instil|fulfil"
            r"|enrol)l(ed|ing|er|ers)$"
        ),
        r"\1\2",
    ),
)
_SPELT = {
    "grey": "gray",
    "mould": "mold",
    "moulds": "molds",
    "plough": "plow",
    "tyre": "tire",
    "tyres": "tires",
    "maths": "mathematics",
    "math": "mathematics",
    "ageing": "aging",
    "judgement": "judgment",
    "aluminium": "aluminum",
    "manoeuvre": "maneuver",
    "whilst": "while",
    "learnt": "learned",
    "spelt": "spelled",
    "burnt": "burned",
}

# Families whose members Snowball's rules leave apart: the ending is cut and what is left stands for them all.
_FAMILIES = (
    (re.compile(r"^(\w{2,})if(?:y|ies|ied|ying|ier|iers|ication|ications)$"), r"\1ifi"),
    (re.compile(r"^(\w{3,})iz(?:e|es|ed|ing|er|ers|ation|ations|able)$"), r"\1iz"),
    (re.compile(r"^(\w{3,})yz(?:e|es|ed|ing|er|ers)$|^(\w{3,})ys(?:is|es)$"), r"\1\2yz"),
    (re.compile(r"^(\w+)duc(?:e|es|ed|ing|er|ers|tion|tions|ible)$"), r"\1duc"),
    (re.compile(r"^(\w*vol)(?:v|u)(?:e|es|ed|ing|er|ers|tion|tions|tional|tionary|tionally)$"), r"\1v"),
    (re.compile(r"^(\w*sol)(?:v|u)(?:e|es|ed|ing|er|ers|tion|tions)$"), r"\1v"),
    (
        re.compile(r"^(multi|im|re|ap|sup|com)pl(?:y|ies|ied|ying|ier|iers|ication|ications|icative|icatively)$"),
        r"\1pli",
    ),
    (re.compile(r"^(\w*scri)(?:be|bes|bed|bing|ber|ber|ption|ptions|ptive)$"), r"\1b"),
    (re.compile(r"^(con|as|re|pre)sum(?:e|es|ed|ing|er|ers|ption|ptions)$"), r"\1sum"),
    (re.compile(r"^(ex)plo(?:de|des|ded|ding|sion|sions|sive)$"), r"\1plod"),
    (re.compile(r"^(di|pro)vi(?:de|des|ded|ding|der|ders|sion|sions)$"), r"\1vid"),
    (re.compile(r"^(de)ci(?:de|des|ded|ding|sion|sions|sive)$"), r"\1cid"),
    (re.compile(r"^(ex)pan(?:d|ds|ded|ding|sion|sions)$"), r"\1pand"),
    (re.compile(r"^(e|cor|ab)ro(?:de|des|ded|ding|sion)$"), r"\1rod"),
    (re.compile(r"^(in|ex|con|oc)clu(?:de|des|ded|ding|sion|sions)$"), r"\1clud"),
    (re.compile(r"^(ab|ad)sor(?:b|bs|bed|bing|ption)$"), r"\1sorb"),
    (re.compile(r"^(inter|trans|ex|de|in|sub)?mi(?:t|ts|tted|tting|tter|ssion|ssions)$"), r"\1mit"),
    (re.compile(r"^(in|per|re|trans)form(?:ation|ations|ational)$"), r"\1form"),
    (re.compile(r"^(re|de|con|in|ob)?struct(?:s|ed|ing|ion|ions|ive|or)$"), r"\1struct"),
    (re.compile(r"^(sta)bili(?:ty|ties)$|^(sta)ble$|^(sta)bly$"), "stabl"),
)

_IRREGULAR = {
    word: base
    for base, words in {
        "matrix": "matrices",
        "vertex": "vertices",
        "index": "indices",
        "criterion": "criteria",
        "phenomenon": "phenomena",
        "axis": "axes",
        "maximum": "maxima maximal maximally",
        "minimum": "minima minimal minimally",
        "optimum": "optima optimal optimally",
        "spectrum": "spectra spectral",
        "corpus": "corpora",
        "bacterium": "bacteria bacterial",
        "stimulus": "stimuli",
        "radius": "radii",
        "nucleus": "nuclei nuclear",
        "formula": "formulae",
        "hypothesis": "hypotheses",
        "basis": "bases",
        "datum": "data",
        "child": "children",
        "man": "men",
        "woman": "women",
        "foot": "feet",
        "tooth": "teeth",
        "mouse": "mice",
        "leaf": "leaves",
        "loaf": "loaves",
        "knife": "knives",
        "half": "halves halve halved halving",
        "shelf": "shelves",
        "wolf": "wolves",
        "compare": "comparison comparisons comparative",
        "explain": "explanation explanations explanatory",
        "choose": "choice choices chose chosen",
        "sparse": "sparsity sparsely",
        "scale": "scalable scalability scaled scaling",
        "probable": "probabilistic probabilistically probability probabilities",
        "symmetry": "symmetric symmetrical",
        "geometry": "geometric geometrical",
        "bias": "biased biases unbiased",
        "loss": "losses",
        "lens": "lenses",
        "gas": "gases",
        "build": "built",
        "hold": "held",
        "keep": "kept",
        "lose": "lost loses losing",
        "make": "made making",
        "find": "found",
        "feed": "fed",
        "rise": "rose risen rising",
        "freeze": "froze frozen freezing unfreeze unfreezing",
        "grow": "grew grown growth",
        "draw": "drew drawn",
        "take": "took taken taking",
        "write": "wrote written writing",
        "bring": "brought",
        "buy": "bought",
        "catch": "caught",
        "fall": "fell fallen",
        "forget": "forgot forgotten forgetting",
        "give": "gave given giving",
        "know": "knew known",
        "lead": "led",
        "leave": "left",
        "run": "ran running",
        "begin": "began begun beginning",
        "break": "broke broken",
        "see": "saw seen",
        "sell": "sold",
        "send": "sent",
        "spend": "spent",
        "sink": "sank sunk",
        "speak": "spoke spoken",
        "steal": "stole stolen",
        "stand": "stood",
        "sweep": "swept",
        "think": "thought",
        "throw": "threw thrown",
        "wear": "wore worn",
        "win": "won",
        "weave": "wove woven weaving",
        "teach": "taught",
        "fight": "fought",
        "swing": "swung",
        "dig": "dug digging",
        "stick": "stuck",
        "fit": "fitted fitting",
        "urban": "urbanization urbanize urbanized",
        "prune": "pruning pruned prunes",
        "acid": "acidity acidic",
        "dense": "density densities densely",
        "diverge": "divergence divergent",
        "converge": "convergence convergent",
        "emerge": "emergence emergent",
        "token": "tokenizer tokenizers tokenization tokenisation tokenize tokenized tokenised tokenise",
        "detect": "detector detectors",
        "embed": "embedding embeddings embedded",
        "enclos": "enclosure enclosures enclosed enclose enclosing",
        "penalty": "penalize penalise penalized penalised penalizing",
        "bayes": "bayesian",
        "tax": "taxation taxes",
        "deep": "depth depths deeper deepest",
        "wide": "width widths wider widest",
        "strong": "strength strengths stronger strongest",
        "innocent": "innocence",
        "presume": "presumption presumptions presumed",
        "tecton": "tectonic tectonics",
        "equilibrium": "equilibria",
        "private": "privacy privately",
        "percent": "percentage percentages",
        "differentiate": "differentiable differentiability differentiation",
        "derive": "derivation derivations derived deriving",
        "derivat": "derivative derivatives",
        "gradient": "gradients",
        "gradual": "gradually",
        "variance": "variances",
        "variant": "variants",
        "vary": "varied varies varying variation variations",
        "recurs": "recursion recursive recursively recurse",
        "recurrent": "recurrence recurrences",
        "equivariant": "equivariance",
        "invariant": "invariance invariances",
        "depend": "dependence dependency dependencies dependent",
        "compute": "computation computations computational computationally computing",
        "compos": "compose composed composes composing composition compositions",
        "position": "positional positions",
        "convex": "convexity",
        "nonconvex": "nonconvexity",
    }.items()
    for word in words.split()
}


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return the stem that stands for `word` and its inflections; `word` is any single word."""
    word = _APOSTROPHE.sub("", plain(word))
    word = _SPELT.get(word, word)
    if len(word) < 4 or not word.isalpha():
        return word.removesuffix("s") if len(word) > 3 else word
    for pattern, replacement in _SPELLINGS:
        word = pattern.sub(replacement, word)
    word = _IRREGULAR.get(word, word)
    for pattern, replacement in _FAMILIES:
        found, count = pattern.subn(replacement, word)
        if count:
            return found
    with _TURN:
        found = str(_SNOWBALL.stemWord(word))
    # geometry and geometric, sparsity and sparse: the last vowel is habit.
    return found.rstrip("ie") if len(found) > 4 else found


def plain(word: str) -> str:
    """Return a word in lower case and without the marks on its letters."""
    word = word.casefold()
    if word.isascii():
        return word
    return "".join(each for each in unicodedata.normalize("NFKD", word) if not unicodedata.combining(each))


def with_names(text: str) -> str:
    """Return `text` with names that would pass for pronouns written otherwise: `He initialization`."""
    return _NAMES.sub("Kaiming", text) if "He " in text else text


def words(text: str) -> list[str]:
    """Return the words of `text` as they stand: letters and digits, hyphens dividing (`self-attention` is two)."""
    if text.isascii():
        return _ASCII_TOKEN.findall(text)
    return [pair or word for pair, word in _TOKEN.findall(unicodedata.normalize("NFC", text))]


def stems(text: str) -> list[str]:
    """Return the stems of the words of `text`, in order."""
    return [stem(word) for word in words(text)]
