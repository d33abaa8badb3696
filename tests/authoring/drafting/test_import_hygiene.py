"""Starting the tool must not wait for what only drafting needs."""

import subprocess
import sys

import pytest

HEAVY = ("anthropic", "httpx2", "xllamacpp", "jinja2", "textual")


@pytest.mark.parametrize(
    "module", ["settings", "profiles", "prompts", "writer", "endpoint", "local_server", "failures", "outcome", "prices"]
)
def test_a_module_imports_nothing_heavy(module: str) -> None:
    code = (
        f"import sys, tui.authoring.drafting.{module}\n"
        f"found = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "assert not found, found\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
