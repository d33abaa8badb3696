"""The plan screen: where the author shapes a day, edit by edit, each written at once and undone with one key."""

from collections.abc import Callable

from textual.binding import Binding

from tui.authoring.errors import AuthoringError
from tui.authoring.plan_edits import DraftedWouldLeave
from tui.authoring.workbench import LessonView, SectionView
from tui.edit_runner import Made
from tui.palette import WorkbenchCommands
from tui.screens.ask import AskScreen, Question
from tui.screens.choose_lesson import ChooseLessonScreen
from tui.screens.help import open_help
from tui.screens.suggested_plan import SuggestedPlanScreen

_MOVE = Binding.Group("Move", compact=True)
_ADD = Binding.Group("Add", compact=True)
_NOTHING_ANEW = "Nothing is planned anew: every lesson is yours, or would come out the same."


class PlanScreen(SuggestedPlanScreen):
    """Ends with the lesson or section to go to in the workbench."""

    COMMANDS = {WorkbenchCommands}
    HELP = "# The plan of a day\nEvery edit keeps each point in exactly one lesson, and is refused where it could not."
    BINDINGS = [
        Binding("r", "rename", "Rename", id="plan.rename", tooltip="Give the lesson or section another title"),
        Binding("K,shift+up", "move(-1)", "Up", id="plan.up", tooltip="Move it up", group=_MOVE),
        Binding("J,shift+down", "move(1)", "Down", id="plan.down", tooltip="Move it down", group=_MOVE),
        Binding("x", "split", "Split", id="plan.split", tooltip="Split the lesson before this section"),
        Binding("m", "merge", "Merge", id="plan.merge", tooltip="Merge the lesson with the next one"),
        Binding("M", "merge(True)", "Merge", show=False, id="plan.merge-all", tooltip="Merge, though drafts leave"),
        Binding("t", "to_lesson", "To", id="plan.to", tooltip="Move the point to another lesson"),
        Binding("plus", "add_section", "Add", id="plan.add", tooltip="Add a section no point asks for", group=_ADD),
        Binding("L", "add_lesson", "Lesson", id="plan.add-lesson", tooltip="Add a lesson after this one", group=_ADD),
        Binding("d,delete", "drop", "Drop", id="plan.drop", tooltip="Take the addition out of the plan"),
        Binding("u", "undo", "Undo", id="plan.undo", tooltip="Take back the last edit"),
        Binding("w", "write", "Write", id="plan.write", tooltip="Write the plan that follows the changed syllabus"),
        Binding("question_mark", "help", "Help", id="plan.help", tooltip="Explain every key that works here"),
        Binding("escape,P", "leave", "Back", id="plan.back", tooltip="Back to the workbench"),
        Binding("S", "suggest", "Suggest", id="plan.suggest", tooltip="Ask the model what the day lacks"),
        Binding("O", "suggest_days", "Days", show=False, id="plan.suggest-days", tooltip="Ask which days are missing"),
        Binding("s", "stop_asking", "Stop", id="plan.stop", tooltip="Stop asking for suggestions"),
        Binding("R", "replan", "Replan", id="plan.replan", tooltip="Plan anew what is not shaped, drafted or approved"),
        Binding("left_square_bracket", "day(-1)", "Before", show=False, id="plan.before", tooltip="The day before"),
        Binding("right_square_bracket", "day(1)", "Next", show=False, id="plan.next", tooltip="The next day"),
        Binding("q", "app.quit", "Quit", show=False, id="plan.quit", tooltip="Quit"),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say whether the action can be done now: the footer shows these keys and no others."""
        if not self.is_mounted:
            return action in ("leave", "app.quit")
        if action == "day":
            return isinstance(parameters[0], int) and self._beside(parameters[0]) is not None
        if action in ("rename", "move", "split", "merge", "to_lesson", "add_section", "add_lesson", "drop"):
            # Where the focus is elsewhere, the cursor of the plan is not what the author looks at.
            shown = self.plan_tree.shown if self.view is not None and self.plan_tree.has_focus else None
            # What is on show is about to change while an edit is being made: its turn decides then.
            return shown is not None and (self.edits.busy or self._fits(action, shown))
        if action in ("suggest", "suggest_days", "stop_asking"):
            return self.asking is (action == "stop_asking")
        if action in ("undo", "write"):
            return self.edits.busy or self._can_undo() if action == "undo" else bool(self.view and self.view.changes)
        return True

    def _fits(self, action: str, shown: LessonView | SectionView) -> bool:
        lessons = len(self.view.lessons) if self.view is not None else 0
        if isinstance(shown, LessonView):
            match action:
                case "move":
                    return lessons > 1
                case "merge":
                    return shown.plan.serial < lessons
                case "drop":
                    return shown.plan.addition is not None and not shown.plan.points
            return action not in ("split", "to_lesson")
        match action:
            case "move" | "split":
                return bool(shown.plan.points) or shown.plan.addition is not None
            case "to_lesson":
                return bool(shown.plan.points) and lessons > 1
            case "drop":
                return shown.plan.addition is not None
        return action != "merge"

    def _can_undo(self) -> bool:
        try:
            return self.workbench.plans.can_undo(self.day)
        except AuthoringError:
            return False

    # What the author does

    def action_rename(self) -> None:
        """Ask for another title of the lesson or section under the cursor."""
        shown, identity = self.plan_tree.shown, self.plan_tree.identity
        if shown is None:
            return
        of_section = isinstance(shown, SectionView)
        was = shown.own_title if isinstance(shown, SectionView) else shown.plan.title
        plans = self.workbench.plans
        rename = plans.rename_section if of_section else plans.rename_lesson

        def renamed(answer: tuple[str, ...] | None) -> None:
            if answer is not None and answer[0] != was:
                self.edit_of(identity, f"Renaming {was}…", lambda name: rename(name, answer[0]))

        what = "section" if of_section else "lesson; its file follows"
        question = Question("Its title", was, "A title cannot be empty.")
        self.app.push_screen(AskScreen(f"Rename the {what}", [question], "renames it"), renamed)

    def action_move(self, by: int) -> None:
        """Move the lesson or section under the cursor up or down."""
        plans = self.workbench.plans
        move = plans.move_section if isinstance(self.plan_tree.shown, SectionView) else plans.move_lesson
        self.edit_of(self.plan_tree.identity, "Moving it…", lambda name: move(name, by))

    def action_split(self) -> None:
        """Split the lesson before the section under the cursor."""
        self.edit_of(self.plan_tree.identity, "Splitting the lesson…", self.workbench.plans.split_lesson)

    def action_merge(self, drop_drafted: bool = False) -> None:
        """Merge the lesson under the cursor with the next one."""

        def merge(name: str) -> None:
            try:
                self.workbench.plans.merge_lessons(name.partition("/")[0], drop_drafted=drop_drafted)
            except DraftedWouldLeave as error:
                raise AuthoringError(f"{error} M merges them all the same; their attempts are kept.") from error

        self.edit_of(self.plan_tree.identity, "Merging the lessons…", merge)

    def action_to_lesson(self) -> None:
        """Ask to which lesson the point under the cursor should move."""
        shown = self.plan_tree.shown
        if not isinstance(shown, SectionView) or not shown.plan.points or self.view is None:
            return
        others = [each for each in self.view.lessons if each.plan.id != shown.lesson.id and each.plan.addition is None]
        if not others:
            self.refuse("The day has no other lesson that teaches points.")
            return
        identity = self.plan_tree.identity
        plans, course, day = self.workbench.plans, self.workbench.course, self.day

        def chosen(lesson: str | None) -> None:
            def move(name: str) -> None:
                if lesson is not None:
                    plans.move_point(course.section(name)[1].points[0], plans.name_of(day, lesson))

            if lesson is not None:
                self.edit_of(identity, "Moving the point…", move)

        title = f"Move point {shown.plan.points[0]}, {shown.plan.title}, to"
        self.app.push_screen(ChooseLessonScreen(title, others, shown.lesson.serial), chosen)

    def action_add_section(self) -> None:
        """Ask for an addition to the lesson under the cursor."""
        shown = self.plan_tree.shown
        if shown is None:
            return
        lesson = shown.lesson if isinstance(shown, SectionView) else shown.plan
        self._ask_addition(f"An addition to {lesson.title}", lesson.kept_name, self.workbench.plans.add_section)

    def action_add_lesson(self) -> None:
        """Ask for a lesson to be added after the one under the cursor."""
        shown = self.plan_tree.shown
        if shown is None:
            return
        lesson = shown.lesson if isinstance(shown, SectionView) else shown.plan
        self._ask_addition(f"A lesson after {lesson.title}", lesson.kept_name, self.workbench.plans.add_lesson)

    def _ask_addition(self, title: str, lesson: str, add: Callable[[str, str, str], object]) -> None:
        def answered(answer: tuple[str, ...] | None) -> None:
            if answer is not None:
                self.edit_bringing("Adding it…", lambda name: add(name, answer[0], answer[1]), lesson)

        questions = [
            Question("Its title", missing="An addition needs a title."),
            Question("Why the day needs it", missing="An addition needs a reason: what would the day lack without it?"),
        ]
        self.app.push_screen(AskScreen(title, questions, "adds it, labelled as an addition"), answered)

    def action_drop(self) -> None:
        """Take the addition under the cursor out of the plan."""
        self.edit_of(self.plan_tree.identity, "Dropping the addition…", self.workbench.plans.drop)

    def action_undo(self) -> None:
        """Take back the last edit of the day."""
        plans, day = self.workbench.plans, self.day

        def make() -> Made:
            plans.undo(day)
            return Made()

        self.edit("Taking it back…", make)

    def action_write(self) -> None:
        """Write the plan that follows the changed syllabus."""
        workbench, day = self.workbench, self.day

        def make() -> Made:
            workbench.plans.noted(day, lambda: workbench.plan([day]))
            return Made(said=f"The plan of day {day} follows the syllabus.")

        self.edit("Writing the plan…", make)

    def action_replan(self) -> None:
        """Plan the day anew, around what is shaped by hand, drafted or approved."""
        workbench, day, before = self.workbench, self.day, self.view

        def make() -> Made:
            plan = workbench.plans.replan(day)
            same = before is not None and [each.plan for each in before.lessons] == list(plan.lessons)
            return Made(said=_NOTHING_ANEW if same else f"Day {day} is planned anew.")

        self.edit(f"Planning day {day}…", make)

    # Moving on

    def _beside(self, step: int) -> int | None:
        try:
            numbers = [day.day for day in self.workbench.syllabus.days()]
        except AuthoringError:
            return None
        place = numbers.index(self.day) + step if self.day in numbers else -1
        return numbers[place] if 0 <= place < len(numbers) else None

    def action_day(self, step: int) -> None:
        """Show the day before, or the next."""
        day = self._beside(step)
        if day is not None:
            self.show_day(day, "")

    def action_help(self) -> None:
        """Explain the pane in focus and every key that works there."""
        open_help(self)

    async def action_leave(self) -> None:
        """Go back to the workbench, once every edit is made; nothing is asked any more."""
        if self.asking:
            self.action_stop_asking()
            self.notify("The model is asked no more; what it had suggested waits here.", markup=False)
        await self.edits.rested()
        self.show_day(self.day)  # what the last edit made of the names may not have been shown yet
        self.dismiss(self.target_here())
