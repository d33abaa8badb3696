"""The themes: dark, light, high contrast, and two in the terminal's own sixteen colours.

Every text that the screens show has a contrast of at least 4.5 to what lies behind it, and of 7 in high contrast (the
levels AA and AAA of WCAG 2.2); tests/test_themes.py computes it. States have a glyph and a word beside their colour.
"""

from rich.terminal_theme import TerminalTheme
from textual.theme import BUILTIN_THEMES, Theme

DEFAULT = "dark"
MONOCHROME = "ansi-dark"
"""What NO_COLOR takes: without colours it leaves all of them to the terminal."""

_CURSOR = {"block-cursor-foreground": "#ffffff", "block-cursor-background": "#0063b1"}

THEMES: dict[str, Theme] = {
    theme.name: theme
    for theme in (
        Theme(
            name="dark",
            primary="#0178D4",
            secondary="#004578",
            accent="#ffa62b",
            warning="#ffa62b",
            error="#d8587a",
            success="#4EBF71",
            foreground="#e0e0e0",
            variables={**_CURSOR, "footer-key-foreground": "#ffa62b"},
        ),
        Theme(
            name="light",
            primary="#004578",
            secondary="#00508f",
            accent="#7a3e00",
            warning="#8a4b00",
            error="#a3183f",
            success="#1d6b36",
            foreground="#1a1a1a",
            surface="#eeeeee",
            panel="#e4e4e4",
            background="#fafafa",
            dark=False,
            variables={**_CURSOR, "footer-key-foreground": "#004578", "panel-lighten-2": "#a0a0a0"},
        ),
        Theme(
            name="high-contrast",
            primary="#7cc4ff",
            secondary="#9ad1ff",
            accent="#ffd75f",
            warning="#ffd75f",
            error="#ff9db0",
            success="#7cf29b",
            foreground="#ffffff",
            background="#000000",
            surface="#000000",
            panel="#101010",
            variables={
                "block-cursor-foreground": "#000000",
                "block-cursor-background": "#ffd75f",
                "block-cursor-blurred-foreground": "#ffffff",
                "block-cursor-blurred-background": "#303030",
                "text-muted": "#d8d8d8",
                "text-disabled": "#b8b8b8",
                "border": "#ffffff",
                "panel-lighten-2": "#909090",
                "border-blurred": "#c0c0c0",
                "footer-key-foreground": "#ffd75f",
            },
        ),
        BUILTIN_THEMES["ansi-dark"],
        BUILTIN_THEMES["ansi-light"],
    )
}

ON_DARK = TerminalTheme(
    (0, 0, 0),
    (224, 224, 224),
    [
        (90, 90, 90),
        (255, 122, 140),
        (120, 220, 120),
        (240, 200, 90),
        (130, 180, 255),
        (230, 150, 255),
        (90, 210, 235),
        (224, 224, 224),
    ],
    [
        (170, 170, 170),
        (255, 150, 165),
        (150, 235, 150),
        (250, 220, 130),
        (160, 200, 255),
        (240, 180, 255),
        (130, 225, 245),
        (255, 255, 255),
    ],
)
"""What `yellow` and its like are in the dark themes."""

ON_LIGHT = TerminalTheme(
    (250, 250, 250),
    (26, 26, 26),
    [
        (26, 26, 26),
        (163, 24, 63),
        (29, 107, 54),
        (122, 79, 0),
        (0, 69, 140),
        (122, 30, 140),
        (0, 96, 112),
        (90, 90, 90),
    ],
    [(90, 90, 90), (140, 20, 50), (20, 90, 44), (105, 66, 0), (0, 56, 120), (104, 20, 120), (0, 80, 96), (26, 26, 26)],
)
"""What they are in the light one."""
