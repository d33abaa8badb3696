"""Whatever order lessons were approved, moved, retitled, undone and edited in: each one's timeline is its own."""

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui.authoring.history.timeline import Scope, Timeline
from tui.authoring.history.work_tree import WorkTree

DAY = "course/day01"
ACTIONS = ("approve", "approve", "squash", "swap", "retitle", "edit", "move by hand", "undo", "drop", "plan")


@dataclass(eq=False)
class Lesson:
    """What the model knows of a lesson: where its file lies or belongs, and its commits, oldest first."""

    serial: int
    slug: str
    stands: bool = False
    told: list[tuple[int, str | None]] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"day01_{self.serial:03d}"

    @property
    def path(self) -> str:
        return f"{DAY}/{self.id}_{self.slug}.md"


class Model:
    """A day of a course, and the stream that makes git's history of it."""

    def __init__(self) -> None:
        self.lessons: list[Lesson] = []
        self.gone: list[Lesson] = []
        self.stream: list[str] = []
        self.commits = 0
        self.slugs = 0
        for _ in range(3):
            self.add()

    def add(self) -> Lesson:
        self.slugs += 1
        taken = {each.serial for each in self.lessons}
        serial = next(number for number in range(1, 99) if number not in taken)
        self.lessons.append(Lesson(serial, f"lesson_{self.slugs}"))
        return self.lessons[-1]

    def do(self, action: str, which: int, other: int) -> None:
        lesson, second = self.lessons[which % len(self.lessons)], self.lessons[other % len(self.lessons)]
        match action:
            case "approve":
                self.commit([("Lesson", lesson.id)], [self.text(lesson)], lesson)
            case "squash" if second is not lesson:
                files = [self.text(lesson), self.text(second)]
                self.commit([("Lesson", lesson.id), ("Lesson", second.id)], files, lesson, second)
            case "swap" if second is not lesson:
                self.move({lesson: (second.serial, lesson.slug), second: (lesson.serial, second.slug)})
            case "retitle" if lesson.stands or not lesson.told:
                self.slugs += 1
                self.move({lesson: (lesson.serial, f"lesson_{self.slugs}")})
            case "edit" if lesson.stands:
                self.commit([], [self.text(lesson)], lesson)
            case "move by hand" if lesson.stands:
                self.slugs += 1
                self.move({lesson: (lesson.serial, f"lesson_{self.slugs}")}, by_hand=True)
            case "undo" if lesson.stands:
                lesson.stands = False
                self.commit([("Lesson", lesson.id), ("Undoes", "f" * 40)], [f"D {lesson.path}\n"], lesson)
            case "drop":
                if lesson.stands:
                    self.commit([], [f"D {lesson.path}\n"], lesson)
                self.lessons.remove(lesson)
                self.gone.append(lesson)
                self.add()
            case "plan":
                self.commit([("Day", "1")], [inline(f"{DAY}/plan.yaml", str(self.commits))])

    def move(self, moves: dict[Lesson, tuple[int, str]], *, by_hand: bool = False) -> None:
        trailers, files, moved = [], [], []
        for lesson, (serial, slug) in moves.items():
            old_id, old_path = lesson.id, lesson.path
            lesson.serial, lesson.slug = serial, slug
            if lesson.stands:
                files.append(f"R {old_path} {lesson.path}\n")
                moved.append(lesson)
                trailers += [("Lesson", lesson.id), ("Was", old_id)]
        if files:
            self.commit([] if by_hand else trailers, files, *moved)

    def text(self, lesson: Lesson) -> str:
        lesson.stands = True
        lines = [f"Line {n} of what was lesson {lesson.slug}\n" for n in range(9)]
        return inline(lesson.path, "".join(lines) + f"{self.commits}\n")

    def commit(self, trailers: list[tuple[str, str]], files: list[str], *lessons: Lesson) -> None:
        message = f"{self.commits}\n\n" + "".join(f"{name}: {value}\n" for name, value in trailers)
        self.stream += [
            "commit refs/heads/main\n",
            f"committer Ada Author <ada@example.org> {1_600_000_000 + self.commits} +0000\n",
            f"data {len(message)}\n{message}\n",
            *files,
        ]
        for lesson in lessons:
            lesson.told.append((self.commits, lesson.id))
        self.commits += 1


def inline(path: str, text: str) -> str:
    return f"M 100644 inline {path}\ndata {len(text)}\n{text}\n"


@pytest.fixture(scope="module")
def top(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository whose branch each example makes anew."""
    folder = tmp_path_factory.mktemp("model")
    subprocess.run(["git", "init", "--quiet", "-b", "main", str(folder)], check=True)
    return folder


def read(top: Path, lesson: str, path: str | None) -> list[tuple[int, str | None]]:
    with Timeline(WorkTree(top), Scope((DAY,), lesson, path)) as timeline:
        found: list[tuple[int, str | None]] = []
        while page := timeline.page(100, patience=60):
            found += [(int(entry.subject), entry.lesson) for entry in page]
        return found[::-1]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 5), st.integers(0, 5)), max_size=14))
def test_each_lesson_has_its_own_commits_and_no_other_s(top: Path, steps: list[tuple[str, int, int]]) -> None:
    model = Model()
    for action, which, other in steps:
        model.do(action, which, other)
    if not model.commits:
        return
    subprocess.run(
        ["git", "fast-import", "--quiet", "--force"], cwd=top, input="".join(model.stream).encode(), check=True
    )
    for lesson in [*model.lessons, *model.gone]:
        assert read(top, lesson.id, lesson.path) == lesson.told
