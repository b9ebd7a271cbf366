"""Work that waits in the sample academy: questions before approval, an edition in preparation, a clause not understood, a wrong name."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from etiquette.norms import api as norms
from etiquette.signing import api as signing
from exams.bank import api as bank
from training_site.demo.reading import load
from training_site.people.api import StaffMember
from training_site.privacy import api as privacy


def load_waiting(today: date, author: Any, approver: Any) -> int:
    """Create each piece once; returns their number. What somebody has dealt with since is not made again."""
    plan = load("waiting.yaml")
    with transaction.atomic():
        for row in plan["questions"]:
            _question(row, author, approver)
        _edition(plan["edition"], today, author, approver)
        _asked(plan["clause_question"])
        _correction(plan["correction"])
    return len(plan["questions"]) + 3


def _both(row: dict[str, str]) -> str:
    return f"{row['zh']}\n{row['en']}"


def _question(row: dict[str, Any], author: Any, approver: Any) -> None:
    code, draft = bank.from_content(row)
    if bank.Question.objects.filter(code=code).exists():
        return
    question = bank.submit_for_approval(bank.create_question(draft, author, code), author)
    if "sent_back" in row:
        bank.send_back(question, approver, _both(row["sent_back"]))


def _edition(row: dict[str, Any], today: date, author: Any, approver: Any) -> None:
    """An open edition with drafts of clauses and a comment; only where the manual still stands at its first edition."""
    manual = norms.Manual.objects.get(code=load("manual.yaml")["code"])
    if norms.Edition.objects.filter(manual=manual, number__gt=1).exists():
        return
    effective_on = today + timedelta(days=row["effective"])
    edition = norms.open_edition(manual, author, title_zh=row["title"]["zh"], title_en=row["title"]["en"], effective_on=effective_on)
    clauses = {norm.code: norm for norm in norms.Norm.objects.filter(code__in=[clause["norm"] for clause in row["clauses"]])}
    for clause in row["clauses"]:
        norm = clauses[clause["norm"]]
        norm.text_zh, norm.text_en = clause["zh"], clause["en"]
        norm.save_revision(user=author)
    for comment in row["comments"]:
        norms.comment_on(edition, _both(comment), approver, clauses[comment["norm"]])


def _asked(row: dict[str, Any]) -> None:
    if not signing.ClauseQuestion.objects.exists():
        signing_set = signing.SigningSet.objects.get(code=row["set"])
        signing.ask(signing_set, StaffMember.objects.get(staff_number=row["staff"]), norms.versions_for([row["norm"]])[row["norm"]], _both(row))


def _correction(row: dict[str, Any]) -> None:
    staff = StaffMember.objects.select_related("login").get(staff_number=row["staff"])
    if staff.login is not None and not privacy.CorrectionRequest.objects.exists():
        privacy.ask_correction(staff, _both(row), staff.login)
