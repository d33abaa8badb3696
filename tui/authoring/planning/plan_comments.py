"""The comments and empty lines of a `plan.yaml` stay with the lesson, section or line they stand at.

A round trip by ruamel.yaml would hang a comment above a block on the block before it, so that a lesson which moves
would leave its comment behind. Here each is carried to the place in the new text where its line has gone.
"""

from dataclasses import dataclass, field

import yaml

from tui.authoring import yaml_model
from tui.authoring.planning.plan_lines import PlanLines
from tui.authoring.planning.plan_places import PlanPlaces


@dataclass
class _Kept:
    """What is to stand around the lines of the new text, by their numbers; the text's end counts as a line."""

    before: dict[int, list[str]] = field(default_factory=dict)
    beside: dict[int, list[str]] = field(default_factory=dict)
    after: dict[int, list[str]] = field(default_factory=dict)


def carried(standing: str, text: str) -> str:
    """Return `text`, a rendered plan, with the comments and empty lines of `standing`, the plan that it replaces.

    What stood at a line that is gone stands at the next one that is left.
    """
    if "#" not in standing and all(line.strip() for line in standing.splitlines()):
        return text
    try:
        if yaml_model.is_too_deep(standing):
            return text
        old, new = PlanLines(standing), PlanLines(text)
        merged = _merged(new, _kept(old, new, PlanPlaces(old.data, new.data)))
        # Better a plan without its comments than comments that make another plan of it.
        return merged if PlanLines(merged).data == new.data else text
    except (yaml.YAMLError, RecursionError):
        return text


def _kept(old: PlanLines, new: PlanLines, places: PlanPlaces) -> _Kept:
    """Return what is kept of the old text, by the lines of the new one."""
    goes = {line: new.lines.get(now) for line, place in old.places.items() if (now := places.now(place)) is not None}
    kept = _Kept()
    waiting: list[tuple[int, str]] = []
    last: int | None = None

    def following(line: int) -> int:
        found = (goes[each] for each in range(line, len(old.text)) if goes.get(each) is not None)
        return next((each for each in found if each is not None), 0 if last is None else len(new.text))

    for line in range(len(old.text) + 1):
        at_end = line == len(old.text)
        if not at_end and line not in old.places:
            if (said := old.said(line)) is not None:
                waiting.append((old.indent(line), said))
            elif (comment := old.beside(line)) is not None and last is not None:
                _keep(kept.beside, goes.get(last), comment, kept.before, following(line))
            continue
        indent = 0 if at_end else old.indent(line)
        # What is indented further than the line below it belongs to the block above.
        deeper = max((n for n, (column, said) in enumerate(waiting, 1) if said and column > indent), default=0)
        for n, (_, said) in enumerate(waiting, 1):
            above = goes.get(last) if last is not None and n <= deeper else None
            if above is not None:
                kept.after.setdefault(above, []).append(said)
            elif said or (at_end or goes.get(line) is not None):
                kept.before.setdefault(following(line), []).append(said)
        waiting = []
        if not at_end:
            last = line
            if (comment := old.beside(line)) is not None:
                _keep(kept.beside, goes.get(line), comment, kept.before, following(line))
    return kept


def _keep(
    beside: dict[int, list[str]], line: int | None, comment: str, before: dict[int, list[str]], following: int
) -> None:
    if line is None:
        before.setdefault(following, []).append(comment)
    else:
        beside.setdefault(line, []).append(comment)


def _merged(new: PlanLines, kept: _Kept) -> str:
    lines: list[str] = []
    for line, text in enumerate(new.text):
        indent = " " * new.indent(line)
        comments = kept.beside.get(line, [])
        if comments and new.runs_on(line):
            lines += [indent + said for said in comments]
            comments = []
        lines += [indent + said if said else "" for said in kept.before.get(line, [])]
        lines.append("  ".join([text, *comments[:1]]) + "".join(f" {said}" for said in comments[1:]))
        below = " " * new.indent(line + 1) if line + 1 < len(new.text) else ""
        lines += [max(indent, below) + said if said else "" for said in kept.after.get(line, [])]
    lines += kept.before.get(len(new.text), [])
    return "\n".join(lines) + "\n"
