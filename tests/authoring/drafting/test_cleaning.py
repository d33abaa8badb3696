"""Text in pieces comes out as the whole text would."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tui.authoring import plain_text
from tui.authoring.drafting.cleaning import Cleaner

_NASTY = st.text(alphabet="\x1b[]m;0\x07\\\r\na é\u202e😀\x9b-", max_size=40)


@given(_NASTY, st.lists(st.integers(0, 40), max_size=8))
def test_pieces_together_are_what_the_whole_would_be(text: str, cuts: list[int]) -> None:
    borders = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    cleaner = Cleaner()
    out = "".join(cleaner.feed(text[a:b]) for a, b in pairwise(borders)) + cleaner.finish()
    assert out == plain_text.clean(text)


def test_an_escape_sequence_split_over_two_pieces_never_shows() -> None:
    cleaner = Cleaner()
    assert [cleaner.feed("red \x1b[3"), cleaner.feed("1mtext"), cleaner.finish()] == ["red ", "text", ""]


def test_ordinary_text_is_not_held_back() -> None:
    assert Cleaner().feed("A gradient points uphill.\n") == "A gradient points uphill.\n"


def test_an_emoji_sent_as_two_halves_is_whole_again() -> None:
    cleaner = Cleaner()
    assert cleaner.feed("ok \ud83d") + cleaner.feed("\ude00!") + cleaner.finish() == "ok 😀!"


def test_half_an_emoji_at_the_end_can_still_be_stored() -> None:
    cleaner = Cleaner()
    (cleaner.feed("ok \ud83d") + cleaner.finish()).encode()


def test_what_follows_the_line_of_an_escape_that_nothing_ends_is_shown_at_once() -> None:
    cleaner = Cleaner()
    text = "A\x1b]0;title\n" + "The text goes on.\n" * 50
    shown = cleaner.feed(text[:11]) + cleaner.feed(text[11:])
    assert "The text goes on." in shown
    assert shown + cleaner.finish() == plain_text.clean(text)
