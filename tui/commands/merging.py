"""`merge`: what git could not merge, settled without a screen."""

from typing import TYPE_CHECKING, Any

import click

from tui.authoring.errors import InputError
from tui.commands import verb

if TYPE_CHECKING:
    from tui.authoring.workbench import LessonMerge, SectionMerge, Workbench

_SIDES = ("ours", "theirs", "both")


@click.command(
    epilog=verb.examples(
        "coursewright merge",
        "coursewright merge day01_001",
        "coursewright merge day01_001 --take where-it-fails=theirs",
    )
)
@click.argument("lesson", metavar="[LESSON]", required=False, shell_complete=verb.complete_lesson)
@click.option(
    "--take", "takes", metavar="ID=SIDE", multiple=True, help="Take a section from ours, theirs or both, in this order."
)
@verb.json_option
@click.pass_context
def merge(context: click.Context, lesson: str | None, takes: tuple[str, ...], as_json: bool) -> None:
    """Settle what git could not merge.

    Unmerged plans and the glossary are joined where both sides do not contradict. Of a LESSON every section is taken
    that only one side has changed; the others are named with --take. Then its file is written and staged, and you end
    the merge with git. It ends with 1 while something is unmerged.
    """
    if takes and lesson is None:
        raise click.UsageError("--take goes with a lesson.", context)
    with verb.open_workbench(context) as workbench:
        said = list(workbench.merging.settle_shared())
        if lesson is not None:
            said.append(_settled(workbench, lesson, takes))
        left = workbench.merging.unmerged()
        rows = [_row(workbench.merging.open(each.id)) for each in workbench.merging.lessons()]
    if as_json:
        verb.print_json({"merged": said, "unmerged": list(left), "lessons": rows})
    else:
        for sentence in said:
            verb.say(sentence)
        for row in rows:
            _tell(row)
        known = {row["path"] for row in rows}
        for name in left:
            if name not in known:
                verb.say(f"{name} is to be merged by hand, then: git add {name}")
        if not said and not left:
            verb.say("Nothing is unmerged.")
    if left:
        context.exit(1)


def tell_unmerged(workbench: "Workbench") -> None:
    """Tell on stderr what git could not merge, and what settles it."""
    left = workbench.merging.unmerged()
    if left:
        more = f" and {len(left) - 1} more" if len(left) > 1 else ""
        verb.note(f"{left[0]}{more} could not be merged by git: `coursewright merge` shows and settles that.")


def _settled(workbench: "Workbench", lesson: str, takes: tuple[str, ...]) -> str:
    found = workbench.merging.open(lesson)
    known = {section.id: section for section in found.sections}
    texts = {section.id: section.text for section in found.sections if section.text is not None}
    for take in takes:
        slug, _, side = take.partition("=")
        if slug not in known:
            raise InputError(f"{found.lesson.id} has no section {slug!r}; its sections are: {', '.join(known)}.")
        if side not in _SIDES:
            raise InputError(f"{take!r} names no side: write {slug}=ours, {slug}=theirs or {slug}=both.")
        text = _side(known[slug], side)
        if not text:
            raise InputError(f"{slug} has no text in {side}: take the other side's.")
        texts[slug] = text
    if missing := [section.id for section in found.open if section.id not in texts]:
        named = " ".join(f"--take {slug}=ours|theirs|both" for slug in missing)
        raise InputError(f"Both sides changed {', '.join(missing)} of {found.lesson.id}: say which to take: {named}")
    return workbench.merging.settle(found, texts).said


def _side(section: "SectionMerge", side: str) -> str | None:
    return {"ours": section.ours, "theirs": section.theirs, "both": section.both}[side]


def _row(found: "LessonMerge") -> dict[str, Any]:
    return {
        "id": found.lesson.id,
        "path": found.stages.name,
        "ours": found.sides.ours,
        "theirs": found.sides.theirs,
        "deleted_by": found.deleted_by,
        "sections": [
            {
                "id": section.id,
                "taken": section.taken.value if section.taken is not None else None,
                "base": section.base,
                "ours": section.ours,
                "theirs": section.theirs,
            }
            for section in found.sections
        ],
    }


def _tell(row: dict[str, Any]) -> None:
    verb.say(f"{row['id']} is unmerged; ours is {row['ours']}, theirs is {row['theirs']}.")
    if row["deleted_by"]:
        verb.say(f"  {row['deleted_by']} has deleted {row['path']}: `git rm` agrees, this verb keeps it.")
    for section in row["sections"]:
        taken = {None: "choose", "same": "the same in both"}.get(section["taken"], section["taken"])
        verb.say(f"  {section['id']}: {taken}")
