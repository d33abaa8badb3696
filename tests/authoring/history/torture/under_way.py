"""What the author has begun in git and not ended."""

from collections.abc import Iterator

from tests.authoring.history.torture.case import Cases, Scene

CASES = Cases("What is under way")


@CASES.refused(
    "HEAD is detached",
    "Refused: return to a branch, or make one.",
    says=r"HEAD is detached.*`git switch main`.*`git switch -c NAME`",
)
def detached(scene: Scene) -> Iterator[None]:
    scene.author.git("checkout", "--quiet", "--detach")
    yield
    scene.author.git("switch", "--quiet", "-c", "spring")


@CASES.refused("A merge is under way", "Refused: finish or abort it.", says="A merge is under way.*`git merge --abort`")
def merge(scene: Scene) -> Iterator[None]:
    scene.diverge()
    scene.author.git("merge", "--quiet", "side", check=False)
    yield
    scene.author.git("merge", "--abort")


@CASES.refused(
    "A merge without conflicts waits for its commit (`--no-commit`)",
    "Refused: finish or abort it.",
    says="A merge is under way.*`git merge --continue`",
)
def merge_no_commit(scene: Scene) -> Iterator[None]:
    scene.author.git("switch", "--quiet", "-c", "side")
    scene.author.commit("draft.md", "side\n")
    scene.author.git("switch", "--quiet", "main")
    scene.author.commit("notes.md", "main\n")
    scene.author.git("merge", "--quiet", "--no-commit", "side")
    yield
    scene.patch.setenv("GIT_EDITOR", "true")
    scene.author.git("merge", "--continue")


@CASES.goes(
    "A squashed merge (`git merge --squash`) waits for its commit",
    "What is staged stays staged, and git's prepared message stays for the author's own commit.",
)
def squash(scene: Scene) -> Iterator[None]:
    scene.author.git("switch", "--quiet", "-c", "side")
    scene.author.commit("draft.md", "side\n", "What the side branch did")
    scene.author.git("switch", "--quiet", "main")
    scene.author.git("merge", "--quiet", "--squash", "side")
    yield
    scene.patch.setenv("GIT_EDITOR", "true")
    scene.author.git("commit", "--quiet")
    assert "What the side branch did" in scene.author.git("log", "-1", "--format=%B")


@CASES.goes(
    "A commit was picked or reverted without committing (`--no-commit`)",
    "What is staged stays staged, and git's prepared message stays.",
)
def pick_no_commit(scene: Scene) -> Iterator[None]:
    scene.author.git("switch", "--quiet", "-c", "side")
    scene.author.commit("draft.md", "side\n", "What the side branch did")
    scene.author.git("switch", "--quiet", "main")
    scene.author.git("cherry-pick", "--no-commit", "side")
    yield


@CASES.refused(
    "A rebase stopped at a conflict (merge backend)",
    "Refused: finish or abort it.",
    says="A rebase is under way.*`git rebase --abort`",
)
def rebase(scene: Scene) -> Iterator[None]:
    scene.diverge()
    scene.author.git("rebase", "--quiet", "side", check=False)
    yield
    scene.author.git("rebase", "--abort")


@CASES.refused(
    "A rebase stopped at a conflict (apply backend)",
    "Refused: finish or abort it.",
    says="A rebase is under way.*`git rebase --abort`",
)
def rebase_apply(scene: Scene) -> Iterator[None]:
    scene.diverge()
    scene.author.git("rebase", "--quiet", "--apply", "side", check=False)
    yield
    scene.author.git("rebase", "--abort")


@CASES.refused(
    "An interactive rebase stopped to edit a commit",
    "Refused: finish or abort it.",
    says="A rebase is under way.*`git rebase --continue`",
)
def rebase_edit(scene: Scene) -> Iterator[None]:
    scene.author.commit("notes.md", "second\n")
    scene.author.commit("notes.md", "third\n")
    scene.patch.setenv("GIT_SEQUENCE_EDITOR", "sed -i.bak '1s/^pick/edit/'")
    scene.author.git("rebase", "--quiet", "--interactive", "HEAD~2")
    yield
    scene.author.git("rebase", "--continue")


