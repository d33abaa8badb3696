"""How what a piece of a page is looks in a theme: never by its colour alone where it says something."""

from collections.abc import Mapping

from rich.style import Style as RichStyle
from textual.style import Style

_LOOKS = {
    "h1": "bold $text-primary",
    "h1-rule": "$text-primary",
    "h2": "bold $text-primary",
    "h2-rule": "$foreground 60%",
    "h3": "bold $text-secondary",
    "h4": "bold",
    "h5": "bold italic",
    "h6": "italic",
    "strong": "bold",
    "emphasis": "italic",
    "strike": "strike",
    "code": "$text-warning on $foreground 8%",
    "html": "$text-error on $foreground 8%",
    "link": "underline $text-accent",
    "target": "$foreground 60%",
    "image": "italic $text-secondary",
    "note": "$text-accent",
    "definition": "$foreground 60%",
    "bullet": "$text-secondary",
    "rule": "$foreground 60%",
    "quote": "$foreground 60%",
    "admonition": "bold $text-accent",
    "admonition-warning": "$text-warning",
    "admonition-caution": "$text-error",
    "admonition-danger": "$text-error",
    "admonition-important": "$text-warning",
    "admonition-tip": "$text-success",
    "admonition-bar": "$text-accent",
    "table-head": "bold",
    "code-block": "on $foreground 5%",
    "code-bar": "$foreground 60% on $foreground 5%",
    "code-language": "italic $foreground 60%",
    "code-comment": "italic $foreground 60%",
    "code-keyword": "bold $text-accent",
    "code-string": "$text-success",
    "code-number": "$text-warning",
    "code-name": "$text-primary",
    "code-builtin": "$text-secondary",
    "marked": "on $warning 15%",
    "marked-bar": "bold $text-warning",
    "match": "underline on $warning 40%",
    "match-current": "bold reverse",
    "link-current": "bold reverse",
    "selection": "on $primary 50%",
}

_LOOKS_OF_SIXTEEN = {"marked": "", "match": "bold underline", "selection": "reverse"}
"""What is otherwise in a theme of the terminal's own colours, which cannot be mixed: a ground would hide its text."""


class Palette:
    """The looks of one theme, on top of `base`, the look of plain text."""

    def __init__(self, variables: Mapping[str, str], base: Style) -> None:
        self.base = base
        self._variables = dict(variables)
        sixteen = self._variables.get("warning", "").startswith("ansi_")
        self._looks = {**_LOOKS, **(_LOOKS_OF_SIXTEEN if sixteen else {})}
        self._styles: dict[tuple[str, ...], Style] = {}
        self._rich: dict[tuple[str, ...], RichStyle] = {}

    def is_of(self, variables: Mapping[str, str], base: Style) -> bool:
        """Whether these are the looks of that theme on top of that base."""
        return base == self.base and variables == self._variables

    def style(self, *roles: str) -> RichStyle:
        """Return the look of text that is all of `roles`, from the outside inwards."""
        found = self._rich.get(roles)
        if found is None:
            style = self.base
            for role in roles:
                style += self._style(role)
            found = self._rich[roles] = style.rich_style
        return found

    def _style(self, role: str) -> Style:
        if (role,) not in self._styles:
            look = _of_dots(role) if role.startswith("dots ") else self._looks.get(role)
            self._styles[role,] = Style.parse(look, self._variables) if look else Style()
        return self._styles[role,]


def _of_dots(role: str) -> str:
    """Return the look of a cell of a picture: `dots #rrggbb`, and a second colour for the ground where it has one."""
    _, fore, *back = role.split()
    return f"{fore} on {back[0]}" if back else fore
