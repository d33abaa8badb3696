"""A case: a state of the author's repository, and what an approval does in it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.authoring.history.conftest import LESSON, MESSAGE, TEXT, Author
from tests.authoring.history.torture.everything import Everything, differences
from tui.authoring.errors import AuthoringError
from tui.authoring.history.repository import Repository

OLD_TEXT = "# Tensors\n\nAs it was approved first.\n"
Play = Callable[["Scene"], Iterator[None]]


@dataclass
class Scene:
    """The author's repository with a lesson to approve; a case changes it.

    `root` is the workspace. `aside` are other work trees of which nothing may change. `settings` is the author's own
    git configuration, `tmp` a folder beside the work tree, `patch` changes the environment, `while_approving` does so
    during the approval alone, which runs `confined`. Without `look`, git cannot or need not tell how the repository
    is. `said` is the last refusal. Up to `patience` seconds are spent on waiting for another git.
    """

    author: Author
    tmp: Path
    settings: Path
    patch: pytest.MonkeyPatch
    lesson: Path = LESSON
    text: str = TEXT
    root: Path = field(init=False)
    aside: list[Author] = field(default_factory=list)
    patience: float = 0.3
    look: bool = True
    said: str = ""
    while_approving: dict[str, str] = field(default_factory=dict)
    confined: Callable[[Callable[[], str]], str] = field(default=lambda run: run())

    def __post_init__(self) -> None:
        self.root = self.author.top

    @property
    def name(self) -> str:
        """The lesson's name from the top of the work tree, as git writes it."""
        path = (self.root / self.lesson).parent.resolve() / self.lesson.name
        return path.relative_to(self.author.top.resolve()).as_posix()

    def approve(self, text: str | None = None) -> str:
        """Do what an approval does with git, and return the commit."""
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.while_approving.items():
                patch.setenv(name, value)
            return self.confined(lambda: self._approve(text or self.text))

    def _approve(self, text: str) -> str:
        with Repository.open(self.root, index_seconds=self.patience, queue_seconds=30) as repository:
            repository.check_ready()
            return repository.commit_text(self.root / self.lesson, text, MESSAGE, known=[OLD_TEXT])

    def is_refused(self, says: str) -> None:
        """Demand that the approval is refused with a sentence like `says`, and that nothing changed."""
        authors = (self.author, *self.aside) if self.look else ()
        before = [Everything.of(author) for author in authors]
        with pytest.raises(AuthoringError) as refusal:
            self.approve()
        self.said = str(refusal.value)
        assert re.search(says, self.said, re.DOTALL), self.said
        for author, earlier in zip(authors, before, strict=True):
            changed = differences(earlier, Everything.of(author))
            assert changed == [], "\n".join(changed)

    def has_hook(self, name: str) -> bool:
        """Tell whether a hook of that name is set."""
        return (self.author.top / self.author.git("rev-parse", "--git-path", f"hooks/{name}").strip()).exists()

    def diverge(self, name: str = "notes.md") -> None:
        """Leave two branches, `side` and `main`, that changed the same file differently; `main` is checked out."""
        self.author.git("switch", "--quiet", "-c", "side")
        self.author.commit(name, "side\n")
        self.author.git("switch", "--quiet", "main")
        self.author.commit(name, "main\n")


@dataclass(frozen=True)
class Case:
    """A state of the repository, as the documentation names it, and what happens there.

    `play` is a generator. What comes before its `yield` makes the state. After it, where the approval goes through,
    stand more demands; where it is refused (`refuses` is what the sentence says, an expression) stands what the
    sentence tells the author to do, after which the approval goes through. `tells` is said where a commit stands, but
    not as it was approved. `disturbs` are files in git's folder which the author's own hooks or filters change.
    """

    state: str
    happens: str
    play: Play
    refuses: str = ""
    tells: str = ""
    again: bool = True
    disturbs: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What pytest calls the case."""
        return re.sub(r"[^a-z0-9]+", "-", self.state.lower()).strip("-")


class Cases(list[Case]):
    """The cases of one subject, in the order of the documentation."""

    def __init__(self, subject: str) -> None:
        super().__init__()
        self.subject = subject

    def goes(
        self, state: str, happens: str, *, again: bool = True, disturbs: tuple[str, ...] = ()
    ) -> Callable[[Play], Play]:
        """Add a state in which the approval goes through; with `again`, the lesson was approved before."""

        def add(play: Play) -> Play:
            self.append(Case(state, happens, play, again=again, disturbs=disturbs))
            return play

        return add

    def refused(self, state: str, happens: str, *, says: str, again: bool = True) -> Callable[[Play], Play]:
        """Add a state in which the approval is refused with a sentence that matches `says`."""

        def add(play: Play) -> Play:
            self.append(Case(state, happens, play, refuses=says, again=again))
            return play

        return add

    def told(self, state: str, happens: str, *, says: str, again: bool = True) -> Callable[[Play], Play]:
        """Add a state in which the lesson alone is committed, but not as approved, and the author is told `says`."""

        def add(play: Play) -> Play:
            self.append(Case(state, happens, play, tells=says, again=again))
            return play

        return add
