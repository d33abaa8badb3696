"""`adopt`: what other programs wrote into a lesson's file, or a colleague approved, taken as the author chooses."""

from typing import TYPE_CHECKING, Any

import click

from tui.commands import verb

if TYPE_CHECKING:
    from tui.authoring.workbench import Workbench


@click.command(
    epilog=verb.examples(
        "coursewright adopt day01_001",
        "coursewright adopt day01_001 --put-back",
    )
)
@click.argument("lessons", metavar="LESSON...", nargs=-1, required=True, shell_complete=verb.complete_lesson)
@click.option("--put-back", is_flag=True, help="Then write the approved text back into the file, missing ones too.")
@verb.json_option
@click.pass_context
def adopt(context: click.Context, lessons: tuple[str, ...], put_back: bool, as_json: bool) -> None:
    """Adopt what was changed outside in a lesson.

    Of a file that was edited, each section that differs becomes an attempt, to be accepted or rejected like any other,
    and the whole text is kept in .coursewright/replaced/. Of a lesson that is behind, what git holds counts as accepted
    and approved. Where one lesson is refused, those before it stay adopted and are printed.
    """
    with verb.open_workbench(context) as workbench:
        for name in lessons:
            workbench.course.lesson(name)  # a misspelt name is told before anything is done
        rows, refusal = verb.until_refused(
            dict.fromkeys(lessons), lambda name: _adopted(workbench, name, put_back=put_back)
        )
    if as_json:
        verb.print_json({"lessons": rows})
    else:
        for row in rows:
            _tell(row)
    if refusal is not None:
        raise refusal


def _adopted(workbench: "Workbench", name: str, *, put_back: bool) -> dict[str, Any]:
    look = workbench.outside.look(name)
    root = workbench.workspace.root
    row: dict[str, Any] = {
        "id": look.lesson.id,
        "state": look.state.word,
        "sections": [],
        "approved": None,
        "kept": None,
        "put_back": None,
        "notes": list(look.notes),
    }
    if look.adoptable or not put_back:
        adopted = workbench.outside.adopt(look)
        row["sections"] = [{"id": key, "attempt": number} for key, number in adopted.attempts.items()]
        row["approved"] = adopted.approved or None
        row["notes"] = list(adopted.notes)
        row["kept"] = adopted.kept.relative_to(root).as_posix() if adopted.kept is not None else None
    if put_back and not row["approved"]:
        done = workbench.outside.put_back(look)
        row["put_back"] = done.path.relative_to(root).as_posix()
    return row


def _tell(row: dict[str, Any]) -> None:
    if row["approved"]:
        verb.say(f"{row['id']}: approved as commit {row['approved'][:10]} holds it")
    for each in row["sections"] if not row["approved"] else ():
        verb.say(f"{each['id']}: attempt {each['attempt']} waits; coursewright accept {each['id']}")
    if not row["approved"] and not row["sections"] and not row["put_back"]:
        verb.say(f"{row['id']}: no section differs, so there was nothing to adopt")
    if row["put_back"]:
        verb.say(f"{row['id']}: {row['put_back']} is as it was approved")
    if row["kept"]:
        verb.note(f"{row['id']}: the file's whole text is kept in {row['kept']}")
    for said in row["notes"]:
        verb.note(f"{row['id']}: {said}")
