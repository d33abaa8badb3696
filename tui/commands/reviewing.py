"""`history`, `diff`, `restore`: what became of the course, what changed in a lesson, and the way back."""

import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from tui.commands import verb, word_changes

if TYPE_CHECKING:
    from tui.authoring.workbench import Entry, Restored, Words

_PAGE = 50


@click.command(
    epilog=verb.examples(
        "coursewright history",
        "coursewright history day01_001 -n 5",
        "coursewright history day01 --model sonnet",
        'coursewright history --text "Waived: claims" --json',
    )
)
@click.argument("target", metavar="[LESSON|DAY]", required=False, shell_complete=verb.complete_lesson)
@click.option("--author", metavar="TEXT", default="", callback=verb.typed, help="Only commits of whom this names.")
@click.option("--model", metavar="TEXT", default="", callback=verb.typed, help="Only what that model drafted, or hand.")
@click.option("--text", metavar="TEXT", default="", callback=verb.typed, help="Only commits whose message holds this.")
@click.option("-n", "--limit", metavar="N", type=click.IntRange(min=1), help="The newest N alone.")
@verb.json_option
@click.pass_context
def history(
    context: click.Context,
    target: str | None,
    author: str,
    model: str,
    text: str,
    limit: int | None,
    as_json: bool,
) -> None:
    """Tell what became of the course, a day or a lesson.

    That is, newest first, each commit that changed something there: what was approved, planned, renamed or undone, and
    what was done by hand. A day is named as day01. A lesson is followed through its renames.
    """
    documents: list[dict[str, Any]] = []
    told = False
    with verb.open_workbench(context) as workbench:
        reader = workbench.history
        with reader.timeline(target, author=author, model=model, text=text) as timeline:
            while page := timeline.page(_PAGE if limit is None else min(limit, _PAGE)):
                for entry, words in zip(page, reader.words_of(page), strict=True):
                    if as_json:
                        documents.append(_document(entry, words))
                    else:
                        verb.say(_line(entry, words))
                told = True
                limit = None if limit is None else limit - len(page)
                if limit == 0:
                    break
        if not told and target is not None:
            reader.check_named(target)
    if as_json:
        verb.print_json({"entries": documents})
    elif not told and (author or model or text):
        verb.note("No commit fits these filters.")
    elif not told:
        verb.note(f"Nothing of {target or 'the course'} is committed yet: approve a lesson.")


def _line(entry: "Entry", words: "Words") -> str:
    by = ", ".join([*entry.models, *(["by hand"] if entry.by_hand else [])])
    cost = f"  ${entry.cost_usd:f}" if entry.cost_usd is not None else ""
    writer = f"  {by}" if by else ""
    changed = f"+{words.added:,} −{words.removed:,}"
    return f"{entry.commit[:10]}  {entry.date:%Y-%m-%d %H:%M}  {entry.author}  {entry.subject}  {changed}{writer}{cost}"


def _document(entry: "Entry", words: "Words") -> dict[str, Any]:
    trailers: dict[str, list[str]] = {}
    for name, value in entry.trailers:
        trailers.setdefault(name, []).append(value)
    return {
        "commit": entry.commit,
        "date": entry.date.isoformat(),
        "author": entry.author,
        "email": entry.email,
        "kind": str(entry.kind),
        "lesson": entry.lesson,
        "lessons": list(entry.lessons),
        "subject": entry.subject,
        "body": entry.body,
        "trailers": trailers,
        "files": [{"path": each.path, "was": each.old_path} for each in entry.changes],
        "added_words": words.added,
        "removed_words": words.removed,
    }


@click.command(
    epilog=verb.examples(
        "coursewright diff day01_001",
        "coursewright diff day01_001 HEAD~3",
        "coursewright diff day01_001 1a2b3c4d5e 6f7a8b9c0d",
    )
)
@click.argument("lesson", metavar="LESSON", shell_complete=verb.complete_lesson)
@click.argument("old", metavar="[A [B]]", required=False)
@click.argument("new", metavar="", required=False)
@verb.json_option
@click.pass_context
def diff(context: click.Context, lesson: str, old: str | None, new: str | None, as_json: bool) -> None:
    """Show by words what changed in a lesson.

    Without commits, between the committed text and the file as it lies there; with A, between that commit and the file;
    with A and B, between the two. A lesson that was renamed since is found under its old name.
    """
    with verb.open_workbench(context) as workbench:
        found = workbench.history.difference(lesson, old or "HEAD", new)
    if as_json:
        changes = [{"removed": before, "added": after} for before, after in word_changes.changes(found.comparison)]
        document = {
            "lesson": found.lesson,
            "old_commit": found.old_commit,
            "new_commit": found.new_commit,
            "added_words": found.comparison.added,
            "removed_words": found.comparison.removed,
            "changes": changes,
            "old": found.old,
            "new": found.new,
        }
        verb.print_json(document)
        return
    if not found.comparison.changes:
        verb.note(f"{found.lesson}: nothing changed.")
        return
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for line in word_changes.lines(found.comparison, coloured=coloured):
        click.echo(line, color=coloured)


@click.command(
    epilog=verb.examples(
        "coursewright restore day01_001 --at 1a2b3c4d5e",
        "coursewright restore day01_001 --at HEAD~2 --section orientation --section summary",
    )
)
@click.argument("lesson", metavar="LESSON", shell_complete=verb.complete_lesson)
@click.option("--at", "revision", metavar="REV", required=True, help="The commit whose text is to come back.")
@click.option("--section", "sections", metavar="ID", multiple=True, help="That section alone; may be given again.")
@verb.json_option
@click.pass_context
def restore(context: click.Context, lesson: str, revision: str, sections: tuple[str, ...], as_json: bool) -> None:
    """Bring a lesson's older text back, as new attempts to be accepted.

    Each section that was another one then becomes an attempt. The file, and what is accepted, stay as they are until
    you decide.
    """
    with verb.open_workbench(context) as workbench:
        commit = workbench.history.commit(revision)
        found = workbench.history.restore(lesson, commit, sections or None)
    if as_json:
        rows = [{"id": each.section, "attempt": each.number, "note": each.note} for each in found]
        verb.print_json({"lesson": lesson, "commit": commit, "sections": rows})
        return
    for line in _told(found, commit):
        verb.say(line)
    for each in found:
        if each.number is None:
            verb.note(f"{each.section}: {each.note}.")


def _told(found: Sequence["Restored"], commit: str) -> Iterator[str]:
    for each in found:
        if each.number is not None:
            accept = f"accept it with: coursewright accept {each.section}"
            yield f"{each.section}: attempt {each.number}, as it was in {commit[:10]}; {accept}"
