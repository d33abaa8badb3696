"""The message of a commit is what git reads back, whatever the model put into it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.authoring.history.conftest import LESSON, TEXT, Author
from tui.authoring import plain_text
from tui.authoring.history.message import CommitMessage
from tui.authoring.history.repository import Repository

HOSTILE = (
    "one\nInjected: two",
    "\x1b[31mred\x1b[0m \u202egnol",
    "# a comment\r\n\r\nBy: x",
    "--- a/x\n+++ b/x",
    "  spaced   out  ",
    "日本語 😀",
    ": : :",
    "\ud800",
)


@pytest.mark.parametrize("value", HOSTILE)
def test_git_reads_the_trailers_back(author: Author, repository: Repository, value: str):
    trailers = (("Lesson", "day01_001"), ("Drafted-by", value), ("Waived", value * 40))
    author.git("config", "core.commentChar", ";")
    author.git("config", "commit.cleanup", "strip")
    author.git("config", "i18n.commitEncoding", "ISO-8859-1")
    commit = repository.commit_text(
        LESSON, TEXT, CommitMessage(f"approve {value}", trailers, f"Why:\n{value}\n; kept\n\n--- 8<")
    )
    author.git("config", "--unset", "i18n.commitEncoding")
    body = author.git("log", "-1", "--format=%B", commit)
    read = author.git("interpret-trailers", "--parse", stdin=body).splitlines()
    assert "\n; kept\n" in body
    assert read == [f"{name}: {plain_text.one_line(text)}" for name, text in trailers]
    assert author.git("log", "-1", "--format=%s", commit).strip() == plain_text.one_line(f"approve {value}")


@given(subject=st.text(), body=st.text(), value=st.text())
def test_a_message_holds_no_controls_and_ends_in_its_trailers(subject: str, body: str, value: str):
    message = CommitMessage(f"day01_001: {subject}", (("Lesson", "day01_001"), ("Note", value)), body).text()
    assert plain_text.clean(message) == message
    last = message.rstrip("\n").split("\n\n")[-1].split("\n")
    assert last[0] == "Lesson: day01_001"
    assert last[1:] in ([], [f"Note: {plain_text.one_line(value)}"])
    assert not any(line.startswith("---") for line in message.split("\n"))


def test_a_trailer_without_a_value_is_left_out():
    assert CommitMessage("s", (("Waived", ""), ("Lesson", "day01_001"))).text() == "s\n\nLesson: day01_001\n"
    assert CommitMessage("s").text() == "s\n"


@pytest.mark.parametrize("name", ["", "Two words", "Colon:", "-x", "Ü"])
def test_a_trailer_needs_a_proper_name(name: str):
    with pytest.raises(ValueError, match="cannot name a trailer"):
        CommitMessage("s", ((name, "x"),))


def test_a_message_needs_a_subject():
    with pytest.raises(ValueError, match="subject"):
        CommitMessage("\x1b[0m \n")
