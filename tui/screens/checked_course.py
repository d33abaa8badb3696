"""The course on screen with what the checks say of the text on show, found aside while the author reads on."""

import asyncio
from collections.abc import Callable, Sequence

from textual import on, work

from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import Finding, Workbench
from tui.screens import mistake
from tui.screens.coverage import CoverageScreen
from tui.screens.followed_course import FollowedCourseScreen
from tui.widgets.day_points import PointRow
from tui.widgets.findings_list import FindingsList
from tui.widgets.syllabus_tree import SyllabusTree

_REST_SECONDS = 0.2
"""How long a text is on show before it is checked: whoever walks through the list waits for nothing."""

_STREAM_SECONDS = 0.5
"""How often a text is checked while it streams, at most."""


class CheckedCourseScreen(FollowedCourseScreen):
    """Shows findings under the text, and where in it they stand."""

    def __init__(self, workbench: Workbench, clock: Callable[[], float]) -> None:
        super().__init__(workbench, clock)
        self._due = asyncio.Event()
        self._checked: tuple[str | None, int | None] = (None, None)  # target and number of what the findings are of

    async def on_mount(self) -> None:
        """Begin to check; the base class, whose turn comes after, shows the course."""
        self._keep_checking()

    @property
    def _text_shown(self) -> tuple[str | None, int | None]:
        return self.target, self.number

    @property
    def found(self) -> bool:
        """Whether there are findings of the text on show."""
        return bool(self.preview.findings.findings) and self._checked == self._text_shown

    @property
    def finding(self) -> Finding | None:
        """The finding under the cursor of the list, if it is one of the text on show."""
        return self.preview.findings.current if self.found else None

    @property
    def doubt(self) -> Finding | None:
        """The finding under the cursor, where it doubts that a passage teaches its point."""
        finding = self.finding
        if finding is None or finding.rule != "coverage":
            return None
        return finding if finding.point and finding.quote else None

    def check_soon(self, *, anew: bool = False) -> None:
        """Have the text on show checked once it rests, or now and then while it streams.

        What was found in another text is forgotten at once, as it is where a text begins `anew`.
        """
        if anew or self._checked != self._text_shown:
            self._checked = self._text_shown
            self.preview.forget_findings()
        self._due.set()

    @work(group="checks")
    async def _keep_checking(self) -> None:
        """Check one text after another, aside: what is outdated when its result comes is dropped."""
        while await self._due.wait():
            while self._due.is_set():
                self._due.clear()
                streams = self.target is not None and self.runner.live(self.target) is not None
                await asyncio.sleep(_STREAM_SECONDS if streams else _REST_SECONDS)
                if streams:
                    break
            await self._check()

    async def _check(self) -> None:
        lesson, section, number, asked = self.lesson, self.section, self.number, self._text_shown
        if lesson is None:
            return
        key = section.key if section is not None else None
        streams = key is not None and number is None and self.runner.live(key) is not None
        if section is not None and not (section.words or number or streams):
            return  # nothing is written yet, which needs no finding
        found: Sequence[Finding] = ()
        trouble = ""
        try:
            found = await asyncio.to_thread(self.workbench.findings, lesson.plan.id, key, number)
        except Exception as error:  # a rule that breaks at a text must not take the workbench, and the draft, with it
            trouble = mistake.told(error)
        if asked != self._text_shown or not self.query(FindingsList):
            return  # another text is on show, or the program closes
        if trouble:
            self.preview.show_unchecked(trouble)
            return
        slug = section.plan.id if section is not None else None
        self.preview.show_findings([each for each in found if slug in (None, each.section)], so_far=streams)

    # Going from one to the next

    def action_finding(self, step: int) -> None:
        """Put the cursor on the next or the last finding, and show its passage."""
        finding = self.preview.findings.step(step)
        if finding is not None:
            self._show_passage(finding)

    @on(FindingsList.Chosen)
    def _follow_findings(self, message: FindingsList.Chosen) -> None:
        self._show_passage(message.finding)

    def _show_passage(self, finding: Finding) -> None:
        if self.tabbed and not self.has_class("-at-preview"):
            self.action_pane("page")
        self.preview.show_passage(finding, of_section=self.section is not None)

    def action_confirm(self) -> None:
        """Confirm that the passage quoted by the finding under the cursor teaches its point."""
        doubt = self.doubt
        if doubt is None or doubt.point is None:
            return
        try:
            self.workbench.plans.confirm(doubt.point, doubt.quote)
        except AuthoringError as error:
            self.notify(str(error), severity="error", timeout=10, markup=False)
            return
        said = f"The plan keeps that the passage teaches {doubt.point}."
        self.notify(said, title="Confirmed", markup=False)
        self.preview.unmark()
        self.check_soon()

    def action_coverage(self) -> None:
        """Show the coverage of the course, and then the section that the author went for, if any."""
        # Opened at once, and not in a worker: what is typed after the key is meant for the coverage.
        self.app.push_screen(CoverageScreen(self.workbench, self.day), self._come_from_coverage)

    async def _come_from_coverage(self, point: PointRow | None) -> None:
        if point is not None and point.section is not None:
            day, topic = int(point.address.partition(".")[0]), point.address.rpartition(".")[0]
            with self.prevent(SyllabusTree.Chosen):
                self.syllabus_tree.reveal(day, topic)
            await self.show_day(day, point.section)
            self.set_focus(self.file_plan)
        self.check_soon()
