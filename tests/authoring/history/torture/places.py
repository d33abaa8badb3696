"""Where the workspace lies, and which of its files git has or wants."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.authoring.history.conftest import Author
from tests.authoring.history.torture.case import Cases, Scene

CASES = Cases("Where the course lies")


def _upstream(scene: Scene) -> Author:
    """Move the author's repository away, to be cloned from."""
    upstream = scene.tmp / "upstream"
    scene.author.top.rename(upstream)
    Author(upstream).git("config", "uploadpack.allowFilter", "true")
    return Author(upstream)


@CASES.goes("The workspace is a folder of a larger repository", "The lesson alone is committed, at its place below.")
def subfolder(scene: Scene) -> Iterator[None]:
    scene.root = scene.author.top / "teaching" / "course one"
    scene.root.mkdir(parents=True)
    scene.author.write("course/keep.md", "not ours\n")
    yield
    assert scene.name == "teaching/course one/course/day01/day01_001_tensors.md"


@CASES.goes("The path holds spaces, other scripts, quotes or line breaks", "The lesson alone is committed.")
def odd_path(scene: Scene) -> Iterator[None]:
    top = scene.author.top.rename(scene.tmp / 'Kurs "日本語" \n *[a]? \\ -c x')
    scene.author = Author(top)
    scene.root = top / "wörk \n space :(top)"
    scene.root.mkdir()
    yield


@CASES.goes("The workspace is reached through a symbolic link", "The lesson alone is committed.")
def linked_workspace(scene: Scene) -> Iterator[None]:
    scene.root = scene.tmp / "link"
    scene.root.symlink_to(scene.author.top)
    yield


@CASES.goes(
    "`course` is a symbolic link to a folder of the same repository",
    "The lesson is committed at its real place; the link stays.",
    again=False,
)
def linked_course(scene: Scene) -> Iterator[None]:
    (scene.author.top / "lessons").mkdir()
    (scene.author.top / "course").symlink_to("lessons")
    scene.author.git("add", "course")
    scene.author.git("commit", "--quiet", "-m", "Link")
    yield
    assert scene.name == "lessons/day01/day01_001_tensors.md"
    assert (scene.author.top / "course").is_symlink()


@CASES.refused(
    "`course` is a symbolic link that leads out of the repository",
    "Refused: move the course in.",
    says="lies outside the repository",
    again=False,
)
def course_outside(scene: Scene) -> Iterator[None]:
    outside = scene.tmp / "outside"
    outside.mkdir()
    link = scene.author.top / "course"
    link.symlink_to(outside)
    yield
    assert list(outside.iterdir()) == []
    link.unlink()
    outside.rename(link)


@CASES.refused(
    "The lesson is a symbolic link", "Refused: replace the link by its file.", says="is a symbolic link", again=False
)
def lesson_link(scene: Scene) -> Iterator[None]:
    path = scene.author.top / scene.lesson
    path.parent.mkdir(parents=True)
    path.symlink_to(scene.author.top / "notes.md")
    yield
    path.unlink()


@CASES.goes(
    "The work tree is a linked one (`git worktree`)", "Its own branch moves; the main work tree stays as it is."
)
def worktree(scene: Scene) -> Iterator[None]:
    scene.aside.append(scene.author)
    scene.author.write("notes.md", "staged in the main work tree\n")
    scene.author.git("add", "notes.md")
    linked = scene.tmp / "linked"
    scene.author.git("worktree", "add", "--quiet", "-b", "spring", str(linked))
    scene.author = Author(linked)
    scene.root = linked
    scene.author.write("draft.md", "staged here\n")
    scene.author.git("add", "draft.md")
    yield


@CASES.refused(
    "In a linked work tree, a rebase is under way",
    "Refused there; the main work tree is free.",
    says="A rebase is under way",
)
def worktree_rebase(scene: Scene) -> Iterator[None]:
    scene.diverge()
    linked = Author(scene.tmp / "linked")
    scene.author.git("worktree", "add", "--quiet", "-b", "spring", str(linked.top), "main")
    linked.git("rebase", "--quiet", "side", check=False)
    scene.approve("# Tensors\n\nApproved in the main work tree.\n")
    scene.author, scene.root = linked, linked.top
    yield
    linked.git("rebase", "--abort")


