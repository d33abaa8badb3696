"""The author's hooks: each runs, and is shown in full when it refuses."""

from collections.abc import Iterator

from tests.authoring.history.torture.case import Cases, Scene

CASES = Cases("Hooks")


def _gone(scene: Scene, *names: str) -> None:
    hooks = scene.author.top / scene.author.git("rev-parse", "--git-path", "hooks").strip()
    for name in names:
        (hooks / name).unlink()


@CASES.refused(
    "A hook refuses: `pre-commit`, `prepare-commit-msg` or `commit-msg`",
    "Refused with all that it said.",
    says="as it was before.*first the pre-commit hook",
)
def refuses(scene: Scene) -> Iterator[None]:
    scene.author.hook("pre-commit", "echo first the pre-commit hook; exit 1")
    yield
    for name in ("prepare-commit-msg", "commit-msg"):
        _gone(scene, *(hook for hook in ("pre-commit", "prepare-commit-msg") if hook != name and scene.has_hook(hook)))
        scene.author.hook(name, f"echo then the {name} hook >&2; exit 1")
        scene.is_refused(f"then the {name} hook")
    _gone(scene, "commit-msg")


@CASES.refused(
    "A hook prints much, with escapes and carriage returns, and refuses",
    "Refused; every line is shown, and nothing of it reaches the terminal raw.",
    says=r"(?s)line 1 of 2000\b.*line 1000 of 2000 .*line 2000 of 2000 ",
)
def prints_much(scene: Scene) -> Iterator[None]:
    scene.author.hook(
        "pre-commit",
        "n=1; while [ $n -le 2000 ]; do "
        "printf '\\033[31mline %d of 2000 \\033]0;title\\007 which is so long that it comes to 100 kB\\r\\n' $n; "
        "n=$((n+1)); done; exit 1",
    )
    yield
    said = scene.said
    assert len(said) > 100_000
    assert not set(said) & set("\x1b\x07\r\x9b")
    _gone(scene, "pre-commit")


@CASES.refused("A hook changes the lesson's file, then refuses", "Refused; the file is as it was.", says="too long")
def changes_and_refuses(scene: Scene) -> Iterator[None]:
    scene.author.hook("pre-commit", f"echo tidied >> '{scene.lesson}'; git add '{scene.lesson}'; echo too long; exit 1")
    yield
    _gone(scene, "pre-commit")


@CASES.refused("A hook removes the lesson's file, then refuses", "Refused; the file is as it was.", says="gone")
def removes_and_refuses(scene: Scene) -> Iterator[None]:
    scene.author.hook("pre-commit", "rm -r course; echo gone; exit 1")
    yield
    _gone(scene, "pre-commit")


@CASES.refused("A hook stages another file, then refuses", "Refused; the file is not staged.", says="no")
def stages_and_refuses(scene: Scene) -> Iterator[None]:
    scene.author.write("draft.md", "not to be staged\n")
    scene.author.hook("pre-commit", "git add draft.md; echo no; exit 1")
    yield
    _gone(scene, "pre-commit")


@CASES.told(
    "A hook changes the lesson's text on its way",
    "The commit stands, and the author is told that its text is not the approved one.",
    says="a hook changed the text",
)
def changes(scene: Scene) -> Iterator[None]:
    scene.author.hook("pre-commit", f"echo tidied >> '{scene.lesson}'; git add '{scene.lesson}'")
    yield
    assert scene.author.git("cat-file", "blob", f"HEAD:{scene.name}") == scene.text + "tidied\n"


@CASES.goes("A hook changes the message", "It has its way.")
def changes_message(scene: Scene) -> Iterator[None]:
    scene.author.hook("commit-msg", 'printf "\\nReviewed-by: Hook\\n" >> "$1"')
    yield
    assert "Reviewed-by: Hook" in scene.author.git("log", "-1", "--format=%B")


@CASES.goes("A hook prints and lets pass, or cannot be run", "The lesson alone is committed.")
def lets_pass(scene: Scene) -> Iterator[None]:
    scene.author.hook("pre-commit", "echo checked; echo checked >&2")
    scene.author.hook("commit-msg", "exit 1")
    (scene.author.top / ".git" / "hooks" / "commit-msg").chmod(0o644)
    yield


@CASES.goes("`post-commit` fails", "The lesson alone is committed; the hook cannot undo it.")
def post_commit_fails(scene: Scene) -> Iterator[None]:
    scene.author.hook("post-commit", "echo failed >&2; exit 1")
    yield


@CASES.refused(
    "Hooks lie elsewhere (`core.hooksPath`), and refuse",
    "Refused with all that they said.",
    says="the shared hook says no",
)
def hooks_elsewhere(scene: Scene) -> Iterator[None]:
    scene.author.git("config", "core.hooksPath", str(scene.tmp / "shared hooks"))
    scene.author.hook("pre-commit", "echo the shared hook says no; exit 1")
    yield
    _gone(scene, "pre-commit")


@CASES.refused(
    "A hook commits by itself before ours",
    "The hook's commit stands, ours is refused with git's words, and the lesson's file is as it was.",
    says="cannot lock ref",
)
def commits_itself(scene: Scene) -> Iterator[None]:
    scene.look = False  # the hook's own commit stays, which is what it is for
    before = scene.author.head()
    scene.author.hook(
        "pre-commit",
        "[ -e .git/once ] && exit 0; touch .git/once; unset GIT_INDEX_FILE; mv .git/index.lock .git/held; "
        "git commit --quiet --allow-empty -m 'by the hook'; mv .git/held .git/index.lock",
    )
    yield
    scene.look = True
    assert scene.author.git("rev-parse", "HEAD~1").strip() == before
    assert scene.author.git("status", "--porcelain", "--", scene.name) == ""
