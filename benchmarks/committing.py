"""What an approval costs beside the bare `git commit --only` that it cannot do without, in a repository with a past.

The times are medians, taken in turns: an author waits for an approval, and a usual one counts.
"""

import asyncio
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import course as copies
from benchmarks import generated_course
from benchmarks.figure import Figure, timed
from tui.authoring.checks.finding import Finding
from tui.authoring.checks.registry import RULES
from tui.authoring.history.repository import CommitMessage, Repository
from tui.authoring.planning.model import LessonPlan
from tui.authoring.workbench import Workbench

COMMITS = 1000
"""In the repository, beside those that the benchmark makes."""
RUNS = 15
APPROVALS = 1000
"""After which open files and children are counted."""
_DAY = 1
_MESSAGE = CommitMessage("day01_001: approve a lesson", (("Lesson", "day01_001"), ("Drafted-by", "hand")))
_WHO = ("An Author", "author@example.org")


def figures(course: Path) -> Iterator[Figure]:
    """Yield commits and approvals of a lesson, each beside the bare commit of the same file, or of one like it."""
    top = _with_a_past(generated_course.make(_never_refused(course)))
    plan = _lessons(top)
    runs = _Runs(top, plan)
    with Repository.open(top) as repository, Workbench.open(top, copies.environment(top)) as workbench:
        again, bare = _medians(lambda: runs.commit_again(repository), runs.bare)
        yield Figure("a lesson committed again", again, "a bare git commit --only", bare)
        new, bare = _medians(lambda: runs.commit_new(repository), runs.bare_new)
        yield Figure("a new lesson committed", new, "git add -N, git commit --only", bare)
        approvals = _Approvals(workbench, plan[0])
        whole, bare = _medians(approvals.approve, runs.bare)
        yield Figure("from checks known to commit made", approvals.to_commit(), "a bare git commit --only", bare)
        yield Figure(
            "a lesson approved, all but its checks", approvals.all_but_checks(), "a bare git commit --only", bare
        )
        yield Figure("a lesson approved", whole, "a bare git commit --only", bare)
        idle, bare = _medians(runs.bare_without_housekeeping, runs.bare)
        yield Figure("a bare one without gc --auto", idle, "a bare git commit --only", bare)


def tables() -> Iterator[str]:
    """Yield what a thousand approvals leave open and running."""
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        _git(top, "init", "--quiet")
        _sign(top)
        before = _held()
        if before is None:
            return
        with Repository.open(top) as repository:
            for number in range(APPROVALS):
                repository.commit_text(Path(f"course/day01/lesson_{number % 300}.md"), f"# {number}\n", _MESSAGE)
            files, children = _held() or (0, 0)
    more = f"{files - before[0]} files more open, {children - before[1]} children more running"
    yield f"After {APPROVALS:,} commits: {more}"


@dataclass
class _Runs:
    """The commits that are set beside each other; each run has a text of its own, about as long as a lesson."""

    top: Path
    plan: Sequence[LessonPlan]

    def __post_init__(self) -> None:
        self._numbers = count()
        self._text = self._path(1).read_text(encoding="utf-8")

    def commit_again(self, repository: Repository) -> float:
        """Commit the second lesson of the day as an approval does that knows what it overwrites."""
        path = self._path(1)
        return self._committed(repository, path, known=[path.read_text(encoding="utf-8")])

    def commit_new(self, repository: Repository) -> float:
        """Commit a lesson that was not there."""
        return self._committed(repository, self.top / f"course/day01/day01_{next(self._numbers) + 100}_new.md")

    def bare(self) -> float:
        """Commit the second lesson of the day with git alone."""
        return self._bare(self._path(1))

    def bare_without_housekeeping(self) -> float:
        """Do so without what git does after a commit for itself, and we leave to the author's own commits."""
        return self._bare(self._path(1), "-c", "gc.auto=0", "-c", "maintenance.auto=false")

    def bare_new(self) -> float:
        """Commit a file that was not there with git alone."""
        path = self.top / f"course/day01/day01_{next(self._numbers) + 100}_new.md"
        path.write_text(self._next(), encoding="utf-8")
        announced = timed(lambda: _git(self.top, "add", "-N", "--", str(path)))
        return announced + self._only(path)

    def _committed(self, repository: Repository, path: Path, known: Collection[str] = ()) -> float:
        text = self._next()
        return timed(lambda: repository.commit_text(path, text, _MESSAGE, known=known))

    def _bare(self, path: Path, *options: str) -> float:
        path.write_text(self._next(), encoding="utf-8")
        return self._only(path, *options)

    def _only(self, path: Path, *options: str) -> float:
        return timed(
            lambda: _git(
                self.top, *options, "commit", "--quiet", "--only", "-F", "-", "--", str(path), text=_MESSAGE.text()
            )
        )

    def _path(self, number: int) -> Path:
        return self.top / f"course/day{_DAY:02d}" / self.plan[number].file

    def _next(self) -> str:
        return f"{self._text}\nVersion {next(self._numbers)}.\n"


