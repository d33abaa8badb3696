"""What an author gets of every way in which an answer can come or fail: the text, the outcome, the sentence."""

import asyncio
import re
import socket
from dataclasses import replace

import pytest

from tests.authoring.drafting.course import TEMPLATES, inputs
from tests.authoring.drafting.writing import PROMPT, TEXT, Written, endpoint, patience, profile, written
from tests.fakes.messages_server import MessagesServer, Reply
from tui.authoring.drafting.capabilities import Capabilities
from tui.authoring.drafting.outcome import Outcome, Usage
from tui.authoring.drafting.profiles import Credential, Profile
from tui.authoring.drafting.prompts import Prompt, render
from tui.authoring.drafting.writer import Finished, TextDelta, write


async def _write(profile: Profile, waits: list[float] | None = None, prompt: Prompt = PROMPT) -> Written:
    waits = [] if waits is None else waits
    async with endpoint(profile, patience(waits)) as opened:
        done = await written(opened, prompt)
    # Every wait is announced before it begins, so that a screen can count down.
    assert [event.seconds for event in done.waits] == waits
    return done


async def test_a_whole_text_comes_in_pieces_with_its_usage(messages_server: MessagesServer) -> None:
    messages_server.script(Reply(text=TEXT, usage={"input_tokens": 70, "output_tokens": 21}))
    done = await _write(profile(messages_server.url))
    assert done.text == TEXT
    assert len(done.pieces) > 2
    assert done.finished == Finished(Outcome.COMPLETE, "claude-fake", Usage(70, 21), None, retryable=False)


async def test_a_rendered_prompt_gets_a_plausible_section(messages_server: MessagesServer) -> None:
    prompt = render(inputs(0, 2), TEMPLATES, context_tokens=200_000, max_tokens=4_000)
    done = await _write(profile(messages_server.url), prompt=prompt)
    assert done.text.startswith("### Intuition\n\nConsider Calculus.")
    assert 400 < len(done.text.split()) < 700
    assert done.text == (await _write(profile(messages_server.url), prompt=prompt)).text


@pytest.mark.parametrize(
    ("reply", "outcome", "kept", "said", "retryable"),
    [
        (
            Reply(status=400, message="bad field"),
            Outcome.FAILED,
            False,
            r"HTTP 400: bad field.*check the profile",
            False,
        ),
        (Reply(status=401), Outcome.FAILED, False, r"does not accept the key in MY_KEY: set a valid one", False),
        (Reply(status=403), Outcome.FAILED, False, r"use another key or model", False),
        (
            Reply(status=404),
            Outcome.FAILED,
            False,
            r"does not know the model claude-fake.*correct the profile's `model`",
            False,
        ),
        (Reply(status=408), Outcome.FAILED, False, r"HTTP 408.*try again", True),
        (Reply(status=413), Outcome.FAILED, False, r"larger than.*shorten the brief", False),
        (Reply(status=429), Outcome.FAILED, False, r"reached its limit.*try again in a minute", True),
        (Reply(status=500), Outcome.FAILED, False, r"error of its own \(HTTP 500.*try again", True),
        (Reply(status=529), Outcome.FAILED, False, r"overloaded: try again in a minute", True),
        (
            Reply(status=400, message="prompt is too long: 210000 tokens > 200000 maximum"),
            Outcome.CONTEXT_EXCEEDED,
            False,
            r"longer than claude-fake can read.*larger context",
            False,
        ),
        (
            Reply(status=500, message="The number of tokens exceeds the context length."),
            Outcome.CONTEXT_EXCEEDED,
            False,
            r"larger context",
            False,
        ),
        (
            Reply(status=400, message="no", error_type="exceed_context_size_error"),
            Outcome.CONTEXT_EXCEEDED,
            False,
            r"larger context",
            False,
        ),
        (Reply(fault="cut"), Outcome.TRUNCATED, True, r"ended before the text was whole: try again", True),
        (Reply(fault="reset"), Outcome.FAILED, True, r"broke before the text was whole: try again", True),
        (Reply(fault="error_event", message="Overloaded"), Outcome.FAILED, True, r"broke off.*Overloaded", True),
        (Reply(fault="invalid_utf8"), Outcome.FAILED, True, r"not UTF-8 text", True),
        (Reply(fault="not_json"), Outcome.FAILED, True, r"could not be understood.*Messages API", True),
    ],
)
async def test_a_fault_says_what_happened_and_keeps_what_came(
    messages_server: MessagesServer, reply: Reply, outcome: Outcome, kept: bool, said: str, retryable: bool
) -> None:
    messages_server.default = replace(reply, text=TEXT, piece=8)
    done = await _write(profile(messages_server.url))
    assert done.finished.outcome is outcome
    assert done.text == (TEXT[:24] if kept else "")
    assert done.finished.retryable is retryable
    assert done.finished.error is not None
    assert re.search(said, done.finished.error), done.finished.error
    assert "\n" not in done.finished.error
    assert "sk-secret" not in done.finished.error


