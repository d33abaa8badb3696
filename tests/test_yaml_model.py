from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from tui.authoring import yaml_model
from tui.authoring.errors import InputError


class Shelf(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    books: list["Book"] = []


class Book(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str
    pages: int = 1


def _refusal(text: str) -> str:
    with pytest.raises(InputError) as caught:
        yaml_model.parse(text, Shelf, name="shelf.yaml")
    return str(caught.value)


def test_scalars_keep_the_form_in_which_they_were_typed() -> None:
    shelf = yaml_model.parse(
        "name: yes\nbooks:\n  - {title: 1:30, pages: 12}\n  - title: 010\n", Shelf, name="shelf.yaml"
    )
    assert shelf == Shelf(name="yes", books=[Book(title="1:30", pages=12), Book(title="010")])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "shelf.yaml, line 1: the file is empty."),
        ("# only a comment\n", "shelf.yaml, line 1: the file is empty."),
        ("name: a\nname: b\n", "shelf.yaml, line 2: `name` stands here a second time."),
        ("name: a\nbook: []\n", "shelf.yaml, line 2, book: this name is not known here; it may be misspelt."),
        ("books: []\n", "shelf.yaml, line 1, name: field required."),
        (
            "name: a\nbooks:\n  - title: x\n    pages: many\n",
            "shelf.yaml, line 4, books[0].pages: input should be",
        ),
        ("name: a\n\tbooks: []\n", "shelf.yaml, line 2: not YAML: a tab stands at the beginning; indent with spaces."),
        ("name: a\n---\nname: b\n", "shelf.yaml, line 2: not YAML:"),
        ("name: a\n? [x]\n: y\n", "shelf.yaml, line 2: a name was expected before the colon."),
        ("name: a\nbooks: a\x07b\n", "shelf.yaml, line 2: not YAML: a character that no text should hold."),
        ("name: a\x00b\n", "shelf.yaml, line 1: not YAML: a character that no text should hold."),
        ("name: \ud800\n", "shelf.yaml, line 1: not YAML: a character that no text should hold."),
        ("name: *nobody\n", "shelf.yaml, line 1: not YAML:"),
        ("- a\n- b\n", "shelf.yaml, line 1, the whole file: input should be a valid dictionary"),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, message: str) -> None:
    refusal = _refusal(text)
    assert refusal.startswith(message.removesuffix("."))
    assert "\n" not in refusal


def test_lists_of_aliases_cannot_fill_the_memory() -> None:
    layers = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert "write it out" in _refusal("a0: &a0 [x]\n" + "\n".join(layers) + "\n")
    assert "write it out" in _refusal("name: &a [*a]\n")


@pytest.mark.parametrize("text", ["[" * 100_000 + "]" * 100_000, "".join(" " * n + "a:\n" for n in range(1000))])
def test_depth_is_refused_before_it_hurts(text: str) -> None:
    assert _refusal(text) == "shelf.yaml: nested too deeply to be read."


def test_files_that_are_no_text_are_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "shelf.yaml"
    with pytest.raises(InputError, match="does not exist"):
        yaml_model.read(path, Shelf)
    path.write_bytes("name: Größe".encode("latin-1"))
    with pytest.raises(InputError, match=r"shelf\.yaml is not UTF-8 text \(byte 8\)"):
        yaml_model.read(path, Shelf)
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    with pytest.raises(InputError, match="not UTF-8"):
        yaml_model.read(path, Shelf)
    with pytest.raises(InputError, match="could not be read"):
        yaml_model.read(tmp_path, Shelf)


def test_a_byte_order_mark_and_other_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "shelf.yaml"
    path.write_bytes(b"\xef\xbb\xbfname: a\r\nbooks: []\r\n")
    assert yaml_model.read(path, Shelf) == Shelf(name="a")


_PLAIN = st.recursive(
    st.text(max_size=20),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.text(max_size=6), _PLAIN, max_size=3))
def test_what_is_dumped_is_any_yaml_reader_s_same(data: dict[str, Any]) -> None:
    assert yaml.safe_load(yaml_model.dump(data)) == data


_LONG = ["a\nb", "a\nb\n", "a  \n b\n\n", "\n a\n", "\ta\nb", "a\n\tb\t\n", "  a\nb\n   ", "a\n\n\n            "]


@pytest.mark.parametrize("text", _LONG)
def test_long_texts_are_literal_blocks_with_every_space(text: str) -> None:
    dumped = yaml_model.dump({"name": text})
    assert dumped.startswith("name: |")
    assert yaml_model.parse(dumped, Shelf, name="shelf.yaml").name == text
