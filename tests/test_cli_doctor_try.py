"""`doctor --try` on the command line: what an endpoint can do, said plainly, and never with a key in it."""

from pathlib import Path

import pytest

from tests.command_line import CommandLine, course
from tests.fakes.messages_server import MessagesServer, Reply

CANARY = "canary-9f3e-secret"


@pytest.fixture
def run(tmp_path: Path, messages_server: MessagesServer) -> CommandLine:
    made = course(tmp_path / "course")
    config = Path(made.environment()["COURSEWRIGHT_CONFIG_DIR"])
    config.mkdir(exist_ok=True)
    (config / "settings.yaml").write_text(
        "profile: far\nprofiles:\n  far:\n"
        f"    base_url: {messages_server.url}\n    model: fake-1\n    api_key_env: FAR_KEY\n",
        encoding="utf-8",
    )
    return CommandLine(made.folder, made.env | {"FAR_KEY": CANARY, "ANTHROPIC_API_KEY": f"{CANARY}-anthropic"})


def told(run: CommandLine, *more: str) -> dict[str, dict[str, object]]:
    return {check["name"]: check for check in run.json("doctor", "--try", *more)["checks"]}


def test_without_try_nobody_is_asked(run: CommandLine, messages_server: MessagesServer) -> None:
    assert run("doctor").exit_code == 0
    assert messages_server.requests == []


def test_what_works_is_said_with_what_it_means(run: CommandLine, messages_server: MessagesServer) -> None:
    found = told(run)
    assert "Key: from FAR_KEY" in str(found["try"]["detail"])
    assert found["try writing"] == {
        "name": "try writing",
        "ok": True,
        "detail": "fake-1 answered, its price is unknown.",
    }
    assert found["try counting"]["ok"]
    assert "reads 200,000 tokens and writes 64,000" in str(found["try limits"]["detail"])
    assert messages_server.messages[0].body["max_tokens"] == 16
    assert messages_server.messages[0].body["stream"] is True
    assert {request.key for request in messages_server.requests} == {CANARY}


def test_a_server_that_does_not_count_is_no_failure(run: CommandLine, messages_server: MessagesServer) -> None:
    messages_server.counts = False
    result = run("doctor", "--try")
    assert result.exit_code == 0
    assert "note     try counting It does not count tokens: budgets and forecasts go by an estimate." in result.stdout


def test_limits_smaller_than_the_profiles_are_told_with_the_line_to_write(
    run: CommandLine, messages_server: MessagesServer
) -> None:
    settings = Path(run.environment()["COURSEWRIGHT_CONFIG_DIR"]) / "settings.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + "    context_tokens: 900000\n", encoding="utf-8")
    assert "set `context_tokens: 200000`" in str(told(run)["try limits"]["detail"])


def test_one_that_does_not_write_ends_the_trial_with_what_to_do(
    run: CommandLine, messages_server: MessagesServer
) -> None:
    messages_server.script(Reply(status=401, message=f"{CANARY} is not valid"))
    result = run("doctor", "--try", "--json")
    assert result.exit_code == 1
    assert "does not accept the key in FAR_KEY: set a valid one" in result.stdout
    assert "try counting" not in result.stdout
    assert len(messages_server.requests) == 1
    assert CANARY not in result.stdout + result.stderr


def test_another_profile_is_tried_by_its_name_and_an_unknown_one_told(run: CommandLine) -> None:
    assert "needs the name of a model" in run("doctor", "--try", "--profile", "vllm").stdout
    assert "There is no profile `nobody`" in run("doctor", "--try", "--profile", "nobody").stdout
    alone = run("doctor", "--profile", "vllm")
    assert (alone.exit_code, "add --try" in alone.stderr) == (2, True)


def test_the_embedded_model_writes_and_counts_and_takes_no_batches(run: CommandLine) -> None:
    found = told(run, "--profile", "local")
    assert found["try writing"]["detail"] == "SmolLM2-135M-Instruct answered, free."
    assert found["try counting"]["ok"]
    assert not found["try batches"]["ok"]
    assert "takes no batches" in str(found["try batches"]["detail"])


def test_no_key_is_written_anywhere(run: CommandLine, messages_server: MessagesServer) -> None:
    messages_server.script(Reply(), Reply(status=403, message=f"the key {CANARY} may not"))
    said = [
        run("doctor", "--try"),
        run("draft", "day01_001"),
        run("doctor", "--json"),
        run("attempts", "day01_001/loam"),
    ]
    assert messages_server.messages
    assert CANARY not in "".join(each.stdout + each.stderr for each in said)
    written = [path for path in run.folder.parent.rglob("*") if path.is_file()]
    assert any(path.name == "workbench.db" for path in written)
    assert [path for path in written if CANARY.encode() in path.read_bytes()] == []
