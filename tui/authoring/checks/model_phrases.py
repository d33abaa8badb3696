"""What a model says to whoever asked it, and not to the reader of a lesson."""

import re

_ANSWER = (
    r"(?:section|lesson|chapter|draft|version|rewrite|revision|text|markdown|write-?up|answer|response|content|"
    r"explanation|overview|breakdown|guide|summary|introduction|body|article|outline)"
)
_LIKE_THIS = r"(?:\w+(?:-\w+)*,? (?:and )?){0,4}"
_HERE = r"here(?:['’]s| is| are)"
_I_WILL = r"i(?:['’]ll| will| can|['’]d)"
_WRITE = r"(?:write|draft|provide|create|rewrite|produce|prepare|expand|revise|update|give you)"
_WRITTEN = r"(?:written|drafted|provided|created|rewritten|produced|prepared|expanded|revised|updated)"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


OPENING = _any(
    # An agreement with an exclamation mark, or with what it agrees to do.
    r"(?:sure(?: thing)?|certainly|of course|absolutely|definitely|no problem|got it|understood|gladly|with pleasure|"
    r"great(?: question)?|okay|ok|alright|happy to help|yes)"
    rf"(?:!|[,.:—–-]+\s*(?:{_HERE}|here\b|{_I_WILL}\b|let me|let['’]s|below (?:is|are)|this is the))",
    rf"(?:{_HERE}|below (?:is|are)|the following is) (?:the|your|an?|my|some) {_LIKE_THIS}{_ANSWER}\b"
    r"(?=[^.!?\n]{0,160}(?::\s*$|\b(?:as|you) (?:you )?(?:requested|asked|wanted|instructed)|\bfor you\b|"
    r"\bon the (?:topic|point)\b|\bfor the (?:lesson|section|course|point|topic)\b))",
    rf"{_HERE} (?:the|your|my|an?) (?:revised|rewritten|updated|improved|requested|corrected|expanded|final|new) "
    rf"{_LIKE_THIS}{_ANSWER}\b",
    rf"i(?:['’]ve| have) (?:now )?{_WRITTEN} ",
    rf"{_I_WILL}(?: now)? {_WRITE} ",
    rf"let me {_WRITE} ",
    r"as (?:you )?requested\b|as per your\b|per your (?:request|instructions)",
    r"based on your (?:request|instructions|feedback|brief)|in response to your\b|to address your (?:feedback|request)",
    r"thank(?:s| you) for (?:the|your|providing|sharing)\b",
    r"i understand (?:that )?you (?:want|need|would like|are)\b|you(?:['’]ve| have)? asked (?:me|for)\b",
)
"""Matches at the beginning of a section."""

CLOSING = _any(
    r"(?:please )?let me know (?:if|whether|how|what|when|which)\b",
    r"(?:please )?(?:do )?(?:feel free|don['’]t hesitate|do not hesitate) to "
    r"(?:ask|reach|contact|request|modify|adjust|edit|let|share)\b",
    r"i hope (?:this|that|the|these|it|you(?:['’]ve| have| find| found| enjoy)?)\b",
    r"(?:would you like|do you want|shall i|should i)(?: me)? (?:to )?(?:continue|proceed|elaborate|add|"
    rf"include|go|move|explain|generate|cover|make|{_WRITE})\b",
    r"if you(?:['’]d like|['’]d prefer| would like| want| need| have any| have further| have more)\b[^.!?\n]{0,120}?"
    r"(?:\blet me know\b|\bfeel free\b|\b(?:please|just) (?:ask|let|say|tell)\b|\bi (?:can|could|will|am|would)\b|"
    r"\bi['’](?:ll|d|m)\b)",
    r"is there anything else\b|i(?:['’]m| am) (?:happy|glad|here) to (?:help|assist|expand|answer)\b",
    r"i can also (?:include|add|provide|write|expand|create)\b",
    r"this (?:section|lesson|text|draft) (?:has been|was|is) (?:written|designed|tailored|crafted|about \d)",
)
"""Matches at the beginning of a sentence near the end of a section."""

_WORDS = r"\(?(?:about |approx(?:imately|\.)? |~ ?)?\d{2,5} words\)?"
SIGN_OFF = re.compile(
    r"[\s*_(\[—–-]*(?:happy (?:learning|coding|reading|studying|training)|good luck|stay tuned|enjoy|best regards|"
    r"end of (?:the )?(?:section|lesson|chapter|document|response|answer|text)|"
    rf"(?:approx(?:imate(?:ly)?|\.)? |total |final )?word count\b.{{0,30}}|{_WORDS}|"
    r"that(?:['’]s| is) (?:it|all)(?: for (?:now|today|this \w+))?)"
    r"[\s*_)\].!:…—–-]*(?:[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f]\s*)*",
    re.IGNORECASE,
)
"""Matches a whole last paragraph."""

_AS_AN_AI = _any(
    r"\bas an? (?:ai|artificial intelligence|large language|language)(?: language)?(?: model| assistant| chatbot)?,? "
    r"(?:i|my|it is (?:important|not))\b",
    r"\bi(?:['’]m| am) (?:just |only |merely )?an? (?:ai\b|artificial intelligence|(?:large )?language model)",
    r"\bmy (?:training data (?:goes|ends|only|does)|knowledge cut-?off|last (?:training|knowledge) update)\b",
    r"\bas of my (?:last|latest|knowledge|training)\b",
    r"\bi(?:['’]m| am)? (?:cannot|can['’]t|can not|unable to|not able to|do not have the ability to) "
    r"(?:fulfil|assist with|help with|browse|access (?:the internet|external|real)|comply|generate (?:that|this))",
)
_HINTS = ("as an ", "as a l", "i am", "i'm", "i’m", "my ", "i can", "as of my")

TOKEN = _any(
    r"<\|[a-z_]{2,20}\|>|\[/?INST\]|<</?SYS>>",
    r"</?(?:think|thinking|reasoning|scratchpad|previous|reason)>|<section title=[^<>]*>",
)
"""Found anywhere outside code: marks of a conversation, and of the prompt."""


def as_an_ai(text: str) -> re.Match[str] | None:
    """Return where a model speaks of itself in `text`, from which quotations have been taken out."""
    low = text.lower()
    return _AS_AN_AI.search(text) if any(hint in low for hint in _HINTS) else None
