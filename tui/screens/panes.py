"""Three panes: side by side where there is room, two of them on a usual terminal, one at a time on a narrow one."""

from collections.abc import Mapping, Sequence

from textual import events, getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from tui.painting import FrontCompositor
from tui.widgets.file_plan import FilePlan
from tui.widgets.pane_tabs import PaneTabs
from tui.widgets.showing import show
from tui.widgets.splitter import Splitter
from tui.widgets.syllabus_tree import SyllabusTree

PANES = {"syllabus-tree": "Syllabus", "file-plan": "File plan", "page": "Preview"}
LISTS = ("syllabus-tree", "file-plan")

_FIRST: Mapping[str, tuple[float, ...]] = {"wide": (0.24, 0.31), "medium": (0.42,)}
"""The shares of the width that the lists have at first; the preview has the rest."""

_LEAST = {"list": 20, "preview": 30}
"""Columns that a pane keeps, whatever the author does."""

_STEP = 4
"""Columns that a pane grows or shrinks by for a key."""


class PanesScreen(Screen[None]):
    """Knows where panes stand, which of them are seen and how wide they are. What they show is its subclass's.

    The pane in focus is always seen. On a terminal of 100 columns the preview and one list are, on a narrower one the
    pane in focus alone, and a line of names tells which others there are.

    It is on screen before the workbench is loaded: nothing slow may be imported here (docs/architecture.md).
    """

    CSS_PATH = "panes.tcss"
    AUTO_FOCUS = ""  # the pane that was left is gone to; the first one would come to the front before
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-medium"), (150, "-wide")]

    # Textual would draw the whole screen anew wherever the focus goes; the widgets concerned draw themselves.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    syllabus_tree = getters.query_one(SyllabusTree)
    file_plan = getters.query_one(FilePlan)
    tabs = getters.query_one(PaneTabs)

    def __init__(self, shares: Mapping[str, tuple[float, ...]] | None = None) -> None:
        super().__init__()
        self._compositor = FrontCompositor()
        kept = {layout: tuple(each) for layout, each in (shares or {}).items()}
        self.shares = {
            layout: kept[layout] if len(kept.get(layout, ())) == len(first) else first
            for layout, first in _FIRST.items()
        }
        self._before_zoom = "file-plan"
        self.add_class("-at-plan", "-list-plan")

    def compose(self) -> ComposeResult:
        """Lay out the panes; the style sheet decides which of them are seen."""
        yield PaneTabs(PANES)
        with Horizontal(id="panes"):
            yield SyllabusTree()
            yield Splitter(id="split-lists")
            yield FilePlan()
            yield Splitter(id="split-preview")
            yield self.make_preview()
        yield from self.compose_below()

    def make_preview(self) -> Widget:
        """Return the preview."""
        raise NotImplementedError

    def compose_below(self) -> ComposeResult:
        """Yield what stands below the panes."""
        raise NotImplementedError

    def in_preview(self) -> Widget:
        """Return what takes the focus in the preview."""
        return self.query_one("#page")

    @property
    def layout_name(self) -> str:
        """Which of the layouts the terminal has room for: `wide`, `medium` or `narrow`."""
        return self.layout_at(self.size.width).lstrip("-")

    @classmethod
    def layout_at(cls, width: int) -> str:
        """Return the class that the screen has on a terminal of so many columns."""
        return next(name for least, name in reversed(cls.HORIZONTAL_BREAKPOINTS) if width >= least)

    @property
    def tabbed(self) -> bool:
        """Whether one pane is seen at a time."""
        return self.layout_name == "narrow"

    # Which panes are seen

    @property
    def focus_chain(self) -> list[Widget]:
        """What Tab goes through: every pane, seen or not, unless the preview is zoomed."""
        chain = super().focus_chain
        if self.has_class("-zoomed") or self.layout_name == "wide" or not self.is_mounted or self.maximized:
            return chain
        lists: list[Widget] = [self.syllabus_tree, self.file_plan]
        others = [each for each in chain if each not in lists]
        if not others:
            others = [self.in_preview()]
        return lists + others

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Bring the pane in focus to the front."""
        self._bring_to_front(event.widget)

    def _bring_to_front(self, widget: Widget) -> None:
        in_preview = any(each.id == "preview" for each in widget.ancestors_with_self)
        if not in_preview and widget.id not in LISTS:
            return
        pane = "page" if in_preview else widget.id or ""
        self.say_seen(self._classes_at(pane))
        self.tabs.current = pane

    def say_seen(self, classes: dict[str, bool]) -> None:
        """Set classes of the screen that say which panes are seen, and let those be seen.

        No styles are looked up, as they would be of every pane and all that is in it if the style sheet hid them.
        """
        if any(self.has_class(name) != wanted for name, wanted in classes.items()):
            self.update_classes(classes, update=False)
            self._show_panes()

    def _show_panes(self) -> None:
        for widget, seen in zip(self.query("#panes > *, PaneTabs"), self._panes_seen(), strict=True):
            show(widget, seen)

    def _panes_seen(self) -> tuple[bool, bool, bool, bool, bool, bool]:
        """Return what is seen: the line of names, the syllabus, a splitter, the file plan, a splitter, the preview."""
        layout, zoomed, editing = self.layout_name, self.has_class("-zoomed"), self.has_class("-editing")
        syllabus, plan = self.has_class("-at-syllabus"), self.has_class("-at-plan")
        if zoomed:
            return False, False, False, False, False, True
        if layout == "narrow":
            return True, syllabus, False, plan, False, self.has_class("-at-preview")
        if layout == "wide":
            return False, syllabus or not editing, not editing, True, True, True
        if editing:  # the pane in focus is seen whatever else is on the screen
            return False, syllabus, False, plan, False, True
        return True, self.has_class("-list-syllabus"), False, self.has_class("-list-plan"), True, True

    @staticmethod
    def _classes_at(pane: str) -> dict[str, bool]:
        """Return which classes of the screen say that a pane is in front, and which do not."""
        ats = (("syllabus-tree", "-at-syllabus"), ("file-plan", "-at-plan"), ("page", "-at-preview"))
        classes = {name: pane == each for each, name in ats}
        if pane in LISTS:
            of_lists = {"-list-syllabus": pane == "syllabus-tree", "-list-plan": pane == "file-plan"}
            classes |= {"-zoomed": False, **of_lists}
        return classes

    def set_focus(self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False) -> None:
        """Focus a widget, and let the border of the preview tell whether it is in there.

        A style sheet that asks for the focus within has the styles of all that is in there looked up at every move.
        """
        super().set_focus(widget, scroll_visible, from_app_focus)
        for preview in self.query("#preview"):
            if preview.has_focus_within != preview.has_class("-accented"):
                preview.update_classes({"-accented": preview.has_focus_within}, update=False)
                self.app.stylesheet.update_nodes([preview])

    def action_pane(self, pane: str) -> None:
        """Put the focus on a pane."""
        widget = self.in_preview() if pane == "page" else self.query_one(f"#{pane}")
        # Set at once: what is typed after the key is meant for the pane.
        self._bring_to_front(widget)
        self.set_focus(widget)

    @on(PaneTabs.Chosen)
    def _choose_pane(self, message: PaneTabs.Chosen) -> None:
        message.stop()
        self.action_pane(message.pane)

    def action_zoom(self) -> None:
        """Give the preview the whole width, or take it back."""
        zoomed = not self.has_class("-zoomed")
        self.say_seen({"-zoomed": zoomed})
        if zoomed:
            self._before_zoom = self.tabs.current
            self.action_pane("page")
        else:
            self.action_pane(self._before_zoom)

    def show_keys_of_panes(self) -> None:
        """Name in the line of panes the key that leads to each."""
        keys: dict[str, str] = {}
        for active in self.active_bindings.values():
            for pane in PANES:
                if active.binding.action == f"pane('{pane}')":
                    keys.setdefault(pane, self.app.get_key_display(active.binding))
        self.tabs.keys = keys

    # How wide they are

    def on_resize(self) -> None:
        """Give the panes their widths in the layout there is room for."""
        self._lay_out()

    def _lay_out(self) -> None:
        self._show_panes()
        lists: tuple[Widget, Widget] = (self.syllabus_tree, self.file_plan)
        if self.tabbed:
            for each in lists:
                each.styles.width = "1fr"
            return
        columns = self._columns()
        for each, width in zip(lists, columns * (2 // len(columns)), strict=True):
            each.styles.width = width

    def _columns(self) -> list[int]:
        """Return the columns of the lists that have a width of their own in this layout."""
        return self._fitted([round(share * self.size.width) for share in self.shares[self.layout_name]])

    def _fitted(self, columns: Sequence[int]) -> list[int]:
        """Return these widths of the lists, as far as every pane keeps its least."""
        fitted = list(columns)
        for n in reversed(range(len(fitted))):
            others = sum(max(each, _LEAST["list"]) for m, each in enumerate(fitted) if m != n)
            most = self.size.width - others - len(fitted) - _LEAST["preview"]
            fitted[n] = max(min(fitted[n], most), _LEAST["list"])
        return fitted

    def _widen(self, columns: Sequence[int]) -> None:
        """Give the lists these widths, and remember them as shares of the whole."""
        shares = tuple(column / self.size.width for column in self._fitted(columns))
        self.shares = {**self.shares, self.layout_name: shares}
        self._lay_out()

    def action_widen(self, step: int) -> None:
        """Make the pane in focus wider, or narrower for a negative step."""
        columns, current = self._columns(), self.tabs.current
        if current == "page":
            columns[-1] -= step * _STEP
        elif current == "file-plan":
            columns[-1] += step * _STEP
        else:
            columns[0] += step * _STEP
        self._widen(columns)

    @on(Splitter.Dragged)
    def _drag(self, message: Splitter.Dragged) -> None:
        message.stop()
        columns = self._columns()
        if message.splitter.id == "split-lists":
            # The line between the lists moves columns from one to the other.
            both = sum(columns)
            columns[0] = max(min(message.x, both - _LEAST["list"]), _LEAST["list"])
            columns[1] = both - columns[0]
        else:
            before = columns[0] + 1 if len(columns) > 1 else 0
            columns[-1] = message.x - before
        self._widen(columns)

    @on(Splitter.Reset)
    def _reset(self, message: Splitter.Reset) -> None:
        message.stop()
        self.shares = {**self.shares, self.layout_name: _FIRST[self.layout_name]}
        self._lay_out()
