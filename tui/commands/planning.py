"""`status` and `plan`: where the course stands, and which lessons its days have."""

from typing import TYPE_CHECKING, Any

import click

from tui.authoring import plain_text
from tui.authoring.errors import AuthoringError, InputError
from tui.commands import approving, merging, suggesting, verb

if TYPE_CHECKING:
    from tui.authoring.planning.model import DayPlan
    from tui.authoring.workbench import DayView, Workbench

_BAR_WIDTH = 10


@click.command()
@verb.json_option
@click.pass_context
def status(context: click.Context, as_json: bool) -> None:
    """Show where the course stands, day by day.

    A point is covered once the section that teaches it is accepted. An approval that was cut off, by a power cut for
    instance, is told on stderr, with the verbs that finish it or take it back.
    """
    with verb.open_workbench(context) as workbench:
        days = list(workbench.days())
        approving.tell_cut_off(workbench)
        merging.tell_unmerged(workbench)
        cut_off = approving.cut_off_rows(workbench.found.cut_off)
    rows = [_day_row(day) for day in days]
    totals = {name: sum(row[name] for row in rows) for name in rows[0] if name not in ("day", "title")}
    if as_json:
        verb.print_json({"days": rows, "totals": totals} | ({"cut_off": cut_off} if cut_off else {}))
    else:
        _print_status(rows, totals)
    problems = [day.problem for day in days if day.problem]
    for problem in problems[:-1]:
        verb.note(f"coursewright: {problem}")
    if problems:
        raise InputError(problems[-1])


def _day_row(view: "DayView") -> dict[str, Any]:
    from tui.authoring.workbench import SectionState

    accepted = [
        section for lesson in view.lessons for section in lesson.sections if section.state is SectionState.ACCEPTED
    ]
    return {
        "day": view.day.day,
        "title": view.day.title,
        "lessons": len(view.lessons),
        "approved": view.approved,
        "sections": sum(len(lesson.sections) for lesson in view.lessons),
        "accepted": len(accepted),
        "points": sum(len(topic.points) for unit in view.day.units for topic in unit.topics),
        "covered": len({address for section in accepted for address in section.plan.points}),
    }


