"""The trainer's screens of the scenarios, inside the Wagtail admin."""
