"""What changed between two texts, word by word; every Han character is a word of its own."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]|\w+|\s+|.", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `changed` is what the other text does not have."""

    text: str
    changed: bool


def compare(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces; the changed ones of the first were deleted, those of the second inserted."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    left: list[Piece] = []
    right: list[Piece] = []
    for deed, old_from, old_to, new_from, new_to in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if old_to > old_from:
            left.append(Piece("".join(before[old_from:old_to]), deed != "equal"))
        if new_to > new_from:
            right.append(Piece("".join(after[new_from:new_to]), deed != "equal"))
    return left, right
