"""What every written lesson of the sample academy has."""

from training_site.demo.reading import load_all

PARTS = {"text", "pair", "dialogue", "checklist", "quick-check", "figure"}


def test_every_written_lesson_has_all_its_parts():
    lessons = load_all("courses/*/lessons/*.yaml")
    assert len(lessons) >= 15
    missing = {lesson["id"]: PARTS - {block["type"] for block in lesson["blocks"]} for lesson in lessons}
    assert {name: parts for name, parts in missing.items() if parts} == {}
