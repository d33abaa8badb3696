"""What git does to a text between the disk and the repository."""

from collections.abc import Iterator

from tests.authoring.history.torture.case import Cases, Scene

CASES = Cases("Line ends, filters and encodings")


@CASES.goes("`core.autocrlf=true`", "The disk keeps the text as approved, git holds it with LF.")
def autocrlf(scene: Scene) -> Iterator[None]:
    scene.author.git("config", "core.autocrlf", "true")
    yield
    assert scene.author.git("cat-file", "blob", f"HEAD:{scene.name}") == scene.text


@CASES.goes("`core.autocrlf=true`, and the lesson was checked out with CRLF", "It counts as approved, and is replaced.")
def checked_out_crlf(scene: Scene) -> Iterator[None]:
    scene.author.git("config", "core.autocrlf", "true")
    path = scene.author.top / scene.lesson
    path.unlink()
    scene.author.git("checkout", "--", str(scene.lesson))
    assert b"\r\n" in path.read_bytes()
    yield


@CASES.goes("`core.autocrlf=input`", "The disk keeps the text as approved, git holds it with LF.")
def autocrlf_input(scene: Scene) -> Iterator[None]:
    scene.author.git("config", "core.autocrlf", "input")
    yield


@CASES.goes("`*.md text eol=crlf`", "The disk keeps the text as approved, git holds it with LF.")
def eol(scene: Scene) -> Iterator[None]:
    scene.author.commit(".gitattributes", "*.md text eol=crlf\n")
    yield
    assert scene.author.git("cat-file", "blob", f"HEAD:{scene.name}") == scene.text


@CASES.refused(
    "`core.safecrlf=true` refuses the text's line ends",
    "Refused with git's own words.",
    says="LF would be replaced by CRLF",
)
def safecrlf(scene: Scene) -> Iterator[None]:
    scene.author.git("config", "core.autocrlf", "true")
    scene.author.git("config", "core.safecrlf", "true")
    yield
    scene.author.git("config", "core.safecrlf", "warn")


@CASES.goes(
    "A clean and smudge filter changes the text", "The disk keeps the text, git holds what the filter makes of it."
)
def filtered(scene: Scene) -> Iterator[None]:
    scene.author.commit(".gitattributes", "*.md filter=shout\n")
    scene.author.git("config", "filter.shout.clean", "tr a-z A-Z")
    scene.author.git("config", "filter.shout.smudge", "tr A-Z a-z")
    yield
    assert scene.author.git("cat-file", "blob", f"HEAD:{scene.name}") == scene.text.upper()
    assert (scene.author.top / scene.lesson).read_text() == scene.text


@CASES.refused(
    "A required filter fails",
    "Refused with what git says of it.",
    says="clean filter 'lfs' failed",
)
def filter_fails(scene: Scene) -> Iterator[None]:
    scene.author.write(".gitattributes", "course/**/*.md filter=lfs diff=lfs merge=lfs -text\n")
    scene.author.git("config", "filter.lfs.clean", "echo out of reach >&2; false")
    scene.author.git("config", "filter.lfs.required", "true")
    yield
    scene.author.git("config", "filter.lfs.clean", "cat")


@CASES.refused(
    "A required filter is not installed (Git LFS)",
    "Refused with what git says of it.",
    says="no-such-lfs: not found",
)
def filter_missing(scene: Scene) -> Iterator[None]:
    scene.author.write(".gitattributes", "course/**/*.md filter=lfs diff=lfs merge=lfs -text\n")
    scene.author.git("config", "filter.lfs.process", "no-such-lfs filter-process")
    scene.author.git("config", "filter.lfs.required", "true")
    yield
    scene.author.git("config", "--unset", "filter.lfs.process")
    scene.author.git("config", "filter.lfs.clean", "cat")


@CASES.goes("A filter that is not required fails", "Git takes the text unfiltered, as it always does then.")
def filter_fails_softly(scene: Scene) -> Iterator[None]:
    scene.author.commit(".gitattributes", "course/**/*.md filter=weak\n")
    scene.author.git("config", "filter.weak.clean", "false")
    yield
    assert scene.author.git("cat-file", "blob", f"HEAD:{scene.name}") == scene.text


@CASES.refused(
    "The lesson's `working-tree-encoding` is another than UTF-8",
    "Refused: lessons are UTF-8, and git would commit other characters.",
    says="UTF-16LE.*working-tree-encoding",
)
def other_encoding(scene: Scene) -> Iterator[None]:
    path = scene.author.write(".git/info/attributes", "course/**/*.md working-tree-encoding=UTF-16LE\n")
    yield
    for text in ("# Of an even number of bytes\n\n", "# Of an odd number of bytes\n\n"):
        scene.text = text
        scene.is_refused("UTF-16LE.*working-tree-encoding")
    path.unlink()


@CASES.goes("The lesson's `working-tree-encoding` is UTF-8", "The lesson alone is committed.")
def same_encoding(scene: Scene) -> Iterator[None]:
    scene.author.write(".git/info/attributes", "*.md working-tree-encoding=UTF-8\n")
    scene.text = "# Tensoren für alle\n"
    yield


@CASES.goes("`ident` is set, and the text holds `$Id$`", "The disk keeps the text, git holds it with a bare `$Id$`.")
def ident(scene: Scene) -> Iterator[None]:
    scene.author.commit(".gitattributes", "*.md ident\n")
    scene.text = "# Tensors\n\n$Id: 0123456789 $\n"
    yield
    assert "$Id$" in scene.author.git("cat-file", "blob", f"HEAD:{scene.name}")
    assert (scene.author.top / scene.lesson).read_text() == scene.text


@CASES.goes(
    "External diff and text conversion are set for Markdown", "They are not run; the lesson alone is committed."
)
def external_diff(scene: Scene) -> Iterator[None]:
    scene.author.commit(".gitattributes", "*.md diff=page\n")
    for setting in ("diff.page.textconv", "diff.page.command", "diff.external", "core.pager"):
        scene.author.git("config", setting, "touch ran; false")
    yield
    assert not (scene.author.top / "ran").exists()
    scene.author.git("config", "--unset", "diff.external")
