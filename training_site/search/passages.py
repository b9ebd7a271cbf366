"""Putting passages into the index and finding them again."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from training_site.search import bigrams
from training_site.search.models import SearchPassage

LONGEST_QUERY = 80
MOST_NEEDLES = 40


@dataclass(frozen=True)
class Passage:
    """A piece of text in one language ("zh" or "en"); `anchor` is its place inside the object, "" for the whole."""

    language: str
    title: str
    text: str
    anchor: str = ""


def index(kind: str, object_id: object, passages: Iterable[Passage]) -> None:
    """Replace what is known of one object. Passages without text are passed over."""
    index_many(kind, {str(object_id): list(passages)})


def index_many(kind: str, objects: Mapping[str, Iterable[Passage]]) -> None:
    """Replace what is known of several objects: two statements for each 500 passages."""
    rows = [
        SearchPassage(
            kind=kind,
            object_id=str(object_id),
            anchor=passage.anchor,
            language=passage.language,
            title=passage.title[:255],
            text=passage.text,
            bigrams=bigrams.tokens(f"{passage.title} {passage.text}"),
        )
        for object_id, passages in objects.items()
        for passage in passages
        if passage.text.strip()
    ]
    with transaction.atomic():
        forget(kind, objects.keys())
        SearchPassage.objects.bulk_create(rows, batch_size=500)


def forget(kind: str, object_ids: Iterable[object]) -> None:
    """Take objects out of the index."""
    SearchPassage.objects.filter(kind=kind, object_id__in=[str(object_id) for object_id in object_ids]).delete()


def search(query: str, kinds: Collection[str] | None = None, lang: str | None = None) -> QuerySet[SearchPassage]:
    """Passages that hold everything the query asks for, in no particular order of rank: by kind, then object.

    `kinds` and `lang` narrow it. An empty query, or one of punctuation only, finds nothing. Queries are cut at 80 characters.
    """
    wanted = bigrams.needles(query[:LONGEST_QUERY])[:MOST_NEEDLES]
    if not wanted:
        return SearchPassage.objects.none()
    condition = Q()
    for needle in wanted:
        condition &= Q(bigrams__contains=needle)
    if kinds is not None:
        condition &= Q(kind__in=list(kinds))
    if lang:
        condition &= Q(language=lang)
    return SearchPassage.objects.filter(condition).order_by("kind", "pk")


def highlight(text: str, query: str) -> SafeString:
    """The text, escaped, with every piece of the query in `<mark>`."""
    pieces = bigrams.marks(query[:LONGEST_QUERY])
    if not pieces:
        return format_html("{}", text)
    shapes = [rf"\b{re.escape(piece)}[a-z0-9]*" if piece.isascii() else re.escape(piece) for piece in pieces]
    pattern = re.compile("(" + "|".join(shapes) + ")", re.IGNORECASE | re.ASCII)
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", part) if at % 2 else part,) for at, part in enumerate(pattern.split(text)) if part)
    )
