"""`show`, `attempts`, `accept`, `reject`, `undo`, `redo`: what an author reads and decides."""

from typing import TYPE_CHECKING, Any

import click

from tui.commands import verb

if TYPE_CHECKING:
    from tui.authoring.workbench import Attempt, TakenBack


@click.command(
    epilog=verb.examples("coursewright show day01_001", "coursewright show day01_001/orientation --attempt 2")
)
@click.argument("target", metavar="LESSON[/ID]", shell_complete=verb.complete_target)
@click.option("--attempt", metavar="N", type=click.IntRange(min=1), help="The text of that attempt of the section.")
@verb.json_option
@click.pass_context
def show(context: click.Context, target: str, attempt: int | None, as_json: bool) -> None:
    """Print a lesson or a section as it stands.

    That is the accepted text of each section, else its newest attempt.
    """
    if attempt is not None and "/" not in target:
        raise click.UsageError("An attempt belongs to a section: name one, like day01_001/orientation.", context)
    with verb.open_workbench(context) as workbench:
        text = workbench.text(target, attempt)
    if as_json:
        verb.print_json({"text": text})
    elif text:
        verb.print_text(text)
    else:
        verb.note(f"{target} has no text yet: draft it, or submit one.")


@click.command()
@click.argument("section", metavar="SECTION", shell_complete=verb.complete_section)
@verb.json_option
@click.pass_context
def attempts(context: click.Context, section: str, as_json: bool) -> None:
    """List all attempts of a section, oldest first.

    Their texts are in --json, or print one with: show SECTION --attempt N
    """
    with verb.open_workbench(context) as workbench:
        found = workbench.attempts(section)
    if as_json:
        verb.print_json({"attempts": [_attempt_document(attempt) for attempt in found]})
        return
    if not found:
        verb.note(f"{section} has no attempt yet: draft it, or submit one.")
    for attempt in found:
        by = attempt.model or str(attempt.origin)
        words = verb.counted(attempt.words, "word")
        when = attempt.created.astimezone()
        verb.say(f"{attempt.number}  {when:%Y-%m-%d %H:%M}  {attempt.outcome}  {words}  by {by}")
        if attempt.feedback:
            verb.say(f"   asked for: {verb.shortened(attempt.feedback)}")
        if attempt.error:
            verb.say(f"   {attempt.error}")


def _attempt_document(attempt: "Attempt") -> dict[str, Any]:
    return {
        "number": attempt.number,
        "origin": str(attempt.origin),
        "model": attempt.model,
        "outcome": str(attempt.outcome),
        "words": attempt.words,
        "created": attempt.created.isoformat(),
        "feedback": attempt.feedback,
        "text": attempt.text,
    }


@click.command()
@click.argument("sections", metavar="SECTION...", nargs=-1, required=True, shell_complete=verb.complete_section)
@click.option("--attempt", metavar="N", type=click.IntRange(min=1), help="That attempt of the section, not the newest.")
@verb.json_option
@click.pass_context
def accept(context: click.Context, sections: tuple[str, ...], attempt: int | None, as_json: bool) -> None:
    """Accept the newest attempt of each section.

    They are accepted one after the other. Where one is refused, those before it stay accepted and are printed, and
    the rest is left as it was.
    """
    if attempt is not None and len(set(sections)) > 1:
        raise click.UsageError("An attempt belongs to a section: name one alone.", context)
    with verb.open_workbench(context) as workbench:
        for key in sections:
            workbench.course.section(key)  # a misspelt name is told before anything is decided
        done, refusal = verb.until_refused(dict.fromkeys(sections), lambda key: workbench.accept(key, attempt))
    accepted: list[dict[str, Any]] = [
        {"id": each.key, "attempt": each.attempt, "lesson_ready": each.lesson_ready} for each in done
    ]
    if as_json:
        verb.print_json({"sections": accepted})
    else:
        for each in accepted:
            lesson = each["id"].partition("/")[0]
            ready = f"; {lesson} is ready: coursewright approve {lesson}" if each["lesson_ready"] else ""
            verb.say(f"{each['id']}: attempt {each['attempt']} accepted{ready}")
    if refusal is not None:
        raise refusal


@click.command(
    epilog=verb.examples('coursewright reject day01_001/orientation --reason "Begin with a patient, not with history."')
)
@click.argument("section", metavar="SECTION", shell_complete=verb.complete_section)
@click.option(
    "--reason",
    metavar="TEXT",
    required=True,
    callback=verb.typed,
    help="What is wrong with it; the next draft is told.",
)
@verb.json_option
@click.pass_context
def reject(context: click.Context, section: str, reason: str, as_json: bool) -> None:
    """Reject the newest attempt of a section; its text is kept."""
    if not reason.strip():
        raise click.UsageError("Say in --reason what is wrong: the next draft is told.", context)
    with verb.open_workbench(context) as workbench:
        number = workbench.reject(section, reason)
    if as_json:
        verb.print_json({"id": section, "attempt": number, "reason": reason})
    else:
        verb.say(f"{section}: attempt {number} rejected; draft it again with: coursewright draft {section}")


def _print_taken(taken: "TakenBack", *, as_json: bool) -> None:
    if as_json:
        sections = [{"id": key, "attempt": number, "verdict": str(verdict)} for key, number, verdict in taken.sections]
        verb.print_json({"sections": sections, "said": taken.said})
    else:
        verb.say(taken.said)


@click.command()
@verb.json_option
@click.pass_context
def undo(context: click.Context, as_json: bool) -> None:
    """Take back the last decision.

    That is an acceptance, a rejection, or several made in one stroke; again, and it is the one before. Nothing changes
    in git.
    """
    with verb.open_workbench(context) as workbench:
        taken = workbench.deciding.undo()
    _print_taken(taken, as_json=as_json)


@click.command()
@verb.json_option
@click.pass_context
def redo(context: click.Context, as_json: bool) -> None:
    """Make the decision that was taken back last again.

    Refused where another one was made since.
    """
    with verb.open_workbench(context) as workbench:
        taken = workbench.deciding.redo()
    _print_taken(taken, as_json=as_json)
