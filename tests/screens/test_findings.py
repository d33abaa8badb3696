"""What the checks say of the text on show, beside it."""

import threading
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.fakes.messages_server import MessagesServer, Reply
from tests.screens.checked import OTHER, POINT, STRAY, switch_on
from tests.screens.test_workbench import ORIENTATION, go, keys_on_offer, screen_of, until
from tui.app import CoursewrightApp
from tui.authoring.workbench import Finding, Severity, Workbench
from tui.widgets.findings_list import FindingsList
from tui.widgets.preview import Preview


def findings_of(app: CoursewrightApp) -> FindingsList:
    return app.screen.query_one(FindingsList)


def marked(app: CoursewrightApp) -> list[str]:
    return [page.marked] if (page := app.screen.query_one(Preview).page).marked else []


def in_sight(app: CoursewrightApp) -> bool:
    """Whether the marked passage is inside the page as it is scrolled."""
    page = app.screen.query_one(Preview).page
    top = round(page.scroll_y)
    return bool(page.size.height) and all(top <= row < top + page.size.height for row in page.marked_rows)


def finding_of(key: str) -> Finding:
    slug = key.partition("/")[2]
    return Finding("links", Severity.WARNING, "", 1, "", f"Of {slug}.", slug)


async def found(pilot: Pilot[None], count: int) -> None:
    await until(pilot, lambda: len(findings_of(pilot.app).findings) == count)
    await pilot.pause()


def listen(app: CoursewrightApp, monkeypatch: pytest.MonkeyPatch, shown: list[str]) -> None:
    """Keep what is shown in the list, though it may be gone in a moment."""
    show = findings_of(app).show

    def seen(found: list[Finding], *, so_far: bool = False) -> bool:
        shown.extend(each.message for each in found)
        return show(found, so_far=so_far)

    monkeypatch.setattr(findings_of(app), "show", seen)


async def test_the_findings_of_a_section_stand_under_its_text(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    switch_on(course, unplanned_heading="error", levels="warning")
    workbench.submit(POINT, STRAY)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, OTHER)
        assert not findings_of(app).display
        await go(pilot, POINT)
        await found(pilot, 3)
        listed = findings_of(app)
        assert listed.border_title == " 2 errors, 1 warning "
        first = str(listed.get_option_at_index(0).prompt)
        assert first.startswith("! warning levels: This section lacks")
        preview = app.screen.query_one(Preview)
        assert "2 errors" in str(preview.border_subtitle)
        assert listed.outer_size.height <= preview.content_size.height / 3
        await go(pilot, OTHER)
        assert not findings_of(app).display
        assert "error" not in str(preview.border_subtitle)


async def test_f_goes_from_one_finding_to_the_next_and_shows_its_passage(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    switch_on(course, unplanned_heading="error")
    workbench.submit(POINT, STRAY)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, OTHER)
        assert "finding(1)" not in keys_on_offer(app)
        await go(pilot, POINT)
        await found(pilot, 2)
        assert "finding(1)" in keys_on_offer(app)
        await pilot.press("f")
        await until(pilot, lambda: marked(app) == ["## A stray heading"] and in_sight(app))
        whole = str(findings_of(app).get_option_at_index(0).prompt)
        assert whole.endswith("make it an H3 of the section above it, or plan it.")
        await pilot.press("f")
        await until(pilot, lambda: marked(app) == ["# A second title"] and in_sight(app))
        await pilot.press("f")
        await until(pilot, lambda: marked(app) == ["## A stray heading"])
        await pilot.press("F")
        await until(pilot, lambda: marked(app) == ["# A second title"])


