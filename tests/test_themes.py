"""The themes: what can be read on them, what NO_COLOR makes of the screens, and how a choice is kept."""

import re
from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import Theme

from tests.terminal import Terminal
from tests.test_terminal import COMMAND
from tests.test_terminal import environment as environment
from tui import themes
from tui.app import CoursewrightApp
from tui.authoring.workbench import Workbench

ROOT = Path(__file__).parents[1]
TRUE = [theme for theme in themes.THEMES.values() if not theme.ansi]
BEHIND = ("background", "surface", "panel")
TEXTS = ("foreground", "text", "text-muted", "text-accent", "text-warning", "text-error", "text-success", "accent")
PAIRS = [
    *((text, behind) for text in (*TEXTS, "text-primary") for behind in BEHIND),
    ("block-cursor-foreground", "block-cursor-background"),
    ("block-cursor-blurred-foreground", "block-cursor-blurred-background"),
    ("foreground", "block-hover-background"),
    ("footer-foreground", "footer-background"),
    ("footer-key-foreground", "footer-background"),
    ("footer-description-foreground", "footer-background"),
    ("input-selection-foreground", "input-selection-background"),
    ("button-foreground", "surface"),
    ("link-color", "background"),
]
"""What stands on what, by the names of the style sheets."""

NAMED = {"red": 1, "green": 2, "yellow": 3, "blue": 4, "magenta": 5, "cyan": 6, "white": 7, "bright_black": 8}
"""The colours that a list may name: the theme says what they are. `dim` is the text's own colour, weaker."""


