"""The command line: every verb without a screen, and the door to the workbench (docs/command-line.md)."""

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from tui.authoring.errors import AuthoringError
from tui.commands import (
    adopting,
    approving,
    checking,
    deciding,
    drafting,
    keys,
    merging,
    planning,
    reviewing,
    serving,
    spending,
    starting,
    verb,
)

_VERBS = {
    "Start a course": (starting.init, starting.import_, starting.doctor),
    "Plan it": (planning.status, planning.plan),
    "Write it": (drafting.draft, drafting.prompt, drafting.submit, spending.cost),
    "Check it": (checking.check, checking.coverage),
    "Decide": (
        deciding.show,
        deciding.attempts,
        deciding.accept,
        deciding.reject,
        deciding.undo,
        deciding.redo,
        adopting.adopt,
        merging.merge,
        approving.approve,
        approving.undo_approval,
    ),
    "Look back": (reviewing.history, reviewing.diff, reviewing.restore),
    "At the screen": (keys.keys, serving.serve),
}
_INTERRUPTED = 130
"""What a shell expects of a program that Ctrl-C ended."""


class Verbs(click.Group):
    """The verbs in the order an author meets them; whatever is refused becomes one sentence on stderr."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs by what an author is about."""
        for title, commands in _VERBS.items():
            with formatter.section(title):
                formatter.write_dl([(command.name or "", command.get_short_help_str(66)) for command in commands])

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a verb; with `standalone_mode`, exit with its code, errors told as `coursewright: …`."""
        run = partial(super().main, args, prog_name, complete_var, standalone_mode=False, **extra)
        return sys.exit(_told(run)) if standalone_mode else run()


def _told(run: Callable[[], Any]) -> int:
    """Run a verb and return what the program exits with, having told what was refused."""
    try:
        code = run()
    except AuthoringError as error:
        verb.note(f"coursewright: {error}")
        return error.exit_code
    except click.ClickException as error:
        verb.note(f"coursewright: {error.format_message()}")
        if isinstance(error, click.UsageError) and error.ctx is not None:
            verb.note(f"How it is used: {error.ctx.command_path} --help")
        return error.exit_code
    except click.Abort:
        return _INTERRUPTED
    return code if isinstance(code, int) else 0


@click.group(
    cls=Verbs,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  coursewright                                   open the workbench
  coursewright init pytorch --outline topics.md  start a course of your own
  coursewright draft day01_001                   draft what the lesson still lacks
  coursewright -C pytorch status --json          for scripts

\b
A lesson is named by its prefix, day01_001; a section by day01_001/ID.
Exit: 0 done, 1 refused, 2 usage or unreadable input, 3 the endpoint failed, 4 a cap was reached.""",
)
@click.option(
    "-C",
    "directory",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False),
    help="Work as if started in DIR.",
)
@click.version_option(version("coursewright"), prog_name="coursewright", message="%(prog)s %(version)s")
@click.pass_context
def coursewright(context: click.Context, directory: str | None) -> None:
    """Turn a syllabus into a course of reviewed, committed lessons.

    Without a verb, the workbench opens on the course of the current folder. Every verb takes --json; -h after a verb
    explains it.
    """
    if context.invoked_subcommand is None:
        _open_the_app(Path(directory) if directory else Path.cwd())


def _open_the_app(folder: Path) -> None:
    # A web terminal speaks through pipes, and says so in TEXTUAL_DRIVER.
    if not (sys.stdin.isatty() and sys.stdout.isatty()) and "TEXTUAL_DRIVER" not in os.environ:
        raise click.UsageError("The workbench needs a terminal. In a script or a pipe, use a verb, such as: status")
    from tui.authoring.workspace import NotAWorkspace, Workspace

    notices: Sequence[str] = ()
    try:
        Workspace.find(folder)
    except NotAWorkspace:
        if "TEXTUAL_DRIVER" in os.environ:
            raise
        from tui.authoring.first_run import FirstRun
        from tui.first_run_app import FirstRunApp

        begun = FirstRunApp(FirstRun(folder)).run()
        if begun is None:
            return
        folder, notices = begun.root, begun.notices
    from tui.app import open_on

    open_on(folder, notices=notices)


for _commands in _VERBS.values():
    for _command in _commands:
        coursewright.add_command(_command)


def main() -> None:
    """Run the command line."""
    coursewright(prog_name="coursewright")
