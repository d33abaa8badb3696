"""The order of drafting follows the author through the course."""

from tui.authoring.drafting.queue import Place, first

COURSE = [Place(1, "day01_001", 0), Place(1, "day01_001", 1), Place(1, "day01_002", 0), Place(2, "day02_001", 0)]


def drained(places: list[Place], cursor: Place | None) -> list[Place]:
    left, order = list(places), []
    while left:
        order.append(left.pop(first(left, cursor)))
    return order


def test_without_a_cursor_it_is_the_order_of_the_course() -> None:
    assert drained(COURSE[::-1], None) == COURSE


def test_what_is_looked_at_comes_first_then_what_follows_it_then_the_rest() -> None:
    assert drained(COURSE, COURSE[2]) == [COURSE[2], COURSE[3], COURSE[0], COURSE[1]]


def test_a_cursor_on_what_does_not_wait_leads_to_what_follows_it() -> None:
    assert drained([COURSE[0], COURSE[3]], COURSE[1]) == [COURSE[3], COURSE[0]]
