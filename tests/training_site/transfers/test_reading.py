"""The process that reads uploaded tables: what it gives back, and what no file can make it do (R20)."""

import io
import subprocess
import sys
import zipfile

import pytest
from django.conf import settings

from tests.samples.rosters import workbook
from training_site.lib.errors import Refused
from training_site.transfers.reading import read_in_child


def bomb(name: str, content: bytes, times: int = 1) -> bytes:
    """A good XLSX in which one part has been replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook([["x"]], ["t"]))) as good, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bad:
        for part in good.namelist():
            if part != name:
                bad.writestr(part, good.read(part))
        with bad.open(name, "w") as file:
            for _time in range(times):
                file.write(content)
    return buffer.getvalue()


def test_rows_keep_the_spreadsheets_own_numbers():
    table = read_in_child(workbook([["a", 1], [], ["b", 2.5]], ["t", "n"]), "x.xlsx", 100)
    assert (table.titles, list(table.rows)) == (["t", "n"], [[2, "a", "1"], [4, "b", "2.5"]])


def test_too_many_rows_are_refused():
    with pytest.raises(Refused, match="3"):
        read_in_child(workbook([["a"]] * 3, ["t"]), "x.xlsx", 2)


def test_too_many_columns_are_refused():
    with pytest.raises(Refused, match="201"):
        read_in_child(workbook([["a"]], [f"t{number}" for number in range(201)]), "x.xlsx", 2)


def test_an_archive_that_swells_is_refused():
    with pytest.raises(Refused):
        read_in_child(bomb("xl/worksheets/sheet1.xml", b" " * 1024**2, 450), "x.xlsx", 100)


def test_a_cell_at_the_far_corner_does_not_exhaust_the_machine():
    sheet = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>t</t></is></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    with pytest.raises(Refused):
        read_in_child(bomb("xl/worksheets/sheet1.xml", sheet), "x.xlsx", 100)


def test_entities_are_never_expanded():
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    sheet = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{levels}]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>t</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>&e9;</t></is></c></row></sheetData></worksheet>'
    )
    try:
        table = read_in_child(bomb("xl/worksheets/sheet1.xml", sheet.encode()), "x.xlsx", 100, cpu=10)
    except Refused:
        return
    assert "haha" not in str(list(table.rows))


def test_endless_work_ends_with_the_allowed_seconds():
    rows = "\n".join(["a,b"] + ["1,2"] * 400_000)
    with pytest.raises(Refused):
        read_in_child(rows.encode(), "x.csv", 10**9, cpu=1, memory=100 * 1024**2)


@pytest.mark.parametrize("deed", ["open('/etc/hostname')", "__import__('socket').socket()", "open('/tmp/never-written', 'w')"])
def test_the_reader_opens_no_file_and_no_socket(deed):
    program = (
        "import socket\n"
        "from training_site.transfers.child import _confine, _prepare\n"
        "_prepare('en')\n_confine(20, 512 * 1024**2)\n"
        f"try:\n    {deed}\nexcept OSError as error:\n    print('refused', error.errno)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env={"PYTHONPATH": str(settings.BASE_DIR)}, check=False)
    assert done.stdout == "refused 24\n"


def test_the_reader_knows_no_database():
    program = "from training_site.transfers.child import _prepare\n_prepare('en')\nfrom django.conf import settings\nprint(settings.DATABASES)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env={"PYTHONPATH": str(settings.BASE_DIR)}, check=False)
    assert done.stdout == "{}\n"
