"""`init`, `import`, `doctor`: how a course begins, and whether all is set up for it."""

import asyncio
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui.commands import verb

if TYPE_CHECKING:
    from tui.authoring.doctor import Check
    from tui.authoring.syllabus.outline import ImportedOutline


@click.command(epilog=verb.examples("coursewright init pytorch --outline topics.md"))
@click.argument("directory", metavar="DIR", type=click.Path())
@click.option(
    "--outline", metavar="FILE", required=True, type=click.Path(), help="The outline of the course, in Markdown."
)
@verb.json_option
@click.pass_context
def init(context: click.Context, directory: str, outline: str, as_json: bool) -> None:
    """Start a course in DIR: syllabus, templates and git.

    Where DIR lies in no git repository it becomes one, with a first commit. The templates are yours to change.
    """
    from tui.authoring import new_workspace

    made = new_workspace.create(verb.place(context, directory), verb.place(context, outline))
    root = made.workspace.root
    if as_json:
        verb.print_json({"workspace": str(root), "import": _import_document(made.outline)})
    else:
        _print_import(made.outline)
        verb.say(f"The course lies in {root}; open it with: coursewright -C {directory}")
        if made.commit:
            verb.say(f"Its files are committed: {made.commit[:10]}")
    if made.notice:
        verb.note(made.notice)


@click.command(
    "import", epilog=verb.examples("coursewright import topics.md", "coursewright import topics.md --out other.yaml")
)
@click.argument("outline", metavar="OUTLINE", type=click.Path())
@click.option(
    "--out", metavar="FILE", type=click.Path(), help="Where to write it, instead of the course's own syllabus.yaml."
)
@verb.json_option
@click.pass_context
def import_(context: click.Context, outline: str, out: str | None, as_json: bool) -> None:
    """Turn an outline into syllabus.yaml, and say what looks odd.

    A syllabus that says something else is never overwritten.
    """
    from tui.authoring.import_outline import import_outline

    imported = import_outline(verb.place(context, outline), verb.place(context, out) if out else _default(context))
    if as_json:
        verb.print_json(_import_document(imported.outline))
        return
    _print_import(imported.outline)
    verb.say(f"Written to {imported.path}" if imported.written else f"{imported.path} says this already")


def _default(context: click.Context) -> Path:
    from tui.authoring.workspace import SYLLABUS, NotAWorkspace, Workspace

    try:
        return Workspace.find(verb.folder(context)).syllabus
    except NotAWorkspace:
        return verb.place(context, SYLLABUS)


def _import_document(imported: "ImportedOutline") -> dict[str, Any]:
    return {
        "title": imported.syllabus.title,
        **imported.syllabus.counts(),
        "findings": [{"rule": each.rule, "line": each.line, "message": each.message} for each in imported.findings],
    }


def _print_import(imported: "ImportedOutline") -> None:
    counts = ", ".join(
        verb.counted(count, noun.removesuffix("s")) for noun, count in imported.syllabus.counts().items()
    )
    verb.say(f"{imported.syllabus.title}\n{counts}")
    if imported.findings:
        verb.say(f"\n{verb.counted(len(imported.findings), 'thing')} to look at:")
    for finding in imported.findings:
        verb.say(f"  line {finding.line}: {finding.message} ({finding.rule})")
    if imported.findings:
        verb.say("")


@click.command(epilog=verb.examples("coursewright doctor", "coursewright doctor --try --profile ollama"))
@click.option("--try", "trial", is_flag=True, help="Ask the model for a word or two, which costs next to nothing.")
@click.option("--profile", metavar="NAME", help="The profile to try, instead of the one that writes now.")
@verb.json_option
@click.pass_context
def doctor(context: click.Context, trial: bool, profile: str | None, as_json: bool) -> None:
    """Show what is set up, what is missing, and what that means.

    It works outside a course too, changes nothing, and asks no model but with --try. It ends with 1 where something
    essential is missing.
    """
    if profile is not None and not trial:
        raise click.UsageError("--profile says which profile to try: add --try.")
    from tui.authoring import doctor as examination

    size = shutil.get_terminal_size()
    terminal = examination.Terminal(sys.stdout.isatty(), size.columns, size.lines, sys.stdout.encoding)
    checks = list(examination.examine(verb.folder(context), os.environ, terminal))
    if trial:
        checks += asyncio.run(_tried(profile))
    if as_json:
        verb.print_json({"checks": [{"name": each.name, "ok": each.ok, "detail": each.detail} for each in checks]})
    else:
        for each in checks:
            mark = "ok     " if each.ok else "missing" if each.essential else "note   "
            detail = each.detail.replace("\n", "\n" + " " * 22)
            verb.say(f"{mark}  {each.name:<12} {detail}")
    if any(each.essential and not each.ok for each in checks):
        context.exit(1)


async def _tried(profile: str | None) -> "list[Check]":
    from tui.authoring import doctor as examination

    return [check async for check in examination.try_writer(os.environ, profile)]
