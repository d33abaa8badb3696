"""Planning days: plans are written, matched with the syllabus and changed, and files of lessons follow their names."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from tui.authoring import atomic
from tui.authoring.course import Course
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.history.repository import CommitMessage, Repository
from tui.authoring.history.undoing import UndoingRepository
from tui.authoring.planning import naming, plan_file, replanning, split
from tui.authoring.planning.model import DayPlan, LessonPlan
from tui.authoring.stamps import Stamp, stamp

_known_to_hold: dict[Path, tuple[Stamp, DayPlan]] = {}


def plan_days(
    course: Course, days: Sequence[int], *, replan: bool = False, tell: Callable[[int], None] = lambda days: None
) -> list[DayPlan]:
    """Write the plan of each day that has none, and of those that the syllabus, or a hand, has changed since.

    `tell` is told how many are written. Where it raises anything, those that are written stand, each of them whole.

    With `replan`, lessons that nobody has shaped by hand, drafted or approved are planned anew by blueprint and
    syllabus, and a plan that is broken is replaced. A plan that is replaced is kept in `.coursewright/replaced/`.

    Raises:
        InputError: the syllabus has no such day, or a plan is broken and `replan` was not asked for; nothing was
            written.
        AuthoringError: a new plan would orphan drafted sections or a lesson's file; nothing was written.
    """
    plans: list[DayPlan] = []
    for number in days:
        day = course.day(number)
        try:
            plan = course.plan(number)
        except InputError:
            if not replan:
                raise
            plan = split.plan_day(day, course.blueprint)
            _refuse_orphans(course, plan)
        else:
            if replan and course.is_planned(number):
                plan = replanning.replan(
                    plan, day, course.blueprint, drafted=course.drafted(plan), taken=course.taken(number)
                )
        plans.append(plan)
    for number, plan in enumerate(plans):
        write(course, plan)
        tell(number + 1)
    return plans


def write(course: Course, plan: DayPlan) -> None:
    """Write the plan to its file, if that holds another one, and keep the other.

    Raises:
        AuthoringError: the disk refuses.
    """
    path = course.workspace.plan(plan.day)
    now = stamp(path)
    # To read or write YAML takes longer than a commit: it is done once, and again when the file or the plan is another.
    if now is None:
        plan_file.write(path, plan)
    elif _known_to_hold.get(path) != (now, plan):
        if _standing(course, plan.day) != plan:
            _keep_replaced(course, plan.day)
            plan_file.write(path, plan)
        else:
            _known_to_hold[path] = (now, plan)
    known = course.workspace.known_plan(plan.day)
    now = stamp(known)
    if now is not None and _known_to_hold.get(known) == (now, plan):
        return
    content = plan_file.render(plan)
    if now is None or known.read_text(encoding="utf-8") != content:
        atomic.write_text(known, content)
    _known_to_hold[known] = (stamp(known), plan)


def _standing(course: Course, day: int) -> DayPlan | None:
    """Return the plan as its file has it to the letter, or None where that is none."""
    try:
        return plan_file.read(course.workspace.plan(day), day)
    except InputError:
        return None


def change(course: Course, day: int, edit: Callable[[DayPlan], DayPlan]) -> DayPlan:
    """Let `edit` make another plan of the day's plan, and write it; the files of approved lessons follow their names.

    They are renamed in one commit of pure renames, and the plan is committed after it, by itself, if its old version
    was committed.

    Raises:
        AuthoringError: the edit refuses, an approved lesson would lose its place or has changes, or git refuses;
            nothing changed.
    """
    _take_back_cut_off(course, day)
    before = course.plan(day)
    after = edit(before)
    if after == before:
        return before
    _refuse_lost_files(course, before, after)
    moves = _moves(course, before, after)
    _follow(course, after, moves, lambda: write(course, after))
    return after


def settle(course: Course, days: Iterable[int]) -> list[Path]:
    """Rename the files of lessons whose plan was renumbered by hand, and return where they are now.

    Raises:
        AuthoringError: a lesson has changes, or git refuses; nothing changed.
    """
    settled: list[Path] = []
    for day in days:
        if not course.is_planned(day):
            continue
        _take_back_cut_off(course, day)
        plan = course.plan(day)
        moves = {course.files.found(each): course.files.path(each) for each in plan.lessons}
        moves = {source: target for source, target in moves.items() if source != target}
        if moves:
            _follow(course, plan, moves, lambda: None)
            settled += moves.values()
    return settled


def _take_back_cut_off(course: Course, day: int) -> None:
    """Give files back their committed names where a renaming of ours was cut off before its commit.

    They are the same byte for byte; with the plan as it is they are renamed anew, and then in a commit.
    """
    folder = course.workspace.day_folder(day)
    course.files.committed.refresh()
    gone = course.files.committed.gone(folder)
    if not gone:
        return
    there = [path for path in sorted(folder.glob("*.md")) if not course.files.committed.holds(path)]
    with UndoingRepository.open(course.workspace.root, terminal=course.terminal) as repository:
        for place, blob in gone.items():
            for path in there:
                if naming.LESSON_FILE.fullmatch(path.name):
                    repository.take_back_move(path, blob, place)


def _follow(course: Course, plan: DayPlan, moves: Mapping[Path, Path], write_plan: Callable[[], None]) -> None:
    """Rename, write the plan, commit it where its old version was committed; or leave all as it was."""
    if not moves:
        write_plan()
        return
    with Repository.open(course.workspace.root, terminal=course.terminal, progress=course.progress) as repository:
        repository.check_ready()
        committed = repository.is_committed(course.workspace.plan(plan.day))
        repository.rename(moves, _renumbered(plan, moves))
        try:
            write_plan()
        except BaseException:
            back = {target: source for source, target in moves.items()}
            repository.rename(back, _renumbered(plan, back))
            raise
        if committed:
            commit_plan(course, repository, plan)


def _moves(course: Course, before: DayPlan, after: DayPlan) -> dict[Path, Path]:
    now = {lesson.kept_name: lesson for lesson in after.lessons}
    found: dict[Path, Path] = {}
    for lesson in before.lessons:
        source, follower = course.files.found(lesson), now.get(lesson.kept_name)
        if follower is not None and follower.file != source.name and source.exists():
            found[source] = course.files.path(follower)
    return found


def _refuse_lost_files(course: Course, before: DayPlan, after: DayPlan) -> None:
    kept = {lesson.kept_name for lesson in after.lessons}
    for lesson in before.lessons:
        path = course.files.found(lesson)
        if lesson.kept_name not in kept and path.exists():
            place = path.relative_to(course.workspace.root).as_posix()
            raise AuthoringError(
                f"{lesson.id} has a file, {place}, which would have no place in the plan: "
                f"delete it first (git rm {place}), then change the plan."
            )


def _renumbered(plan: DayPlan, moves: Mapping[Path, Path]) -> CommitMessage:
    day = naming.day_folder(plan.day)
    noun = "lesson" if len(moves) == 1 else "lessons"
    trailers = [
        pair
        for source, target in sorted(moves.items(), key=lambda move: move[1].name)
        for pair in (("Lesson", _lesson_id(target)), ("Was", _lesson_id(source)))
    ]
    return CommitMessage(subject=f"{day}: rename {len(moves)} {noun}", trailers=tuple(trailers))


def _lesson_id(path: Path) -> str:
    match = naming.LESSON_ID.match(path.name)
    return match[0] if match else path.name


def commit_plan(course: Course, repository: Repository, plan: DayPlan) -> str | None:
    """Commit the day's plan by itself, where it differs from the committed one, and return the full hash, or None.

    Raises:
        RepositoryError: git refused.
    """
    count = len(plan.lessons)
    noun = "lesson" if count == 1 else "lessons"
    message = CommitMessage(
        subject=f"{naming.day_folder(plan.day)}: plan {count} {noun}",
        trailers=(("Day", str(plan.day)), *(("Additions", label) for label in _labels(plan.lessons))),
    )
    return repository.commit_paths([course.workspace.plan(plan.day)], message)


def _labels(lessons: Iterable[LessonPlan]) -> list[str]:
    """Return how a commit names what no point of the syllabus asked for: whole lessons, and sections of others."""
    return [
        label
        for lesson in lessons
        for label in ([lesson.id] if lesson.addition else [f"{lesson.id}/{section.id}" for section in lesson.additions])
    ]


def _refuse_orphans(course: Course, plan: DayPlan) -> None:
    kept = {lesson.kept_key(section) for lesson in plan.lessons for section in lesson.sections}
    mend = f"mend {course.workspace.plan(plan.day)} by hand"
    orphan = next((key for key in sorted(course.taken(plan.day)) if key not in kept), None)
    if orphan is not None:
        raise AuthoringError(
            f"A new plan of day {plan.day} would have no place for {orphan}, which is drafted: "
            f"{mend}, so that the section keeps its name."
        )
    files = {lesson.file for lesson in plan.lessons}
    for path in sorted(course.workspace.day_folder(plan.day).glob("*.md")):
        if naming.LESSON_FILE.fullmatch(path.name) and path.name not in files:
            raise AuthoringError(
                f"A new plan of day {plan.day} would have no place for {path.name}: "
                f"{mend}, so that the lesson keeps its name, or move the file away."
            )


def _keep_replaced(course: Course, day: int) -> None:
    content = course.workspace.plan(day).read_bytes()
    name = f"{naming.day_folder(day)}-plan-{hashlib.sha256(content).hexdigest()[:12]}.yaml"
    atomic.write_bytes(course.workspace.replaced / name, content)
