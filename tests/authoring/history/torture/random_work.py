"""An author who does in git whatever comes to mind, between approvals; and what of that work must be found again."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.authoring.history.conftest import Author
from tests.authoring.history.torture.everything import Everything, differences
from tui.authoring.errors import AuthoringError
from tui.authoring.history.repository import Coming, CommitMessage
from tui.authoring.history.undoing import UndoingRepository

LESSONS = [Path(f"course/day01/day01_00{n}_lesson.md") for n in (1, 2, 3)]
PLAN = Path("course/day01/plan.yaml")
OWN = ["notes.md", "draft.md", "sub/deep.md", "new file.md"]

lessons = st.sampled_from(LESSONS)
names = st.sampled_from([*OWN, *map(str, LESSONS), str(PLAN)])
branches = st.sampled_from(["main", "side", "third"])


class RandomWork(RuleBasedStateMachine):
    """Every text is written once, so that it can be told whose it is; `template` is copied for each sequence."""

    template: Path
    base: Path
    done: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=self.base))
        self.author = Author(Path(shutil.copytree(self.template, self.folder / "tree", symlinks=True)))
        self.repository = UndoingRepository.open(self.author.top, index_seconds=5)
        self.written = 0
        self.approved: dict[Path, str] = {}
        RandomWork.done["sequences"] += 1

    def teardown(self) -> None:
        """Take the repository away."""
        self.repository.close()
        shutil.rmtree(self.folder)

    def _text(self) -> str:
        self.written += 1
        return "".join(f"line {n} of text {self.written if n in (2, 17) else 0}\n" for n in range(20))

    def _git(self, *arguments: str) -> None:
        """Run git, which may refuse: then it has told the author why."""
        self.author.git(*arguments, check=False)

    @initialize()
    def begin(self) -> None:
        """Approve one lesson, for otherwise little happens to any."""
        self._approves(LESSONS[0], self._text())

    # The author

    @rule(name=names)
    def edit(self, name: str) -> None:
        path = self.author.top / name
        if not path.is_symlink() and not path.is_dir():
            self.author.write(name, self._text())

    @rule(name=names)
    def stage(self, name: str) -> None:
        self._git("add", "--force", "--", name)

    @rule(name=names)
    def partly_stage(self, name: str) -> None:
        self.edit(name)
        self._git("add", "--", name)
        self.edit(name)

    @rule(name=names)
    def announce(self, name: str) -> None:
        self._git("add", "--intent-to-add", "--", name)

    @rule(name=names)
    def unstage(self, name: str) -> None:
        self._git("reset", "--quiet", "--", name)

    @rule(name=names, options=st.sampled_from([[], ["--cached"], ["--force"]]))
    def remove(self, name: str, options: list[str]) -> None:
        self._git("rm", "--quiet", *options, "--", name)

    @rule(name=names)
    def delete(self, name: str) -> None:
        (self.author.top / name).unlink(missing_ok=True)

    @rule(name=names, to=names)
    def move(self, name: str, to: str) -> None:
        self._git("mv", "--", name, to)

    @rule(options=st.sampled_from([[], ["--include-untracked"], ["--keep-index"], ["--staged"]]))
    def stash(self, options: list[str]) -> None:
        self._git("stash", "push", "--quiet", *options)

    @rule(options=st.sampled_from([["pop"], ["pop", "--index"], ["apply"]]))
    def unstash(self, options: list[str]) -> None:
        self._git("stash", *options, "--quiet")

    @rule(branch=branches)
    def switch(self, branch: str) -> None:
        self._git("switch", "--quiet", branch)
        self._git("switch", "--quiet", "-c", branch)

    @rule(branch=branches, options=st.sampled_from([[], ["--no-ff"], ["--squash"], ["--no-commit"]]))
    def merge(self, branch: str, options: list[str]) -> None:
        self._git("merge", "--quiet", "--no-edit", *options, branch)

    @rule(branch=branches, options=st.sampled_from([[], ["--apply"], ["--autostash"]]))
    def rebase(self, branch: str, options: list[str]) -> None:
        self._git("rebase", "--quiet", *options, branch)

    @rule(branch=branches, verb=st.sampled_from(["cherry-pick", "revert"]), options=st.sampled_from([[], ["-n"]]))
    def pick(self, branch: str, verb: str, options: list[str]) -> None:
        self._git(verb, *(["--no-edit"] if verb == "revert" else []), *options, branch)

    @rule(give_up=st.booleans())
    def end_what_is_under_way(self, give_up: bool) -> None:
        if not give_up:
            self._git("add", "--all")
        for verb in ("merge", "rebase", "cherry-pick", "revert"):
            self._git("-c", "core.editor=true", verb, "--abort" if give_up else "--continue")

    @rule(options=st.sampled_from([[], ["--all"], ["--amend"], ["--all", "--amend"]]))
    def commit(self, options: list[str]) -> None:
        self._git("commit", "--quiet", "--allow-empty-message", "-m", "By hand", *options)

    @rule(options=st.sampled_from([["--soft", "HEAD~1"], ["--mixed", "HEAD~1"], ["--keep", "HEAD~1"]]))
    def reset(self, options: list[str]) -> None:
        self._git("reset", "--quiet", *options)

    @rule(option=st.sampled_from(["assume-unchanged", "skip-worktree"]), no=st.sampled_from(["", "no-"]), name=names)
    def mark(self, option: str, no: str, name: str) -> None:
        self._git("update-index", f"--{no}{option}", "--", name)

    @rule()
    def tag(self) -> None:
        self.written += 1
        self._git("tag", f"v{self.written}")

    @rule(detach=st.booleans())
    def detach(self, detach: bool) -> None:
        self._git("switch", "--quiet", *(["--detach"] if detach else ["main"]))

    # Coursewright

    @rule(lesson=lessons, again=st.booleans())
    def approve(self, lesson: Path, again: bool) -> None:
        """Approve another text, or the last one once more, in whatever state all is."""
        self._approves(lesson, self.approved.get(lesson, "") if again and lesson in self.approved else self._text())

    @rule(lesson=lessons, name=st.sampled_from(OWN), staged=st.sampled_from(["all", "part", "announced", "removed"]))
    def approve_beside_staged_work(self, lesson: Path, name: str, staged: str) -> None:
        """Do what the refusals say, so that an approval goes through, and leave work staged beside it."""
        for verb in ("merge", "rebase", "cherry-pick", "revert"):
            self._git(verb, "--abort")
        self._git("switch", "--quiet", "main")
        self._git("update-index", "--no-skip-worktree", "--", lesson.as_posix())
        self._git("restore", "--staged", "--", lesson.as_posix())
        self._git("restore", "--worktree", "--", lesson.as_posix())
        if staged == "announced":
            self.announce(name)
        elif staged == "removed":
            self._git("rm", "--quiet", "--cached", "--", name)
        else:
            self.partly_stage(name)
            if staged == "all":
                self.stage(name)
        self._approves(lesson, self._text())

    @rule(chosen=st.lists(lessons, min_size=2, max_size=3, unique=True))
    def approve_several(self, chosen: list[Path]) -> None:
        texts = [Coming(each, self._text(), [self.approved.get(each, "")]) for each in chosen]
        self._ours(
            chosen, lambda: self.repository.commit_texts(texts, CommitMessage("Approve several", (("Lesson", "x"),)))
        )

    @rule()
    def commit_plan(self) -> None:
        self._ours([PLAN], lambda: self.repository.commit_paths([PLAN], CommitMessage("day01: plan", (("Day", "1"),))))

    @rule(lesson=lessons, other=lessons)
    def rename(self, lesson: Path, other: Path) -> None:
        message = CommitMessage("Rename", (("Lesson", other.name[:9]), ("Was", lesson.name[:9])))
        if lesson != other:
            self._ours([lesson, other], lambda: self.repository.rename({lesson: other}, message))

    @rule(lesson=lessons)
    def undo(self, lesson: Path) -> None:
        def undo() -> None:
            standing = self.repository.standing(lesson, lesson.name[:9])
            message = CommitMessage(
                f"{lesson.name[:9]}: undo approval", (("Lesson", lesson.name[:9]), ("Undoes", standing.commit))
            )
            self.repository.undo(lesson, standing, message, before_writing=lambda wanted, content: None)

        self._ours([lesson], undo)

    @rule(lesson=lessons)
    def drop(self, lesson: Path) -> None:
        def drop() -> None:
            standing = self.repository.standing(lesson, lesson.name[:9])
            self.repository.drop(
                self.repository.dropping(lesson, standing, lesson.name[:9]),
                "undo approval",
                before_writing=lambda: None,
            )

        self._ours([lesson], drop, drops=True)

    def _approves(self, lesson: Path, text: str) -> None:
        message = CommitMessage(f"{lesson.name[:9]}: approve it", (("Lesson", lesson.name[:9]),))
        if self._ours([lesson], lambda: self.repository.commit_text(lesson, text, message)):
            assert (self.author.top / lesson).read_text() == text
            assert self.repository.committed_text(lesson) == text
            self.approved[lesson] = text

    def _ours(self, paths: list[Path], act: Callable[[], object], *, drops: bool = False) -> bool:
        """Do something of ours, and demand that of the author's work nothing is committed, unstaged or lost."""
        before = Everything.of(self.author)
        refusal = ""
        try:
            act()
        except AuthoringError as error:
            refusal = str(error)
        after = Everything.of(self.author)
        if refusal:
            changed = differences(before, after)
            assert changed == [], f"{refusal}\n" + "\n".join(changed)
            RandomWork.done["refused"] += 1
            return False
        RandomWork.done["gone through"] += 1
        own = [path.as_posix() for path in paths]
        gone_on, gone_before = after, before
        for name in own:
            gone_before, gone_on = gone_before.but_for(name), gone_on.but_for(name)
        changed = differences(gone_before, gone_on)
        assert changed == [], "\n".join(changed)
        assert before.objects <= after.objects
        if before.head != after.head and not drops:
            assert set(self.author.committed_names(after.head)) <= set(own)
            assert self.author.git("log", "-1", "--format=%P", after.head).strip() == before.head
        for name in own:
            self._still_kept(name, before)
        return True

    def _still_kept(self, name: str, before: Everything) -> None:
        """Demand that the text of the file that gave way is one of git's objects."""
        held = before.work.get(name)
        path = self.author.top / name
        if held is not None and (not path.is_file() or path.read_bytes() != held.content):
            blob = self.author.git("hash-object", "--stdin", stdin=held.content.decode()).strip()
            assert self.author.git("cat-file", "-t", blob, check=False) == "blob\n", f"{name} lost {held.content!r}"
