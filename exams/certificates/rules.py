"""Who works with certificates in the administration."""

from training_site.people.api import AUDITOR, HR, TRAINER

READERS = {TRAINER, HR, AUDITOR}
# Types are words on paper: trainers and human resources write them. Withdrawing and issuing again is for human resources.
TYPE_WRITERS = {TRAINER, HR}
DECIDERS = {HR}
