"""What other rooms use of people."""

from training_site.people.access import ADMIN_DOOR, PUBLIC, SIGNED_IN, STAFF, TEAM_LEAD, Policy, access, role
from training_site.people.codes import Slip, closed_to, issue_code, issue_codes, live_codes, may_help, reset_password, unlock
from training_site.people.employment import end_employment, take_leaving_back
from training_site.people.login_state import login_state
from training_site.people.mail import send, send_notice
from training_site.people.menu import ORDER, TRAINING_MENU
from training_site.people.models import JobRole, OrgUnit, Posting, StaffMember, Supervision
from training_site.people.permissions import RolePolicy
from training_site.people.personal_data import Identifiers, Table, register_personal_data
from training_site.people.queries import (
    employed,
    in_force,
    posting_of,
    postings_by_person,
    supervisors_of,
    team_of,
    units_supervised_by,
    visible_staff,
)
from training_site.people.retention import Kept, register_retention
from training_site.people.roles import ADMINISTRATOR, APPROVER, AUDITOR, HR, SUPERVISOR, TRAINER, has_role, roles_of
from training_site.people.slips import slip_sheet

__all__ = [
    "ADMINISTRATOR",
    "ADMIN_DOOR",
    "APPROVER",
    "AUDITOR",
    "HR",
    "ORDER",
    "PUBLIC",
    "SIGNED_IN",
    "STAFF",
    "SUPERVISOR",
    "TEAM_LEAD",
    "TRAINER",
    "TRAINING_MENU",
    "Identifiers",
    "JobRole",
    "Kept",
    "OrgUnit",
    "Policy",
    "Posting",
    "RolePolicy",
    "Slip",
    "StaffMember",
    "Supervision",
    "Table",
    "access",
    "closed_to",
    "employed",
    "end_employment",
    "has_role",
    "in_force",
    "issue_code",
    "issue_codes",
    "live_codes",
    "login_state",
    "may_help",
    "posting_of",
    "postings_by_person",
    "register_personal_data",
    "register_retention",
    "reset_password",
    "role",
    "roles_of",
    "send",
    "send_notice",
    "slip_sheet",
    "supervisors_of",
    "take_leaving_back",
    "team_of",
    "units_supervised_by",
    "unlock",
    "visible_staff",
]
