"""The rule `unplanned-heading`: no section slips into a lesson that its plan does not have."""

from collections.abc import Iterator

from tui.authoring.checks import planned_headings
from tui.authoring.checks.finding import Found, Severity
from tui.authoring.checks.rule import Rule, Settings
from tui.authoring.checks.subject import Subject
from tui.authoring.planning.model import ADDITION


def check(subject: Subject, settings: Settings) -> Iterator[Found]:
    """Yield each H2 that no plan has, and each H1 below the first section.

    A planned section that stands twice or under another title is `shape`'s to report.
    """
    del settings
    text = subject.text
    known: set[int] = set()
    if subject.lesson is not None:
        known |= planned_headings.doubled(text, subject.lesson).keys()
        known |= planned_headings.retitled(text, subject.lesson).keys()
    for part in text.parts:
        if part.heading is None:
            continue
        if subject.lesson is not None and part.plan is None and part.heading.line not in known:
            title = part.heading.text
            advice = (
                "plan it as an addition and give the reason, or take it out"
                if title.startswith(ADDITION.strip())
                else "make it an H3 of the section above it, or plan it"
            )
            line = part.heading.line
            yield Found(line, text.lines[line - 1].strip(), f"No plan has the section `## {title}`: {advice}.")
        for heading in part.headings:
            if heading.level == 1:
                message = f"A lesson has one H1, above its sections: make `# {heading.text}` an H3, or take it out."
                yield Found(heading.line, text.lines[heading.line - 1].strip(), message)


RULE = Rule("unplanned-heading", "No heading that nobody planned", Severity.ERROR, Settings, lesson=check)
