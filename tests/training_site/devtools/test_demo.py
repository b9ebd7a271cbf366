"""./dev demo at the terminal: what it refuses, what it shows of its programs, and that all of them end."""

import os
import socket
import sys
import time

import pytest

from training_site.devtools import demo
from training_site.devtools.shell import ROOT, Failed
from training_site.devtools.watching import Watched, stop

CHATTER = """
print("2026-11-29 13:18:39,234 INFO django_tasks: Task state=RUNNING")
print("2026-11-29 13:18:40,220 ERROR ledger: Job 3 failed, try 1.")
print("Traceback (most recent call last):")
print("ValueError: no such thing")
print("2026-11-29 13:18:41,000 INFO django_tasks: Task state=SUCCESSFUL")
"""


@pytest.fixture
def log():
    path = ROOT / ".cache" / f"watched-{os.getpid()}.log"
    path.parent.mkdir(exist_ok=True)
    yield path
    path.unlink(missing_ok=True)


def watched(code, log):
    return Watched("worker", [sys.executable, "-u", "-c", code], log, dict(os.environ))


def test_only_warnings_with_their_traceback_reach_the_terminal_and_the_file_has_all(log, capsys):
    one = watched(CHATTER, log)
    one.process.wait(20)
    one.reader.join(20)
    shown = capsys.readouterr().out.splitlines()
    assert [line.removeprefix("  worker: ")[:10] for line in shown] == ["2026-11-29", "Traceback ", "ValueError"]
    assert len(log.read_text().splitlines()) == 5
    assert "ValueError: no such thing" in one.last_words()
    assert log.name in one.last_words()


# A program that hangs, with a child that hangs; the test itself waits for neither.
STUBBORN = """
import signal, subprocess, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(subprocess.Popen(["sleep", "300"]).pid)
time.sleep(300)
"""


def test_a_program_that_does_not_want_to_end_is_ended_with_its_children(log):
    one = watched(STUBBORN, log)
    end = time.monotonic() + 20
    while not one.last and time.monotonic() < end:
        one.reader.join(0.05)
    assert one.last
    stop([one], patience=0.2)
    assert one.process.returncode == -9
    one.reader.join(10)  # the pipe closes when the last of the group is gone
    assert not one.reader.is_alive()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--database-url", "mysql://x"], "must start with postgresql://"),
        (["--database-url", "postgresql://x/y", "--reset"], "--reset removes the demo's own SQLite file only"),
        (["--port", "70000"], "is no port"),
    ],
)
def test_what_cannot_work_is_refused_with_what_to_do_instead(arguments, said):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        free = other.getsockname()[1]
    with pytest.raises(Failed) as refused:
        demo.main([*([] if "--port" in arguments else ["--port", str(free)]), *arguments])
    assert said in str(refused.value)


def test_a_taken_port_is_named_with_the_next_one():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Failed, match=f"Port {port} is taken.*--port {port + 1}"):
            demo.main(["--port", str(port)])


def test_the_digest_follows_the_content(tmp_path, monkeypatch):
    for folder in ("requirements", "training_site/demo", "exams/bank/migrations"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "requirements" / "base.txt").write_text("django==5.2\n")
    content = tmp_path / "training_site" / "demo" / "exams.yaml"
    content.write_text("- code: onboarding\n")
    monkeypatch.setattr(demo, "ROOT", tmp_path)
    before = demo.digest()
    assert demo.digest() == before
    content.write_text("- code: red-lines\n")
    assert demo.digest() != before
    between = demo.digest()
    (tmp_path / "exams" / "bank" / "migrations" / "0009_more.py").write_text("")
    assert demo.digest() != between
