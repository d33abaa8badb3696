"""`cost`: what the course has cost, and what drafting the rest will."""

from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from tui.authoring.errors import AuthoringError
from tui.commands import verb

if TYPE_CHECKING:
    from tui.authoring.workbench import Forecast, Profile, Report, Spent, Workbench


@click.command(
    epilog=verb.examples(
        "coursewright cost",
        "coursewright cost --forecast 2 3",
        "coursewright cost --forecast --all --batch",
        "coursewright cost --forecast day02_001 --profile ollama",
    )
)
@click.argument("targets", metavar="[DAY|TARGET]...", nargs=-1, shell_complete=verb.complete_target)
@click.option("--forecast", is_flag=True, help="Foretell what drafting these days, lessons or sections will cost.")
@click.option("--all", "every", is_flag=True, help="Foretell it for all that the course still lacks.")
@click.option("--profile", metavar="NAME", help="The profile that would write, instead of the usual one.")
@click.option(
    "--concurrency", metavar="N", type=click.IntRange(min=1), help="Sections at once; if not said, as in the workbench."
)
@click.option("--batch", is_flag=True, help="Foretell it at the price of a batch.")
@verb.json_option
@click.pass_context
def cost(
    context: click.Context,
    targets: tuple[str, ...],
    forecast: bool,
    every: bool,
    profile: str | None,
    concurrency: int | None,
    batch: bool,
    as_json: bool,
) -> None:
    """Tell what the course has cost.

    With --forecast also what it will cost to draft what DAYs or lessons still lack, or sections named by themselves.
    """
    asked = forecast or every
    if (targets or profile or batch or concurrency) and not asked:
        raise click.UsageError("Say --forecast with what is to be foretold, such as: cost --forecast 2", context)
    if forecast and not targets and not every:
        raise click.UsageError("Say for what: --forecast DAY, a lesson, a section, or --forecast --all.", context)
    if every and targets:
        raise click.UsageError("Say --all, or name what to foretell, not both.", context)
    with verb.open_workbench(context) as workbench:
        report, cap, set_aside = workbench.spending.report(), workbench.spending.cap, workbench.spending.set_aside
        found = None
        if asked:
            keys = _keys(workbench, targets, every=every)
            found = workbench.drafts.forecast(keys, profile=profile, concurrency=concurrency, batch=batch)
        writer = _writer(workbench, profile)
    if as_json:
        limits = {"max_cost_usd": _number(cap), "set_aside_usd": _number(set_aside)}
        verb.print_json({**_document(report, found, writer), **limits})
        return
    _tell(report)
    if set_aside:
        verb.say(f"Set aside: ${set_aside:.4f} at most, for what is under way or whose cost was never told.")
    if cap is not None:
        left = max(Decimal(0), cap - report.total.known_usd - set_aside)
        verb.say(f"The course's limit: ${cap}, of which ${left:.4f} is left.")
    if found is not None:
        verb.say("")
        verb.say(f"Forecast: {found.line}{', as a batch' if batch else ''}.")
    if writer is not None:
        verb.say("")
        verb.say(_prices(writer))


def _keys(workbench: "Workbench", targets: tuple[str, ...], *, every: bool) -> list[str]:
    days = [day.day for day in workbench.syllabus.days()] if every else [int(each) for each in targets if _is_day(each)]
    return workbench.drafts.targets([each for each in targets if not _is_day(each)], days)


def _is_day(target: str) -> bool:
    return target.isascii() and target.isdigit()


def _writer(workbench: "Workbench", profile: str | None) -> "Profile | None":
    try:
        return workbench.drafts.profile(profile)
    except AuthoringError:
        return None  # what was spent can be told without anybody who writes


