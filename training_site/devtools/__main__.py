"""./dev COMMAND: one list of named commands; CI runs the same ones."""

import sys

from training_site.devtools import checking, demo, locking, setup, shots, testing
from training_site.devtools.shell import Failed, python, run, say

HELP = """\
./dev demo    install, load the sample academy, start server, worker and clockwork (--port N, --reset, --database-url URL)
./dev test    the whole suite on SQLite and PostgreSQL, and in a real browser (--no-browser; PATH and pytest options pass through)
./dev check   style, types, floors, migrations, translations, templates, security
./dev shots   pictures of the main pages at 390 and 1280 px, zh and en, light and dark, with their checks
./dev setup   only install what is needed
./dev manage  Django's command line, such as ./dev manage messages
./dev lock    resolve requirements/*.in anew into hash-pinned lists
./dev help    this list"""


def manage(arguments: list[str]) -> int:
    """Django's command line in the project's own environment."""
    setup.ready("base")
    return run([python(), "manage.py", *arguments], check=False)


COMMANDS = {
    "demo": demo.main,
    "test": testing.main,
    "check": checking.main,
    "shots": shots.main,
    "setup": setup.main,
    "manage": manage,
    "lock": locking.main,
}


def main() -> int:
    """Run one command; a failure ends with a sentence and what to do, not with a traceback."""
    name, arguments = (sys.argv[1] if len(sys.argv) > 1 else "help"), sys.argv[2:]
    if name in {"help", "-h", "--help"}:
        print(HELP)
        return 0
    if name not in COMMANDS:
        print(f"There is no command “{name}”.\n\n{HELP}", file=sys.stderr)
        return 2
    try:
        return COMMANDS[name](arguments)
    except Failed as failure:
        say(f"✗ {failure}", error=True)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
