"""What is measured of a section and the point that it should teach; `score` says what each measure counts.

Shares are from 0 to 1. Of a point that names several things, `least` is the thing that fares worst and `most` the one
that fares best; "own" words are those of the point.

| measure | is |
| --- | --- |
| `named_least`, `named_most` | how much of the thing's name falls in the section, code and formulas included |
| `sentence_least`, `sentence_most` | the same of the single sentence that names most of it |
| `statements_least`, `statements_most` | full statements about the thing |
| `mentions`, `mention_share` | sentences that name the thing that has fewest; their share of all sentences |
| `opened` | where the thing is first named, from 0 at the section's beginning to 1 at its end or nowhere |
| `mention_substance` | words of substance in an average sentence that names a thing |
| `subject_share` | the share of sentences that begin with a word of the thing's name |
| `told`, `told_least` | words of its company that fall, each by how much it tells |
| `known`, `unkept` | the same of all its company; 1 where a thing could keep much of it and keeps hardly any |
| `put_off` | 1 where a thing is put off to another place |
| `particular` | the share of particular words among all that carry meaning, own words left out |
| `echo` | the share of own words in what is said |
| `rivalry`, `rival_named` | by how much another point is ahead; how much of such a point's name falls |
| `idle` | the share of sentences that teach nothing |
| `asked`, `put_off_share`, `announced`, `referred` | the share of such sentences of each kind |
| `particular_words`, `common_words`, `exact`, `reasons` | what an average sentence has of these |
| `listed` | the share of words that are merely enumerated |
| `substance`, `substance_most`, `substance_all` | words of substance in an average sentence, in the fullest, in all |
| `full`, `full_share` | sentences with four words of substance; the share of those with five |
| `vocabulary` | different particular words, own words left out |
| `linked` | the share of sentences that take up a particular word of another sentence, own words left out |
| `title_shared` | words that it shares with the lesson's title |
| `code`, `formulas` | 1 where it has code; formulas, up to four |
| `several`, `things` | 1 where the point names its things side by side; things that must be taught, up to five |
| `vague`, `described` | 1 where no word of the point tells what it is about; where it describes rather than names |

How long a section is is not measured, for in the sets that the weights were fitted to it tells for which rule a text
was written.
"""

from collections import Counter
from collections.abc import Sequence

from tui.authoring.checks import thesaurus
from tui.authoring.checks.general_words import content, general
from tui.authoring.checks.idle import Idle
from tui.authoring.checks.lesson_text import Part
from tui.authoring.checks.point_parts import Asked
from tui.authoring.checks.stems import words
from tui.authoring.checks.subject import Subject
from tui.authoring.checks.teaching import Reading, Weighed, substance_of

_NAMED = 0.5  # of a thing: from here on, a sentence names it
_KNOWN = 4.2  # company that a thing must have to be known
_FULL, _FULLER = 4, 5  # words of substance in a sentence that says much
_BEGINNING = 6  # words at the beginning of a sentence, where its subject stands


def measures(
    subject: Subject,
    part: Part,
    reading: Reading,
    own: Asked,
    rivals: Sequence[Asked],
    weighed: Weighed,
) -> dict[str, float]:
    """Return what is measured, by name; `weighed` is what `teaching.weigh` says of the same.

    The section must have a sentence.
    """
    found: dict[str, float] = {}
    found |= _of_things(reading, own, weighed)
    found |= _of_sentences(part, reading, own)
    rival_named = (
        max((each.measure(reading.every, reading.capitals, own.stems) for each in rival.things), default=0.0)
        for rival in rivals
    )
    found |= {
        "particular": weighed.particular,
        "echo": weighed.echo,
        "rivalry": weighed.rivalry,
        "rival_named": max(rival_named, default=0.0),
        "title_shared": _title_shared(subject, reading),
        "idle": reading.idle,
        "several": float(own.several),
        "vague": float(own.vague),
        "described": float(any(each.thing.described for each in weighed.needed)),
        "things": float(min(len(weighed.needed), 5)),
    }
    return found


