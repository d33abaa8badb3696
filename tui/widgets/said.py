"""A line that says how it goes, or what is wrong; where there is nothing to say it takes no room."""

from textual.widgets import Label


class Said(Label):
    """Its text is a sentence of ours, or an author's words: no markup is looked for in it."""

    def __init__(self) -> None:
        super().__init__(id="said", markup=False)

    def say(self, said: str) -> None:
        """Say it in the place of what was said before."""
        self.update(said)
        self.display = bool(said)