def luminance(color: Color) -> float:
    """Return the relative luminance of WCAG 2.2, 0 for black and 1 for white."""
    parts = [value / 255 for value in (color.r, color.g, color.b)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """Return the contrast ratio of WCAG 2.2, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def seen(value: str, behind: Color) -> Color:
    """Return the colour that a value of a style sheet shows on what lies behind it."""
    if value.startswith("auto"):
        color = behind.get_contrast_text(float(value.split()[1].rstrip("%")) / 100)
    else:
        color = Color.parse(value)
    return behind.blend(color, color.a, 1.0)


@pytest.mark.parametrize("theme", TRUE, ids=lambda theme: theme.name)
def test_every_text_can_be_read_on_what_lies_behind_it(theme: Theme) -> None:
    wanted = 7.0 if theme.name == "high-contrast" else 4.5
    values = theme.to_color_system().generate()
    background = Color.parse(values["background"])
    low = {}
    for text, behind in PAIRS:
        ground = seen(values[behind], background)
        low[text, behind] = contrast(seen(values[text], ground), ground)
    warned = background.blend(Color.parse(values["warning"]), 0.2, 1.0)  # as the note above a text has it
    low["text-warning", "warning 20%"] = contrast(seen(values["text-warning"], warned), warned)
    assert {pair: ratio for pair, ratio in low.items() if ratio < wanted} == {}


@pytest.mark.parametrize("theme", TRUE, ids=lambda theme: theme.name)
def test_the_colours_of_states_can_be_read_as_well(theme: Theme) -> None:
    wanted = 7.0 if theme.name == "high-contrast" else 4.5
    named = themes.ON_DARK if theme.dark else themes.ON_LIGHT
    values = theme.to_color_system().generate()
    for behind in BEHIND:
        ground = Color.parse(values[behind])
        for name, number in NAMED.items():
            assert contrast(Color(*named.ansi_colors[number]), ground) >= wanted, (name, behind)
        dim = ground.blend(Color.parse(values["foreground"]), 0.66, 1.0)  # Textual's own share
        assert contrast(dim, ground) >= wanted, ("dim", behind)


def test_no_list_names_a_colour_that_the_themes_do_not_know() -> None:
    allowed = {*NAMED, "bold", "dim", "italic", "underline", "none", "reverse", "strike", "not"}
    styled = re.compile(r'(?:style=|Style\.parse\(|header_style=)"([a-z_0-9 ]+)"')
    for path in [*(ROOT / "tui" / "screens").glob("*.py"), *(ROOT / "tui" / "widgets").glob("*.py")]:
        for style in styled.findall(path.read_text(encoding="utf-8")):
            assert set(style.split()) <= allowed, f"{path.name}: {style}"


def test_the_style_sheets_take_every_colour_from_the_theme() -> None:
    sheets = [*(ROOT / "tui").rglob("*.tcss")]
    assert sheets
    for sheet in sheets:
        for value in re.findall(r"(?:color|background|border[a-z-]*|tint): ([^;]+);", sheet.read_text("utf-8")):
            assert not re.search(r"#[0-9a-fA-F]{3}|\b(?:red|green|blue|yellow|white|black|rgb)\b", value), (
                sheet,
                value,
            )


@pytest.mark.parametrize("name", [theme.name for theme in TRUE])
async def test_what_is_drawn_has_the_colours_of_the_theme(course: Path, env: dict[str, str], name: str) -> None:
    settings = Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml"
    settings.write_text(f"theme: {name}\n{settings.read_text(encoding='utf-8')}", encoding="utf-8")
    theme = themes.THEMES[name]
    with Workbench.open(course, env) as workbench:
        workbench.submit("day01_001/orientation", "A text.")
        app = CoursewrightApp(workbench)
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press("j")
            await pilot.pause()
            drawn = app.export_screenshot().lower()
    yellow = (themes.ON_DARK if theme.dark else themes.ON_LIGHT).ansi_colors[NAMED["yellow"]]
    assert theme.variables["block-cursor-background"].lower() in drawn
    assert Color(*yellow).hex.lower() in drawn  # of what waits for the author


@pytest.mark.parametrize("name", themes.THEMES)
async def test_the_workbench_opens_in_every_theme(course: Path, env: dict[str, str], name: str) -> None:
    settings = Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml"
    settings.write_text(f"theme: {name}\n{settings.read_text(encoding='utf-8')}", encoding="utf-8")
    with Workbench.open(course, env) as workbench:
        app = CoursewrightApp(workbench)
        async with app.run_test(size=(120, 40)):
            assert app.theme == name
            assert app.native_ansi_color == name.startswith("ansi")


async def test_a_theme_that_is_chosen_is_written_into_the_settings_which_keep_their_comments(
    course: Path, env: dict[str, str]
) -> None:
    settings = Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml"
    settings.write_text(f"# mine\n{settings.read_text(encoding='utf-8')}", encoding="utf-8")
    with Workbench.open(course, env) as workbench:
        app = CoursewrightApp(workbench)
        async with app.run_test(size=(120, 40)):
            app.theme = "light"
    text = settings.read_text(encoding="utf-8")
    assert text.startswith("# mine\n")
    assert "theme: light\n" in text
    assert "profile: fake\n" in text


@pytest.mark.parametrize(("line", "said"), [("theme: mauve", "`mauve`"), ("animation: some", "`some`")])
async def test_a_theme_that_there_is_not_is_told_and_the_workbench_opens(
    course: Path, env: dict[str, str], line: str, said: str
) -> None:
    settings = Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml"
    settings.write_text(f"{line}\n{settings.read_text(encoding='utf-8')}", encoding="utf-8")
    with Workbench.open(course, env) as workbench:
        app = CoursewrightApp(workbench)
        async with app.run_test(size=(120, 40)):
            assert app.theme == themes.DEFAULT
            assert any(said in each.message for each in app._notifications)
            assert f"{line}\n" in settings.read_text(encoding="utf-8")


async def test_nothing_moves_by_itself_where_the_author_wants_none(course: Path, env: dict[str, str]) -> None:
    settings = Path(env["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml"
    settings.write_text(f"animation: none\n{settings.read_text(encoding='utf-8')}", encoding="utf-8")
    with Workbench.open(course, env) as workbench:
        app = CoursewrightApp(workbench)
        async with app.run_test(size=(120, 40)):
            assert app.animation_level == "none"


@pytest.mark.parametrize("columns", [80, 200])
def test_no_color_sends_no_colour_and_states_are_told_all_the_same(
    course: Path,
    environment: dict[str, str],
    columns: int,
) -> None:
    with Workbench.open(course, {}) as workbench:
        workbench.submit("day01_001/orientation", "A text.")
    with Terminal(COMMAND, folder=course, env={**environment, "NO_COLOR": "1"}, columns=columns, rows=40) as terminal:
        terminal.wait_for("The bowline")
        terminal.wait_for("q Quit")
        terminal.type("j")
        terminal.wait_for("a Accept")
        assert "proposed" in terminal.text
        colours = {(cell.fg, cell.bg) for row in terminal.cells for cell in row}
        assert colours == {("default", "default")}
        assert any(cell.reverse or cell.bold or cell.underscore for row in terminal.cells for cell in row)
        terminal.type("q")
        assert terminal.ended() == 0
