"""The templates of the prompts: the author's own, so they are run in a sandbox and their mistakes named by line."""

import traceback
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.authoring.errors import AuthoringError

if TYPE_CHECKING:
    from jinja2 import Environment

SYSTEM = "system.md.j2"
RULES = "rules.md.j2"
"""The author's own standing rules; there need be none."""
BLOCKS = ("course.md.j2", "day.md.j2", "lesson.md.j2", "section.md.j2")
"""Stable first: what a whole course shares, then a day, then a lesson, then what this section alone needs."""

_LATER = {f"'{name}' is undefined" for name in ("glossary", "day", "lesson", "section")}


class TemplateError(AuthoringError):
    """A template that cannot be used; the message names its file and line."""


class PromptTemplates:
    """The templates below `folder/prompts`; one that was edited is read anew, so that the next prompt follows."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "prompts"
        self._environment = _environment(self._folder)

    def has(self, name: str) -> bool:
        """Return whether there is a template of that name."""
        return (self._folder / name).exists()

    def render(self, name: str, values: Mapping[str, Any]) -> str:
        """Return the template filled in, without white space around it.

        Raises:
            TemplateError: it is missing, malformed, asks for a name that there is not, or does what it may not.
        """
        import jinja2

        try:
            return self._environment.get_template(name).render(values).strip()
        except jinja2.TemplateNotFound as error:
            missing = self._folder / str(error.name or name)
            raise TemplateError(
                f"{missing} is missing: put it back, or run `coursewright init` for a fresh one."
            ) from error
        except jinja2.TemplateSyntaxError as error:
            path = error.filename or str(self._folder / name)
            raise TemplateError(f"{path}, line {error.lineno}: {_sentence(error.message or 'malformed')}") from error
        except OSError as error:
            raise TemplateError(f"{self._folder / name} could not be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise TemplateError(f"{self._folder / name} is not UTF-8 text: save it as UTF-8.") from error
        except Exception as error:
            # Jinja rewrites the traceback so that its frames stand in the templates.
            frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(str(self._folder))]
            place = f"{frames[-1].filename}, line {frames[-1].lineno}" if frames else str(self._folder / name)
            said = str(error) or type(error).__name__
            if name in (SYSTEM, RULES, *BLOCKS[:-1]) and said in _LATER:
                said += ", for what many sections share cannot speak of one: use it in a template further down"
            raise TemplateError(f"{place}: {_sentence(said)}") from error


@lru_cache(maxsize=4)
def _environment(folder: Path) -> "Environment":
    # Kept, since compiling takes as long as all else of a prompt; Jinja sees by a file's time that it was changed.
    import jinja2
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        loader=jinja2.FileSystemLoader(folder),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
    )


def _sentence(said: str) -> str:
    return said[:1].lower() + said[1:].rstrip(".") + "."
