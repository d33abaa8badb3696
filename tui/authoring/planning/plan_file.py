"""`course/dayNN/plan.yaml`: the plan as the author reads and edits it."""

from pathlib import Path

from tui.authoring import atomic, yaml_model
from tui.authoring.errors import InputError
from tui.authoring.planning.model import DayPlan


def read(path: Path, day: int) -> DayPlan:
    """Read the plan of `day` at `path`.

    Raises:
        InputError: it is missing, malformed, or the plan of another day; the message names file, line and field.
    """
    plan = yaml_model.read(path, DayPlan)
    if plan.day != day:
        raise InputError(f"{path}, line 1, day: this folder holds day {day}, but the plan says {plan.day}.")
    return plan


def render(plan: DayPlan) -> str:
    """Return the plan as the text of its file, the same bytes for the same plan."""
    data = plan.model_dump(mode="json")
    for lesson in data["lessons"]:
        for section in lesson["sections"]:
            if not section["points"]:
                del section["points"]
    return yaml_model.dump(data)


def write(path: Path, plan: DayPlan) -> None:
    """Write the plan to `path`, whole or not at all.

    Raises:
        AuthoringError: the folder refuses.
    """
    atomic.write_text(path, render(plan))
