"""The rule `naming`: a lesson's file is named `dayNN_SSS_slug.md`, lies in its day's folder, and is the one planned."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.rule import Rule, Settings
from tui.authoring.checks.subject import Subject
from tui.authoring.planning import naming


def check(subject: Subject, settings: Settings) -> Iterator[Found]:
    """Yield what is wrong with the name of the subject's file."""
    del settings
    path = PurePosixPath(subject.path)
    match = naming.LESSON_FILE.fullmatch(path.name)
    if match is None:
        yield Found(1, path.name, "The file is not named like day02_001_compression_storage.md: rename it.")
        return
    folder = naming.day_folder(int(match["day"]))
    if path.parent.name != folder:
        yield Found(
            1, path.name, f"A lesson of day {int(match['day'])} belongs into the folder {folder}: move it there."
        )
    if subject.plan is not None and subject.lesson is None:
        yield Found(
            1, path.name, f"The plan of day {subject.plan.day} has no such lesson: plan it, or move the file away."
        )


RULE = Rule("naming", "Files are named by day, serial and slug", Severity.ERROR, Settings, lesson=check)
