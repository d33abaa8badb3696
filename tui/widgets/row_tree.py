"""A tree whose every line fills its pane: a label is made when its line is drawn, for the width there is then."""

from collections.abc import Iterator
from typing import Generic, TypeVar

from rich.style import Style
from rich.text import Text, TextType
from textual import events
from textual.binding import Binding
from textual.geometry import Offset, Size
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

T = TypeVar("T")

_TOGGLES = Style.from_meta({"toggle": True})
"""What a click on the icon of a node means to the tree."""


class RowTree(Tree[T], Generic[T], inherit_bindings=False):
    """Base of the two lists; subclasses say what a node's line reads at a given width."""

    BINDINGS = [
        Binding("up,k", "cursor_up", "Up", show=False, id="list.up"),
        Binding("down,j", "cursor_down", "Down", show=False, id="list.down"),
        Binding("pageup", "page_up", "Page up", show=False, id="list.page-up"),
        Binding("pagedown", "page_down", "Page down", show=False, id="list.page-down"),
        Binding("home", "scroll_home", "First", show=False, id="list.first"),
        Binding("end", "scroll_end", "Last", show=False, id="list.last"),
        Binding("space", "toggle_node", "Open or close", show=False, id="list.toggle"),
        Binding("left", "fold", "Close, or go to the parent", show=False, id="list.fold"),
        Binding("right", "unfold", "Open, or go inside", show=False, id="list.unfold"),
        Binding("enter", "select_cursor", "Choose", show=False, id="list.choose"),
    ]

    _SCROLLBAR = 1

    def __init__(self, name: str) -> None:
        super().__init__(name, id=name)
        self.show_root = False
        self.guide_depth = 2
        self.show_guides = False
        self.auto_expand = False
        self._fitted: Size | None = None  # to which the lines are fitted

    def row_text(self, data: T, width: int) -> Text:
        """Return the line of a node, exactly `width` cells wide."""
        raise NotImplementedError

    def relabel(self) -> None:
        """Have every line drawn again: for new states, or a new width."""
        self._clear_line_cache()
        self.refresh()

    def label_node(self, node: TreeNode[T]) -> None:
        """Have one node's line drawn again."""
        node.refresh()

    def label_of(self, node: TreeNode[T]) -> Text:
        """Return what the line of a node reads at the width there is."""
        if node.data is None:
            return Text()
        depth, up = 0, node.parent
        while up is not None and up is not self.root:
            depth, up = depth + 1, up.parent
        icon = 2 if node.allow_expand else 0
        room = self.size.width - self._SCROLLBAR - depth * self.guide_depth - icon
        return self.row_text(node.data, max(room, 12))

    # Labels are made for the lines in sight alone: a course may have ten thousand.
    def render_label(self, node: TreeNode[T], base_style: Style, style: Style) -> Text:
        """Return the label of a node that is about to be drawn."""
        label = self.label_of(node)
        label.stylize(style)
        if not node.allow_expand:
            return label
        icon = self.ICON_NODE_EXPANDED if node.is_expanded else self.ICON_NODE
        return Text.assemble((icon, base_style + _TOGGLES), label)

    def process_label(self, label: TextType) -> Text:
        """Return a name as it is: no markup is looked for in it."""
        return label if isinstance(label, Text) else Text(label)

    def get_label_width(self, node: TreeNode[T]) -> int:
        """Return next to nothing: no line is wider than the pane, so that none has to be made to know it."""
        return 1

    def lines_in_sight(self) -> Iterator[tuple[int, Offset]]:
        """Yield each line that can be seen, with where it begins on the screen."""
        region, top = self.content_region, round(self.scroll_y)
        for y in range(min(region.height, self.last_line + 1 - top)):
            yield top + y, Offset(region.x, region.y + y)

    def put_cursor(self, node: TreeNode[T]) -> None:
        """Put the cursor on a node, opening what hides it, and bring it into sight."""
        up = node.parent
        while up is not None:
            if not up.is_expanded:
                up.expand()
            up = up.parent
        # A node that was hidden gets its line when the lines are built, which asking for the last one does.
        if self.last_line >= 0:
            self.move_cursor(node)
            self.call_after_refresh(self._bring_into_sight, node)

    def _bring_into_sight(self, node: TreeNode[T]) -> None:
        if node.line < self.scrollable_content_region.height:
            self.scroll_home(animate=False)
        else:
            self.scroll_to_node(node, animate=False)

    def on_resize(self, event: events.Resize) -> None:
        """Fit the lines to the new width; a list that only comes to the front again keeps those it has."""
        if event.size == self._fitted:
            event.prevent_default()
            return
        self._fitted = event.size
        self.relabel()

    def action_fold(self) -> None:
        """Close the node under the cursor; one that is closed already, or a leaf, gives way to its parent."""
        node = self.cursor_node
        if node is None:
            return
        if node.is_expanded and node.allow_expand:
            node.collapse()
        elif node.parent is not None and node.parent is not self.root:
            self.move_cursor(node.parent)

    def action_unfold(self) -> None:
        """Open the node under the cursor; one that is open already gives way to its first child."""
        node = self.cursor_node
        if node is None or not node.allow_expand:
            return
        if not node.is_expanded:
            node.expand()
        elif node.children:
            self.move_cursor(node.children[0])