async def test_on_a_lesson_all_its_findings_are_told_at_the_lines_of_the_whole(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    switch_on(course, unplanned_heading="error")
    workbench.submit(POINT, STRAY)
    workbench.submit(OTHER, "Under water.\n\n## A stray heading\n\nThe same words stand in two sections.")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "day01_001")
        await found(pilot, 3)
        page = app.screen.query_one(Preview).page
        await pilot.press("f")
        await until(pilot, lambda: marked(app) == ["## A stray heading"] and in_sight(app))
        first = page.scroll_y
        await pilot.press("f", "f")
        await until(pilot, lambda: marked(app) == ["## A stray heading"] and page.scroll_y > first)


async def test_sections_that_are_still_to_be_written_are_not_missed(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    switch_on(course, shape="error", unplanned_heading="error")
    workbench.submit(POINT, STRAY)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "day01_001")
        await until(pilot, lambda: findings_of(app).findings)
        assert {finding.rule for finding in findings_of(app).findings} == {"unplanned-heading"}


async def test_the_list_is_a_pane_of_its_own(app: CoursewrightApp, workbench: Workbench, course: Path) -> None:
    switch_on(course, unplanned_heading="error")
    workbench.submit(POINT, STRAY)
    async with app.run_test(size=(80, 24)) as pilot:
        await go(pilot, POINT)
        await found(pilot, 2)
        await pilot.press("4", "j", "enter")
        assert app.focused is findings_of(app)
        await until(pilot, lambda: marked(app) == ["# A second title"] and in_sight(app))
        await pilot.press("2", "j")
        await until(pilot, lambda: screen_of(app).target == OTHER)
        await pilot.press("4")
        assert app.focused is screen_of(app).file_plan


