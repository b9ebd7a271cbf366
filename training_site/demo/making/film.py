"""The film: frames drawn and encoded by Chromium, put into a WebM file here (RFC 8794, RFC 9559), with a length and an index for seeking."""

from __future__ import annotations

import base64
import os
import shutil
import struct
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from courses.lessons.drawings import data_address

WIDTH, HEIGHT, FRAME_RATE = 640, 360, 12
WHOLE, SECONDS, TURN = 2.5, 3.5, 0.8  # the whole drawing, one step, the way from one to the next
SCENES = [{"x": x, "y": y, "wide": 310} for y in (96, 268) for x in (84, 240, 396)]
PLACE = "https://film.invalid/"  # answered by the script itself; encoders need a secure context


def frames() -> list[tuple[int, bool, bytes]]:
    """Milliseconds, whether a key frame, and content of each frame."""
    scene = Path(__file__).with_name("film.js").read_text(encoding="utf-8")
    given: dict[str, Any] = {"drawing": data_address("counter-flow"), "width": WIDTH, "height": HEIGHT, "frameRate": FRAME_RATE}
    given |= {"scenes": SCENES, "seconds": SECONDS, "whole": WHOLE, "turn": TURN}
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        page = browser.new_page()
        page.route(PLACE, lambda route: route.fulfill(content_type="text/html", body="<!doctype html>"))
        page.goto(PLACE)
        found = page.evaluate(scene[scene.index("async") :], given)
        browser.close()
    return [(round(at / 1000), bool(key), base64.b64decode(content)) for at, key, content in found]


def _number(value: int, width: int = 0) -> bytes:
    return value.to_bytes(width or max(1, (value.bit_length() + 7) // 8), "big")


def element(name: int, content: bytes) -> bytes:
    """An element of EBML with its length in eight bytes."""
    return _number(name) + _number(len(content) | 1 << 56, 8) + content


def webm(found: list[tuple[int, bool, bytes]]) -> bytes:
    """The whole file: a cluster for each key frame, its place in the index."""
    head = element(0x1A45DFA3, element(0x4282, b"webm") + element(0x4287, _number(4)) + element(0x4285, _number(2)))
    length = len(found) * 1000 / FRAME_RATE
    info = element(
        0x1549A966,
        element(0x2AD7B1, _number(1_000_000))
        + element(0x4489, struct.pack(">d", length))
        + element(0x4D80, b"Decorum")
        + element(0x5741, b"Decorum"),
    )
    size = element(0xB0, _number(WIDTH)) + element(0xBA, _number(HEIGHT))
    track = element(0xD7, _number(1)) + element(0x73C5, _number(1)) + element(0x83, _number(1)) + element(0x86, b"V_VP8") + element(0xE0, size)
    tracks = element(0x1654AE6B, element(0xAE, track))
    clusters = _clusters(found)
    at = len(info) + len(tracks) + len(_index([(start, 0) for start, _cluster in clusters]))
    places = []
    for start, cluster in clusters:
        places.append((start, at))
        at += len(cluster)
    body = info + tracks + _index(places) + b"".join(cluster for _start, cluster in clusters)
    return head + element(0x18538067, body)


def _clusters(found: list[tuple[int, bool, bytes]]) -> list[tuple[int, bytes]]:
    groups: list[list[tuple[int, bool, bytes]]] = []
    for frame in found:
        if frame[1] or not groups:
            groups.append([])
        groups[-1].append(frame)
    clusters = []
    for group in groups:
        start = group[0][0]
        blocks = b"".join(element(0xA3, b"\x81" + struct.pack(">hB", at - start, 0x80 if key else 0) + content) for at, key, content in group)
        clusters.append((start, element(0x1F43B675, element(0xE7, _number(start)) + blocks)))
    return clusters


def _index(places: list[tuple[int, int]]) -> bytes:
    points = b""
    for start, at in places:
        position = element(0xB7, element(0xF7, _number(1)) + element(0xF1, _number(at, 8)))
        points += element(0xBB, element(0xB3, _number(start, 4)) + position)
    return element(0x1C53BB6B, points)


def make(folder: Path) -> None:
    """Write the film."""
    (folder / "counter-six-steps.webm").write_bytes(webm(frames()))
