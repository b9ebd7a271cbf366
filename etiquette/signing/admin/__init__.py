"""The trainer's screens of signing, inside the Wagtail admin."""
