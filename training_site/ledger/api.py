"""What other rooms use of the ledger."""

from training_site.ledger.append_only import append_only, missing_triggers, refuse_to_start_without_triggers
from training_site.ledger.heads import export_heads, verify_heads
from training_site.ledger.jobs import handler, job_state, owe, run_due
from training_site.ledger.recording import pseudonym_of, record, record_many, recorded
from training_site.ledger.sealing import seal_all, verify
from training_site.ledger.waking import on_wake, wake, wake_many

__all__ = [
    "append_only",
    "export_heads",
    "handler",
    "job_state",
    "missing_triggers",
    "on_wake",
    "owe",
    "pseudonym_of",
    "record",
    "record_many",
    "recorded",
    "refuse_to_start_without_triggers",
    "run_due",
    "seal_all",
    "verify",
    "verify_heads",
    "wake",
    "wake_many",
]