@pytest.mark.parametrize(
    ("stop_reason", "outcome", "said"),
    [
        ("max_tokens", Outcome.TRUNCATED, "raise `max_tokens`"),
        ("refusal", Outcome.REFUSED, "declined to write this"),
        ("model_context_window_exceeded", Outcome.CONTEXT_EXCEEDED, "ran out of context"),
        (None, Outcome.TRUNCATED, "before the text was whole"),
        ("pause_turn", Outcome.FAILED, "unexpected reason"),
    ],
)
async def test_a_text_that_stopped_for_another_reason_is_not_passed_as_whole(
    messages_server: MessagesServer, stop_reason: str | None, outcome: Outcome, said: str
) -> None:
    messages_server.script(Reply(text=TEXT, stop_reason=stop_reason))
    done = await _write(profile(messages_server.url))
    assert done.text == TEXT
    assert done.finished.outcome is outcome
    assert done.finished.usage is not None
    assert said in (done.finished.error or "")


async def test_an_answer_of_thought_alone_is_a_failure(messages_server: MessagesServer) -> None:
    messages_server.script(Reply(text="", thinking="Hm."))
    done = await _write(profile(messages_server.url))
    assert (done.finished.outcome, done.text) == (Outcome.FAILED, "")
    assert "without any text" in (done.finished.error or "")


async def test_thoughts_are_not_text(messages_server: MessagesServer) -> None:
    messages_server.script(Reply(text=TEXT, thinking="The reader is a novice."))
    assert (await _write(profile(messages_server.url))).text == TEXT


async def test_nobody_listening(unused_port: int) -> None:
    waits: list[float] = []
    done = await _write(profile(f"http://127.0.0.1:{unused_port}"), waits)
    assert done.finished.outcome is Outcome.FAILED
    assert "could not be reached" in (done.finished.error or "")
    assert done.finished.retryable
    assert waits == [1.0, 2.0]


@pytest.fixture
def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.mark.parametrize("fault_after", [-1, 3])
async def test_silence_ends_by_itself(messages_server: MessagesServer, fault_after: int) -> None:
    messages_server.script(Reply(text=TEXT, piece=8, fault="silence", fault_after=fault_after))
    done = await _write(profile(messages_server.url, silence_seconds=0.3))
    assert done.finished.outcome is Outcome.FAILED
    assert done.text == ("" if fault_after < 0 else TEXT[:24])
    assert "was silent for 0.3 seconds" in (done.finished.error or "")


async def test_a_text_that_drips_is_read_to_its_end(messages_server: MessagesServer) -> None:
    messages_server.script(Reply(text="Slow.", drip=0.0005))
    done = await _write(profile(messages_server.url, silence_seconds=2.0))
    assert (done.text, done.finished.outcome) == ("Slow.", Outcome.COMPLETE)


async def test_escape_sequences_split_over_events_never_arrive(messages_server: MessagesServer) -> None:
    messages_server.script(Reply(pieces=("Red \x1b[3", "1malert\x1b", "]0;title\x07!\r", "\nNext\x00 line\u202e.")))
    assert (await _write(profile(messages_server.url))).text == "Red alert!\nNext line."


