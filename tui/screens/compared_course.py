"""The course on screen with two texts of a section to compare: by a key, and when one that was asked for arrives."""

from typing import TYPE_CHECKING

from textual import on

from tui import section_versions
from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import DraftFinished, Outcome, SectionState, SectionView
from tui.draft_runner import DraftRunner
from tui.own_key import key as own_key
from tui.screens.approved_course import ApprovedCourseScreen

if TYPE_CHECKING:
    from tui.screens.compare import Compared, CompareScreen


class ComparedCourseScreen(ApprovedCourseScreen):
    """Opens the comparison; what the author makes and decides there is shown here."""

    _awaited: str | None = None  # the section that was asked for anew, as long as the author stays with it
    _comparing: "CompareScreen | None" = None
    _looked_up: tuple[tuple[SectionView | None, int | None], tuple[int, int] | None] = ((None, None), None)

    @property
    def comparable(self) -> bool:
        """Whether there is another text to hold beside the one on show."""
        return self._sides() is not None

    def _sides(self) -> tuple[int, int] | None:
        """Return the numbers of the text to compare with and of the one on show, looked up once for each on show."""
        shown = (self.section, self.number)
        if self._looked_up[0] != shown:
            try:
                self._looked_up = (shown, self._find_sides())
            except AuthoringError:  # the plan cannot be read for now: what is shown next tells the trouble
                return None
        return self._looked_up[1]

    def _find_sides(self) -> tuple[int, int] | None:
        section, attempt = self.section, self.attempt
        if section is None or attempt is None or attempt.outcome is Outcome.STREAMING or not attempt.text:
            return None
        found = section_versions.versions(self.workbench, section)
        other = section_versions.beside(attempt.number, found, section.accepted)
        return (other, attempt.number) if other is not None else None

    def hint(self) -> str:
        """Say with what a proposal can be compared."""
        section, sides = self.section, self._sides()
        if self.preview.editing or section is None or section.state is not SectionState.PROPOSED or sides is None:
            return ""
        if sides[0] == section_versions.FILE:
            return f"{own_key('attempt.compare', 'v')} compares it with the text in the lesson's file."
        accepted = ", which you accepted" if sides[0] == section.accepted else ""
        return f"{own_key('attempt.compare', 'v')} compares it with attempt {sides[0]}{accepted}."

    def action_compare(self) -> None:
        """Compare the attempt on show with the accepted text, or with the attempt before."""
        from tui.screens.compare import CompareScreen  # it comes with the comparison when it is first asked for

        sides, section = self._sides(), self.section
        if sides is not None and section is not None:
            self._comparing = CompareScreen(self.workbench, section, sides[1], lambda: self.clock())
            self.app.push_screen(self._comparing, self._come_from_comparing)

    async def _come_from_comparing(self, end: "Compared | None") -> None:
        self._comparing, section = None, self.section
        if end is None or section is None:
            return
        await self.refresh_states()
        try:
            offered = self.workbench.on_offer(section.key)
        except AuthoringError:  # the plan has changed meanwhile; what is shown next tells the trouble
            offered = None
        newest = offered is None or offered.number == end.number
        await self.show_target(section.key, number=None if newest else end.number)
        if end.accept:
            self.arrived = end.arrived  # it has been read there, not here
            await self.run_action("accept")

    def keep_taken(self) -> None:
        """Make an attempt of what was taken in an open comparison, for the program ends."""
        if self._comparing is not None:
            self.done(self._comparing.keep_taken)

    # What was asked for anew

    def write_again(self, keys: list[str], reason: str | None) -> None:
        """Have sections written again, and compare the new text of the one on show with the old one when it comes."""
        super().write_again(keys, reason)
        if reason is not None and keys == [self.target]:
            self._awaited = self.target

    async def show_target(self, target: str, scroll: float = 0, number: int | None = None) -> None:
        """Show a lesson or section; who goes elsewhere is not called back."""
        if target != self._awaited:
            self._awaited = None
        await super().show_target(target, scroll, number)

    @on(DraftRunner.Happened)
    def _compare_what_came(self, message: DraftRunner.Happened) -> None:
        match message.event:
            case DraftFinished(key=key, attempt=attempt) if key == self._awaited:
                if attempt.outcome is Outcome.COMPLETE:
                    self.call_later(self._open_by_itself, key, attempt.number)

    def _open_by_itself(self, key: str, number: int) -> None:
        """Compare, unless the author has begun something else, or the text is being revised already."""
        attempt = self.attempt
        here = self.app.screen is self and not self.preview.editing and self._awaited == key == self.target
        if here and attempt is not None and attempt.number == number:
            self._awaited = None
            self.action_compare()
