"""The same of whole approvals, through the workbench: its database cannot be written, or random work goes on beside."""

import asyncio
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.authoring.bowline import FILE, LESSON, PLAN, SECTIONS, accept_every_section, write
from tests.authoring.history.conftest import Author
from tests.authoring.history.torture.everything import Everything, differences
from tests.authoring.history.torture.test_disk_full import limited
from tui.authoring.errors import AuthoringError
from tui.authoring.workbench import Workbench


@pytest.mark.parametrize("again", [False, True], ids=["new lesson", "approved before"])
def test_a_database_that_cannot_be_written_stops_an_approval_before_it_writes(
    course: Path, workbench: Workbench, tmp_path: Path, again: bool
) -> None:
    author = Author(course)
    accept_every_section(workbench)
    if again:
        asyncio.run(workbench.approve(LESSON))
        write(workbench, SECTIONS[0], "Written anew.")
    else:
        author.git("add", PLAN)
        author.git("commit", "--quiet", "-m", "day01: plan\n\nDay: 1")
    before = Everything.of(author)
    with limited(tmp_path / "limited", 2048), pytest.raises(AuthoringError, match=r"database|disk"):
        asyncio.run(workbench.approve(LESSON))
    changed = [line for line in differences(before, Everything.of(author)) if ".coursewright/" not in line]
    assert changed == [], "\n".join(changed)
    asyncio.run(workbench.approve(LESSON))
    assert FILE in author.git("log", "--name-only", "--format=", "-2").split()


names = st.sampled_from(["notes.md", "draft.md", FILE, PLAN])


class RandomWorkbench(RuleBasedStateMachine):
    """The author works in git and in the workbench by turns; `template` is copied for each sequence."""

    template: Path
    base: Path
    env: dict[str, str]
    done: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=self.base))
        self.author = Author(Path(shutil.copytree(self.template, self.folder / "tree", symlinks=True)))
        self.workbench = Workbench.open(self.author.top, self.env)
        self.written = 0
        self.done["sequences"] += 1

    def teardown(self) -> None:
        """Take the course away."""
        self.workbench.close()
        shutil.rmtree(self.folder)

    def _text(self) -> str:
        self.written += 1
        return f"text {self.written}\n"

    @initialize()
    def begin(self) -> None:
        """Approve the lesson once."""
        self.approve()

    @rule(name=names, stage=st.booleans(), again=st.booleans())
    def edit(self, name: str, stage: bool, again: bool) -> None:
        if name != PLAN:
            self.author.write(name, self._text())
        if stage:
            self.author.git("add", "--force", "--", name, check=False)
        if again and name != PLAN:
            self.author.write(name, self._text())

    @rule(
        arguments=st.sampled_from(
            [
                ["stash", "push", "--quiet", "--include-untracked"],
                ["stash", "pop", "--quiet"],
                ["switch", "--quiet", "-c", "side"],
                ["switch", "--quiet", "side"],
                ["switch", "--quiet", "main"],
                ["merge", "--quiet", "--no-edit", "side"],
                ["merge", "--abort"],
                ["rebase", "--quiet", "side"],
                ["rebase", "--abort"],
                ["commit", "--quiet", "-m", "By hand"],
                ["commit", "--quiet", "--all", "-m", "By hand"],
                ["commit", "--quiet", "--amend", "-m", "Amended by hand"],
                ["rm", "--quiet", "--force", FILE],
                ["rm", "--quiet", "--cached", FILE],
                ["mv", FILE, "course/day01/moved.md"],
                ["restore", "--staged", "--worktree", "."],
                ["restore", "--staged", FILE],
                ["reset", "--quiet", "--keep", "HEAD~1"],
            ]
        )
    )
    def git(self, arguments: list[str]) -> None:
        self.author.git(*arguments, check=False)

    @rule()
    def approve(self) -> None:
        """Approve a lesson of which a section was written anew."""
        for key in SECTIONS if self.written == 0 else SECTIONS[:1]:
            write(self.workbench, key, f"{self._text()} of {key}")
        self._ours(lambda: asyncio.run(self.workbench.approve(LESSON)))

    @rule(amend=st.booleans())
    def undo_approval(self, amend: bool) -> None:
        self._ours(lambda: self.workbench.undo_approval(LESSON, amend=amend))

    def _ours(self, act: Callable[[], object]) -> None:
        before = self._look(Everything.of(self.author))
        refusal = ""
        try:
            act()
        except AuthoringError as error:
            refusal = str(error)
        after = self._look(Everything.of(self.author))
        self.done["refused" if refusal else "gone through"] += 1
        # The plan may be committed by itself, also where the lesson is refused then.
        own = [PLAN] if refusal else [PLAN, FILE, "course/glossary.yaml"]
        one, other = before, after
        for name in own:
            one, other = one.but_for(name), other.but_for(name)
        changed = differences(one, other)
        assert changed == [], f"{refusal}\n" + "\n".join(changed)
        assert before.objects <= after.objects
        for commit in self.author.git("rev-list", f"{before.head}..HEAD", check=False).split() if before.head else []:
            assert len(names := self.author.committed_names(commit)) == 1
            assert names[0] in own
        held = before.work.get(FILE)
        if held is not None and self._now(FILE) != held.content:
            blob = self.author.git("hash-object", "--stdin", stdin=held.content.decode()).strip()
            assert self.author.git("cat-file", "-t", blob, check=False) == "blob\n", f"lost {held.content!r}"

    def _look(self, everything: Everything) -> Everything:
        for name in [name for name in everything.work if name.startswith(".coursewright/")]:
            del everything.work[name]
        return everything

    def _now(self, name: str) -> bytes | None:
        path = self.author.top / name
        return path.read_bytes() if path.is_file() else None


def test_nothing_of_the_authors_is_lost_beside_whole_approvals(
    course: Path, env: dict[str, str], tmp_path: Path
) -> None:
    author = Author(course)
    with _closed(Workbench.open(course, env)):
        pass
    for name in ("notes.md", "draft.md"):
        author.write(name, f"{name}\n")
    author.git("add", "notes.md", "draft.md", "syllabus.yaml", "templates")
    author.git("commit", "--quiet", "-m", "Begin")
    RandomWorkbench.template, RandomWorkbench.base, RandomWorkbench.env = course, tmp_path, env
    RandomWorkbench.done.clear()
    run_state_machine_as_test(
        RandomWorkbench,
        settings=settings(
            max_examples=int(os.environ.get("TORTURE_SEQUENCES", "4")),
            stateful_step_count=8,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
    assert RandomWorkbench.done["gone through"] >= RandomWorkbench.done["sequences"]


@contextmanager
def _closed(workbench: Workbench) -> Iterator[None]:
    try:
        yield
    finally:
        workbench.close()
