"""Installing: Debian packages, the virtual environment, fonts, message catalogues. Every step is skipped when it is done."""

import ctypes.util
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from training_site.devtools.shell import CACHE, ROOT, VENV, Failed, Step, environment, python, run, say

# One line for everything (dependencies.md, pitfall 18): file or library that shows it is there → package.
PDF_PACKAGES = {"pango-1.0": "libpango-1.0-0", "pangoft2-1.0": "libpangoft2-1.0-0", "harfbuzz-subset": "libharfbuzz-subset0"}
# The font for rare names, unless DECORUM_RARE_FONT names one elsewhere (training_site/settings/base.py).
FONT_PACKAGES = {"/usr/share/fonts/truetype/hanazono/HanaMinB.ttf": "fonts-hanazono"}
# Debian's Chromium for the walks. Its headless shell draws and behaves alike, and does without the windows, which cost a quarter of the time.
BROWSERS = ("chromium-headless-shell", "chromium")


def missing_packages(profile: str) -> list[str]:
    """Debian packages that this machine lacks for a profile: "base" to run, "dev" to test."""
    missing = [package for library, package in PDF_PACKAGES.items() if ctypes.util.find_library(library) is None]
    if not os.environ.get("DECORUM_RARE_FONT"):
        missing += [package for file, package in FONT_PACKAGES.items() if not Path(file).exists()]
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        missing.append("python3-venv")
    if profile == "dev" and browser() is None:
        missing.append(BROWSERS[0])
    return missing


def browser() -> str | None:
    """Where the Chromium is that walks and pictures use; None without any."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def debian_packages(profile: str) -> None:
    """Install what is missing when root; else say the exact line, and go on where one can."""
    missing = missing_packages(profile)
    if not missing:
        return
    line = f"apt-get update && apt-get install -y --no-install-recommends {' '.join(missing)}"
    if os.geteuid() == 0 and shutil.which("apt-get"):
        with Step(f"Installing Debian packages: {' '.join(missing)}"):
            quiet = environment(DEBIAN_FRONTEND="noninteractive")
            run(["apt-get", "update", "-qq"], quiet=True, env=quiet)
            run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], quiet=True, env=quiet)
        return
    if "python3-venv" in missing:
        raise Failed(f"Python's venv module is missing. Run this line as root, then try again:\n    {line}")
    say(f"! Some Debian packages are missing. PDFs, names with rare characters or browser tests will not work until you run as root:\n    {line}")


def lock_digest(profile: str) -> str:
    """What is installed is known by the lock's content and the interpreter."""
    content = (ROOT / "requirements" / f"{profile}.txt").read_bytes()
    return hashlib.sha256(content + sys.version.encode()).hexdigest()


def virtual_environment(profile: str) -> None:
    """Create .venv and install the hash-pinned list; the list for tests holds the one for running."""
    stamp = VENV / "installed"
    installed = stamp.read_text().split() if stamp.exists() else []
    wanted = {"base": [lock_digest("base"), lock_digest("dev")], "dev": [lock_digest("dev")]}[profile]
    if any(digest in installed for digest in wanted):
        return
    if not Path(python()).exists():
        with Step("Making the virtual environment .venv"):
            run([sys.executable, "-m", "venv", str(VENV)], quiet=True)
    with Step(f"Installing requirements/{profile}.txt (about a minute at the first time)"):
        pip = [python(), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input"]
        run([*pip, "--require-hashes", "-r", f"requirements/{profile}.txt"], quiet=True)
    stamp.write_text(lock_digest(profile) + "\n")


def fonts() -> None:
    """A fontconfig file that offers the bundled Chinese fonts, the same glyphs for PDFs and for Chromium."""
    target = CACHE / "fonts.conf"
    code = "import importlib.util as u; print(list(u.find_spec('pylopdf_fonts_zh_cn').submodule_search_locations)[0])"
    folder = subprocess.run([python(), "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    content = f"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{folder}</dir>
  <dir>/usr/share/fonts</dir>
  <match target="font">
    <test name="weight" compare="less_eq"><const>medium</const></test>
    <test target="pattern" name="weight" compare="more_eq"><const>demibold</const></test>
    <edit name="embolden" mode="assign"><bool>true</bool></edit>
    <edit name="weight" mode="assign"><const>bold</const></edit>
  </match>
  <cachedir>{CACHE / "fontconfig"}</cachedir>
  <alias><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias>
  <alias><family>serif</family><prefer><family>Noto Serif SC</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family><family>Noto Sans SC</family></prefer></alias>
</fontconfig>
"""
    if not target.exists() or target.read_text() != content:
        target.write_text(content)


def catalogues() -> None:
    """Compile message catalogues that are newer than their compiled form."""
    sources = [path for path in ROOT.glob("*/**/LC_MESSAGES/*.po") if ".venv" not in path.parts]
    stale = [path for path in sources if not path.with_suffix(".mo").exists() or path.with_suffix(".mo").stat().st_mtime_ns < path.stat().st_mtime_ns]
    if stale:
        with Step("Compiling translations"):
            run([python(), "manage.py", "messages", "--compile"], quiet=True)


def ready(profile: str) -> None:
    """Everything a command needs; quick when nothing is missing. Profiles: "base" to run, "dev" to test."""
    CACHE.mkdir(exist_ok=True)
    debian_packages(profile)
    virtual_environment(profile)
    fonts()
    catalogues()


def main(arguments: list[str]) -> int:
    """./dev setup: install for running and testing."""
    ready("dev")
    say("Everything is installed.")
    return 0
