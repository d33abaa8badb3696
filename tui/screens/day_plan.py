"""A day's plan on screen, as it stands on the disk: what another program changes in it is seen within a second."""

from textual import getters, on, work
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Label

from tui.authoring import plain_text, watch
from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import DayView, LessonView, SectionView, Workbench, topics_of
from tui.widgets.changes_banner import ChangesBanner
from tui.widgets.key_hints import KeyHints
from tui.widgets.plan_tree import PlanTree
from tui.widgets.state_label import counted
from tui.widgets.status_line import StatusLine
from tui.widgets.suggestions_list import SuggestionsList

_BROKEN = "Mend the file and save it, or press R to have the day planned anew; the broken file is kept."


class DayPlanScreen(Screen[str | None]):
    """Shows the plan of a day. Changing it is its subclass's."""

    CSS_PATH = "plan.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (150, "-wide")]

    plan_tree = getters.query_one(PlanTree)
    banner = getters.query_one(ChangesBanner)
    suggestions = getters.query_one(SuggestionsList)
    status = getters.query_one(StatusLine)

    def __init__(self, workbench: Workbench, day: int, target: str | None) -> None:
        super().__init__()
        self.workbench, self.day = workbench, day
        self.view: DayView | None = None
        self._target = target

    def compose(self) -> ComposeResult:
        """Lay out what changed, the plan, and what is to be known of the line under the cursor."""
        yield ChangesBanner()
        with Container(id="plan"):
            yield PlanTree()
            yield Label(id="trouble", markup=False)
            with Vertical(id="side"):
                yield Label(id="about", markup=False)
                yield SuggestionsList()
        yield StatusLine()
        yield KeyHints()

    def on_mount(self) -> None:
        """Show the day with the cursor where it was in the workbench."""
        try:
            self.status.writer = self.workbench.drafts.profile().notice
        except AuthoringError:
            self.status.writer = "Nothing is set up to write."
        self.show_day(self.day, self._target)
        self.plan_tree.focus()
        self._watch_files()
        self.set_interval(1, self.look_again)

    def show_day(self, number: int, target: str | None = None) -> None:
        """Read a day anew and show it; with `target`, the cursor goes to that lesson or section."""
        self.day = number
        try:
            view = self.workbench.day(number)
        except AuthoringError as error:
            self._show_trouble(f"Day {number}", str(error))
            return
        if view.problem is not None:
            self._show_trouble(f"Day {number} · {view.day.title}", f"{view.problem}\n\n{_BROKEN}")
            return
        self._show(view)
        if target is not None:
            identity = _identity(view, target)
            self.plan_tree.open_lesson_of(identity)
            self.plan_tree.reveal(identity)
        self._tell()

    def _show(self, view: DayView) -> None:
        self.view = view
        self.query_one("#trouble").display = False
        if not self.plan_tree.display:
            self.plan_tree.display = True
            self.plan_tree.focus()
        self.plan_tree.border_title = Content(f"Day {view.day.day} · {plain_text.one_line(view.day.title)}")
        lessons = [lesson.plan for lesson in view.lessons]
        additions = sum(1 if lesson.addition else len(lesson.additions) for lesson in lessons)
        said = [counted(len(lessons), "lesson"), counted(sum(len(lesson.points) for lesson in lessons), "point")]
        said += [counted(additions, "addition")] if additions else []
        said += [] if view.planned else ["not written yet"]
        self.plan_tree.border_subtitle = " · ".join(said)
        self.plan_tree.show(view)
        self.banner.show(view.changes)

    def _show_trouble(self, title: str, reason: str) -> None:
        self.view = None
        self.plan_tree.display = False
        label = self.query_one("#trouble", Label)
        label.display = True
        label.border_title = Content(title)
        label.update(reason)
        self.banner.show(())
        self._tell()

    @on(PlanTree.Chosen)
    def _follow(self, message: PlanTree.Chosen) -> None:
        self._tell()

    def _tell(self) -> None:
        """Say what is to be known of the line under the cursor."""
        label = self.query_one("#about", Label)
        shown = self.plan_tree.shown if self.view is not None else None
        label.display = shown is not None
        if shown is not None and self.view is not None:
            label.update(self._about_section(shown) if isinstance(shown, SectionView) else self._about_lesson(shown))
        self.refresh_bindings()

    def _path(self, day: int, file: str) -> str:
        return self.workbench.workspace.lesson(day, file).relative_to(self.workbench.workspace.root).as_posix()

    def _about_lesson(self, lesson: LessonView) -> str:
        plan, planned = lesson.plan, lesson.planned_tokens
        over = planned - plan.budget_tokens
        lines = [self._path(plan.day, plan.file)]
        if over > 0:
            lines.append(f"Over its budget by about {over:,} tokens: split it (x), or move a point away (t).")
        else:
            lines.append(
                f"~{planned:,} of {plan.budget_tokens:,} tokens planned (estimate); the file is named by the title."
            )
        if plan.addition is not None:
            lines.append(f"Addition, because: {plain_text.one_line(plan.addition)}")
        return "\n".join(lines)

    def _about_section(self, section: SectionView) -> str:
        plan, lesson = section.plan, section.lesson
        lines = [self._path(lesson.day, lesson.file)]
        texts = self._point_texts()
        lines += [
            f"Point {each}: {plain_text.one_line(texts.get(each, 'not in the syllabus'))}" for each in plan.points
        ]
        if plan.addition is not None:
            lines.append(f"Addition, because: {plain_text.one_line(plan.addition)}")
        elif not plan.points:
            lines.append("The blueprint gives this section to every lesson; it keeps its place.")
        return "\n".join(lines)

    def _point_texts(self) -> dict[str, str]:
        if self.view is None:
            return {}
        return {point.address: point.point.text for topic in topics_of(self.view.day) for point in topic.points()}

    # What other programs change

    @property
    def settled(self) -> bool:
        """Whether what is on show may be replaced by what is on the disk."""
        return True

    def look_again(self) -> None:
        """Show what has become of the day, if anything has."""
        if not self.settled:
            return
        try:
            view: DayView | None = self.workbench.day(self.day)
        except AuthoringError:
            view = None
        if view is None or view != self.view:
            self.show_day(self.day)

    @work(group="watch")
    async def _watch_files(self) -> None:
        try:
            async for _ in watch.changes(self.workbench.workspace):
                self.look_again()
        except OSError as error:
            self.notify(f"Changes by other programs are noticed late: {error}.", severity="warning", markup=False)

    def target_here(self) -> str | None:
        """Return the lesson or section under the cursor, as the workbench names it."""
        shown = self.plan_tree.shown
        if isinstance(shown, SectionView):
            return shown.key
        return shown.plan.id if shown is not None else None


def _identity(view: DayView, target: str) -> str:
    """Return the identity of a lesson or section by its name; of the first lesson where there is none such."""
    for lesson in view.lessons:
        if lesson.plan.id == target:
            return lesson.plan.kept_name
        for section in lesson.sections:
            if section.key == target:
                return lesson.plan.kept_key(section.plan)
    return view.lessons[0].plan.kept_name
