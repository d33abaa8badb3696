import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.authoring.syllabus.test_yaml_file import GOOD
from tui.authoring import yaml_model
from tui.authoring.errors import InputError
from tui.authoring.syllabus import schema, yaml_file
from tui.authoring.syllabus.model import Day, Point, Syllabus, Topic, Unit, Week
from tui.authoring.syllabus.outline import read_outline_file

ROOT = Path(__file__).parents[3]
COMMITTED = ROOT / "templates" / "syllabus.schema.json"


def _schema_accepts(text: str) -> bool:
    validator = jsonschema.Draft7Validator(schema.json_schema())
    return validator.is_valid(yaml.safe_load(text))


def _model_accepts(text: str) -> bool:
    try:
        yaml_model.parse(text, Syllabus, name="syllabus.yaml")
    except InputError:
        return False
    return True


def test_the_committed_schema_is_the_one_that_is_made() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == schema.render()
    jsonschema.Draft7Validator.check_schema(json.loads(COMMITTED.read_text(encoding="utf-8")))


def test_the_file_names_the_schema_where_it_is() -> None:
    assert yaml_file.SCHEMA_COMMENT.endswith(f"$schema={COMMITTED.relative_to(ROOT).as_posix()}")


@pytest.mark.parametrize(
    ("part", "model"),
    [("week", Week), ("day", Day), ("unit", Unit), ("topic", Topic), ("point", Point), (None, Syllabus)],
)
def test_schema_and_model_name_the_same_fields(part: str | None, model: type[Any]) -> None:
    made = schema.json_schema()
    shown = made["definitions"][part] if part else made
    shown = shown["anyOf"][1] if part == "point" else shown
    assert set(shown["properties"]) == set(model.model_fields)
    assert set(shown["required"]) == {name for name, field in model.model_fields.items() if field.is_required()}
    assert all("description" in each for each in shown["properties"].values())


def test_the_real_syllabus_is_good_to_both() -> None:
    outline = ROOT / "tests" / "outlines" / "pytorch_masterclass.md"
    text = yaml_file.render(read_outline_file(outline).syllabus)
    assert _schema_accepts(text)
    assert _model_accepts(text)


@pytest.mark.parametrize(
    ("said", "instead", "good"),
    [
        ("brief: Brief\n", "", True),
        ("brief: Brief\n", "brief:\n", True),
        ("title: PyTorch", "title: 2026", True),
        ("- shape", "- yes", True),
        ("- shape", "- text: shape", True),
        ("  - week: 1\n    title: Start\n    days:", "  - days:", True),
        ("title: PyTorch\n", "", False),
        ("title: PyTorch", "title: ''", False),
        ("title: PyTorch", "title: '  '", False),
        ("title: PyTorch", "titel: PyTorch", False),
        ("day: 1", "day: 0", False),
        ("day: 1", "day: one", False),
        ("day: 1", "day: 1.5", False),
        ("week: 1", "week: first", False),
        ("- shape", "- [shape]", False),
        ("- shape", "-", False),
        ("- shape", "- details: [x]", False),
        ("- of a view", "- {text: view}", False),
        ("units:", "topics:", False),
        ("        units:", "        colour: red\n        units:", False),
        ("title: Tensors", "title: [a]", False),
    ],
)
def test_schema_and_model_agree(said: str, instead: str, good: bool) -> None:
    assert said in GOOD
    text = GOOD.replace(said, instead, 1)
    assert (_schema_accepts(text), _model_accepts(text)) == (good, good)


@pytest.mark.parametrize("text", ["[]", "title: x\nweeks: []\n", "title: x\nweeks: {}\n", "just text"])
def test_what_is_no_syllabus_is_bad_to_both(text: str) -> None:
    assert not _schema_accepts(text)
    assert not _model_accepts(text)