def _print_status(rows: list[dict[str, Any]], totals: dict[str, int]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("day", justify="right")
    table.add_column("title", overflow="ellipsis", no_wrap=True)
    table.add_column("points\ncovered", no_wrap=True)
    for name in ("lessons\napproved", "sections\naccepted"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(str(row["day"]), plain_text.one_line(row["title"]), *_counts(row))
    table.add_section()
    table.add_row("", verb.counted(len(rows), "day"), *_counts(totals), style="bold")
    verb.console().print(table)


def _counts(row: dict[str, Any]) -> tuple[str, str, str]:
    filled = row["covered"] * _BAR_WIDTH // row["points"]
    bar = "█" * filled + "░" * (_BAR_WIDTH - filled)
    return (
        f"{bar} {row['covered']:,}/{row['points']:,}",
        f"{row['approved']:,}/{row['lessons']:,}",
        f"{row['accepted']:,}/{row['sections']:,}",
    )


@click.command(
    epilog=verb.examples(
        "coursewright plan 1 2 3",
        "coursewright plan --all",
        "coursewright plan 3 --suggest",
        "coursewright plan --take 4 7",
    )
)
@click.argument("numbers", metavar="[DAY|NUMBER]...", nargs=-1, type=click.IntRange(min=1))
@click.option("--all", "every", is_flag=True, help="Plan every day of the syllabus.")
@click.option(
    "--replan",
    is_flag=True,
    help="Plan anew what nobody has shaped by hand, drafted or approved; replace a plan that is broken.",
)
@click.option(
    "--suggest", is_flag=True, help="Ask a model what the days lack; without a day, what the course lacks as a whole."
)
@click.option("--profile", metavar="NAME", help="With --suggest: the profile to ask, instead of the usual one.")
@click.option("--suggestions", is_flag=True, help="List the suggestions that wait for you.")
@click.option("--take", is_flag=True, help="Put the suggestions with these numbers into the plan, or the syllabus.")
@click.option("--decline", is_flag=True, help="Decline the suggestions with these numbers: they are not offered again.")
@verb.json_option
@click.pass_context
def plan(
    context: click.Context,
    numbers: tuple[int, ...],
    every: bool,
    replan: bool,
    suggest: bool,
    profile: str | None,
    suggestions: bool,
    take: bool,
    decline: bool,
    as_json: bool,
) -> None:
    """Write the plans of days: lessons, and what each teaches.

    A plan that stands is left as it is, so what you changed in course/dayNN/plan.yaml survives. Where the syllabus has
    changed since, the plan follows it, and stderr says how: points that moved or were reworded keep their sections.

    With --suggest, a model is asked what is missing. Nothing that it says enters plan or syllabus until you --take it.
    """
    chosen = [name for name in ("replan", "suggest", "suggestions", "take", "decline") if context.params[name]]
    if len(chosen) > 1:
        raise click.UsageError(f"--{chosen[0]} and --{chosen[1]} do not go together: say one of them.", context)
    if profile is not None and not suggest:
        raise click.UsageError("--profile is for --suggest: nothing else of plan asks a model.", context)
    if (take or decline) and (every or not numbers):
        raise click.UsageError("Name suggestions by their numbers; `plan --suggestions` lists them.", context)
    if suggest and every and numbers:
        raise click.UsageError("Name days, or say --all.", context)
    if suggestions and (every or numbers):
        raise click.UsageError("--suggestions lists all that wait: name no day.", context)
    if not chosen or replan:
        _plan(context, numbers, every=every, replan=replan, as_json=as_json)
        return
    with verb.open_workbench(context) as workbench:
        if suggest:
            days = [each.day for each in workbench.syllabus.days()] if every else numbers
            suggesting.ask(workbench, days, course_wide=every or not numbers, profile=profile, as_json=as_json)
        elif suggestions:
            suggesting.show(workbench, as_json=as_json)
        elif take:
            suggesting.take(workbench, numbers, _plan_document, as_json=as_json)
        else:
            suggesting.decline(workbench, numbers, as_json=as_json)


def _plan(context: click.Context, days: tuple[int, ...], *, every: bool, replan: bool, as_json: bool) -> None:
    if every == bool(days):
        raise click.UsageError("Name the days to plan, or say --all.", context)
    with verb.open_workbench(context) as workbench:
        numbers = [view.day.day for view in workbench.days()] if every else list(dict.fromkeys(days))
        for number in numbers:
            workbench.course.day(number)  # before anything is written
        changes = {number: _changes(workbench, number) for number in numbers}
        with verb.counting("planning") as tell:
            plans = workbench.plan(numbers, replan=replan, tell=lambda days: tell(days, len(numbers)))
        paths = [workbench.workspace.plan(each.day) for each in plans]
    if as_json:
        told = {number: {"changes": found} for number, found in changes.items() if found}
        verb.print_json({"days": [_plan_document(each) | told.get(each.day, {}) for each in plans]})
        return
    for change in (change for number in numbers for change in changes[number]):
        verb.note(f"{change['kind']}: {change['message']}")
    for each, path in zip(plans, paths, strict=True):
        verb.say(f"day {each.day}: {each.title}  ({verb.counted(len(each.lessons), 'lesson')}, {path})")
        for lesson in each.lessons:
            counts = f"{verb.counted(len(lesson.points), 'point')}, {verb.counted(len(lesson.sections), 'section')}"
            verb.say(f"  {lesson.id}  {lesson.title}  ({counts})")


def _changes(workbench: "Workbench", day: int) -> list[dict[str, Any]]:
    """Return what the syllabus says otherwise than the day's plan, and what the plan makes of it."""
    try:
        changes = workbench.plan_changes(day)
    except AuthoringError:
        return []  # planning itself tells what is wrong with the plan
    return [
        {"kind": str(each.kind), "address": each.address, "lesson": each.lesson_id, "message": each.message}
        for each in changes
    ]


def _plan_document(plan: "DayPlan") -> dict[str, Any]:
    return {
        "day": plan.day,
        "lessons": [
            {
                "id": lesson.id,
                "file": lesson.file,
                "title": lesson.title,
                "points": list(lesson.points),
                "budget_tokens": lesson.budget_tokens,
                "sections": [
                    section.model_dump(mode="json", include={"id", "title", "kind", "points", "target_words"})
                    for section in lesson.sections
                ],
            }
            for lesson in plan.lessons
        ],
    }
