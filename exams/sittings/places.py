"""Where people work today, for lists and files."""

from collections.abc import Iterable, Mapping

from training_site.people.api import OrgUnit, Posting, in_force

AT_ONCE = 1000


def places_of(staff_ids: Iterable[int]) -> dict[int, Posting]:
    """The posting of today, with unit and job role, by the person's id; who has none is not in it. One statement for each thousand people."""
    ids = list(staff_ids)
    found: dict[int, Posting] = {}
    for first in range(0, len(ids), AT_ONCE):
        rows = Posting.objects.filter(in_force(), staff__in=ids[first : first + AT_ONCE]).select_related("unit", "job_role")
        found.update((row.staff_id, row) for row in rows.order_by("starts_on"))
    return found


def place_cells(places: Mapping[int, Posting], staff_id: int) -> list[str]:
    """Unit and job role of one person as two cells of a file."""
    place = places.get(staff_id)
    return [str(place.unit), str(place.job_role)] if place else ["", ""]


def people_in(unit: OrgUnit) -> set[int]:
    """The ids of the people posted today in a unit or below it."""
    return set(Posting.objects.filter(in_force(), unit__path__startswith=unit.path).values_list("staff", flat=True))