def _with_submodule(scene: Scene, name: str) -> Author:
    inner = scene.tmp / "inner"
    inner.mkdir()
    Author(inner).git("init", "--quiet", "-b", "main")
    Author(inner).commit("readme.md", "inner\n")
    scene.author.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), name)
    scene.author.git("commit", "--quiet", "-m", "Add a submodule")
    return Author(scene.author.top / name)


@CASES.goes("A submodule beside the course has changes", "It stays as it is: neither its commit nor its files move.")
def submodule_beside(scene: Scene) -> Iterator[None]:
    inner = _with_submodule(scene, "figures")
    inner.commit("readme.md", "further on\n")
    inner.write("readme.md", "dirty\n")
    inner.write("staged.md", "staged\n")
    inner.git("add", "staged.md")
    scene.aside.append(inner)
    yield


@CASES.goes(
    "The workspace is itself a submodule",
    "The submodule gets the commit; the outer repository stays as it is.",
    again=False,
)
def inside_submodule(scene: Scene) -> Iterator[None]:
    inner = _with_submodule(scene, "teaching")
    scene.aside.append(scene.author)
    scene.author.write("notes.md", "staged outside\n")
    scene.author.git("add", "notes.md")
    scene.author, scene.root = inner, inner.top
    yield


@CASES.refused(
    "The course is a submodule of the workspace",
    "Refused: open the workspace inside it, or move the course out.",
    says="lies in course, which is a repository of its own.*move the course out of it",
    again=False,
)
def course_submodule(scene: Scene) -> Iterator[None]:
    inner = _with_submodule(scene, "course")
    scene.aside.append(inner)
    yield
    scene.aside.clear()
    scene.author.git("rm", "--quiet", "--cached", "course", ".gitmodules")
    scene.author.git("commit", "--quiet", "-m", "Move the course out")
    shutil.move(inner.top, scene.tmp / "moved")


@CASES.goes("A sparse checkout (cone) has the course", "The lesson alone is committed; the patterns stay.")
def sparse_cone_in(scene: Scene) -> Iterator[None]:
    scene.author.commit("other/file.md", "left off\n")
    scene.author.git("sparse-checkout", "set", "--cone", "course/day01")
    yield
    assert not (scene.author.top / "other").exists()


@CASES.goes("A sparse checkout (cone) with a sparse index has the course", "The lesson alone is committed.")
def sparse_index(scene: Scene) -> Iterator[None]:
    scene.author.commit("other/deep/file.md", "left off\n")
    scene.author.git("sparse-checkout", "set", "--cone", "--sparse-index", "course/day01")
    yield
    assert not (scene.author.top / "other").exists()


@CASES.refused(
    "A sparse checkout (cone) leaves the course off",
    "A new lesson is refused: `git sparse-checkout add` its folder.",
    says=r"sparse[- ]checkout",
    again=False,
)
def sparse_cone_out(scene: Scene) -> Iterator[None]:
    scene.author.commit("other/file.md", "kept\n")
    scene.author.git("sparse-checkout", "set", "--cone", "other")
    yield
    scene.author.git("sparse-checkout", "add", "course/day01")


@CASES.refused(
    "A sparse checkout (patterns) leaves the course off",
    "A new lesson is refused: `git sparse-checkout add` its folder.",
    says=r"sparse[- ]checkout",
    again=False,
)
def sparse_patterns_out(scene: Scene) -> Iterator[None]:
    scene.author.git("sparse-checkout", "set", "--no-cone", "/*.md")
    yield
    scene.author.git("sparse-checkout", "add", "/course/day01/")


@CASES.goes(
    "A sparse checkout leaves an approved lesson off this disk", "Approved again, it is written and committed alone."
)
def sparse_approved(scene: Scene) -> Iterator[None]:
    scene.author.git("sparse-checkout", "set", "--no-cone", "/*.md")
    assert not (scene.author.top / scene.lesson).exists()
    yield