class _Approvals:
    """Approves the first lesson of the day again and again, each time with another summary."""

    def __init__(self, workbench: Workbench, lesson: LessonPlan) -> None:
        self._workbench, self._lesson = workbench, lesson
        self._numbers = count()
        self._rest: list[float] = []
        self._commits: list[float] = []
        self._checks = self._known = self._made = 0.0
        for section in lesson.sections:
            self._accept(section.id)
        look = workbench.checks.lesson_in_course

        def lesson_in_course(lesson: LessonPlan, text: str) -> tuple[Finding, ...]:
            found: list[tuple[Finding, ...]] = []
            self._checks += timed(lambda: found.append(look(lesson, text)))
            self._known = time.perf_counter()
            return found[0]

        workbench.checks.lesson_in_course = lesson_in_course  # type: ignore[method-assign]
        commit_texts = Repository.commit_texts

        def committed(*arguments: Any, **named: Any) -> dict[Path, str]:
            made = commit_texts(*arguments, **named)
            self._made = time.perf_counter()
            return made

        Repository.commit_texts = committed  # type: ignore[method-assign]

    def approve(self) -> float:
        """Approve, and return how long it took."""
        self._accept(self._lesson.sections[-1].id)
        self._checks = 0.0
        took = timed(lambda: asyncio.run(self._workbench.approve(self._lesson.id)))
        self._rest.append(took - self._checks)
        self._commits.append(self._made - self._known)
        return took

    def to_commit(self) -> float:
        """Return the median time from the moment at which the checks are known to that of the commit."""
        return median(self._commits[1:])

    def all_but_checks(self) -> float:
        """Return the median of the times, that of the checks taken off."""
        return median(self._rest[1:])

    def _accept(self, section: str) -> None:
        key = f"{self._lesson.id}/{section}"
        body = self._workbench.text(key)
        self._workbench.submit(key, f"{body.rstrip()} And {next(self._numbers)} more.\n")
        self._workbench.accept(key)


def _medians(first: Callable[[], float], second: Callable[[], float]) -> tuple[float, float]:
    """Return the medians of both, asked in turns, after one of each that does not count."""
    first(), second()
    pairs = [(first(), second()) for _ in range(RUNS)]
    return median(one for one, _ in pairs), median(other for _, other in pairs)


def _never_refused(course: Path) -> Path:
    """Let the checks warn at most: the prose is generated, and it is not the prose that is to be approved here."""
    blueprint = course / "templates" / "blueprint.yaml"
    text = blueprint.read_text(encoding="utf-8").partition("\nchecks:")[0]
    levels = "".join(f"  {rule.id}: {{severity: warning}}\n" for rule in RULES)
    blueprint.write_text(f"{text.rstrip()}\nchecks:\n{levels}", encoding="utf-8")
    return course


def _with_a_past(course: Path) -> Path:
    """Add so many commits, each of another lesson in turns, and return the course."""
    _sign(course)
    branch = _git(course, "symbolic-ref", "HEAD").strip()
    lessons = sorted(course.glob("course/day*/day*_*.md"))
    script = bytearray()
    for number in range(COMMITS):
        path = lessons[number % len(lessons)]
        lesson = path.name[:9]
        said = f"{lesson}: approve it once more\n\nLesson: {lesson}\n".encode()
        content = path.read_bytes() + (b"" if number + len(lessons) >= COMMITS else f"\nVersion {number}.\n".encode())
        who = f"committer {_WHO[0]} <{_WHO[1]}> {1_700_000_000 + number} +0000"
        script += f"commit {branch}\n{who}\ndata {len(said)}\n".encode() + said + b"\n"
        script += f"from {branch}^0\n".encode() if not number else b""
        name = path.relative_to(course).as_posix()
        script += f"M 100644 inline {name}\ndata {len(content)}\n".encode() + content + b"\n"
    subprocess.run(["git", "fast-import", "--quiet"], cwd=course, input=bytes(script), check=True)
    _git(course, "reset", "--quiet", "--hard")
    return course


def _lessons(course: Path) -> Sequence[LessonPlan]:
    with Workbench.open(course, copies.environment(course)) as workbench:
        return workbench.course.plan(_DAY).lessons


def _sign(top: Path) -> None:
    for name, value in zip(("user.name", "user.email"), _WHO, strict=True):
        _git(top, "config", name, value)
    _git(top, "config", "commit.gpgSign", "false")


def _held() -> tuple[int, int] | None:
    """Return how many files this process has open and how many children it has; None where nobody tells."""
    files = Path("/proc/self/fd")
    if not files.is_dir():
        return None
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    return len(list(files.iterdir())), len(children)


def _git(top: Path, *arguments: str, text: str = "") -> str:
    done = subprocess.run(["git", *arguments], cwd=top, input=text, check=True, capture_output=True, encoding="utf-8")
    return done.stdout
