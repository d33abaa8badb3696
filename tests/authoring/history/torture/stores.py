"""How the repository keeps its index, its refs and its objects; and what the author's settings ask of git."""

import shlex
import shutil
from collections.abc import Iterator

from tests.authoring.history.conftest import Author
from tests.authoring.history.torture.case import Cases, Scene

CASES = Cases("Formats, locks and settings")


@CASES.goes("Refs are packed, objects too, and there is a commit graph", "The lesson alone is committed.")
def packed(scene: Scene) -> Iterator[None]:
    scene.author.git("tag", "v1")
    scene.author.git("pack-refs", "--all", "--prune")
    scene.author.git("repack", "--quiet", "-a", "-d")
    scene.author.git("commit-graph", "write", "--reachable")
    yield


@CASES.goes("The repository uses SHA-256", "The lesson alone is committed.", again=False)
def sha256(scene: Scene) -> Iterator[None]:
    scene.author = _anew(scene, "sha256", "--object-format=sha256")
    scene.author.write("notes.md", "staged\n")
    scene.author.git("add", "notes.md")
    yield
    assert len(scene.author.head()) == 64
    assert scene.approve() == scene.author.head()


def _anew(scene: Scene, name: str, *options: str) -> Author:
    author = Author(scene.tmp / name)
    author.top.mkdir()
    author.git("init", "--quiet", *options)
    author.commit("notes.md", "begun\n")
    scene.root = author.top
    return author


@CASES.goes("The index is of version 4", "It stays so.")
def index_v4(scene: Scene) -> Iterator[None]:
    scene.author.git("update-index", "--index-version=4")
    yield
    assert (scene.author.top / ".git" / "index").read_bytes()[4:8] == b"\0\0\0\4"


@CASES.goes("The index is split, with an untracked cache", "The lesson alone is committed.")
def split_index(scene: Scene) -> Iterator[None]:
    scene.author.git("config", "core.splitIndex", "true")
    scene.author.git("config", "core.untrackedCache", "true")
    scene.author.git("update-index", "--split-index", "--untracked-cache", "--force-write-index")
    scene.author.write("notes.md", "staged\n")
    scene.author.git("add", "notes.md")
    yield


@CASES.goes(
    "A file system monitor tells git what changed (`core.fsmonitor`)",
    "It is asked as set; the lesson alone is committed.",
)
def fsmonitor(scene: Scene) -> Iterator[None]:
    monitor = scene.tmp / "monitor"
    monitor.write_text("#!/bin/sh\nprintf 'token\\0/\\0'\n")
    monitor.chmod(0o755)
    scene.author.git("config", "core.fsmonitor", shlex.quote(str(monitor)))
    scene.author.git("update-index", "--fsmonitor")
    yield


@CASES.goes("Each work tree has its own settings (`extensions.worktreeConfig`)", "They are followed.")
def worktree_config(scene: Scene) -> Iterator[None]:
    scene.author.git("config", "extensions.worktreeConfig", "true")
    scene.author.git("config", "--worktree", "user.name", "Ada in this tree")
    yield
    assert scene.author.git("log", "-1", "--format=%an") == "Ada in this tree\n"


@CASES.goes("The index holds 50,000 files", "The lesson alone is committed.", again=False)
def huge_index(scene: Scene) -> Iterator[None]:
    blob = scene.author.git("hash-object", "-w", "--stdin", stdin="x\n").strip()
    entries = "".join(f"100644 {blob}\tmany/{n // 250:03d}/{n:05d}.md\n" for n in range(50_000))
    scene.author.git("update-index", "--index-info", stdin=entries)
    scene.author.git("commit", "--quiet", "-m", "Many")
    yield


@CASES.goes(
    "Settings change what git prints, asks or adds", "The lesson alone is committed, with its message as it is."
)
def settings(scene: Scene) -> Iterator[None]:
    template = scene.tmp / "template"
    template.write_text("# fill me in\n")
    for name, value in {
        "alias.status": "log",
        "color.ui": "always",
        "commit.cleanup": "scissors",
        "commit.status": "true",
        "commit.template": str(template),
        "commit.verbose": "true",
        "core.abbrev": "4",
        "core.commentChar": "D",
        "core.editor": "false",
        "core.pager": "false",
        "core.quotePath": "true",
        "core.fileMode": "false",
        "core.logAllRefUpdates": "always",
        "diff.noprefix": "true",
        "diff.renames": "copies",
        "diff.relative": "true",
        "i18n.commitEncoding": "ISO-8859-1",
        "log.date": "relative",
        "log.follow": "true",
        "log.showSignature": "true",
        "status.branch": "true",
        "status.relativePaths": "true",
        "status.short": "true",
        "status.showStash": "true",
        "status.showUntrackedFiles": "no",
        "status.submoduleSummary": "true",
        "submodule.recurse": "true",
    }.items():
        scene.author.git("config", name, value)
    yield
    message = scene.author.git("log", "-1", "--format=%B", "--encoding=UTF-8", "--no-color")
    assert message.strip() == "day01_001: approve Tensors\n\nLesson: day01_001\nPoints: 1.1.1.1 1.1.1.2"


