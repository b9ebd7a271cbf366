"""Chinese without a dictionary: single characters and overlapping pairs (dependencies.md, pitfall 9); other scripts by word.

Text and query are cut by the same rules, so "微笑" in a query is the pair "微笑" of every text that holds it.
"""

import re
import unicodedata

_RUN = re.compile(
    r"(?P<han>[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+)|(?P<word>[^\W_\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+(?:[.-][^\W_\u3400-\u9fff]+)*)"
)
_PART = re.compile(r"[.-]")
_ENDINGS = ("ing", "ed", "es", "s")
_SHORTEST_STEM = 4


def folded(text: str) -> str:
    """Full-width forms and capitals made equal to plain ones (NFKC, then case folding)."""
    return unicodedata.normalize("NFKC", text).casefold()


def tokens(text: str) -> str:
    """What is stored with a passage: its distinct tokens, each with a space on both sides."""
    found: dict[str, None] = {}
    for run in _RUN.finditer(folded(text)):
        if run["han"]:
            found.update(dict.fromkeys(run["han"]))
            found.update(dict.fromkeys(run["han"][at : at + 2] for at in range(len(run["han"]) - 1)))
        else:
            found[run["word"]] = None
            found.update(dict.fromkeys(_PART.split(run["word"])))
    return f" {' '.join(found)} " if found else ""


def stem(word: str) -> str:
    """An English word without a common ending, so that "customers" finds "customer"; never shorter than four letters."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


def needles(query: str) -> list[str]:
    """What must all stand in a passage's tokens: " 微笑 " for Han (pairs, or a lone character), " serv" for the start of a word."""
    wanted: dict[str, None] = {}
    for run in _RUN.finditer(folded(query)):
        if run["han"]:
            han = run["han"]
            pieces = [han[at : at + 2] for at in range(len(han) - 1)] or [han]
            wanted.update(dict.fromkeys(f" {piece} " for piece in pieces))
        else:
            wanted[f" {stem(run['word'])}"] = None
    return list(wanted)


def marks(query: str) -> list[str]:
    """The pieces of a query to mark in a text it was found in, longest first, folded."""
    pieces: dict[str, None] = {}
    for run in _RUN.finditer(folded(query)):
        if run["han"]:
            han = run["han"]
            pieces[han] = None
            pieces.update(dict.fromkeys(han[at : at + 2] for at in range(len(han) - 1)))
        else:
            pieces[stem(run["word"])] = None
    return sorted(pieces, key=len, reverse=True)
