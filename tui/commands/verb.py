"""What all verbs share: the folder they work in, `--json`, names that complete in the shell, one way to print."""

import contextlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from tui.authoring import plain_text
from tui.authoring.errors import AuthoringError

if TYPE_CHECKING:
    from rich.console import Console

    from tui.authoring.workbench import DayView, Workbench

Command = TypeVar("Command", bound=Callable[..., Any])
S = TypeVar("S")
T = TypeVar("T")

_LINE = 200
"""Characters of a text that stands on one line of a list."""


def json_option(command: Command) -> Command:
    """Give a verb `--json`."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Print one JSON document on stdout; see docs/command-line.md."
    )(command)


def typed(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Return a text from the command line as it is stored and sent: a shell passes on bytes that are no text at all."""
    del context, parameter
    return None if value is None else plain_text.clean(value)


def examples(*lines: str) -> str:
    """Return the end of a verb's help: commands to copy, their lines as they are."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def folder(context: click.Context) -> Path:
    """Return the folder that the verb works in: that of `-C`, or the current one."""
    directory = context.find_root().params.get("directory")
    return Path(directory) if directory else Path.cwd()


def place(context: click.Context, path: str | Path) -> Path:
    """Return a path the author typed, seen from the folder of `-C` as git and make do it."""
    return folder(context) / path


def open_workbench(context: click.Context) -> "Workbench":
    """Open the workspace of the folder.

    Raises:
        NotAWorkspace: the folder is in none.
        AuthoringError: its state cannot be written or read.
    """
    from tui.authoring.workbench import Workbench

    return Workbench.open(folder(context))


def print_json(document: dict[str, Any]) -> None:
    """Print the verb's one JSON document on stdout."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def say(text: str) -> None:
    """Print text for a person on stdout, without anything in it that would move the terminal's cursor."""
    click.echo(plain_text.clean(text))


def print_text(text: str) -> None:
    """Print a text byte for byte into a file or a pipe; on a terminal, without what would move its cursor."""
    click.echo(plain_text.clean(text) if sys.stdout.isatty() else text, nl=not text.endswith("\n"))


def note(text: str) -> None:
    """Print progress, a hint or a problem on stderr."""
    click.echo(plain_text.clean(text), err=True)


def until_refused(items: Iterable[S], do: Callable[[S], T]) -> tuple[list[T], AuthoringError | None]:
    """Do it with each of the items until one is refused: return what came of those before, and the refusal if any."""
    done: list[T] = []
    for item in items:
        try:
            done.append(do(item))
        except AuthoringError as error:
            return done, error
    return done, None


@contextlib.contextmanager
def counting(does: str) -> Iterator[Callable[[int, int], None]]:
    """Give what tells how far long work has come: one line on stderr, where that is a terminal, gone at the end.

    `does` begins the line, such as `checking`. Ctrl-C ends the work; what is done by then stands.
    """
    shown = sys.stderr.isatty()

    def tell(done: int, of: int) -> None:
        if shown:
            click.echo(f"\r\x1b[K{does}: {done:,} of {of:,} · Ctrl-C stops", err=True, nl=False)

    try:
        yield tell
    finally:
        if shown:
            click.echo("\r\x1b[K", err=True, nl=False)


def console() -> "Console":
    """Return a rich console on stdout that takes titles as they are: no markup, no emoji names, no guessed colours."""
    from rich.console import Console

    stream = sys.stdout
    # In a pipe there is no edge to fold lines at: who reads it wants whole ones.
    width = None if stream.isatty() else 400
    return Console(file=stream, markup=False, emoji=False, highlight=False, width=width)


def shortened(text: str) -> str:
    """Return the beginning of `text` on one line of a list."""
    line = plain_text.one_line(text)
    return line if len(line) <= _LINE else f"{line[: _LINE - 1].rstrip()}…"


def counted(number: int, noun: str) -> str:
    """Return `1 lesson`, `2 lessons`, `1,032 points`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def complete_lesson(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete `day01_001` for the shell."""
    del parameter
    return _completed(context, lambda day: _lessons(day, incomplete))


def complete_section(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete `day01_001/orientation` for the shell."""
    del parameter
    return _completed(context, lambda day: _sections(day, incomplete))


def complete_target(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete a lesson for the shell, and its sections once the slash is typed."""
    complete = complete_section if "/" in incomplete else complete_lesson
    return complete(context, parameter, incomplete)


def _completed(context: click.Context, of_day: Callable[["DayView"], list[CompletionItem]]) -> list[CompletionItem]:
    try:
        with open_workbench(context) as workbench:
            return [item for day in workbench.days() for item in of_day(day)]
    except AuthoringError:
        return []  # a shell that waits for a word is no place for a message


def _lessons(day: "DayView", incomplete: str) -> list[CompletionItem]:
    plans = [lesson.plan for lesson in day.lessons]
    return [CompletionItem(plan.id, help=plan.title) for plan in plans if plan.id.startswith(incomplete)]


def _sections(day: "DayView", incomplete: str) -> list[CompletionItem]:
    sections = [section for lesson in day.lessons for section in lesson.sections]
    return [CompletionItem(each.key, help=each.plan.title) for each in sections if each.key.startswith(incomplete)]
