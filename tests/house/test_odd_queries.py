"""No page falls over what stands behind the question mark of its address: a list says what is wrong with it, or takes no notice."""

import pytest

from tests.house import access

WHO = ["auditor", "trainer", "hr", "supervisor", "staff", "public"]  # who reads most comes first
# Wagtail's forms and the history of single things: libraries' pages, which read nothing of this.
NO_LISTS = ("add", "edit", "copy", "delete", "usage", "history", "history_results", "revisions_revert", "revisions_compare", "unpublish")
WORDS = ["state", "unit", "exam", "version", "course", "job_role", "role", "kind", "level", "chapter", "set", "status", "effect", "cycle", "at"]
DAYS = ["since", "until", "at_from", "at_to", "asked_at_from", "asked_at_to", "issued_on_from", "issued_on_to"]


def query(page: str, names: list[str], value: str, more: str = "") -> str:
    return "&".join([f"page={page}", f"p={page}", *(f"{name}={value}" for name in names), more])


ODD = [
    query("-1", WORDS, "evil", "export=evil&ordering=evil&codes=%C2%B2&why=evil&step=%C2%B2&hits=-1"),
    query("99999999999999999999", WORDS, "99999999999999999999", "q=" + "x" * 5000),
    query("abc", DAYS, "0001-01-01", "at=0001-01-01&version=%C2%B2&exam=%C2%B2"),
    query("1", DAYS, "9999-12-31", "at=9999-12-31&export=csv"),
]


@pytest.mark.parametrize("module", access.row_files(), ids=lambda module: module.__name__.split(".", 1)[1])
def test_a_list_stands_whatever_is_asked_of_it(module, clients, world):
    for client in clients.values():
        client.raise_request_exception = False
    arguments, fallen = access.arguments_of(module, world), []
    for name, row in module.ROWS.items():
        readers = [role for role in WHO if row[role] == "ok"]
        url = access.address_of(name, arguments)
        if url and readers and name.rpartition(":")[2] not in NO_LISTS:
            fallen += [(name, odd[:60]) for odd in ODD if clients[readers[0]].get(f"{url}?{odd}").status_code >= 500]
    assert fallen == []
