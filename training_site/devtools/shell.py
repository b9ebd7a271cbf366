"""Running programs and talking to the person at the terminal."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CACHE = ROOT / ".cache"
VENV = ROOT / ".venv"


class Failed(Exception):
    """A step did not work; the text says what and what to do."""


def say(text: str, error: bool = False) -> None:
    """One line, at once."""
    print(text, file=sys.stderr if error else sys.stdout, flush=True)


def python() -> str:
    """The interpreter of the project's own environment."""
    return str(VENV / "bin" / "python")


def environment(**changes: str) -> dict[str, str]:
    """The surroundings of every program we start: our fonts, no stray Django settings."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONHOME"}
    fonts = CACHE / "fonts.conf"
    if fonts.exists():
        kept["FONTCONFIG_FILE"] = str(fonts)
    libraries = CACHE / "debian" / "lib"
    if libraries.exists():
        kept["LD_LIBRARY_PATH"] = ":".join(filter(None, [str(libraries), kept.get("LD_LIBRARY_PATH", "")]))
    kept["PYTHONDONTWRITEBYTECODE"] = kept.get("PYTHONDONTWRITEBYTECODE", "")
    return {name: value for name, value in {**kept, **changes}.items() if value != ""}


def run(command: Sequence[str], *, check: bool = True, quiet: bool = False, env: dict[str, str] | None = None) -> int:
    """Run a program in the project's folder; quiet ones show their output only when they fail (then Failed)."""
    done = subprocess.run(list(command), cwd=ROOT, env=env or environment(), capture_output=quiet, text=True, check=False)
    if done.returncode and check:
        if quiet:
            print(done.stdout + done.stderr, file=sys.stderr)
        raise Failed(f"{' '.join(Path(part).name if '/' in part else part for part in command[:4])} … ended with code {done.returncode}.")
    return done.returncode


class Step:
    """`with Step("Installing"):` says what is being done and how long it took."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __enter__(self) -> "Step":
        self.start = time.monotonic()
        say(f"· {self.text} …")
        return self

    def __exit__(self, kind: object, *rest: object) -> None:
        if kind is None:
            say(f"  done in {time.monotonic() - self.start:.1f} s")