async def test_a_passing_failure_before_any_text_is_tried_again_within_bounds(messages_server: MessagesServer) -> None:
    waits: list[float] = []
    messages_server.script(
        Reply(status=429, headers={"retry-after": "7"}), Reply(fault="error_event", fault_after=-1), Reply(text=TEXT)
    )
    done = await _write(profile(messages_server.url), waits)
    assert (done.text, done.finished.outcome) == (TEXT, Outcome.COMPLETE)
    assert waits == [7.0, 2.0]


async def test_it_gives_up_after_two_retries(messages_server: MessagesServer) -> None:
    messages_server.default = Reply(status=529)
    await _write(profile(messages_server.url))
    assert len(messages_server.messages) == 3


async def test_a_long_retry_after_is_told_instead_of_slept(messages_server: MessagesServer) -> None:
    waits: list[float] = []
    messages_server.default = Reply(status=429, headers={"retry-after": "3600"})
    done = await _write(profile(messages_server.url), waits)
    assert "asks to wait 60 minutes" in (done.finished.error or "")
    assert done.finished.retryable
    assert (waits, len(messages_server.messages)) == ([], 1)


@pytest.mark.parametrize("fault", ["cut", "reset", "error_event"])
async def test_once_text_came_it_is_not_asked_for_again(messages_server: MessagesServer, fault: str) -> None:
    messages_server.default = Reply(text=TEXT, fault=fault)
    await _write(profile(messages_server.url))
    assert len(messages_server.messages) == 1


async def test_cancelling_ends_the_request_and_lets_the_next_one_through(messages_server: MessagesServer) -> None:
    messages_server.script(Reply(text=TEXT, piece=8, fault="silence"))
    async with endpoint(profile(messages_server.url), patience()) as opened:
        came: list[str] = []
        enough = asyncio.Event()

        async def read() -> None:
            async for event in write(PROMPT, opened):
                assert isinstance(event, TextDelta)
                came.append(event.text)
                if "".join(came) == TEXT[:24]:
                    enough.set()

        task = asyncio.create_task(read())
        await asyncio.wait_for(enough.wait(), 20)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        messages_server.script(Reply(text=TEXT))
        assert [event async for event in write(PROMPT, opened)][-1].outcome is Outcome.COMPLETE  # type: ignore[union-attr]


async def test_a_reader_that_leaves_early_closes_the_stream(messages_server: MessagesServer) -> None:
    messages_server.script(Reply(text=TEXT, piece=8, fault="silence"))
    async with endpoint(profile(messages_server.url), patience()) as opened:
        stream = write(PROMPT, opened)
        assert isinstance(await anext(stream), TextDelta)
        await stream.aclose()


async def test_missing_credentials_are_said_plainly(
    messages_server: MessagesServer, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_PROFILE", "ANTHROPIC_FEDERATION_RULE_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("ANTHROPIC_CONFIG_DIR", raising=False)
    done = await _write(profile(messages_server.url, credential=Credential("found")))
    assert done.finished.error == "No credentials for Claude were found: set ANTHROPIC_API_KEY, then try again."
    assert not done.finished.retryable


async def test_claude_gets_breakpoints_at_the_borders_of_what_is_shared(messages_server: MessagesServer) -> None:
    await _write(profile(messages_server.url, capabilities=Capabilities(cache_breakpoints=True)))
    body = messages_server.messages[0].body
    blocks = [*body["system"], *body["messages"][0]["content"]]
    assert [block["text"] for block in blocks] == ["Rules.\n\n", "Course.\n\n", "Day.\n\n", "Lesson.\n\n", "Section."]
    assert ["cache_control" in block for block in blocks] == [True, True, True, True, False]
    assert body["stream"] is True


async def test_other_servers_get_a_plain_request(messages_server: MessagesServer) -> None:
    await _write(profile(messages_server.url))
    body = messages_server.messages[0].body
    assert body["system"] == "Rules."
    assert body["messages"] == [{"role": "user", "content": "Course.\n\nDay.\n\nLesson.\n\nSection."}]
    assert set(body) == {"model", "max_tokens", "system", "messages", "stream"}
