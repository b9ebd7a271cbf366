"""The Wagtail admin's screens of people, units, jobs and the audit log."""
