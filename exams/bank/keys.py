"""The only module that touches the keys (reliability.md R7). Four doors read them; whoever comes through one is named here.

* `for_marking`: exams.sittings on submit and on recomputation; its response to the taker carries no key data.
* `for_practice`: quick checks and practice, practice questions only.
* `for_feedback`: the result page once the exam's release policy allows it.
* `for_editor`: the screens of this room in the admin.

No other request may cause a statement on the two tables; a test holds that.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from exams.bank.digests import digest_of
from exams.bank.models import AnswerKey, DraftKey, Question, QuestionVersion
from exams.bank.states import PRACTICE
from exams.kinds.api import kind
from training_site.lib.errors import Refused

Key = dict[str, Any]


def for_marking(version_ids: Collection[int]) -> dict[int, Key]:
    """The keys of versions by version id, in one query. Raises Refused when one of them has no key."""
    found = dict(AnswerKey.objects.filter(pk__in=set(version_ids)).values_list("pk", "key"))
    if len(found) != len(set(version_ids)):
        raise Refused(_("The key of a question is missing. Nothing was marked; tell whoever runs the platform."))
    return found


def for_practice(version_id: int) -> Key:
    """The key of one practice question. Raises Refused for a sealed question, whatever the caller believes it to be."""
    found = AnswerKey.objects.filter(pk=version_id, version__use=PRACTICE).values_list("key", flat=True).first()
    if found is None:
        raise Refused(_("This question is kept for exams; its answer is not shown here."))
    return found


def for_feedback(version_ids: Collection[int]) -> dict[int, Key]:
    """The keys of versions by version id, for a page that the release policy has opened. The caller has asked the policy."""
    return dict(AnswerKey.objects.filter(pk__in=set(version_ids)).values_list("pk", "key"))


def for_editor(question: Question, version: QuestionVersion | None = None) -> Key:
    """The key of the draft, or of one of its versions. The empty key of the kind where none was written yet."""
    if version is not None:
        return AnswerKey.objects.get(pk=version.pk, version__question=question).key
    found = DraftKey.objects.filter(pk=question.pk).values_list("key", flat=True).first()
    return found if found is not None else kind(question.kind).empty()[1]


def for_export(question_ids: Collection[int]) -> dict[int, Key]:
    """The keys of many drafts by question id: the export “with answers”, which the caller records. Part of the editors' door."""
    return dict(DraftKey.objects.filter(pk__in=set(question_ids)).values_list("pk", "key"))


def write_draft(question: Question, key: Key) -> None:
    """Keep the key of a draft."""
    DraftKey.objects.update_or_create(question=question, defaults={"key": key})


def write_drafts(keys: Mapping[Question, Key]) -> None:
    """Keep the keys of many drafts in one statement."""
    rows = [DraftKey(question=question, key=key) for question, key in keys.items()]
    DraftKey.objects.bulk_create(rows, update_conflicts=True, unique_fields=["question"], update_fields=["key"], batch_size=500)


def freeze(keys: Mapping[QuestionVersion, Key]) -> None:
    """Give new versions their keys, for ever."""
    rows = [AnswerKey(version=version, key=key, digest=digest_of(key)) for version, key in keys.items()]
    AnswerKey.objects.bulk_create(rows, batch_size=500)


def digests(version_ids: Collection[int]) -> dict[int, str]:
    """The fingerprints of keys by version id; the keys themselves are not read."""
    return dict(AnswerKey.objects.filter(pk__in=set(version_ids)).values_list("pk", "digest"))
