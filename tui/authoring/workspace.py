"""A workspace: the folder that holds `syllabus.yaml`, `templates/` and `course/`, and where its parts lie."""

from dataclasses import dataclass
from pathlib import Path

from tui.authoring import atomic
from tui.authoring.errors import AuthoringError, InputError

SYLLABUS = "syllabus.yaml"


class NotAWorkspace(InputError):
    """No syllabus was found where one was expected."""


def shipped_templates() -> Path:
    """Return the folder of the templates that Coursewright itself brings."""
    package = Path(__file__).parent
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent.parent / "templates"


@dataclass(frozen=True)
class Workspace:
    """The paths of one workspace; nothing is opened or made until it is asked for."""

    root: Path

    @classmethod
    def find(cls, start: Path) -> "Workspace":
        """Return the workspace of `start`: the nearest folder, from there upwards, with a `syllabus.yaml`.

        Raises:
            NotAWorkspace: there is none.
        """
        start = start.resolve()
        for folder in (start, *start.parents):
            if (folder / SYLLABUS).is_file():
                return cls(folder)
        raise NotAWorkspace(
            f"There is no {SYLLABUS} in {start} or above it. "
            "Go to your course, or make one: coursewright init DIR --outline FILE"
        )

    @property
    def syllabus(self) -> Path:
        """`syllabus.yaml`."""
        return self.root / SYLLABUS

    @property
    def templates(self) -> Path:
        """The author's `templates/`, or the shipped ones where the workspace has none."""
        own = self.root / "templates"
        return own if own.is_dir() else shipped_templates()

    @property
    def blueprint(self) -> Path:
        """`templates/blueprint.yaml`."""
        return self.templates / "blueprint.yaml"

    @property
    def course(self) -> Path:
        """`course/`."""
        return self.root / "course"

    def day_folder(self, day: int) -> Path:
        """Return `course/dayNN/`."""
        return self.course / f"day{day:02d}"

    def plan(self, day: int) -> Path:
        """Return `course/dayNN/plan.yaml`."""
        return self.day_folder(day) / "plan.yaml"

    def lesson(self, day: int, file: str) -> Path:
        """Return the path of a lesson's file."""
        return self.day_folder(day) / file

    @property
    def state(self) -> Path:
        """`.coursewright/`: what is the author's alone and never committed."""
        return self.root / ".coursewright"

    @property
    def database(self) -> Path:
        """`.coursewright/workbench.db`: attempts, decisions, approvals."""
        return self.state / "workbench.db"

    @property
    def editing(self) -> Path:
        """`.coursewright/editing/`: what is being typed and is no attempt yet."""
        return self.state / "editing"

    @property
    def drafts(self) -> Path:
        """`.coursewright/drafts/`: where other programs may save a section's text, to be stored as an attempt."""
        return self.state / "drafts"

    @property
    def replaced(self) -> Path:
        """`.coursewright/replaced/`: what gave way to another text: plans before a replan, files of lessons."""
        return self.state / "replaced"

    @property
    def settled(self) -> Path:
        """`.coursewright/settled.json`: lessons that were merged here, until the author's merge is committed."""
        return self.state / "settled.json"

    @property
    def glossary(self) -> Path:
        """`course/glossary.yaml`: the terms and symbols that lessons have introduced."""
        return self.course / "glossary.yaml"

    @property
    def checks(self) -> Path:
        """`.coursewright/checks.db`: what the checks found, until something changes."""
        return self.state / "checks.db"

    def known_plan(self, day: int) -> Path:
        """Return where the day's plan is kept as it was last written here, to understand a change by hand."""
        return self.state / "plans" / f"day{day:02d}.yaml"

    @property
    def screen(self) -> Path:
        """`.coursewright/screen.json`: where the author was on screen."""
        return self.state / "screen.json"

    def make_state(self) -> None:
        """Make `.coursewright/`, which hides itself from git whatever the author's `.gitignore` says.

        Raises:
            AuthoringError: the folder cannot be written.
        """
        try:
            self.state.mkdir(exist_ok=True)
        except OSError as error:
            raise AuthoringError(
                f"{self.root} cannot be written ({error.strerror}), and drafts must be kept somewhere: "
                "change its permissions, or work on a copy."
            ) from error
        if not (self.state / ".gitignore").exists():
            atomic.write_text(self.state / ".gitignore", "*\n")
