"""In every state of a repository an approval commits its lesson alone, or is refused and changes nothing."""

import pytest

from tests.authoring.history.torture.case import OLD_TEXT, Case, Scene
from tests.authoring.history.torture.everything import Everything, differences
from tests.authoring.history.torture.table import SUBJECTS
from tui.authoring.history.repository import CommittedOtherwise


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for cases in SUBJECTS for case in cases])
def test_a_lesson_alone_is_committed_or_nothing_changes(case: Case, scene: Scene) -> None:
    if case.again:
        scene.approve(OLD_TEXT)
    play = case.play(scene)
    next(play)
    if case.refuses:
        scene.is_refused(case.refuses)
        assert next(play, "ended") == "ended"
        _goes_through(case, scene)
    else:
        _goes_through(case, scene)
        assert next(play, "ended") == "ended"


def _goes_through(case: Case, scene: Scene) -> None:
    before = Everything.of(scene.author)
    aside = [Everything.of(author).but_for("", branch=before.branch) for author in scene.aside]
    if case.tells:
        with pytest.raises(CommittedOtherwise, match=case.tells) as told:
            scene.approve()
        commit = told.value.commit
    else:
        commit = scene.approve()
    after = Everything.of(scene.author)
    assert commit == after.head
    assert scene.author.committed_names(commit) == [scene.name]
    assert scene.author.git("log", "-1", "--format=%P", commit).strip() == before.head
    assert after.branch == before.branch
    changed = differences(before.but_for(scene.name, *case.disturbs), after.but_for(scene.name, *case.disturbs))
    assert changed == [], "\n".join(changed)
    assert before.objects <= after.objects
    for name in ("logs/HEAD", f"logs/{after.branch}"):
        log, earlier = after.git_files.get(name, b""), before.git_files.get(name, b"")
        assert log.startswith(earlier)
        assert log.count(b"\n") - earlier.count(b"\n") <= 1
    for author, earlier_aside in zip(scene.aside, aside, strict=True):
        changed = differences(earlier_aside, Everything.of(author).but_for("", branch=before.branch))
        assert changed == [], "\n".join(changed)
