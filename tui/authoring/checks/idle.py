"""What a sentence does instead of teaching: it asks, puts off, announces, or sends the reader elsewhere."""

import re
from collections.abc import Iterable
from enum import StrEnum

_PLACE = r"(?:lesson|section|chapter|day|week|module|part|unit|course|lecture|appendix|session)s?"
_TEXT = r"(?:lesson|section|chapter|day|week|lecture|course|appendix|session)s?"
_WILL = r"(?:\s+will|\s+shall|'ll|’ll)"

_PUT_OFF = re.compile(
    rf"""
    \b(?: later | another | separate | subsequent | future | other ) \s+ {_TEXT} \b
    | \b(?: next | following ) \s+ {_PLACE} \b
    | \b(?: in | on | until | till | to | by | of | see | from ) \s+ {_PLACE} \s+ \d+
    | \b {_TEXT} \s+ (?: of | to | for | on ) \s+ (?: its | their | his | her ) \s+ own \b
    | \b own \s+ {_TEXT} \b
    | \b(?: come | coming | get | return | go ) \s+ (?: back \s+ )? to \s+
      (?: it | them | this | that | these | those ) \s+ (?: later | soon | again | in | on | when ) \b
    | \b(?: beyond | outside ) \s+ (?: the | our | this ) \s+ (?: \w+ \s+ )? (?: scope | course | book ) \b
    | \b not \s+ (?: be \s+ )? (?: covered | discussed | treated | explained | taught | needed
      | our \s+ (?: topic | subject | concern ) ) \s+ (?: here | yet | now ) \b
    | \b(?: we | i ) \s+ (?: (?: will | shall | can | now | only ) \s+ )*
      (?: skip | omit | leave | postpone | defer | set ) \s+ (?: it | them | this | that | aside | these | out ) \b
    | \b(?: will | shall | 'll | are | is ) \s+ (?: be \s+ )? (?: covered | discussed | treated | introduced | explained
      | presented | studied | told | dealt \s+ with | taken \s+ up | the \s+ subject \s+ of ) \s+
      (?: in | on | by | when | later | until | soon | at ) \b
    | \b(?: will | shall ) \s+ be \s+ the \s+ (?: subject | topic | theme ) \b
    | \b to \s+ which \s+ (?: a | the ) \s+ \w+ \s+ \w+ \s+ is \s+ devoted \b
    | \b(?: we | you | the \s+ course ){_WILL} \s+ (?: see | study | meet | learn | look | explore | turn | deal
      | discuss | cover | treat | come | introduce | return | examine | encounter | explain ) \b [^.]* \b
      (?: later | soon | next | in \s+ (?: a | the | day | week ) | when | on \s+ day ) \b
    | \b later \s+ (?: on \s+ )? in \s+ (?: the | this ) \s+ {_PLACE} \b
    | \b later \s+ (?: on \s+ )? (?: you | we ){_WILL} \b
    | \b postponed? \b | \b deferred? \b | \b for \s+ the \s+ time \s+ being \b
    | \b left \s+ (?: as \s+ an \s+ exercise | to \s+ the \s+ reader | for \s+ (?: later | another ) ) \b
    | ^ \W* (?: TODO | TBD | lorem \s+ ipsum ) \b | \b to \s+ be \s+ (?: written | added | completed ) \b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ANNOUNCED = re.compile(
    rf"""
    \b(?: in | throughout ) \s+ this \s+ {_PLACE} \b
    | \b this \s+ {_PLACE} \s+ (?: covers | introduces | explains | deals | discusses | teaches | treats | looks
      | explores | is \s+ about | will | provides | presents | describes ) \b
    | \b in \s+ what \s+ follows \b | \b by \s+ the \s+ end \b | \b learning \s+ objectives? \b
    | \b after \s+ (?: this | reading | finishing | completing ) \b
    | \b(?: you | we )(?: {_WILL} | \s+ are \s+ going \s+ to ) \s+
      (?: (?: now | then | also | first | be \s+ able \s+ to | come \s+ to | learn \s+ to ) \s+ )*
      (?: learn | understand | know | discuss | explore | cover | discover | master | see \s+ (?: how | what | why )
      | be \s+ able | look \s+ at | derive | gain | take \s+ a \s+ look | dive ) \b
    | \b let(?: 's | ’s | \s+ us ) \s+ (?: begin | start | dive | explore | get \s+ started
      | take \s+ a \s+ (?: closer \s+ )? look ) \b
    | \b make \s+ sure \s+ that \s+ you \s+ have \b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_REFERRED = re.compile(
    r"""
    \b consult \b | \b further \s+ reading \b | \b read \s+ more \b | \b to \s+ know \s+ more \b
    | \b refer(?:red)? \s+ to \s+ (?: \w+ \s+ ){0,2} (?: documentation | manual | guide | books? | papers? | textbook
      | article | chapter | section | appendix | literature ) \b
    | \b for \s+ (?: more | further ) \s+ (?: details? | information ) \b | \b look \s+ (?: it | them ) \s+ up \b
    | \b see \s+ (?: (?: the | its | their ) \s+ )? (?: \w+ \s+ )? (?: documentation | manual | books? | papers?
      | textbook | wikipedia | article | appendix | references? ) \b
    | \b(?: may \s+ | should \s+ )? have \s+ (?: also \s+ )? heard \b | \b may \s+ come \s+ across \b
    | \b is \s+ (?: an \s+ alternative | another \s+ (?: option | way | method ) ) \b
    """,
    re.IGNORECASE | re.VERBOSE,
)
# One of these words stands in nearly every sentence that a pattern finds: most sentences need no further look.
_PLACES = """
lesson lessons section sections chapter chapters day days week weeks module modules part parts unit units course courses
lecture lectures appendix session sessions
"""
_PUT_OFF_WORDS = """
come coming return beyond outside skip omit leave postpone postponed defer deferred aside covered discussed treated
introduced explained presented studied told dealt taken subject topic theme devoted later being exercise reader soon
todo tbd written added completed lorem
"""
_ANNOUNCED_WORDS = """
follows end objective objectives after will shall going let sure
"""
_REFERRED_WORDS = """
consult reading read more refer referred details detail information look documentation manual guide literature book
books paper papers textbook wikipedia article appendix reference references heard across alternative another
"""
_PUT_OFF_SIGNS = frozenset((_PLACES + _PUT_OFF_WORDS).split())
_ANNOUNCED_SIGNS = frozenset((_PLACES + _ANNOUNCED_WORDS).split())
_REFERRED_SIGNS = frozenset(_REFERRED_WORDS.split())


class Idle(StrEnum):
    """Why a sentence teaches nothing of what it names."""

    ASKED = "asked"
    PUT_OFF = "put off"
    ANNOUNCED = "announced"
    REFERRED = "referred elsewhere"


def idle(sentence: str, words: Iterable[str]) -> Idle | None:
    """Return what a sentence, made of these words in lower case, does instead of teaching; None where it may teach."""
    if sentence.rstrip("*_\"'”’) ").endswith("?"):
        return Idle.ASKED
    will = "'ll" in sentence or "’ll" in sentence
    if (will or not _PUT_OFF_SIGNS.isdisjoint(words)) and _PUT_OFF.search(sentence):
        return Idle.PUT_OFF
    if (will or not _ANNOUNCED_SIGNS.isdisjoint(words)) and _ANNOUNCED.search(sentence):
        return Idle.ANNOUNCED
    return Idle.REFERRED if not _REFERRED_SIGNS.isdisjoint(words) and _REFERRED.search(sentence) else None
