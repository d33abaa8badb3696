"""`draft`, `prompt`, `submit`: how a section gets its attempts."""

import asyncio
import contextlib
import sys
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import click

from tui.authoring.errors import AuthoringError, EndpointError, InputError
from tui.commands import attempt_lines, batching, verb

if TYPE_CHECKING:
    from tui.authoring.workbench import Attempt, DraftEvent, Workbench


def _dollars(context: click.Context, parameter: click.Parameter, value: str | None) -> Decimal | None:
    """Return an amount in US dollars; a leading `$` is fine."""
    if value is None:
        return None
    try:
        amount = Decimal(value.removeprefix("$"))
    except InvalidOperation:
        amount = Decimal("nan")
    if not amount.is_finite() or amount < 0:
        raise click.BadParameter(f"{value!r} is no amount in US dollars, such as 2.50.", context, parameter)
    return amount


@click.command(
    epilog=verb.examples(
        "coursewright draft day01_001",
        'coursewright draft day01_001/orientation --feedback "Shorter, and begin with an example."',
        "coursewright draft --day 1 --concurrency 4 --max-cost 2",
        "coursewright draft --all --batch",
    )
)
@click.argument("targets", metavar="TARGET...", nargs=-1, shell_complete=verb.complete_target)
@click.option("--day", "days", metavar="N", multiple=True, type=click.IntRange(min=1), help="Every lesson of the day.")
@click.option("--all", "every", is_flag=True, help="Every lesson of the course.")
@click.option(
    "--feedback",
    metavar="TEXT",
    callback=verb.typed,
    help="What the writer is to do otherwise than in the last attempt.",
)
@click.option("--profile", metavar="NAME", help="The profile to write with, instead of the usual one.")
@click.option(
    "--concurrency", metavar="N", type=click.IntRange(min=1), default=1, help="Sections at once; 1 if not said."
)
@click.option(
    "--alternatives", metavar="N", type=click.IntRange(1, 9), default=1, help="Texts of each section to choose from."
)
@click.option(
    "--revise/--no-revise",
    default=None,
    help="Have a text with errors revised once; if not said, as `revise` in blueprint.yaml says.",
)
@click.option("--max-cost", metavar="USD", callback=_dollars, help="Stop before this many dollars are spent.")
@click.option("--batch", is_flag=True, help="Submit them as a batch: cheaper, and written within a day.")
@click.option("--collect", is_flag=True, help="Fetch what has come of all batches.")
@click.option("--cancel-batches", "cancel", is_flag=True, help="End all batches early, and fetch what they brought.")
@verb.json_option
@click.pass_context
def draft(
    context: click.Context,
    targets: tuple[str, ...],
    days: tuple[int, ...],
    every: bool,
    feedback: str | None,
    profile: str | None,
    concurrency: int,
    alternatives: int,
    revise: bool | None,
    max_cost: Decimal | None,
    batch: bool,
    collect: bool,
    cancel: bool,
    as_json: bool,
) -> None:
    """Have a model draft sections.

    Of a lesson or a day, those that are planned or failed; a section named by itself is drafted in any case.
    Progress goes to stderr. Ctrl-C stops, and keeps what was written.
    """
    named = bool(targets or days or every)
    if collect or cancel:
        if named or batch or (collect and cancel):
            raise click.UsageError("--collect and --cancel-batches stand alone: they are about all batches.", context)
        with verb.open_workbench(context) as workbench:
            batching.collect(workbench, cancel=cancel, as_json=as_json)
        return
    if not named:
        raise click.UsageError("Name what to draft: a lesson, a section, --day N, or --all.", context)
    if every and (targets or days):
        raise click.UsageError("Say --all, or name what to draft, not both.", context)
    if batch and (alternatives > 1 or revise):
        raise click.UsageError("A batch writes each section once: leave out --alternatives and --revise.", context)
    with verb.open_workbench(context) as workbench:
        numbers = [day.day for day in workbench.syllabus.days()] if every else days
        keys = workbench.drafts.targets(targets, numbers, batch=batch)
        left_out = workbench.drafts.left_out(targets, numbers, batch=batch)
        if left_out:
            verb.note(
                f"{verb.counted(len(left_out), 'section')} left out: a batch will bring them"
                f"{', or they wait in the workbench' if batch else ''}. Name a section to draft it all the same."
            )
        elif not keys:
            verb.note("Nothing to draft: no section of these is planned or failed. Name a section to draft it again.")
        if len(keys) > 1 or (keys and (days or every)):
            what = "The course" if every else ", ".join(filter(None, [*targets, _named(days) if days else ""]))
            _foretell(workbench, keys, what, profile, concurrency, alternatives, batch)
        if batch:
            batching.submit(workbench, keys, as_json=as_json, feedback=feedback, profile=profile, max_cost=max_cost)
            return
        run = _Run(workbench, keys, tell_results=verb.note if as_json else verb.say)
        stopped: BaseException | None = None
        if keys:
            try:
                verb.note(workbench.drafts.profile(profile).notice)
                asyncio.run(
                    run.draft(
                        feedback=feedback,
                        profile=profile,
                        concurrency=concurrency,
                        max_cost=max_cost,
                        alternatives=alternatives,
                        revise=revise,
                    )
                )
            except (AuthoringError, KeyboardInterrupt) as error:
                stopped = error
        finished = run.attempts()
        if keys:
            verb.note(_spent(workbench, [attempt for _, attempt in finished]))
    if as_json:
        verb.print_json({"sections": [attempt_lines.document(key, attempt) for key, attempt in finished]})
    if stopped is not None:
        raise stopped
    begun = dict.fromkeys(key for key, _ in finished)
    whole = {key for key, attempt in finished if attempt.outcome == "complete"}
    failed = [key for key in begun if key not in whole]
    if failed:
        raise EndpointError(
            f"{verb.counted(len(failed), 'section')} of {len(begun)} did not become complete: "
            f"{', '.join(failed)}. What came is kept; draft again to retry."
        )


