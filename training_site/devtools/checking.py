"""./dev check: what can be said about the code without running it."""

import subprocess
from concurrent.futures import ThreadPoolExecutor

from training_site.devtools import setup
from training_site.devtools.shell import ROOT, VENV, Failed, environment, python, say

CHECKS = {
    "style": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "-q", "."],
    "types": ["mypy"],
    "floors": ["lint-imports"],
    "security": ["bandit", "-q", "-ll", "-c", "pyproject.toml", "-r", "training_site", "etiquette", "courses", "exams"],
    "settings": ["python", "manage.py", "check", "--fail-level", "WARNING"],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "translations": ["python", "manage.py", "messages", "--check"],
    "templates": ["python", "manage.py", "check_templates"],
}


def main(arguments: list[str]) -> int:
    """All checks, or those named; every one is run and the failed ones are listed at the end."""
    setup.ready("dev")
    unknown = [name for name in arguments if name not in CHECKS]
    if unknown:
        raise Failed(f"There is no check “{unknown[0]}”. There are: {', '.join(CHECKS)}.")
    names, failed = arguments or list(CHECKS), []
    with ThreadPoolExecutor(2) as pool:  # most of them use one core
        for name, done in zip(names, pool.map(_look, names), strict=True):
            say(f"── {name}\n{done.stdout}".rstrip())
            if done.returncode:
                failed.append(name)
    if failed:
        raise Failed(f"Not clean: {', '.join(failed)}.")
    say("All checks passed.")
    return 0


def _look(name: str) -> subprocess.CompletedProcess[str]:
    """One check with what it says."""
    program, *rest = CHECKS[name]
    command = [python() if program == "python" else str(VENV / "bin" / program), *rest]
    surroundings = environment(DJANGO_SETTINGS_MODULE="training_site.settings.dev")
    return subprocess.run(command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