async def test_many_findings_leave_two_thirds_of_the_pane_to_the_text(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    switch_on(course, unplanned_heading="error")
    workbench.submit(POINT, "\n\n".join(f"## Stray heading {number}\n\nA text." for number in range(60)))
    async with app.run_test(size=(80, 24)) as pilot:
        await go(pilot, POINT)
        await found(pilot, 60)
        await pilot.press("3")
        preview, listed = app.screen.query_one(Preview), findings_of(app)
        await until(pilot, lambda: listed.size.height)
        assert listed.outer_size.height <= preview.content_size.height / 3
        await pilot.press("F")
        await until(pilot, lambda: marked(app) == ["## Stray heading 59"] and in_sight(app))
        assert listed.outer_size.height <= preview.content_size.height / 3
        assert listed.current is not None
        assert listed.scroll_offset.y > 0


async def test_an_older_attempt_has_findings_of_its_own(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    switch_on(course, unplanned_heading="error")
    workbench.submit(POINT, STRAY)
    workbench.submit(POINT, "Nothing is wrong with this one.")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, POINT)
        await pilot.press("left_square_bracket")
        await found(pilot, 2)
        await pilot.press("right_square_bracket")
        await found(pilot, 0)
        assert not findings_of(app).display


async def test_what_a_check_says_of_a_text_that_was_left_is_dropped(
    app: CoursewrightApp, workbench: Workbench, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbench.submit(POINT, "A text.")
    workbench.submit(OTHER, "Another text.")
    began, release = threading.Event(), threading.Event()

    def findings(lesson_id: str, key: str | None = None, attempt: int | None = None) -> tuple[Finding, ...]:
        if key == POINT:
            began.set()
            release.wait(30)
        return (finding_of(key),) if key is not None else ()

    monkeypatch.setattr(workbench, "findings", findings)
    shown: list[str] = []
    async with app.run_test(size=(120, 40)) as pilot:
        listen(app, monkeypatch, shown)
        await go(pilot, POINT)
        await until(pilot, began.is_set)
        await go(pilot, OTHER)  # keys and lists go on while the check is at work
        release.set()
        await until(pilot, lambda: shown)
    assert set(shown) == {"Of where-it-fails."}


async def test_a_text_that_streams_is_checked_as_it_comes(
    app: CoursewrightApp, workbench: Workbench, course: Path, messages_server: MessagesServer
) -> None:
    switch_on(course, unplanned_heading="error")
    messages_server.script(Reply(text="## A stray heading\n\n" + "Slowly. " * 400, delay=0.02, piece=12))
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, POINT)
        await pilot.press("g")
        await found(pilot, 1)
        assert findings_of(app).border_title == " So far: 1 error "
        await pilot.press("s")
        await until(pilot, lambda: findings_of(app).border_title == " 1 error ")


async def test_a_draft_that_begins_anew_forgets_what_was_wrong_with_the_last_one(
    app: CoursewrightApp,
    workbench: Workbench,
    course: Path,
    messages_server: MessagesServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    switch_on(course, unplanned_heading="error")
    workbench.submit(POINT, STRAY)
    messages_server.script(Reply(text="A clean text. " * 40))
    release = threading.Event()
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, POINT)
        await found(pilot, 2)
        monkeypatch.setattr(workbench, "findings", lambda *of: release.wait(30) and ())
        screen_of(app).runner.ask([POINT])
        await found(pilot, 0)  # though no check has come to its end since
        release.set()
        await until(pilot, lambda: not screen_of(app).runner.busy)
        assert not findings_of(app).display


async def test_of_two_passages_that_read_alike_each_finding_leads_to_its_own(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    switch_on(course, unplanned_heading="error")
    workbench.submit(POINT, "It holds.\n\n## A stray heading\n\nOne.\n\n## A stray heading\n\nTwo.")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, POINT)
        await found(pilot, 2)
        page = app.screen.query_one(Preview).page
        lines = page.plain.split("\n")
        headings = [row for row, line in enumerate(lines) if line.startswith("A stray heading")]
        for row in headings:
            await pilot.press("f")
            await until(pilot, lambda row=row: page.marked_rows == [row, row + 1])


async def test_a_blueprint_that_no_check_understands_is_named(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    workbench.submit(POINT, "A text.")
    blueprint = course / "templates" / "blueprint.yaml"
    good = blueprint.read_text(encoding="utf-8")
    blueprint.write_text(good + "  no-such-rule: {severity: error}\n", encoding="utf-8")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, POINT)
        await until(pilot, lambda: findings_of(app).border_title == " Not checked ")
        assert "there is no such rule" in str(findings_of(app).get_option_at_index(0).prompt)
        assert "finding(1)" not in keys_on_offer(app)


async def test_a_rule_that_breaks_at_a_text_does_not_take_the_workbench_with_it(
    app: CoursewrightApp, workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*of: object) -> tuple[Finding, ...]:
        raise ValueError("not a text")

    workbench.submit(POINT, "A text.")
    monkeypatch.setattr(workbench, "findings", broken)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, POINT)
        await until(pilot, lambda: findings_of(app).option_count)
        assert "ValueError: not a text" in str(findings_of(app).get_option_at_index(0).prompt)
        await go(pilot, OTHER)


async def test_nothing_is_said_of_what_is_not_written(
    app: CoursewrightApp, workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbench.submit(ORIENTATION, "A text.")
    monkeypatch.setattr(workbench, "findings", lambda _, key, __: (finding_of(key),) if key is not None else ())
    monkeypatch.setattr("tui.screens.checked_course._REST_SECONDS", 0)
    shown: list[str] = []
    async with app.run_test(size=(120, 40)) as pilot:
        listen(app, monkeypatch, shown)
        await go(pilot, POINT)
        await pilot.pause()
        await go(pilot, ORIENTATION)
        await until(pilot, lambda: shown)
    assert set(shown) == {"Of orientation."}


async def test_at_40_columns_the_passage_comes_in_place_of_the_lists(
    app: CoursewrightApp, workbench: Workbench, course: Path
) -> None:
    switch_on(course, unplanned_heading="error")
    workbench.submit(POINT, STRAY)
    async with app.run_test(size=(40, 12)) as pilot:
        await go(pilot, POINT)
        await found(pilot, 2)
        assert not app.screen.query_one(Preview).display
        await pilot.press("f")
        await until(pilot, lambda: app.screen.query_one(Preview).display and in_sight(app))
