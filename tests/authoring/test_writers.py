"""The writers as an author sees and chooses them; his settings keep every comment, and no key ever stands in them."""

from pathlib import Path

import pytest

from tests.fakes.messages_server import MessagesServer
from tui.authoring.drafting.endpoint import Endpoints
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.writers import Writers

SETTINGS = """\
# Mine, since the course on knots.
profile: office   # the one in the cellar

profiles:
  # Fast, and it thinks.
  office:
    base_url: http://127.0.0.1:9   # do not move
    model: "llama-3.3"
    api_key_env: OFFICE_KEY
  ollama: {model: qwen3:8b}
"""
ENV = {"OFFICE_KEY": "canary-1", "ANTHROPIC_API_KEY": "canary-2"}


def writers(folder: Path, text: str | None = SETTINGS, **env: str) -> Writers:
    if text is not None:
        (folder / "settings.yaml").write_text(text, encoding="utf-8")
    return Writers(Endpoints(), {**ENV, "COURSEWRIGHT_CONFIG_DIR": str(folder), **env})


def test_every_profile_is_there_with_what_it_lacks(tmp_path: Path) -> None:
    views = {view.name: view for view in writers(tmp_path).all()}
    assert list(views) == ["claude", "local", "ollama", "lmstudio", "vllm", "llamacpp", "office"]
    assert views["vllm"].profile is None
    assert "needs the name of a model" in views["vllm"].problem
    assert [name for name, view in views.items() if view.now] == ["office"]
    assert views["office"].why == "your settings name it"
    assert "canary" not in repr(views)


def test_why_one_writes_is_told(tmp_path: Path) -> None:
    (bare,) = [view for view in writers(tmp_path, "").all() if view.now]
    assert (bare.name, bare.why) == ("claude", "it is the first for which all is set up")
    (named,) = [view for view in writers(tmp_path, COURSEWRIGHT_PROFILE="ollama").all() if view.now]
    assert (named.name, named.why) == ("ollama", "COURSEWRIGHT_PROFILE names it")


def test_the_default_changes_and_every_other_byte_stays(tmp_path: Path) -> None:
    writers(tmp_path).make_default("ollama")
    after = (tmp_path / "settings.yaml").read_text(encoding="utf-8")
    assert after == SETTINGS.replace("profile: office ", "profile: ollama ")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("profiles:\n    ollama:   # local\n        model:   'q'\n", "profile: ollama\nprofiles:\n"),
        ("profile:\nprofiles:\n    ollama:   # local\n        model:   'q'\n", "profile: ollama\nprofiles:\n"),
        ("profiles:\n    ollama:   # local\n        model:   'q'\nprofile: claude", None),
    ],
    ids=["no-default", "an-empty-one", "at-the-end"],
)
def test_an_author_keeps_the_layout_that_he_likes(tmp_path: Path, before: str, after: str | None) -> None:
    writers(tmp_path, before).make_default("ollama")
    written = (tmp_path / "settings.yaml").read_text(encoding="utf-8")
    kept = "    ollama:   # local\n        model:   'q'\n"
    assert written == (f"{after}{kept}" if after else f"profiles:\n{kept}profile: ollama")


@pytest.mark.parametrize(
    "text",
    [None, "", "# nothing yet\n", "# mine\nprofiles:\n  # quick\n  claude: {model: claude-haiku-5-5}\n"],
    ids=["no-file", "empty", "a-comment", "profiles-alone"],
)
def test_a_file_without_a_default_gets_one_and_keeps_its_comments(tmp_path: Path, text: str | None) -> None:
    choice = writers(tmp_path, text)
    choice.make_default("claude")
    after = (tmp_path / "settings.yaml").read_text(encoding="utf-8")
    assert "profile: claude\n" in after
    assert all(line in after.splitlines() for line in (text or "").splitlines())
    (view,) = [view for view in choice.all() if view.now]
    assert (view.name, view.why) == ("claude", "your settings name it")


def test_what_cannot_write_is_not_made_the_default(tmp_path: Path) -> None:
    with pytest.raises(AuthoringError, match="needs the name of a model"):
        writers(tmp_path).make_default("vllm")
    with pytest.raises(InputError, match=r"COURSEWRIGHT_PROFILE names `office`.*unset it"):
        writers(tmp_path, COURSEWRIGHT_PROFILE="office").make_default("ollama")
    assert (tmp_path / "settings.yaml").read_text(encoding="utf-8") == SETTINGS


def test_broken_settings_are_not_written_into(tmp_path: Path) -> None:
    broken = SETTINGS.replace("model:", "modle:")
    with pytest.raises(InputError, match="modle"):
        writers(tmp_path, broken).make_default("ollama")
    assert (tmp_path / "settings.yaml").read_text(encoding="utf-8") == broken


async def test_trying_one_tells_what_it_can_do(tmp_path: Path, messages_server: MessagesServer) -> None:
    text = SETTINGS.replace("http://127.0.0.1:9", messages_server.url)
    messages_server.counts = False
    async with Endpoints() as endpoints:
        writers(tmp_path, text)
        choice = Writers(endpoints, {**ENV, "COURSEWRIGHT_CONFIG_DIR": str(tmp_path)})
        tried = {each.name: each.works async for each in choice.try_profile("office")}
    assert (tried["writing"], tried["counting"], tried["limits"]) == (True, False, True)
    assert {request.key for request in messages_server.requests} == {"canary-1"}
