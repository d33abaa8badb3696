"""`course/dayNN/plan.yaml`: the plan as the author reads and edits it."""

from collections.abc import Collection
from enum import Enum
from pathlib import Path
from typing import Any, Final

from tui.authoring import atomic, yaml_model
from tui.authoring.errors import InputError
from tui.authoring.planning import adoption, plan_comments
from tui.authoring.planning.matching import in_order
from tui.authoring.planning.model import DayPlan


class _Reading(Enum):
    TO_THE_LETTER = "to the letter"


TO_THE_LETTER: Final = _Reading.TO_THE_LETTER


def read(
    path: Path, day: int, previous: DayPlan | _Reading | None = TO_THE_LETTER, *, taken: Collection[str] = ()
) -> DayPlan:
    """Read the plan of `day` at `path`.

    As it is, the file must be a plan to the letter. With the plan that was last known here as `previous`, or None where
    none was, lessons and sections may have been moved, added and deleted by hand; see `adoption.adopt`.

    Raises:
        InputError: it is missing, malformed, or the plan of another day; the message names file, line and field.
    """
    if isinstance(previous, _Reading):
        plan = yaml_model.read(path, DayPlan)
    else:
        plan = adoption.adopt(previous, yaml_model.read_text(path), name=str(path), taken=taken)
    if plan.day != day:
        raise InputError(f"{path}, line 1, day: this folder holds day {day}, but the plan says {plan.day}.")
    return plan


def render(plan: DayPlan) -> str:
    """Return the plan as the text of its file, the same bytes for the same plan."""
    data = _without_the_empty(plan.model_dump(mode="json"))
    for holder in (data, *(section for lesson in data["lessons"] for section in lesson["sections"])):
        for name in ("points", "confirmed"):
            if isinstance(holder.get(name), dict):
                holder[name] = {address: holder[name][address] for address in in_order(holder[name])}
    return yaml_model.dump(data)


def _without_the_empty(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _without_the_empty(value) for name, value in data.items() if value not in (None, [], {}, "")}
    return [_without_the_empty(item) for item in data] if isinstance(data, list) else data


def write(path: Path, plan: DayPlan) -> None:
    """Write the plan to `path`, whole or not at all; comments and empty lines of the standing file keep their places.

    A file that says the same already is left as it is.

    Raises:
        AuthoringError: the folder refuses.
    """
    text = render(plan)
    try:
        standing = yaml_model.read_text(path)
        if _says(standing, plan):
            return
        text = plan_comments.carried(standing, text)
    except InputError:
        pass  # what is missing or unreadable has no comments to carry
    atomic.write_text(path, text)


def _says(text: str, plan: DayPlan) -> bool:
    try:
        return yaml_model.parse(text, DayPlan, name="the plan") == plan
    except InputError:
        return False
