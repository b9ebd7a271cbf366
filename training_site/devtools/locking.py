"""./dev lock: requirements/*.in resolved into lists with hashes and without addresses."""

from training_site.devtools import setup
from training_site.devtools.shell import VENV, Step, run


def main(arguments: list[str]) -> int:
    """Resolve both lists; arguments such as --upgrade pass through to uv."""
    setup.ready("dev")
    for name in ("base", "dev"):
        with Step(f"Resolving requirements/{name}.in"):
            fixed = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-header", "--quiet"]
            run([str(VENV / "bin" / "uv"), "pip", "compile", *fixed, *arguments, f"requirements/{name}.in", "-o", f"requirements/{name}.txt"])
    return 0