def _named(days: tuple[int, ...]) -> str:
    return f"Day {days[0]}" if len(days) == 1 else f"Days {', '.join(map(str, days))}"


def _foretell(
    workbench: "Workbench",
    keys: list[str],
    name: str,
    profile: str | None,
    concurrency: int,
    alternatives: int,
    batch: bool,
) -> None:
    """Tell on stderr what a run will cost; what cannot be foretold is told by the run itself."""
    with contextlib.suppress(AuthoringError):
        found = workbench.drafts.forecast(
            keys, profile=profile, concurrency=concurrency, alternatives=alternatives, batch=batch
        )
        verb.note(f"{name}: {found.line}.")


def _spent(workbench: "Workbench", attempts: "list[Attempt]") -> str:
    """Return what the run cost, and the whole course."""
    run = workbench.spending.of(attempts)
    return f"This run: {run.line}. The course so far: {workbench.spending.total().line}."


class _Run:
    """One drafting: what is begun is told on stderr, what came of it by `tell_results`."""

    def __init__(self, workbench: "Workbench", keys: list[str], tell_results: Callable[[str], None]) -> None:
        self._workbench, self._keys = workbench, keys
        self._tell_result = tell_results
        self._begun: list[tuple[str, int]] = []
        self._told: set[tuple[str, int]] = set()

    async def draft(self, **options: Any) -> None:
        """Draft as `options` say, and tell what happens; the embedded model's server is gone at the end."""
        events = self._workbench.drafts.draft(self._keys, **options)
        try:
            async with contextlib.aclosing(events):
                async for event in events:
                    self._tell(event)
        finally:
            await self._workbench.endpoints.aclose()

    def attempts(self) -> list[tuple[str, "Attempt"]]:
        """Return what was made, in the order it was begun; what Ctrl-C cut short is told here."""
        made = []
        for key, number in self._begun:
            attempt = next(each for each in self._workbench.attempts(key) if each.number == number)
            made.append((key, attempt))
            self._finished(key, attempt)
        return made

    def _tell(self, event: "DraftEvent") -> None:
        from tui.authoring.workbench import DraftFinished, DraftStarted, DraftWaiting

        if isinstance(event, DraftStarted):
            self._begun.append((event.key, event.attempt))
            sections = len({key for key, _ in self._begun})
            verb.note(f"[{sections}/{len(self._keys)}] {event.key}: attempt {event.attempt} …")
        elif isinstance(event, DraftWaiting):
            wait = f"{event.seconds:.0f} seconds" if event.seconds >= 1.5 else "a moment"
            verb.note(f"  {event.key} waits {wait}: {event.reason}")
        elif isinstance(event, DraftFinished):
            self._finished(event.key, event.attempt)

    def _finished(self, key: str, attempt: "Attempt") -> None:
        if (key, attempt.number) in self._told:
            return
        self._told.add((key, attempt.number))
        self._tell_result(attempt_lines.line(key, attempt))
        if attempt.error:
            verb.note(f"  {attempt.error}")


@click.command()
@click.argument("section", metavar="SECTION", shell_complete=verb.complete_section)
@click.option("--profile", metavar="NAME", help="The profile that would write: its limits shape the prompt.")
@verb.json_option
@click.pass_context
def prompt(context: click.Context, section: str, profile: str | None, as_json: bool) -> None:
    """Print the exact prompt that draft would send.

    Paste it wherever you like to write, and hand the answer in with `submit`.
    """
    with verb.open_workbench(context) as workbench:
        found = workbench.drafts.prompt(section, profile=profile)
    if as_json:
        verb.print_json({"id": section, "text": found.text, "sha256": found.sha256, "max_tokens": found.max_tokens})
    else:
        verb.print_text(found.text)


@click.command(
    epilog=verb.examples(
        "coursewright submit day01_001/orientation orientation.md",
        "coursewright prompt day01_001/orientation | llm | coursewright submit day01_001/orientation",
    )
)
@click.argument("section", metavar="SECTION", shell_complete=verb.complete_section)
@click.argument("file", metavar="[FILE|-]", default="-")
@verb.json_option
@click.pass_context
def submit(context: click.Context, section: str, file: str, as_json: bool) -> None:
    """Store text written elsewhere as an attempt.

    It is accepted or rejected like any other. The text comes from FILE, or from stdin. A heading that repeats the
    section's title is taken off.
    """
    with verb.open_workbench(context) as workbench:
        workbench.course.section(section)  # a misspelt name is told before anybody types into stdin
        attempt = workbench.submit(section, _text_of(context, file))
    if as_json:
        verb.print_json({"id": section, "attempt": attempt.number, "words": attempt.words})
    else:
        verb.say(f"{section}: attempt {attempt.number} stored, {verb.counted(attempt.words, 'word')}")


def _text_of(context: click.Context, file: str) -> str:
    name = "stdin" if file == "-" else file
    try:
        if file == "-":
            if sys.stdin.isatty():
                verb.note("Write or paste the text; Ctrl-D on a line of its own ends it.")
            return sys.stdin.buffer.read().decode("utf-8-sig")
        return verb.place(context, file).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8 text (byte {error.start}): save it as UTF-8.") from error
    except OSError as error:
        raise InputError(f"{name} could not be read: {error.strerror}.") from error
