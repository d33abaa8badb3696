"""What other programs made of a lesson's file, or git of the lesson: looked at, and settled as the author chooses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tui.authoring import atomic, kept_texts, plan_days, section_origins
from tui.authoring.course import Course
from tui.authoring.course_files import same_text
from tui.authoring.drafting.outcome import Outcome
from tui.authoring.errors import AuthoringError, InputError
from tui.authoring.history.committed import Committed, LastCommit
from tui.authoring.kept_texts import FileChanged
from tui.authoring.lesson_versions import LessonVersions
from tui.authoring.planning.model import LessonPlan, SectionPlan
from tui.authoring.review import approvals, decisions, lesson_document
from tui.authoring.review.attempts import Attempt
from tui.authoring.review.decisions import Choice
from tui.authoring.review.states import LessonState
from tui.authoring.review.taken_apart import TakenApart, take_apart
from tui.authoring.section_origins import Maker
from tui.authoring.unmerged_lessons import LessonUnmerged, StillMarked, has_marks


class NothingOutside(InputError):
    """The lesson's file, git and what was approved here agree."""


@dataclass(frozen=True)
class Look:
    """A lesson that is edited, behind or missing, as it was when it was looked at.

    `here` is the text that was approved, `there` the one that came from outside: the file's where it was edited, git's
    where the lesson is behind, "" where the file is missing. `sections` are the titles of those in which they differ,
    `notes` say what of `there` is no section's. `digest` is that of the file's bytes, None where there is no file.
    """

    lesson: LessonPlan
    state: LessonState
    here: str
    there: str
    sections: tuple[str, ...]
    notes: tuple[str, ...]
    path: Path
    digest: str | None
    commit: LastCommit | None
    restorable: bool
    apart: TakenApart

    @property
    def adoptable(self) -> bool:
        """Whether there is a text to adopt."""
        return self.state is not LessonState.MISSING


@dataclass(frozen=True)
class Adopted:
    """What adopting made: `attempts` by section, each new or one that had the text already.

    `approved` is the commit that counts as the lesson's approval now, "" where the author is still to accept the
    attempts; `kept` is where the file's whole text is kept, None where git holds it.
    """

    lesson: str
    attempts: Mapping[str, int]
    approved: str
    kept: Path | None
    notes: tuple[str, ...]


@dataclass(frozen=True)
class PutBack:
    """The file that holds the approved text again, and where the text is kept that gave way; None where none did."""

    lesson: str
    path: Path
    kept: Path | None


