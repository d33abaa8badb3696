"""settings.yaml as an author writes it."""

from pathlib import Path

import pytest

from tui.authoring.drafting.settings import Settings, read_settings, settings_path
from tui.authoring.errors import InputError


def _write(folder: Path, text: str) -> Path:
    path = folder / "settings.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "settings.yaml") == Settings()


def test_a_file_of_comments_means_the_defaults(tmp_path: Path) -> None:
    assert read_settings(_write(tmp_path, "# profile: ollama\n\n")) == Settings()


def test_a_profile_is_read(tmp_path: Path) -> None:
    text = "profile: mine\nprofiles:\n  claude:\n  mine:\n    base_url: http://10.0.0.7:8000/v1/\n    model: qwen3\n"
    settings = read_settings(_write(tmp_path, text))
    assert settings.profile == "mine"
    assert settings.profiles["mine"].base_url == "http://10.0.0.7:8000"  # the client adds /v1/messages itself


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("profiles:\n  mine:\n    modle: x\n", r"line 3, profiles\.mine\.modle: this name is not known"),
        ("profiles:\n  mine:\n    base_url: localhost:1234\n", r"line 3, profiles\.mine\.base_url: an address such as"),
        ("profiles:\n  mine:\n    base_url: http://u:secret@host\n", r"line 3.*no key belongs in an address"),
        ("profiles:\n  mine:\n    max_tokens: many\n", r"line 3, profiles\.mine\.max_tokens"),
        ("profiles:\n  mine:\n    prices: {input: -1, output: 2}\n", r"line 3, profiles\.mine\.prices\.input"),
        ("profiles:\n  mine:\n    base_url: http://h\n    gguf: m.gguf\n", r"not both"),
        ("profile: [x\n", r"line \d, profile|not YAML"),
    ],
)
def test_a_mistake_is_named_by_file_line_and_field(tmp_path: Path, text: str, said: str) -> None:
    path = _write(tmp_path, text)
    with pytest.raises(InputError, match=said) as caught:
        read_settings(path)
    assert str(path) in str(caught.value)


def test_a_key_pasted_where_its_variable_belongs_is_refused_and_not_repeated(tmp_path: Path) -> None:
    path = _write(tmp_path, "profiles:\n  mine:\n    api_key_env: sk-ant-very-secret\n")
    with pytest.raises(InputError, match="api_key_env") as caught:
        read_settings(path)
    assert "very-secret" not in str(caught.value)


def test_the_folder_can_be_moved_by_the_environment(tmp_path: Path) -> None:
    assert settings_path({"COURSEWRIGHT_CONFIG_DIR": str(tmp_path)}) == tmp_path / "settings.yaml"
    assert settings_path({}).parts[-2:] == ("coursewright", "settings.yaml")
