"""The units and job roles that the sample rosters name."""

from types import SimpleNamespace

from tests.factories.people import JobRoleFactory, unit


def organisation() -> SimpleNamespace:
    """Head office with two shops, one of them closed later by tests; two job roles."""
    head = unit("HQ", kind="head-office")
    first = unit("S1", head)
    head.refresh_from_db()
    second = unit("S2", head)
    return SimpleNamespace(
        head=head,
        first=first,
        second=second,
        counter=JobRoleFactory(),
        hotline=JobRoleFactory(code="hotline", name_zh="热线服务岗", name_en="Hotline staff"),
    )