@CASES.goes("The clone is shallow", "The lesson alone is committed; the clone stays shallow.")
def shallow(scene: Scene) -> Iterator[None]:
    scene.author.commit("notes.md", "more\n")
    upstream = _upstream(scene)
    upstream.git("clone", "--quiet", "--depth=1", f"file://{upstream.top}", str(scene.author.top))
    yield
    assert scene.author.git("rev-parse", "--is-shallow-repository") == "true\n"


@CASES.goes(
    "The clone is partial (`--filter=blob:none`), and its server out of reach", "The lesson alone is committed."
)
def partial(scene: Scene) -> Iterator[None]:
    scene.author.commit("notes.md", "an older text that is not fetched\n")
    scene.author.commit("notes.md", "the newest\n")
    upstream = _upstream(scene)
    upstream.git("clone", "--quiet", "--filter=blob:none", f"file://{upstream.top}", str(scene.author.top))
    upstream.top.rename(scene.tmp / "out of reach")
    yield


@CASES.goes("The clone borrows its objects (`--shared`)", "The lesson alone is committed; the other repository stays.")
def borrowed(scene: Scene) -> Iterator[None]:
    upstream = _upstream(scene)
    upstream.git("clone", "--quiet", "--shared", str(upstream.top), str(scene.author.top))
    scene.aside.append(upstream)
    yield


def _ignored(source: str, line: int, rule: str) -> str:
    return rf"ignored by git: \S*{source}, line {line}, says `{rule}`.*[Rr]emove or narrow that rule"


@CASES.refused(
    "`course/` is ignored by `.gitignore`",
    "A new lesson is refused with file, line and rule.",
    says=_ignored(r"\.gitignore", 2, "course/"),
    again=False,
)
def ignored(scene: Scene) -> Iterator[None]:
    scene.author.commit(".gitignore", "*.pyc\ncourse/\n")
    yield
    scene.author.commit(".gitignore", "*.pyc\n")


@CASES.refused(
    "Lessons are ignored by `.git/info/exclude`",
    "A new lesson is refused with file, line and rule, or taken out of the rule.",
    says=_ignored(r"\.git/info/exclude", 1, r"day\*\.md") + ".*or add `!course/day01/day01_001_tensors.md` below it",
    again=False,
)
def excluded(scene: Scene) -> Iterator[None]:
    path = scene.author.write(".git/info/exclude", "day*.md\n")
    yield
    path.write_text("day*.md\n!course/day01/day01_001_tensors.md\n")


@CASES.refused(
    "`course/` is ignored by the author's global rules (`core.excludesFile`)",
    "A new lesson is refused with file, line and rule.",
    says=_ignored("everywhere", 1, "course"),
    again=False,
)
def ignored_everywhere(scene: Scene) -> Iterator[None]:
    rules = scene.tmp / "everywhere"
    rules.write_text("course\n")
    scene.author.git("config", "--global", "core.excludesFile", str(rules))
    yield
    rules.write_text("")


@CASES.goes("A lesson that is in git is ignored", "It is committed: git goes on following what it has.")
def ignored_later(scene: Scene) -> Iterator[None]:
    scene.author.commit(".gitignore", "course/\n")
    yield


@CASES.refused(
    "A file of the same name but for capitals is in git, and git ignores case",
    "Refused: the disk would hold both in one file.",
    says="but for capitals",
    again=False,
)
def other_capitals(scene: Scene) -> Iterator[None]:
    other = Path("course/Day01/day01_001_Tensors.md")
    scene.author.commit(other, "the other\n")
    scene.author.git("config", "core.ignoreCase", "true")
    yield
    scene.author.git("mv", str(other), "course/elsewhere.md")
    scene.author.git("commit", "--quiet", "-m", "Move it away")


@CASES.goes(
    "A file of the same name but for capitals is in git, and git heeds case",
    "The lesson alone is committed.",
    again=False,
)
def both_capitals(scene: Scene) -> Iterator[None]:
    scene.author.commit("course/day01/Day01_001_tensors.md", "the other\n")
    yield
