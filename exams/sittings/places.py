"""Where people work today, for lists and files."""

from collections.abc import Mapping

from training_site.people.api import OrgUnit, Posting, in_force, postings_by_person

AT_ONCE = 1000  # ids in one statement
places_of = postings_by_person  # as the lists of this room call it


def place_cells(places: Mapping[int, Posting], staff_id: int) -> list[str]:
    """Unit and job role of one person as two cells of a file."""
    place = places.get(staff_id)
    return [str(place.unit), str(place.job_role)] if place else ["", ""]


def people_in(unit: OrgUnit) -> set[int]:
    """The ids of the people posted today in a unit or below it."""
    return set(Posting.objects.filter(in_force(), unit__path__startswith=unit.path).values_list("staff", flat=True))
