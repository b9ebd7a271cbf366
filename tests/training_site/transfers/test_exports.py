"""Every export is escaped and written down."""

import io

import pytest
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from openpyxl import load_workbook

from tests.factories.people import LoginFactory, StaffFactory
from training_site.ledger.models import AuditEvent
from training_site.transfers.api import ExportRun, export_response


@pytest.fixture
def request_of(hr):
    def ask(query: str = "") -> object:
        request = RequestFactory().get(f"/{query}")
        request.user = hr.login
        return request

    return ask


def test_csv_export_begins_with_a_mark_and_escapes_formulas(request_of):
    response = export_response(request_of(), "staff", ["=name", "n"], [["+1", 2]], fmt="csv")
    assert response.content.decode("utf-8") == "\ufeff'=name,n\r\n'+1,2\r\n"
    assert response["Content-Disposition"].startswith('attachment; filename="staff-')


def test_xlsx_export_holds_the_rows(request_of):
    response = export_response(request_of(), "staff", ["name"], [["@x"]], fmt="unknown")
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [["name"], ["'@x"]]


def test_export_records_who_took_what_with_which_filters(request_of, hr):
    export_response(request_of("?q=lin&unit=&export=csv&page=2"), "staff", ["name"], [["a"], ["b"]], fmt="csv")
    run = ExportRun.objects.get()
    assert (run.name, run.row_count, run.filters, run.by) == ("staff", 2, {"q": ["…"]}, hr.login)
    event = AuditEvent.objects.get(deed="transfers.export")
    assert (event.actor, event.facts) == (hr.pseudonym, {"name": "staff", "rows": 2})


def test_export_record_cannot_be_changed(request_of):
    export_response(request_of(), "staff", ["name"], [])
    with pytest.raises(IntegrityError), transaction.atomic():
        ExportRun.objects.update(row_count=9)


def test_an_auditor_sees_who_took_what(request_of, hr, client_of):
    export_response(request_of("?q=lin"), "staff", ["name"], [["a"]])
    client = client_of(StaffFactory(login=LoginFactory(roles=["auditor"])))
    page = client.get("/admin/export_runs/").content.decode()
    assert [word in page for word in (str(hr.login), "staff-", "q=…")] == [True] * 3


def test_taking_the_list_of_exports_is_an_export(request_of, client_of):
    export_response(request_of(), "staff", ["name"], [["a"]])
    client = client_of(StaffFactory(login=LoginFactory(roles=["auditor"])))
    assert client.get("/admin/export_runs/?export=csv").status_code == 200
    assert list(ExportRun.objects.order_by("pk").values_list("name", "row_count")) == [("staff", 1), ("exports", 1)]
