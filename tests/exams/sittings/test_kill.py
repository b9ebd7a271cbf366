"""An answer shown as saved is never lost, whatever happens to the server (reliability.md P1).

A real server is killed with `kill -9` at random moments while answers are being saved; every answer that was told "saved" must be in the
database afterwards, and the chain of answers whole. DECORUM_KILL_ROUNDS sets the number of kills: 4 by default, with ten answers saved before
each; from 20 on as many are saved between the kills as the promise says, 10,000.
"""

import http.client
import json
import os
import random
import threading
import time

import pytest

from tests.at_once import told
from tests.databases import DEV
from tests.live import Site, site

ROUNDS = int(os.environ.get("DECORUM_KILL_ROUNDS", "4"))
FULL_ROUNDS, FULL_SAVES = 20, 10_000
SAVES = FULL_SAVES if ROUNDS >= FULL_ROUNDS else 10 * ROUNDS
TAKERS = 8  # each with a paper of their own: one paper takes no more answers a minute than a person can give
WORKERS = "tests.exams.sittings.workers"
TOKEN = "k" * 32

pytestmark = pytest.mark.server


class Taker(threading.Thread):
    """Saves answers to a question of its own paper as fast as the server answers, and keeps what it was told."""

    def __init__(self, running: Site, number: int, facts: dict) -> None:
        super().__init__(daemon=True)
        self.running, self.number, self.facts = running, number, facts
        self.revision, self.count = 0, 0
        self.saved: dict[str, str] = {}
        self.odd: list[object] = []
        self.ended = False

    def run(self) -> None:
        key = self.next_key()
        while not self.ended:
            try:
                status, answer = self.send(key)
            except (OSError, http.client.HTTPException, ValueError):
                time.sleep(0.05)  # the server is gone: the same answer is sent again under the same key
                continue
            if status == 200:
                self.saved[key] = self.option()
                self.revision = answer["revision"]
                key = self.next_key()
            else:
                self.odd.append((status, answer))
                return

    def next_key(self) -> str:
        self.count += 1
        return f"taker-{self.number}-save-{self.count}"

    def option(self) -> str:
        return "abcd"[self.count % 4]

    def send(self, key: str) -> tuple[int, dict]:
        connection = http.client.HTTPConnection("127.0.0.1", self.running.port, timeout=5)
        body = json.dumps({"item": 1, "revision": self.revision, "client_key": key, "response": {"option": self.option()}})
        headers = {"Content-Type": "application/json", "Cookie": f"sessionid={self.facts['session']}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
        try:
            connection.request("POST", f"/exams/attempt/{self.facts['attempt']}/save/", body, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()


def test_no_answer_told_saved_is_lost_when_the_server_is_killed(own_database):
    papers = told(own_database, WORKERS, "sittings", str(TAKERS), settings=DEV)
    chance = random.Random(20260722)
    with site(own_database, settings=DEV) as running:
        takers = [Taker(running, number, facts) for number, facts in enumerate(papers)]
        for taker in takers:
            taker.start()
        for round_number in range(1, ROUNDS + 1):
            while sum(len(taker.saved) for taker in takers) < SAVES * round_number / ROUNDS and any(taker.is_alive() for taker in takers):
                time.sleep(0.01)  # between two looks
            time.sleep(chance.uniform(0.05, 0.8))  # the server dies at a moment that nobody waited for: the thing under test
            assert running.kill() == -9
            running.start_server()
        for taker in takers:
            taker.ended = True
            taker.join(30)
        assert [taker.odd for taker in takers] == [[]] * TAKERS
    stored = told(own_database, WORKERS, "stored", "0", settings=DEV)
    saved = {key: option for taker in takers for key, option in taker.saved.items()}
    assert len(saved) >= SAVES
    print(f"{ROUNDS} kills, {len(saved)} answers told saved")
    assert {key: stored["accepted"].get(key) for key in saved} == saved
    assert stored["faults"] == []