def _of_things(reading: Reading, own: Asked, weighed: Weighed) -> dict[str, float]:
    needed = [each.thing for each in weighed.needed]
    said = reading.every | reading.code | reading.formulas
    live = [(at, each) for at, each in enumerate(reading.sentences) if each.idle is None]
    named = [thing.measure(said, reading.capitals) for thing in needed]
    by_sentence = [[(at, each, thing.measure(each.every, each.capitals)) for at, each in live] for thing in needed]
    best = [max((measure for _, _, measure in each), default=0.0) for each in by_sentence]
    naming = [[(at, each) for at, each, measure in of_thing if measure >= _NAMED] for of_thing in by_sentence]
    mentions = min(map(len, naming))
    total = len(reading.sentences)
    first = max((each[0][0] / total if each else 1.0) for each in naming)
    every = {at: sentence for each in naming for at, sentence in each}
    names = frozenset().union(*(thing.terms for thing in needed)) - general()
    known = max(thesaurus.told_by(thing.company) for thing in needed)
    return {
        "named_least": min(named),
        "named_most": max(named),
        "sentence_least": min(best),
        "sentence_most": max(best),
        "statements_least": min(min(each.statements, 3.0) for each in weighed.needed),
        "statements_most": max(min(each.statements, 3.0) for each in weighed.needed),
        "mentions": float(mentions),
        "mention_share": mentions / total,
        "opened": first,
        "mention_substance": sum(substance_of(each, own.stems) for each in every.values()) / max(len(every), 1),
        "subject_share": sum(1 for _, each in live if not names.isdisjoint(each.stems[:_BEGINNING])) / total,
        "told": max(each.told for each in weighed.needed),
        "told_least": min(each.told for each in weighed.needed),
        "known": known,
        "unkept": float(
            any(each.told < 1 and thesaurus.told_by(each.thing.wholly) >= _KNOWN for each in weighed.needed)
        ),
        "put_off": float(any(each.put_off for each in weighed.needed)),
    }


def _of_sentences(part: Part, reading: Reading, own: Asked) -> dict[str, float]:
    sentences = reading.sentences
    total = len(sentences)
    substances = [substance_of(each, own.stems) for each in sentences]
    kinds = Counter(each.idle for each in sentences)
    particular = [each.particular - own.stems for each in sentences]
    vocabulary = [each - own.stems for each in (one.particular for one in sentences if one.idle is None)]
    uses = Counter(word for each in particular for word in each)
    return {
        "particular_words": sum(map(len, particular)) / total,
        "common_words": sum(len(each.common - own.stems) for each in sentences) / total,
        "exact": sum(min(each.exact, 3) for each in sentences) / total,
        "reasons": sum(each.reasons for each in sentences) / total,
        "listed": sum(len(each.listed) for each in sentences) / max(1, sum(len(each.every) for each in sentences)),
        "substance": sum(substances) / total,
        "substance_most": max(substances),
        "substance_all": min(sum(substances), 60.0),
        "full": float(min(sum(each >= _FULL for each in substances), 6)),
        "full_share": sum(each >= _FULLER for each in substances) / total,
        "vocabulary": float(min(len(frozenset().union(*vocabulary)), 40)),
        "linked": sum(1 for each in particular if any(uses[word] > 1 for word in each)) / total,
        "code": float(bool(part.codes)),
        "formulas": float(min(len(part.formulas), 4)),
        "asked": kinds[Idle.ASKED] / total,
        "put_off_share": kinds[Idle.PUT_OFF] / total,
        "announced": kinds[Idle.ANNOUNCED] / total,
        "referred": kinds[Idle.REFERRED] / total,
    }


def _title_shared(subject: Subject, reading: Reading) -> float:
    title = frozenset(map(content, words(subject.lesson.title))) - {""} if subject.lesson is not None else frozenset()
    return float(min(len((reading.every & title) - general()), 3))
