"""What the bank is told of its questions: how hard each version proved and how well it told apart, over all exams (house.md 9)."""

from decimal import Decimal

from exams.analysis import formulas
from exams.analysis.sums import by_question, groups_of
from exams.bank.api import MeasuredDifficulty, record_measured
from exams.sittings.api import current_results

PLACES = Decimal("0.0001")  # as the bank keeps them

Figures = tuple[Decimal | None, Decimal | None, int]


def measured() -> dict[int, Figures]:
    """Facility, discrimination and number of answers of each question version that has been answered often enough for a figure."""
    return {pk: _figures(sums) for pk, sums in by_question(groups_of(current_results())).items() if sums.takers >= formulas.FEW_ANSWERS}


def settle_all() -> int:
    """Tell the bank what has changed since it was last told; returns how many versions that were."""
    now = measured()
    before = {row[0]: row[1:] for row in MeasuredDifficulty.objects.values_list("question_version", "facility", "discrimination", "responses")}
    nothing: Figures = (None, None, 0)
    changed = {pk: now.get(pk, nothing) for pk in {*now, *before} if now.get(pk, nothing) != before.get(pk)}
    for pk, (facility, discrimination, responses) in changed.items():
        record_measured(pk, facility, discrimination, responses)
    return len(changed)


def _figures(sums: formulas.Sums) -> Figures:
    index = formulas.discrimination(sums) if sums.takers >= formulas.FEW_FOR_DISCRIMINATION else None
    return _kept(formulas.facility(sums)), _kept(index), sums.takers


def _kept(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(value).quantize(PLACES)
