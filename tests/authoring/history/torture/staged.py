"""What the author has staged, stashed, or left lying about."""

from collections.abc import Iterator

from tests.authoring.history.torture.case import Cases, Scene

CASES = Cases("Staged, stashed and untracked work")
STAGED = r"staged other content of course/day01/day01_001_tensors\.md.*`git restore --staged -- "


@CASES.goes("Another file is staged", "It stays staged, and is not in the commit.")
def another_staged(scene: Scene) -> Iterator[None]:
    scene.author.write("notes.md", "staged\n")
    scene.author.git("add", "notes.md")
    yield


@CASES.goes("Another file is staged in part (`git add -p`)", "The staged part stays staged, the rest unstaged.")
def partly_staged(scene: Scene) -> Iterator[None]:
    scene.author.commit("notes.md", "".join(f"line {n}\n" for n in range(40)))
    scene.author.write("notes.md", "".join(f"line {n}{'!' if n in (2, 30) else ''}\n" for n in range(40)))
    scene.author.git("add", "-p", "notes.md", stdin="y\nn\n")
    assert scene.author.git("diff", "--cached", "--numstat") == scene.author.git("diff", "--numstat") != ""
    yield


@CASES.goes("New, removed, renamed and announced (`git add -N`) files are staged", "All of it stays staged as it was.")
def all_kinds_staged(scene: Scene) -> Iterator[None]:
    git = scene.author.git
    scene.author.write("new.md", "staged new file\n")
    git("add", "new.md")
    git("mv", "old.md", "renamed.md")
    git("rm", "--quiet", "gone.md")
    git("rm", "--quiet", "--cached", "draft.md")
    scene.author.write("announced.md", "announced\n")
    git("add", "--intent-to-add", "announced.md")
    git("update-index", "--chmod=+x", "notes.md")
    yield


@CASES.refused(
    "A part of the same lesson is staged",
    "Refused: commit it, or unstage it with `git restore --staged`.",
    says=STAGED,
)
def lesson_partly_staged(scene: Scene) -> Iterator[None]:
    old = (scene.author.top / scene.lesson).read_text()
    scene.author.write(scene.lesson, f"Staged.\n{old}")
    scene.author.git("add", str(scene.lesson))
    scene.author.write(scene.lesson, old)
    yield
    scene.author.git("restore", "--staged", "--", str(scene.lesson))


@CASES.refused(
    "Another text is staged for a lesson that is new",
    "Refused: commit it, or unstage it.",
    says=STAGED,
    again=False,
)
def new_lesson_staged(scene: Scene) -> Iterator[None]:
    path = scene.author.write(scene.lesson, "Staged.\n")
    scene.author.git("add", str(scene.lesson))
    path.unlink()
    yield
    scene.author.git("restore", "--staged", "--", str(scene.lesson))


@CASES.refused("The removal of the lesson is staged", "Refused: commit it, or unstage it.", says=STAGED)
def removal_staged(scene: Scene) -> Iterator[None]:
    scene.author.git("rm", "--quiet", str(scene.lesson))
    yield
    scene.author.git("restore", "--staged", "--", str(scene.lesson))


@CASES.refused("A renaming of the lesson is staged", "Refused: commit it, or unstage it.", says=STAGED)
def renaming_staged(scene: Scene) -> Iterator[None]:
    scene.author.git("mv", str(scene.lesson), "elsewhere.md")
    yield
    scene.author.git("restore", "--staged", "--", str(scene.lesson))


@CASES.goes("The approved text itself is staged already", "The lesson alone is committed.")
def same_staged(scene: Scene) -> Iterator[None]:
    scene.author.write(scene.lesson, scene.text)
    scene.author.git("add", str(scene.lesson))
    yield


@CASES.goes("The lesson is announced (`git add -N`)", "The lesson alone is committed.", again=False)
def announced(scene: Scene) -> Iterator[None]:
    scene.author.write(scene.lesson, scene.text)
    scene.author.git("add", "--intent-to-add", str(scene.lesson))
    yield


@CASES.goes("Untracked files, folders and links lie about", "They stay as they are.")
def untracked(scene: Scene) -> Iterator[None]:
    scene.author.write("course/day01/scratch.md", "scratch\n")
    scene.author.write("junk/deep/file", "\0\1").chmod(0o640)
    scene.author.write(".gitignore", "*.log\n")
    scene.author.write("noise.log", "noise\n")
    (scene.author.top / "dangling").symlink_to("nowhere")
    (scene.author.top / "empty").mkdir()
    yield


@CASES.goes("Work is stashed", "The stash stays, with all its entries.")
def stashed(scene: Scene) -> Iterator[None]:
    for text in ("first\n", "second\n"):
        scene.author.write("notes.md", text)
        scene.author.write("untracked.md", text)
        scene.author.git("stash", "push", "--quiet", "--include-untracked")
    yield
    assert len(scene.author.git("stash", "list").splitlines()) == 2
    scene.author.git("stash", "pop", "--quiet")


@CASES.goes("A stash did not apply cleanly to other files", "Their conflicts stay, all three stages of them.")
def conflict_elsewhere(scene: Scene) -> Iterator[None]:
    scene.author.write("notes.md", "stashed\n")
    scene.author.git("stash", "--quiet")
    scene.author.commit("notes.md", "committed\n")
    scene.author.git("stash", "pop", "--quiet", check=False)
    assert scene.author.git("ls-files", "--unmerged")
    yield


@CASES.refused(
    "The lesson itself has conflicts, of a stash say",
    "Refused: settle them and `git add` it.",
    says="has conflicts: settle them and `git add` it",
)
def conflict_in_lesson(scene: Scene) -> Iterator[None]:
    committed = (scene.author.top / scene.lesson).read_text()
    scene.author.write(scene.lesson, "stashed\n")
    scene.author.git("stash", "--quiet")
    scene.author.commit(scene.lesson, "committed\n", "Lesson by hand\n\nLesson: day01_001")
    scene.author.git("stash", "pop", "--quiet", check=False)
    yield
    scene.author.write(scene.lesson, "committed\n")
    scene.author.git("add", str(scene.lesson))
    assert committed != "committed\n"


@CASES.goes(
    "Files are marked assume-unchanged or skip-worktree",
    "The marks stay, and so do the changes that they hide.",
)
def marked(scene: Scene) -> Iterator[None]:
    scene.author.git("update-index", "--assume-unchanged", "notes.md")
    scene.author.git("update-index", "--skip-worktree", "draft.md")
    scene.author.write("notes.md", "hidden\n")
    scene.author.write("draft.md", "hidden too\n")
    yield


@CASES.refused(
    "The lesson is marked skip-worktree",
    "Refused: `git update-index --no-skip-worktree`.",
    says="`git update-index --no-skip-worktree -- course/day01/day01_001_tensors.md`",
)
def lesson_skipped(scene: Scene) -> Iterator[None]:
    scene.author.git("update-index", "--skip-worktree", str(scene.lesson))
    yield
    scene.author.git("update-index", "--no-skip-worktree", "--", str(scene.lesson))


@CASES.goes("The lesson is marked assume-unchanged", "The lesson is committed.")
def lesson_assumed(scene: Scene) -> Iterator[None]:
    scene.author.git("update-index", "--assume-unchanged", str(scene.lesson))
    yield
