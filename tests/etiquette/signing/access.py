"""Who gets what from the addresses of signing; written by hand. A receipt is its signer's, so to everybody else it is not there."""

from types import SimpleNamespace
from typing import Any

from etiquette.signing.api import ask, sign_set, versions_of
from tests.factories.people import StaffFactory
from tests.factories.signing import signing_set

STAFF = {
    "public": "login", "staff": "ok", "trainer": "ok", "approver": "ok", "supervisor": "ok", "hr": "ok", "auditor": "ok", "administrator": "ok",
}  # fmt: skip
OWNER = {**dict.fromkeys(STAFF, "404"), "public": "login"}
READERS = {**STAFF, "staff": "403", "approver": "403", "supervisor": "403"}
TEAM = {**STAFF, "staff": "403", "trainer": "403", "approver": "403", "auditor": "403", "administrator": "403"}
WRITERS = {**READERS, "hr": "403", "auditor": "403"}  # trainers and administrators
ROWS = {
    "signing:list": STAFF,
    "signing:set": STAFF,
    "signing:receipt": OWNER,
    "signing:ask": STAFF,
    "signing:team_questions": TEAM,
    "signing:team_answer": {**TEAM, "supervisor": "404"},
    "signing_admin:questions": READERS,
    "signing_admin:answer": READERS,
    "signing_admin:index": READERS,
    "signing_admin:index_results": READERS,
    "signing_admin:report": READERS,
    "signing_admin:add": WRITERS,
    "signing_admin:edit": WRITERS,
    "signing_admin:request": WRITERS,
    "signing_admin:publish": WRITERS,
    "signing_admin:withdraw": WRITERS,
}
POSTS = {"signing_admin:answer": {"hr": "403", "auditor": "403"}}  # they read questions, trainers answer them


def world() -> SimpleNamespace:
    """A published set, and of somebody who is in no team a question and a receipt."""
    chosen, person = signing_set(), StaffFactory()
    question = ask(chosen, person, versions_of(chosen)[0], "Why?")
    receipt = sign_set(chosen, person, person.name, [version.pk for version in versions_of(chosen)])
    return SimpleNamespace(set=chosen, receipt=receipt, question=question)


def arguments(world: Any) -> dict[str, dict[str, Any]]:
    """The arguments of the addresses that have some."""
    chosen = {"pk": world.set.pk}
    admin = {f"signing_admin:{name}": chosen for name in ("report", "edit", "request", "publish", "withdraw")}
    asked = {"public_id": world.question.public_id}
    admin |= {"signing:team_answer": asked, "signing_admin:answer": asked}
    admin["signing:ask"] = {"code": world.set.code, "version": world.question.norm_version_id}
    return {**admin, "signing:set": {"code": world.set.code}, "signing:receipt": {"receipt": world.receipt}}