@CASES.refused(
    "A cherry-pick stopped at a conflict",
    "Refused: finish or abort it.",
    says="A cherry-pick is under way.*`git cherry-pick --abort`",
)
def cherry_pick(scene: Scene) -> Iterator[None]:
    scene.diverge()
    scene.author.git("cherry-pick", "side", check=False)
    yield
    scene.author.git("cherry-pick", "--abort")


@CASES.refused(
    "A cherry-pick of several commits waits after one was settled",
    "Refused: go on or give it up, for git counts on HEAD.",
    says="A cherry-pick is under way.*`git cherry-pick --continue`",
)
def cherry_pick_several(scene: Scene) -> Iterator[None]:
    scene.diverge()
    scene.author.git("switch", "--quiet", "side")
    scene.author.commit("draft.md", "side\n")
    scene.author.git("switch", "--quiet", "main")
    scene.author.git("cherry-pick", "main..side", check=False)
    scene.author.write("notes.md", "settled\n")
    scene.author.git("commit", "--quiet", "--all", "--no-edit")
    assert "herry-pick" in scene.author.git("status")
    yield
    scene.author.git("cherry-pick", "--continue")


@CASES.refused(
    "A revert stopped at a conflict",
    "Refused: finish or abort it.",
    says="A revert is under way.*`git revert --abort`",
)
def revert(scene: Scene) -> Iterator[None]:
    scene.author.commit("notes.md", "second\n")
    scene.author.commit("notes.md", "third\n")
    scene.author.git("revert", "--no-edit", "HEAD~1", check=False)
    yield
    scene.author.git("revert", "--abort")


@CASES.refused(
    "A revert of several commits waits after one was settled",
    "Refused: go on or give it up, for git counts on HEAD.",
    says="A revert is under way.*`git revert --continue`",
)
def revert_several(scene: Scene) -> Iterator[None]:
    scene.author.commit("draft.md", "first\n")
    for text in ("second\n", "third\n"):
        scene.author.commit("notes.md", text)
    scene.author.git("revert", "--no-edit", "HEAD~1", "HEAD~2", check=False)
    scene.author.write("notes.md", "settled\n")
    scene.author.git("commit", "--quiet", "--all", "--no-edit")
    assert "evert" in scene.author.git("status")
    yield
    scene.author.git("revert", "--continue")


@CASES.refused(
    "A bisect is under way",
    "Refused: go on, or `git bisect reset`.",
    says="A bisect is under way.*`git bisect reset`",
)
def bisect(scene: Scene) -> Iterator[None]:
    scene.author.commit("notes.md", "second\n")
    scene.author.commit("notes.md", "third\n")
    scene.author.git("bisect", "start", "HEAD", "HEAD~2")
    yield
    scene.author.git("bisect", "reset")


@CASES.refused(
    "Patches are being applied (`git am`)",
    "Refused: finish or abort it.",
    says="`git am` is under way.*`git am --abort`",
)
def am(scene: Scene) -> Iterator[None]:
    scene.diverge()
    patch = scene.author.git("format-patch", "--stdout", "main..side")
    scene.author.git("am", "--quiet", stdin=patch, check=False)
    assert (scene.author.top / ".git" / "rebase-apply").exists()
    yield
    scene.author.git("am", "--abort")


@CASES.goes(
    "The branch has no commit yet", "The lesson becomes its first commit; what was staged stays staged.", again=False
)
def unborn(scene: Scene) -> Iterator[None]:
    scene.author.git("switch", "--quiet", "--orphan", "fresh")
    scene.author.write("notes.md", "staged\n")
    scene.author.git("add", "notes.md")
    yield


@CASES.goes("HEAD names a branch through another name", "The branch moves, and the other name still leads to it.")
def symbolic(scene: Scene) -> Iterator[None]:
    scene.author.git("symbolic-ref", "refs/heads/alias", "refs/heads/main")
    yield
    assert scene.author.git("symbolic-ref", "refs/heads/alias") == "refs/heads/main\n"