class Outside:
    """Looks at the lessons of one course that were changed outside; `note` is told the acts of decisions made here."""

    def __init__(self, course: Course, note: Callable[[int | None], None]) -> None:
        self._course, self._note = course, note
        self._versions = LessonVersions(course)

    def look(self, lesson_id: str) -> Look:
        """Look at a lesson that is edited, behind or missing. It asks git, so a screen calls it aside.

        Raises:
            NothingOutside: it is none of these.
            AuthoringError: there is no such lesson, or its file or git cannot be read.
        """
        view = self._course.lesson_view(lesson_id)
        lesson = view.plan
        if view.state is LessonState.UNMERGED:
            raise LessonUnmerged(lesson.id)
        last = approvals.last(self._course.store, lesson.kept_name)
        path = self._course.files.found(lesson)
        content = atomic.content(path)
        texts = self._course.files.texts(lesson, last.text if last is not None else None)
        state = texts.state
        if state not in (LessonState.EDITED, LessonState.BEHIND, LessonState.MISSING):
            raise NothingOutside(f"{lesson.id} is {view.state.word}: nothing was changed outside.")
        approved = texts.approved if texts.approved is not None else texts.committed
        if state is LessonState.EDITED:
            here = texts.committed if texts.committed is not None else approved
            there = texts.on_disk or ""
        elif state is LessonState.BEHIND:
            here, there = texts.approved, texts.committed or ""
        else:
            here, there = texts.committed, ""
        here = here if here is not None else self._course.lesson_as_it_stands(lesson)
        own = self._course.accepted_bodies(lesson)
        apart = take_apart(lesson, there, own) if there else TakenApart({}, "")
        bodies = {slug: self._body(lesson, slug, body) for slug, body in apart.bodies.items()}
        titles = {section.id: section.title for section in lesson.sections}
        return Look(
            lesson=lesson,
            state=state,
            here=here.replace("\r\n", "\n"),
            there=there.replace("\r\n", "\n"),
            sections=tuple(titles[slug] for slug, body in bodies.items() if body != own.get(slug)),
            notes=(*apart.notes, *_of_the_rest(here, there, apart, lesson, own)),
            path=path,
            digest=kept_texts.digest(content) if content is not None else None,
            commit=self._last_commit(path) if texts.committed is not None else None,
            restorable=approved is not None,
            apart=apart,
        )

    def adopt(self, look: Look) -> Adopted:
        """Make attempts of the text from outside, where it differs from what is accepted.

        Of an edited file they wait for the author's decision, and its whole text is kept beside them. What git holds
        somebody has approved and the author has looked at: those attempts are accepted, and count as approved, if the
        text holds every section of the plan. Doing it twice makes nothing twice.

        Raises:
            FileChanged: the file, or git, holds another text than was looked at; nothing changed.
            StillMarked: the text holds git's marks of a conflict.
            AuthoringError: the lesson is missing, or the disk or the database refuses.
        """
        if not look.adoptable:
            raise AuthoringError(
                f"The file of {look.lesson.id} is gone, so there is nothing to adopt: put it back "
                f"(`coursewright adopt {look.lesson.id} --put-back`)."
            )
        if has_marks(look.there):
            raise StillMarked(look.path.name)
        content = self._check(look)
        plan_days.plan_days(self._course, [look.lesson.day])
        if look.state is LessonState.BEHIND and look.apart.whole:
            return self._take_over(look)
        kept: Path | None = None
        if look.state is LessonState.EDITED and content is not None:
            kept = kept_texts.keep(self._course.workspace, look.lesson, content)
        store, made, notes = self._course.store, {}, list(look.notes)
        makers = self._makers(look)
        for section in look.lesson.sections:
            body = self._body(look.lesson, section.id, look.apart.bodies.get(section.id, ""))
            if not body:
                if section.id in look.apart.bodies:
                    notes.append(f"“{section.title}” is empty there: what stands of it stays.")
                continue
            name = look.lesson.kept_key(section)
            record = store.records(name).get(name)
            on_offer = store.get(name, record.proposed or record.accepted or 0) if record is not None else None
            if body == self._course.accepted(f"{look.lesson.id}/{section.id}"):
                continue
            if on_offer is None or on_offer.text != body:
                on_offer = makers[section.id].store(self._course, name, body, feedback=_source(look))
            made[f"{look.lesson.id}/{section.id}"] = on_offer.number
        return Adopted(look.lesson.id, made, "", kept, tuple(notes))

    def put_back(self, look: Look) -> PutBack:
        """Write the approved text back into the file; the text that gives way is kept, whole.

        Raises:
            FileChanged: the file holds another text than was looked at; nothing changed.
            AuthoringError: nothing was approved yet, or the disk refuses.
        """
        if not look.restorable:
            raise AuthoringError(
                f"{look.lesson.id} was never approved, so there is no text to put back: adopt what its file holds."
            )
        self._check(look)
        content = self._approved_bytes(look)
        if look.digest is None:
            self._create(look.path, content, None)
            return PutBack(look.lesson.id, look.path, None)
        mode = look.path.stat().st_mode if look.path.exists() else None
        kept = kept_texts.take_away(self._course.workspace, look.lesson, look.path, look.digest)
        try:
            self._create(look.path, content, mode)
        except AuthoringError:
            if not look.path.exists():
                kept_texts.put_back(kept, look.path)
            raise
        return PutBack(look.lesson.id, look.path, kept)

    # What git holds

    def _take_over(self, look: Look) -> Adopted:
        """Let git's text count as accepted and approved, in one stroke that is taken back in one."""
        lesson, store = look.lesson, self._course.store
        commit = look.commit.commit if look.commit is not None else ""
        numbers: dict[str, int] = {}
        choices: list[Choice] = []
        makers = self._makers(look)
        with store.database.writing() as connection:
            for section in lesson.sections:
                body = self._body(lesson, section.id, look.apart.bodies[section.id])
                if not body:
                    continue
                name = lesson.kept_key(section)
                attempt = self._known(name, body)
                if attempt is None:
                    made_by = makers[section.id]
                    attempt = made_by.store(self._course, name, body, feedback=_source(look), within=connection)
                numbers[section.id] = attempt.number
                choices.append(Choice(name, attempt.number, self._course.fingerprint(lesson, section)))
            act = decisions.accept_within(connection, store, choices)
            approvals.insert(
                connection,
                store.now(),
                lesson=lesson.kept_name,
                path=look.path.relative_to(self._course.workspace.root).as_posix(),
                commit=commit,
                text=look.there,
                attempts=numbers,
            )
        self._note(act)
        accepted = {f"{lesson.id}/{slug}": number for slug, number in numbers.items()}
        return Adopted(lesson.id, accepted, commit, None, look.notes)

    def _makers(self, look: Look) -> Mapping[str, Maker]:
        """Return who made each section of the text from outside; git tells it of what it holds just so."""
        bodies = {slug: self._body(look.lesson, slug, body) for slug, body in look.apart.bodies.items()}
        return section_origins.makers(self._course, self._versions, look.lesson, bodies, ["HEAD"])

    def _known(self, name: str, body: str) -> Attempt | None:
        """Return the attempt that has that text, the accepted one first, else the newest."""
        accepted = decisions.accepted(self._course.store, name)
        if accepted is not None and accepted.text == body:
            return accepted
        whole = [each for each in self._course.store.of(name) if each.outcome is Outcome.COMPLETE]
        return next((each for each in reversed(whole) if each.text == body), None)

    def _last_commit(self, path: Path) -> LastCommit | None:
        with Committed(self._course.workspace.root) as committed:
            return committed.last_commit(path)

    def _approved_bytes(self, look: Look) -> bytes:
        if look.commit is not None:
            with Committed(self._course.workspace.root) as committed:
                content = committed.checked_out(look.path)  # line ends and filters as a checkout has them
            if content is not None:
                return content
        return look.here.encode()

    # What was looked at

    def _check(self, look: Look) -> bytes | None:
        """Return the file's bytes, if file and git are as they were looked at.

        Raises:
            FileChanged: they are not.
        """
        content = atomic.content(look.path)
        if (kept_texts.digest(content) if content is not None else None) != look.digest:
            raise FileChanged(look.path)
        self._course.files.committed.refresh()
        last = approvals.last(self._course.store, look.lesson.kept_name)
        texts = self._course.files.texts(look.lesson, last.text if last is not None else None)
        there = {LessonState.EDITED: texts.on_disk, LessonState.BEHIND: texts.committed, LessonState.MISSING: ""}
        if texts.state is not look.state or not same_text(there[look.state], look.there):
            raise FileChanged(look.path)
        return content

    def _create(self, path: Path, content: bytes, mode: int | None) -> None:
        try:
            atomic.create_bytes(path, content, mode=mode)
        except FileExistsError as error:
            raise FileChanged(path) from error

    def _body(self, lesson: LessonPlan, slug: str, body: str) -> str:
        return lesson_document.section_body(body, _section(lesson, slug).title)


def _section(lesson: LessonPlan, slug: str) -> SectionPlan:
    return next(section for section in lesson.sections if section.id == slug)


def _source(look: Look) -> str:
    if look.state is LessonState.BEHIND and look.commit is not None:
        return f"Adopted from {look.commit.commit[:10]}, by {look.commit.author}."
    return f"Adopted from {look.path.name}."


def _of_the_rest(
    here: str, there: str, apart: TakenApart, lesson: LessonPlan, own: Mapping[str, str]
) -> tuple[str, ...]:
    """Say where the texts differ above the first section, which the plan and the template write."""
    if not here or not there or apart.above == take_apart(lesson, here, own).above:
        return ()
    return ("What stands above the first section comes from the plan and the template: a change there is not adopted.",)
