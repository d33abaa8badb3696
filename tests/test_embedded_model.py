"""The real embedded model, once: from a section without text to one that the author decides about."""

from pathlib import Path

from tui.authoring.drafting.outcome import Outcome
from tui.authoring.workbench import DraftFinished, SectionState, Workbench

KEY = "day01_001/orientation"


async def test_the_embedded_model_drafts_when_nothing_is_configured(course: Path, tmp_path: Path) -> None:
    workbench = Workbench.open(course, {"COURSEWRIGHT_CONFIG_DIR": str(tmp_path / "nothing-here")})
    assert workbench.drafts.profile().trial
    assert "not to publish" in workbench.drafts.profile().notice
    events = [event async for event in workbench.drafts.draft([KEY])]
    finished = events[-1]
    assert isinstance(finished, DraftFinished)
    assert finished.attempt.outcome in (Outcome.COMPLETE, Outcome.TRUNCATED)  # so small a model may ramble to its limit
    assert finished.attempt.words > 10
    assert finished.attempt.model == "SmolLM2-135M-Instruct"
    state = next(one.state for one in workbench.lesson("day01_001").sections if one.key == KEY)
    assert state in (SectionState.PROPOSED, SectionState.FAILED)
    await workbench.aclose()
