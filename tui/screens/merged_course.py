"""The course on screen where git could not merge it: a key opens the three texts, or joins a plan or the glossary."""

import asyncio
from typing import TYPE_CHECKING

from textual import work

from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import LessonState
from tui.own_key import key as own_key
from tui.screens.edited_course import EditedCourseScreen

if TYPE_CHECKING:
    from tui.screens.three_texts import ThreeTextsScreen


class MergedCourseScreen(EditedCourseScreen):
    """Settles with the author what two branches both changed."""

    _three_texts: "ThreeTextsScreen | None" = None

    @property
    def mergeable(self) -> bool:
        """Whether something on show waits to be merged: the lesson, or what its day or all of the course needs."""
        return self._is_unmerged or self.workbench.shared_unmerged

    @property
    def _is_unmerged(self) -> bool:
        return self.lesson is not None and self.lesson.state is LessonState.UNMERGED

    def hint(self) -> str:
        """Say of an unmerged lesson what settles it."""
        if self._is_unmerged and not self.preview.editing:
            return f"Both sides of a merge changed this lesson: {own_key('lesson.merge', 'M')} shows their texts."
        return super().hint()

    @work(exclusive=True, group="merge")
    async def action_merge(self) -> None:
        """Show the three texts of the unmerged lesson on show; plans and glossary are joined before."""
        merging = self.workbench.merging
        if self.workbench.shared_unmerged:
            try:
                for said in await asyncio.to_thread(merging.settle_shared):
                    self.notify(said, title="Merged", timeout=10, markup=False)
            except AuthoringError as error:
                self.refused("Not merged", error)
                return
            await self.show_course(self.day, self.target)
            if not self._is_unmerged:
                return
        if self.lesson is None:
            return
        from tui.screens.three_texts import ThreeTextsScreen  # it comes with the comparison when it is first asked for

        try:
            merge = await asyncio.to_thread(merging.open, self.lesson.plan.id)
        except AuthoringError as error:
            self.refused("Not merged", error)
            await self.refresh_states(self.day)
            return
        self._three_texts = ThreeTextsScreen(self.workbench, merge)
        said = await self.app.push_screen_wait(self._three_texts)
        self._three_texts = None
        if said:
            self.notify(said, title="Merged", timeout=15, markup=False)
        await self.refresh_states(self.day)
        if self.target is not None:
            await self.show_target(self.target)
        self.check_soon()

    def keep_taken(self) -> None:
        """Keep what was typed among the three texts too, for the program ends."""
        super().keep_taken()
        if self._three_texts is not None:
            self.done(self._three_texts.keep_written)
