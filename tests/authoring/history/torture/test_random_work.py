"""Whatever an author does in git between approvals, nothing of theirs is committed, unstaged or lost by ours.

`make torture` goes through many more and longer sequences: `TORTURE_SEQUENCES` of `TORTURE_STEPS` steps.
"""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.authoring.history.conftest import Author
from tests.authoring.history.torture.random_work import OWN, RandomWork

SEQUENCES = int(os.environ.get("TORTURE_SEQUENCES", "12"))
STEPS = int(os.environ.get("TORTURE_STEPS", "15"))


def test_nothing_of_the_authors_is_committed_unstaged_or_lost(
    empty: Author, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in OWN[:3]:
        empty.write(name, "".join(f"line {n}\n" for n in range(20)))
    empty.git("add", ".")
    empty.git("commit", "--quiet", "-m", "Begin")
    for hook in (empty.top / ".git" / "hooks").glob("*.sample"):
        hook.unlink()
    RandomWork.template, RandomWork.base = empty.top, tmp_path
    RandomWork.done.clear()
    run_state_machine_as_test(
        RandomWork,
        settings=settings(
            max_examples=SEQUENCES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
            phases=[phase for phase in Phase if phase is not Phase.shrink or "TORTURE_SEQUENCES" in os.environ],
        ),
    )
    assert RandomWork.done["gone through"] > RandomWork.done["sequences"]
    if "TORTURE_SEQUENCES" in os.environ:
        with capsys.disabled():
            sys.stderr.write(f"{dict(RandomWork.done)}\n")
