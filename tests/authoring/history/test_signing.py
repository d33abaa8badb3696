"""What signs a commit may ask for a passphrase: it gets the terminal, and never paints over a screen that has it."""

import os
import stat
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.authoring.history.conftest import LESSON, MESSAGE, TEXT, Author, Snapshot
from tests.authoring.history.test_repository import stage_everything
from tests.terminal import Terminal
from tui.authoring.errors import AuthoringError
from tui.authoring.history.repository import Repository, RepositoryError
from tui.authoring.history.terminal import NOWHERE
from tui.authoring.history.unmerged import UnmergedFiles

SIGNED = "gpgsig -----BEGIN PGP SIGNATURE-----"
SIGN = """\
#!/bin/sh
cat > /dev/null
{asks}
echo '[GNUPG:] SIG_CREATED D' >&2
printf -- '-----BEGIN PGP SIGNATURE-----\\n\\nabc\\n-----END PGP SIGNATURE-----\\n'
"""
ASKS = """\
echo "$GPG_TTY" >> "$SEEN"
exec 3<>/dev/tty || exit 2
printf 'Passphrase: ' >&3
read -r passphrase <&3
[ "$passphrase" = sesame ] || { echo 'gpg: signing failed: Bad passphrase' >&2; exit 2; }
"""
COMMIT = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from tests.authoring.history.conftest import LESSON, MESSAGE, TEXT
    from tui.authoring.history.repository import Repository, RepositoryError
    from tui.authoring.history.unmerged import UnmergedFiles

    class Lent:
        def lend(self, run):
            print("The terminal is lent.", flush=True)
            return run()

    top, whose, what = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    open = UnmergedFiles if what == "merge" else Repository.open
    with open(top, terminal=Lent() if whose == "lent" else None) as opened:
        try:
            commit = opened.end() if what == "merge" else opened.commit_text(LESSON, TEXT, MESSAGE)
            print("Committed", commit[:10], flush=True)
        except RepositoryError as error:
            print(error, flush=True)
    """
)


@dataclass
class Lender:
    """Counts how often it is asked, and looks at the repository then; it has no terminal to lend."""

    author: Author
    seen: list[Snapshot] = field(default_factory=list)

    def lend(self, run: Callable[[], str]) -> str:
        del run
        self.seen.append(self.author.snapshot())
        raise AuthoringError("There is no terminal here.")


@pytest.fixture
def signing(author: Author, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have commits signed by a program that asks at the terminal, and return where it writes what GPG_TTY it saw."""
    program, seen = tmp_path / "sign", tmp_path / "seen"
    program.write_text(SIGN.format(asks=ASKS))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    author.git("config", "commit.gpgSign", "true")
    author.git("config", "gpg.program", str(program))
    monkeypatch.setenv("SEEN", str(seen))
    monkeypatch.delenv("GPG_TTY", raising=False)
    return seen


def on_a_terminal(author: Author, whose: str, what: str = "lesson") -> Terminal:
    command = [sys.executable, "-c", COMMIT, str(author.top), whose, what]
    return Terminal(command, folder=Path.cwd(), env=os.environ, controlling=True)


def test_on_the_command_line_the_passphrase_is_asked_for_there(author: Author, signing: Path):
    with on_a_terminal(author, "own") as terminal:
        terminal.wait_for("Passphrase:")
        terminal.type("sesame\r")
        terminal.wait_for("Committed")
        assert terminal.ended() == 0
    assert SIGNED in author.git("cat-file", "commit", "HEAD")
    assert signing.read_text().startswith("/dev/pts/")


def test_a_terminal_that_a_screen_has_is_lent_once_it_is_needed(author: Author, signing: Path):
    stage_everything(author)
    staged = author.git("diff", "--cached", "--binary")
    with on_a_terminal(author, "lent") as terminal:
        terminal.wait_for("Passphrase:")
        assert terminal.text.index("The terminal is lent.") < terminal.text.index("Passphrase:")
        terminal.type("sesame\r")
        terminal.wait_for("Committed")
        assert terminal.ended() == 0
    assert SIGNED in author.git("cat-file", "commit", "HEAD")
    assert author.committed_names() == [LESSON.as_posix()]
    assert author.git("diff", "--cached", "--binary") == staged
    first, second = signing.read_text().splitlines()
    assert first == NOWHERE
    assert second.startswith("/dev/pts/")


def test_to_end_a_merge_the_terminal_is_lent_too(author: Author, signing: Path):
    author.git("config", "commit.gpgSign", "false")
    author.git("switch", "--quiet", "-c", "side")
    author.commit("side.md", "On a branch.\n")
    author.git("switch", "--quiet", "main")
    author.commit("main.md", "On the trunk.\n")
    author.git("merge", "--quiet", "--no-commit", "--no-ff", "side")
    author.git("config", "commit.gpgSign", "true")
    before, lender = author.snapshot(), Lender(author)
    with (
        UnmergedFiles(author.top, terminal=lender) as files,
        pytest.raises(AuthoringError, match="There is no terminal here"),
    ):
        files.end()
    assert lender.seen == [before]
    assert author.snapshot() == before
    with on_a_terminal(author, "lent", "merge") as terminal:
        terminal.wait_for("Passphrase:")
        assert terminal.text.index("The terminal is lent.") < terminal.text.index("Passphrase:")
        terminal.type("sesame\r")
        terminal.wait_for("Committed")
        assert terminal.ended() == 0
    made = author.git("cat-file", "commit", "HEAD")
    assert SIGNED in made
    assert made.count("\nparent ") == 2
    assert signing.read_text().splitlines()[:2] == [NOWHERE, NOWHERE]


def test_a_wrong_passphrase_leaves_no_trace(author: Author, signing: Path):
    stage_everything(author)
    before = author.snapshot()
    with on_a_terminal(author, "lent") as terminal:
        terminal.wait_for("Passphrase:")
        terminal.type("mellon\r")
        terminal.wait_for("failed to sign")
        assert terminal.ended() == 0
    assert author.snapshot() == before


@pytest.mark.usefixtures("signing")
def test_before_the_terminal_is_lent_everything_is_put_back(author: Author):
    stage_everything(author)
    before, lender = author.snapshot(), Lender(author)
    with (
        Repository.open(author.top, terminal=lender) as repository,
        pytest.raises(AuthoringError, match="There is no terminal here"),
    ):
        repository.commit_text(LESSON, TEXT, MESSAGE)
    assert lender.seen == [before]
    assert author.snapshot() == before


@pytest.mark.parametrize(
    ("fails", "asked"),
    [
        ("a hook that asks at the terminal", 1),
        ("a hook that refuses", 0),
        ("a lock", 0),
        ("a signing program that is not there", 0),
    ],
)
def test_the_terminal_is_asked_for_only_where_it_may_help(author: Author, signing: Path, fails: str, asked: int):
    if fails == "a signing program that is not there":
        author.git("config", "gpg.program", str(signing.with_name("nowhere")))
    elif fails == "a lock":
        signing.with_name("sign").write_text(SIGN.format(asks=""))
        author.hook("pre-commit", "touch .git/HEAD.lock")
    else:
        author.git("config", "commit.gpgSign", "false")
        author.hook("pre-commit", "exec < /dev/tty; read answer" if asked else "exit 1")
    lender = Lender(author)
    with (
        Repository.open(author.top, terminal=lender) as repository,
        pytest.raises((AuthoringError, RepositoryError)),
    ):
        repository.commit_text(LESSON, TEXT, MESSAGE)
    assert len(lender.seen) == asked
