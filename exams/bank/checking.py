"""What stands between a draft and its approval, as problems at fields; and its frozen form."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from etiquette.norms.api import NormVersion, resolve_all, versions_for
from exams.bank.digests import digest_of
from exams.bank.models import Question
from exams.kinds.api import Problem, kind
from training_site.lib.errors import Refused

ATTRIBUTES = ("kind", "use", "chapter", "difficulty", "red_line")


def writing_problems(code: str, body: dict[str, Any], key: dict[str, Any], cites: Collection[str]) -> list[Problem]:
    """Everything that an author still has to write or mend before a question can be approved. Makes no query."""
    this = kind(code)
    problems = [*this.body_problems(body), *this.key_problems(body, key)]
    if not key["feedback"]["zh"]:
        problems.append(Problem("feedback_zh", _("Say why the answer is right; it is shown after release.")))
    if not cites:
        problems.append(Problem("cites", _("Cite at least one norm that the question tests.")))
    if body["stem"]["en"] and this.english_missing(body, key):
        problems.append(Problem("english", _("The English is not complete. Write the missing parts, or leave all of it empty.")))
    return problems


@dataclass(frozen=True)
class Frozen:
    """A draft as a version would keep it: tokens resolved, citations pinned, fingerprints taken."""

    attributes: dict[str, Any]
    body: dict[str, Any]
    key: dict[str, Any]
    norm_versions: list[NormVersion]
    digest: str
    key_digest: str


def freeze(attributes: Mapping[str, Any], resolved: Mapping[str, Any], norm_versions: list[NormVersion]) -> Frozen:
    """Pin a resolved `{"body", "key"}`. Raises Refused when the kind finds fault with them."""
    this = kind(attributes["kind"])
    body = this.clean_body(resolved["body"])
    key = this.clean_key(body, resolved["key"])
    cited = sorted([version.norm.code, version.number] for version in norm_versions)
    return Frozen(dict(attributes), body, key, norm_versions, digest_of({**attributes, "body": body, "cites": cited}), digest_of(key))


def frozen_draft(question: Question, key: dict[str, Any]) -> Frozen:
    """What approving this draft today would publish. Raises Refused with the first thing that stands in the way."""
    cites = list(question.cited.values_list("norm__code", flat=True))
    for problem in writing_problems(question.kind, question.body, key, cites):
        raise Refused(problem.sentence)
    versions = versions_for(cites)
    resolved = resolve_all({"body": question.body, "key": key})
    return freeze({name: getattr(question, name) for name in ATTRIBUTES}, resolved, [versions[code] for code in cites])
