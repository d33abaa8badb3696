"""A glossary with one entry a line is merged by git itself, and what two authors added twice is put right."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.courses import git
from tui.authoring.checks import glossary, glossary_lines
from tui.authoring.checks.glossary import Glossary, Symbol, Term

ONE = Glossary(terms=(Term(term="bight", means="a slack part"),), notation=(Symbol(symbol="w", means="weight"),))


def test_a_course_begins_with_a_glossary_that_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text(glossary_lines.BEGUN, encoding="utf-8")
    assert glossary.read(path) == Glossary()


def test_each_entry_has_a_line_and_the_lines_between_the_lists_stay_between_them(tmp_path: Path) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text(glossary_lines.BEGUN, encoding="utf-8")
    glossary.write(path, ONE)
    more = Glossary(terms=(*ONE.terms, Term(term="eye: one", lesson="day01_002")), notation=ONE.notation)
    glossary.write(path, more)
    lines = path.read_text(encoding="utf-8").splitlines()
    added = ["  - {term: bight, means: a slack part}", "  - {term: 'eye: one', lesson: day01_002}"]
    assert lines[4:6] == added
    assert lines[-1] == "  - {symbol: w, means: weight}"
    assert [line for line in lines if not line.startswith("  - ")] == glossary_lines.BEGUN.splitlines()
    assert glossary.read(path) == more


def test_an_author_who_writes_entries_over_several_lines_is_followed(tmp_path: Path) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text("terms:\n  - term: bight\n    means: a slack part\n", encoding="utf-8")
    glossary.write(path, Glossary(terms=(*ONE.terms, Term(term="eye", lesson="day01_002"))))
    assert path.read_text(encoding="utf-8").endswith("  - term: eye\n    lesson: day01_002\n")


def test_what_two_authors_added_alike_is_read_and_goes_when_the_glossary_grows(tmp_path: Path) -> None:
    path = tmp_path / "glossary.yaml"
    kept = ["  - {term: bight, means: a slack part, lesson: day01_001}", "  - {term: bight, means: another thing}"]
    repeated = "  - {term: bight, lesson: day01_002}  # said already"
    text = glossary_lines.BEGUN.replace("terms:\n", "\n".join(["terms:", kept[0], repeated, kept[1], ""]))
    path.write_text(text, encoding="utf-8")
    assert len(glossary.read(path).terms) == 3

    glossary.write(path, Glossary(terms=(Term(term="eye"),)))

    entries = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("  - ")]
    assert entries == [*kept, "  - {term: eye}"]


names = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=4)
side = st.tuples(names, names)


def glossary_of(terms: list[str], symbols: list[str], said: str) -> Glossary:
    """Return entries that say nearly the same of each, which is what misleads a merge by lines."""
    return Glossary(
        terms=tuple(Term(term=f"rope {name}", means="a rope", lesson=said) for name in terms),
        notation=tuple(Symbol(symbol=name, means="a rope", lesson=said) for name in symbols),
    )


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a repository in it."""
    folder = tmp_path_factory.mktemp("glossary")
    git(folder, "init", "-q", "-b", "main")
    return folder


@settings(max_examples=40, deadline=None)
@given(before=side, ours=side, theirs=side)
def test_git_merges_whatever_two_authors_have_added(
    repository: Path, before: tuple[list[str], list[str]], ours: tuple[list[str], list[str]],
    theirs: tuple[list[str], list[str]],
) -> None:  # fmt: skip
    paths = [repository / name for name in ("ours", "base", "theirs")]
    for path, entries, lesson in zip(paths, (ours, ([], []), theirs), ("day01_001", "", "day01_002"), strict=True):
        path.write_text(glossary_lines.BEGUN, encoding="utf-8")
        glossary.write(path, glossary_of(*before, "day01_000"))
        if lesson:
            glossary.write(path, glossary_of(*entries, lesson))
    wanted = {
        kind: {getattr(each, kind) for path in paths for each in getattr(glossary.read(path), name)}
        for name, kind in (("terms", "term"), ("notation", "symbol"))
    }

    git(repository, "merge-file", "-q", "--union", *map(str, paths))

    merged = glossary.read(paths[0])
    assert {term.term for term in merged.terms} == wanted["term"]
    assert {symbol.symbol for symbol in merged.notation} == wanted["symbol"]
