"""Takes the last look at the course, from which the next start shows its first frame."""

from textual.geometry import Region
from textual.widgets._toast import Toast

from tui.authoring.errors import AuthoringError
from tui.glance import Look, Picture
from tui.screens.course import CourseScreen


async def taken(screen: CourseScreen) -> Look | None:
    """Return what is on screen; None where the course cannot be read, or something hides it."""
    if screen.day is None or screen.target is None or not screen.is_current or screen.has_class("-zoomed"):
        return None
    try:
        shown, syllabus = screen.workbench.day(screen.day), screen.workbench.syllabus
    except AuthoringError:
        return None
    if shown.problem or shown.changes or screen.runner.busy or screen.runner.waiting or screen.preview.editing:
        return None
    if screen.query(Toast):
        screen.app.clear_notifications()
        await screen.query(Toast).remove()
    page, panes = screen.preview, screen.query_one("#panes")
    width, height = screen.size
    below = Region(0, panes.region.bottom, width, height - panes.region.bottom)
    focused = screen.focused.id if screen.focused is not None else None
    return Look.of(
        title=screen.app.title,
        theme=screen.app.theme,
        shares=screen.shares,
        tabs=screen.tabs.keys,
        focus=focused,
        target=screen.target,
        topic=screen.syllabus_tree.topic,
        size=(width, height),
        syllabus=syllabus,
        shown=shown,
        typed=screen.file_plan.typed,
        views=screen.syllabus_tree.views,
        preview=_picture(screen, page.content_region, str(page.border_title or ""), str(page.border_subtitle or "")),
        below=_picture(screen, below),
        settings=screen.workbench.screen_settings.path,
    )


def _picture(screen: CourseScreen, region: Region, title: str = "", subtitle: str = "") -> Picture:
    """Return what is drawn in a part of the screen."""
    strips = screen._compositor.render_strips()
    lines = strips[region.y : region.bottom]
    return Picture(tuple(line.crop(region.x, region.right) for line in lines), title, subtitle)
