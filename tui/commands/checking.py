"""`check` and `coverage`: what the checks find, and which passage teaches each point."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui.authoring import plain_text
from tui.authoring.errors import AuthoringError, InputError
from tui.commands import merging, verb

if TYPE_CHECKING:
    from tui.authoring.course_checks import Checked
    from tui.authoring.workbench import Finding, PointCovered, Workbench

_MARKS = {"error": "✗", "warning": "!", "waived": "–"}


@click.command(
    epilog=verb.examples(
        "coursewright check day01_001",
        "coursewright check course/day01/day01_001_tensors.md",
        "coursewright check --all --json",
    )
)
@click.argument("targets", metavar="[PATH|LESSON]...", nargs=-1, shell_complete=verb.complete_lesson)
@click.option("--day", "days", metavar="N", multiple=True, type=click.IntRange(min=1), help="Every lesson of the day.")
@click.option("--all", "every", is_flag=True, help="The whole course.")
@click.option(
    "--run-code", is_flag=True, help="Run the Python of the lessons too, each block by itself, within limits."
)
@click.option("--python", metavar="PATH", help="The interpreter for --run-code, such as one that has PyTorch.")
@click.option("--judge", is_flag=True, help="Have the model judge the points too; its quotes must stand in the text.")
@click.option("--count-tokens", is_flag=True, help="Have the endpoint count the tokens of the lessons.")
@click.option("--profile", metavar="NAME", help="The profile that judges or counts, instead of the usual one.")
@verb.json_option
@click.pass_context
def check(
    context: click.Context,
    targets: tuple[str, ...],
    days: tuple[int, ...],
    every: bool,
    run_code: bool,
    python: str | None,
    judge: bool,
    count_tokens: bool,
    profile: str | None,
    as_json: bool,
) -> None:
    """Check lessons and plans, and tell what is wrong.

    A path is checked as the file is, a lesson as it stands: its accepted texts, or else the newest ones. Errors block
    approval and end with exit code 1; warnings do not.
    """
    if every and (targets or days):
        raise click.UsageError("Say --all, or name what to check, not both.", context)
    if not (every or targets or days):
        raise click.UsageError("Name what to check: a lesson, a path, --day N, or --all.", context)
    if python is not None and not run_code:
        raise click.UsageError("--python goes with --run-code.", context)
    with verb.open_workbench(context) as workbench:
        paths, lessons = _sorted(context, workbench, targets)
        merging.tell_unmerged(workbench)
        for day in days:
            workbench.course.day(day)
        if judge or count_tokens:
            asked = workbench.checkable(lessons, days, every=every)
            asyncio.run(_ask(workbench, asked, profile, judge=judge, count=count_tokens))
        with verb.counting("checking") as tell:
            found = workbench.check(
                lessons, days=days, every=every, paths=paths, run_code=run_code, python=python, tell=tell
            )
    if as_json:
        verb.print_json(
            {
                "checked": found.checked,
                "errors": found.errors,
                "warnings": found.warnings,
                "findings": [_finding(each) for each in found.findings],
            }
        )
    else:
        _print(found)
    if found.errors:
        context.exit(1)


def _sorted(context: click.Context, workbench: "Workbench", targets: tuple[str, ...]) -> tuple[list[Path], list[str]]:
    """Return what was named as paths, and what as lessons.

    Raises:
        InputError: a name is neither.
    """
    paths: list[Path] = []
    lessons: list[str] = []
    for name in dict.fromkeys(targets):
        path = verb.place(context, name)
        if "/" in name or name.endswith((".md", ".yaml")):
            if path.is_dir():
                paths += sorted(path.rglob("*.md"))
            elif path.is_file():
                paths.append(path)
            else:
                raise InputError(
                    f"There is no file {plain_text.one_line(name)}: name a lesson like day01_001, or a path."
                )
        else:
            workbench.course.lesson(name)
            lessons.append(name)
    return paths, lessons


async def _ask(workbench: "Workbench", lessons: list[str], profile: str | None, *, judge: bool, count: bool) -> None:
    try:
        if judge:
            async for event in workbench.judge(lessons, profile=profile):
                verb.note(f"{event.lesson}: {event.message}")
        if count and not await workbench.count_tokens(lessons, profile=profile):
            verb.note("The endpoint does not count tokens: the budget goes by estimates.")
    finally:
        await workbench.endpoints.aclose()


def _finding(finding: "Finding") -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "path": finding.path,
        "line": finding.line,
        "quote": finding.quote,
        "message": finding.message,
        "section": finding.section,
        "point": finding.point,
    }


def _print(found: "Checked") -> None:
    path = None
    for finding in found.findings:
        if finding.path != path:
            path = finding.path
            verb.say(path)
        verb.say(f"  {_MARKS[finding.severity]} {finding.line}: {finding.rule}: {finding.message}")
        if finding.quote:
            quote = plain_text.one_line(finding.quote)
            verb.say(f"      “{quote if len(quote) <= 100 else quote[:99].rstrip() + '…'}”")
    counts = f"{verb.counted(found.errors, 'error')}, {verb.counted(found.warnings, 'warning')}"
    verb.say(f"{verb.counted(found.checked, 'file')} checked: {counts}")


@click.command(epilog=verb.examples("coursewright coverage", "coursewright coverage 1 --json"))
@click.argument("day", metavar="[DAY]", required=False, type=click.IntRange(min=1))
@verb.json_option
@click.pass_context
def coverage(context: click.Context, day: int | None, as_json: bool) -> None:
    """Show which section teaches each point, and the passage that does.

    A point without evidence is not covered: it is not written yet, or the checks doubt that its section teaches it.
    """
    with verb.open_workbench(context) as workbench:
        points = list(workbench.coverage(day))
    if as_json:
        verb.print_json({"points": [_point(each) for each in points]})
        return
    for each in points:
        verb.say(f"{each.address}  {each.text}")
        place = each.section or "in no lesson"
        verb.say(f"    {place} ({each.state})")
        if each.evidence is not None and each.covered:
            quote = plain_text.one_line(each.evidence.quote)
            verb.say(f"    line {each.evidence.line}: “{quote if len(quote) <= 160 else quote[:159].rstrip() + '…'}”")
        elif each.evidence is not None:
            verb.say(f"    not covered: {each.evidence.why}")
    covered = sum(each.covered for each in points)
    verb.say(f"{covered:,} of {verb.counted(len(points), 'point')} covered with evidence")


def _point(point: "PointCovered") -> dict[str, Any]:
    evidence = point.evidence
    return {
        "address": point.address,
        "text": point.text,
        "lesson": point.lesson,
        "section": point.section,
        "state": point.state,
        "evidence": {"quote": evidence.quote, "line": evidence.line, "verdict": str(evidence.verdict)}
        if evidence is not None and point.covered
        else None,
        "doubt": evidence.why if evidence is not None and not point.covered else None,
    }


def waived(context: click.Context, rules: tuple[str, ...], reason: str | None) -> dict[str, str]:
    """Return what `approve --waive RULE … --reason TEXT` waives, and why.

    Raises:
        UsageError: a reason is missing, or there is nothing that it is for.
    """
    if rules and not (reason or "").strip():
        raise click.UsageError("A waiver needs a reason: say --reason TEXT; the commit keeps it.", context)
    if reason is not None and not rules:
        raise click.UsageError("Say which rule the reason waives: --waive RULE.", context)
    return dict.fromkeys(rules, reason or "")


def told(error: AuthoringError) -> None:
    """Print on stderr every finding that keeps a lesson from being approved."""
    for finding in getattr(error, "findings", ()):
        verb.note(f"  {_MARKS[finding.severity]} line {finding.line}: {finding.rule}: {finding.message}")
