"""./dev check: what can be said about the code without running it."""

from training_site.devtools import setup
from training_site.devtools.shell import VENV, Failed, environment, python, run, say

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
    failed = []
    for name in arguments or CHECKS:
        program, *rest = CHECKS[name]
        command = [python() if program == "python" else str(VENV / "bin" / program), *rest]
        say(f"── {name}")
        if run(command, check=False, env=environment(DJANGO_SETTINGS_MODULE="training_site.settings.dev")):
            failed.append(name)
    if failed:
        raise Failed(f"Not clean: {', '.join(failed)}.")
    say("All checks passed.")
    return 0
