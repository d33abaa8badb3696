"""`course/dayNN/plan.yaml`: the plan as the author reads and edits it."""

from pathlib import Path
from typing import Any

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
    return yaml_model.dump(_without_the_empty(plan.model_dump(mode="json")))


def _without_the_empty(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _without_the_empty(value) for name, value in data.items() if value not in (None, [], {}, "")}
    return [_without_the_empty(item) for item in data] if isinstance(data, list) else data


def write(path: Path, plan: DayPlan) -> None:
    """Write the plan to `path`, whole or not at all.

    Raises:
        AuthoringError: the folder refuses.
    """
    atomic.write_text(path, render(plan))
