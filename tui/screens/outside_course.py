"""The course on screen, and what other programs made of its lessons: told beside the text, and settled by a key."""

from tui.authoring.workbench import LessonState
from tui.own_key import key as own_key
from tui.screens.committed_course import CommittedCourseScreen

_SAID = {
    LessonState.EDITED: "The lesson's file was changed outside: {key} shows how, and what can be done.",
    LessonState.BEHIND: "Git holds another text of the lesson than you approved: {key} shows it, and what can be done.",
    LessonState.MISSING: "The lesson's file is gone: {key} puts it back.",
}


class OutsideCourseScreen(CommittedCourseScreen):
    """Opens what was changed outside; an approval that is refused for it leads there too."""

    @property
    def changed_outside(self) -> bool:
        """Whether the lesson on show is edited, behind or missing."""
        return self.lesson is not None and self.lesson.state in _SAID

    def hint(self) -> str:
        """Say what was changed outside; where nothing was, what there is to say of the attempt on show."""
        if self.lesson is None or self.preview.editing or not self.changed_outside:
            return super().hint()
        return _SAID[self.lesson.state].format(key=own_key("lesson.outside", "O"))

    def action_outside(self) -> None:
        """Show what was changed outside of the lesson on show, with the choices."""
        if self.lesson is not None:
            self.show_outside(self.lesson.plan.id)

    def show_outside(self, lesson_id: str) -> None:
        """Show what was changed outside of a lesson, and do as the author chooses."""
        from tui.screens.outside import OutsideScreen, Settled  # with the comparison, when it is first asked for

        async def settled(end: Settled | None) -> None:
            if end is None:
                return
            if end.said:
                self.notify(end.said, title=lesson_id, timeout=10, markup=False)
            await self.refresh_states()
            if self.target is not None:
                await self.show_target(self.target)
            if end.over_git:
                self.approve(lesson_id, over_git=True)

        # Opened at once, and not in a worker: what is typed after the key is meant for what it opens.
        self.app.push_screen(OutsideScreen(self.workbench, lesson_id, lambda: self.clock()), settled)

    def action_approve(self) -> None:
        """Approve the lesson on show; one that was changed outside is looked at first."""
        if self.changed_outside:
            self.action_outside()
        else:
            super().action_approve()

    def refused_for_outside(self, lesson_id: str) -> None:
        """Show what was changed outside meanwhile, for which an approval of the lesson was refused."""
        self.show_outside(lesson_id)