def _document(report: "Report", found: "Forecast | None", writer: "Profile | None") -> dict[str, Any]:
    spent, prices = report.total, writer.prices if writer is not None else None
    told = spent.told or not spent.requests
    return {
        "spent_usd": _number(spent.cost_usd),
        "forecast_usd": _number(found.cost_usd) if found is not None else None,
        "input_tokens": spent.usage.input_tokens if told else None,
        "output_tokens": spent.usage.output_tokens if told else None,
        "cache_read_share": spent.cache_read_share,
        "cache_read_tokens": spent.usage.cache_read_tokens if told else None,
        "cache_write_tokens": spent.usage.cache_write_tokens if told else None,
        "requests": spent.requests,
        "unknown": spent.unknown,
        "days": [{"day": day, **_of(each)} for day, each in report.by_day.items()],
        "profiles": [{"profile": name or None, **_of(each)} for name, each in report.by_profile.items()],
        "purposes": [{"purpose": purpose, **_of(each)} for purpose, each in report.purposes.items()],
        "approved": [{"id": each.lesson, **_of(each.spent)} for each in report.approved],
        "forecast": _forecast(found) if found is not None else None,
        "prices": {"model": writer.model, "as_of": prices.as_of} if writer is not None and prices is not None else None,
    }


def _of(spent: "Spent") -> dict[str, Any]:
    return {"spent_usd": _number(spent.cost_usd), "requests": spent.requests, "unknown": spent.unknown}


def _forecast(found: "Forecast") -> dict[str, Any]:
    return {
        "sections": found.sections,
        "words": found.words,
        "usage": asdict(found.usage),
        "finished_sections": found.learnt_from,
    }


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def _tell(report: "Report") -> None:
    spent = report.total
    if not spent.requests:
        verb.say("Nothing is spent: no model was asked for anything yet.")
        return
    verb.say(f"Spent: {spent.line}, by {verb.counted(spent.requests, 'request')}.")
    if spent.told:
        usage, share = spent.usage, spent.cache_read_share
        cached = f", {share:.0%} of all that was read from the cache" if share is not None else ""
        verb.say(
            f"Tokens: {usage.input_tokens:,} in, {usage.cache_write_tokens:,} written to the cache, "
            f"{usage.cache_read_tokens:,} read from it{cached}; {usage.output_tokens:,} out."
        )
    named = {f"day {day}" if day is not None else "no day": each for day, each in report.by_day.items()}
    _table("By day", named)
    _table("By profile", {name or "none named": each for name, each in report.by_profile.items()})
    _table("By purpose", report.purposes)
    verb.say("")
    if not report.approved:
        verb.say("No lesson is approved yet, so there is no cost of one.")
        return
    whole = report.of_approved
    known = whole.cost_usd
    each = "unknown" if known is None else f"${known / len(report.approved):.4f}"
    beside = f", {verb.counted(whole.unknown, 'request')} of unknown cost not in it" if whole.unknown else ""
    lessons = verb.counted(len(report.approved), "approved lesson")
    verb.say(f"Per approved lesson: {each} ({lessons}; all attempts, failed ones too{beside}).")
    _table("Approved", {lesson.lesson: lesson.spent for lesson in report.approved})


def _table(title: str, rows: "dict[str, Spent]") -> None:
    verb.say("")
    verb.say(f"{title}:")
    width = max(map(len, rows), default=0)
    for name, spent in rows.items():
        verb.say(f"  {name:<{width}}  {spent.line}")


def _prices(writer: "Profile") -> str:
    prices = writer.prices
    if prices is None:
        return f"The prices of {writer.model} are unknown: state `prices` for `{writer.name}` in settings.yaml."
    told = [f"${prices.input} in", f"${prices.output} out"]
    told += [f"${prices.cache_read} read from the cache"] if prices.cache_read is not None else []
    told += [f"${prices.cache_write} written to it"] if prices.cache_write is not None else []
    batch = f"; a batch costs {prices.batch_share:.0%} of that" if prices.batch_share is not None else ""
    return f"Prices of {writer.model} for a million tokens ({prices.as_of}): {', '.join(told)}{batch}."
