"""`approve` and `undo-approval`: lessons that become files and commits, and the way back."""

import asyncio
from typing import TYPE_CHECKING, Any

import click

from tui.authoring import plain_text
from tui.authoring.errors import AuthoringError
from tui.commands import checking, verb

if TYPE_CHECKING:
    from tui.authoring.approve_all import InTheWay
    from tui.authoring.workbench import CutOff, Workbench


@click.command(
    epilog=verb.examples(
        "coursewright approve day01_001",
        "coursewright approve day01_001 day01_002 day01_003 --squash",
        "coursewright approve --day 1",
        'coursewright approve day01_001 --waive code-share --reason "The day is about the code."',
    )
)
@click.argument("lessons", metavar="[LESSON]...", nargs=-1, shell_complete=verb.complete_lesson)
@click.option(
    "--day", "days", metavar="N", multiple=True, type=click.IntRange(min=1), help="Every lesson of the day that can be."
)
@click.option("--squash", is_flag=True, help="One commit for all of them: all are approved, or none is.")
@click.option("--waive", "rules", metavar="RULE", multiple=True, help="Let the errors of a rule stand; needs --reason.")
@click.option("--reason", metavar="TEXT", help="Why they may stand; plan and commit keep it.")
@click.option("--over-git", is_flag=True, help="Also where git holds another text than the one last approved here.")
@verb.json_option
@click.pass_context
def approve(
    context: click.Context,
    lessons: tuple[str, ...],
    days: tuple[int, ...],
    squash: bool,
    rules: tuple[str, ...],
    reason: str | None,
    over_git: bool,
    as_json: bool,
) -> None:
    """Write accepted lessons to course/ and commit each by itself.

    Every section must be accepted, and every error of the checks mended or waived. A day's plan is committed before its
    first lesson. Where one lesson is refused, those before it stay approved and are printed; with --squash, nothing is
    approved then. An approval that was cut off before its commit is finished. Of a --day, what is accepted and has no
    error is approved; what is left out is told, with the reason.
    """
    if not (lessons or days):
        raise click.UsageError("Name what to approve: a lesson, or --day N.", context)
    if days and (rules or over_git):
        raise click.UsageError("--waive and --over-git go with lessons that are named, not with --day.", context)
    waive = checking.waived(context, rules, reason)
    left_out: list[InTheWay] = []
    with verb.open_workbench(context) as workbench:
        for name in lessons:
            workbench.course.lesson(name)
        names = list(dict.fromkeys(lessons))
        for day in dict.fromkeys(days):
            found = workbench.approvable(day)
            names += [each.lesson for each in found.ready if each.lesson not in names]
            left_out += [each for each in found.in_the_way if each.lesson not in names]
        done, refusal = verb.until_refused(
            [names] if squash and names else [[name] for name in names],
            lambda together: asyncio.run(workbench.approve_together(together, waive=waive, over_git=over_git)),
        )
        root = workbench.workspace.root
    approved = [each for together in done for each in together]
    rows = [
        {"id": each.lesson, "path": each.path.relative_to(root).as_posix(), "commit": each.commit} for each in approved
    ]
    if as_json:
        left = [{"id": each.lesson, "why": each.why} for each in left_out]
        verb.print_json({"lessons": rows, "left_out": left} if days else {"lessons": rows})
    else:
        for row in rows:
            verb.say(f"{row['id']}: written to {row['path']}, commit {row['commit'][:10]}")
        for each in approved:
            for said in each.notes:
                verb.note(f"{each.lesson}: {said}")
    for left_one in left_out:
        verb.note(f"{left_one.lesson} is left out: {plain_text.one_line(left_one.why)}")
    if days and not names and refusal is None:
        if left_out:
            raise AuthoringError("Nothing was approved: no lesson of it can be, as it stands.")
        verb.note("No lesson of it is accepted and waits to be approved.")
    if refusal is not None:
        checking.told(refusal)
        raise refusal


@click.command(
    "undo-approval",
    epilog=verb.examples("coursewright undo-approval day01_001", "coursewright undo-approval day01_001 --amend"),
)
@click.argument("lesson", metavar="LESSON", shell_complete=verb.complete_lesson)
@click.option("--commit", metavar="REV", help="The approval that is meant; refused where another one stands.")
@click.option(
    "--amend", is_flag=True, help="Drop the commit instead; refused where it was pushed or anything stands on it."
)
@verb.json_option
@click.pass_context
def undo_approval(context: click.Context, lesson: str, commit: str | None, amend: bool, as_json: bool) -> None:
    """Undo the approval of a lesson by a new commit.

    The lesson's file is put back to what it was before, or removed where there was none; its sections stay accepted.
    An approval that was cut off before its commit is taken back. What else is staged stays as it is.
    """
    with verb.open_workbench(context) as workbench:
        undone = workbench.undo_approval(lesson, commit, amend=amend)
        path = undone.path.relative_to(workbench.workspace.root).as_posix()
    if as_json:
        verb.print_json(
            {
                "id": undone.lesson,
                "path": path,
                "undoes": undone.undoes,
                "commit": undone.commit,
                "dropped": list(undone.dropped),
                "removed": undone.removed,
            }
        )
    else:
        verb.say(undone.said)
    for said in undone.notes:
        verb.note(f"{undone.lesson}: {said}")


def cut_off_rows(found: "tuple[CutOff, ...]") -> list[dict[str, Any]]:
    """Return what `status --json` says of approvals that were cut off."""
    return [{"lessons": list(each.lessons), "undoes": each.undoes, "said": each.said} for each in found]


def tell_cut_off(workbench: "Workbench") -> None:
    """Tell on stderr which approvals were cut off, and what can be done, and which were found committed."""
    for recorded in workbench.found.recorded:
        verb.note(recorded.said)
    for each in workbench.found.cut_off:
        verb.note(f"{each.said} {each.way}".rstrip())
