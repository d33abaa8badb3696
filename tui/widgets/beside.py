"""How the text in the editor reads, beside it."""

from tui.widgets.drawn_page import DrawnPage


class Beside(DrawnPage):
    """Follows the text and the cursor of the editor; what is in sight already stays where it is."""

    HELP = """\
# How it reads
What you are typing, as a reader will see it. Ctrl+R or Escape goes back to the editor.
"""

    def __init__(self) -> None:
        super().__init__("beside")

    def follow(self, text: str, line: int) -> None:
        """Show `text`, with what is drawn from a line of it (from 0) in sight."""
        if text != self.source:
            self.show(text, scroll_y=self.scroll_y)
        self.call_after_refresh(self._bring, line)

    def _bring(self, line: int) -> None:
        blocks, height = self.document.blocks, self.size.height
        if not blocks or not height:
            return
        index = max((at for at, block in enumerate(blocks) if block.start <= line), default=0)
        self._sheet.measure(rows=self._sheet.top(index) + height)
        top, within = self._sheet.top(index), line - blocks[index].start
        drawn = [at for at, each in enumerate(self._sheet.lines(index)) if each.first <= within < each.last]
        row = top + (drawn[0] if drawn else 0)
        last = top + drawn[-1] if drawn else row
        first_seen = round(self.scroll_y)
        if row < first_seen or last >= first_seen + height:
            self._sheet.settle(row - height, 2 * height)
            self._fit()
            self.scroll_to(y=max(0, row - height // 3), animate=False)
