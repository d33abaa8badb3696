"""A small course in the shape of the real one, with its brief word for word, for the tests of drafting."""

from pathlib import Path

from tui.authoring.drafting.prompts import PromptInputs
from tui.authoring.planning import blueprint
from tui.authoring.planning.split import plan_day
from tui.authoring.syllabus.model import Syllabus

TEMPLATES = Path(__file__).parents[3] / "templates"

BRIEF = """\
I am trying to create very minutely detailed course on pytorch and deep learning domain , i will give some topics on \
a daily basis .Your task is create a day by day .md file containing very detailed reports , courses, answers, key \
question ,tricky questions for each of these topics.

continue with day 1 ; explain in very detailed theoretical way.For creating the .md file  plan and divide the day \
based files into slno with topics and their subtopics like day02_001_compression_storage.md"""

SYLLABUS = Syllabus.model_validate(
    {
        "title": "Comprehensive Deep Learning with PyTorch",
        "brief": BRIEF,
        "weeks": [
            {
                "week": 1,
                "title": "Foundations",
                "days": [
                    {
                        "day": 1,
                        "title": "Deep Learning Foundations",
                        "units": [
                            {
                                "title": "Deep Learning Fundamentals",
                                "topics": [
                                    {
                                        "title": "Mathematical Foundations",
                                        "points": [
                                            "Linear algebra essentials: vectors, matrices",
                                            {"text": "Calculus", "details": ["partial derivatives", "chain rule"]},
                                        ],
                                    },
                                    {"title": "Problem Formulation", "points": ["Regression, classification"]},
                                ],
                            }
                        ],
                    },
                    {
                        "day": 2,
                        "title": "PyTorch Ecosystem",
                        "units": [{"title": "Architecture", "topics": [{"title": "Tensors", "points": ["Strides"]}]}],
                    },
                ],
            }
        ],
    }
)


def inputs(lesson: int = 0, section: int = 1, **changed: object) -> PromptInputs:
    """Return the inputs for a section of day 1, counted from 0; by default the first point of the first lesson."""
    day = SYLLABUS.day(1)
    assert day is not None
    shape = blueprint.read(TEMPLATES / "blueprint.yaml")
    plan = plan_day(day, shape)
    values: dict[str, object] = {
        "syllabus": SYLLABUS,
        "day": day,
        "plan": plan,
        "lesson": plan.lessons[lesson],
        "section": plan.lessons[lesson].sections[section],
        "level": shape.level,
        "earlier": (),
        "previous_text": None,
        "feedback": None,
    }
    return PromptInputs(**{**values, **changed})  # type: ignore[arg-type]
