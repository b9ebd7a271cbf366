"""./dev shots: pictures of the main pages, and what a machine can say about them."""

from training_site.devtools import setup
from training_site.devtools.shell import ROOT, environment, python, run


def main(arguments: list[str]) -> int:
    """Take the pictures into .cache/shots; fails on sideways scrolling, axe findings and missing glyphs."""
    setup.ready("dev")
    surroundings = environment(DATABASE_URL=f"sqlite:///{ROOT / '.cache' / 'unused.sqlite3'}", DJANGO_SETTINGS_MODULE="training_site.settings.test")
    return run([python(), "-m", "tests.browser.shots", *arguments], check=False, env=surroundings)