@CASES.goes("Git's variables are inherited from a hook of another repository", "They lead nowhere else.")
def inherited(scene: Scene) -> Iterator[None]:
    main = scene.author
    other = _anew(scene, "other")
    scene.root = main.top
    scene.aside.append(other)
    values = {
        "GIT_DIR": str(other.top / ".git"),
        "GIT_WORK_TREE": str(other.top),
        "GIT_INDEX_FILE": str(other.top / ".git" / "index"),
        "GIT_PREFIX": "course/",
        "GIT_OBJECT_DIRECTORY": str(other.top / ".git" / "objects"),
        "GIT_LITERAL_PATHSPECS": "0",
        "GIT_ICASE_PATHSPECS": "1",
        "GIT_EXEC_PATH": main.git("--exec-path").strip(),
    }
    scene.while_approving.update(values)
    yield


@CASES.refused(
    "Another git holds the index, or a crash left `index.lock`",
    "Waited for, then refused; the lock is never deleted by us.",
    says=r"Another git is at work in this repository: .*index\.lock exists.*you may delete it",
)
def locked(scene: Scene) -> Iterator[None]:
    lock = scene.author.write(".git/index.lock", "")
    yield
    lock.unlink()


@CASES.refused("A lock on the branch is left", "Refused with git's words.", says=r"heads/main\.lock.*")
def branch_locked(scene: Scene) -> Iterator[None]:
    lock = scene.author.write(".git/refs/heads/main.lock", "")
    yield
    lock.unlink()


@CASES.refused(
    "Nobody is set to be the author", "Refused with the two commands that help.", says="git config --global user.name"
)
def nobody(scene: Scene) -> Iterator[None]:
    known = scene.settings.read_text()
    scene.settings.write_text("")
    yield
    scene.settings.write_text(known)


@CASES.refused("Signing fails", "Refused with what git says of it.", says="gpg failed to sign")
def unsigned(scene: Scene) -> Iterator[None]:
    program = scene.tmp / "gpg"
    program.write_text("#!/bin/sh\necho 'gpg: no key for Ada' >&2\nexit 2\n")
    program.chmod(0o755)
    scene.author.git("config", "commit.gpgSign", "true")
    scene.author.git("config", "gpg.program", str(program))
    yield
    scene.author.git("config", "commit.gpgSign", "false")


@CASES.refused(
    "The repository belongs to somebody else (`safe.directory`)",
    "Refused with git's words, which name the command.",
    says="dubious ownership.*git config --global --add safe.directory",
)
def others(scene: Scene) -> Iterator[None]:
    scene.while_approving["GIT_TEST_ASSUME_DIFFERENT_OWNER"] = "1"
    yield
    scene.author.git("config", "--global", "--add", "safe.directory", str(scene.author.top))


@CASES.refused("The repository is bare", "Refused: open a clone.", says="bare repository", again=False)
def bare(scene: Scene) -> Iterator[None]:
    scene.root = scene.tmp / "bare.git"
    scene.author.git("clone", "--quiet", "--bare", str(scene.author.top), str(scene.root))
    yield
    clone = scene.tmp / "clone"
    scene.author.git("clone", "--quiet", str(scene.root), str(clone))
    scene.author, scene.root = Author(clone), clone


@CASES.refused("The folder is in no repository", "Refused: `git init`.", says="run `git init`", again=False)
def none(scene: Scene) -> Iterator[None]:
    scene.root = scene.tmp / "plain"
    scene.root.mkdir()
    yield
    scene.author = Author(scene.root)
    scene.author.git("init", "--quiet")
    scene.author.commit("notes.md", "begun\n")


@CASES.refused("The index is damaged", "Refused with git's words.", says="index", again=True)
def damaged_index(scene: Scene) -> Iterator[None]:
    path = scene.author.top / ".git" / "index"
    kept = path.read_bytes()
    scene.look = False
    path.write_bytes(b"no index at all, but long enough to be one, or so it seems")
    yield
    assert path.read_bytes() == b"no index at all, but long enough to be one, or so it seems"
    path.write_bytes(kept)
    scene.look = True


@CASES.refused("An object that HEAD needs is lost", "Refused with git's words.", says="(?i)object|tree", again=True)
def lost_object(scene: Scene) -> Iterator[None]:
    tree = scene.author.git("rev-parse", "HEAD^{tree}").strip()
    path = scene.author.top / ".git" / "objects" / tree[:2] / tree[2:]
    kept = scene.tmp / "kept"
    shutil.move(path, kept)
    scene.look = False
    yield
    shutil.move(kept, path)
    scene.look = True
