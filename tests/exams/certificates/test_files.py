"""The file of a certificate: made once, small, complete, and asked for when somebody looks."""

import io
import subprocess
import sys

import pytest
import segno
from pypdf import PdfReader

from exams.certificates.api import CertificatePdf, settle_person
from exams.certificates.documents import address_of, context_of, pdf_of, qr_of, seal_of, spaced_line, stylesheet
from exams.certificates.tasks import make_pdf
from tests.factories import certificates as make
from tests.factories.people import LoginFactory, StaffFactory
from training_site.ledger.models import OwedJob
from training_site.lib.pdf import MissingGlyph

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate():
    return make.certificate(StaffFactory(name="林晓禾", name_latin="Lin Xiaohe"))


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_a_file_is_one_a4_page_below_the_gate(certificate, language):
    content = pdf_of(certificate, language)
    pages = PdfReader(io.BytesIO(content)).pages
    assert (len(pages), round(pages[0].mediabox.width / 72 * 25.4), round(pages[0].mediabox.height / 72 * 25.4)) == (1, 297, 210)
    assert len(content) <= 150_000


@pytest.mark.parametrize(("name", "font"), [("林䶮", "Decorum-Serif-Whole"), ("林𠮷", "Decorum-Rare-Medium"), ("欧阳𤴓䶮", "Decorum-Rare-Medium")])
def test_a_file_with_a_rare_name_says_it_in_an_embedded_font_and_stays_below_the_gate(name, font):
    content = pdf_of(make.certificate(StaffFactory(name=name, name_latin="Lin Yan")), "both")
    page = PdfReader(io.BytesIO(content)).pages[0]
    embedded = [
        entry["/BaseFont"].partition("+")[2]
        for entry in (reference.get_object() for reference in page["/Resources"]["/Font"].values())
        if {"/FontFile2", "/FontFile3"} & entry["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object().keys()
    ]
    assert font in embedded
    assert name in "".join(page.extract_text().split())
    assert len(content) <= 150_000


def test_a_name_that_no_font_draws_makes_no_file():
    certificate = make.certificate(StaffFactory(name="林\ue000", name_latin="Lin"))
    with pytest.raises(MissingGlyph, match="no drawing in the bundled fonts"):
        make_pdf(str(certificate.pk), "both")
    assert CertificatePdf.objects.count() == 0


def test_the_file_says_what_the_facts_say(certificate):
    text = "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf_of(certificate, "both"))).pages)
    for piece in (
        "林晓禾",
        "LinXiaohe",
        certificate.number,
        "营业厅服务岗",
        "qualifiedtoservecustomers",
        "-".join([certificate.code[:4], certificate.code[4:8]]),
    ):
        assert piece in text


def test_an_english_certificate_has_no_han_character_but_the_seal(certificate):
    context = context_of(certificate, "en")
    said = [context["name"].text, context["headline"].text, *context["issuer"], *context["spans"], *context["signatory"]]
    said += [*context["labels"].values(), str(context["wording"]["en"])]
    assert "".join(said).replace("’", "").isascii()


def test_the_qr_code_is_at_least_25_mm_and_leads_to_the_public_check(certificate):
    assert "width: calc(26 * var(--mm))" in stylesheet()
    assert address_of(certificate.code).endswith(f"/verify/{certificate.code}/")
    assert qr_of(address_of(certificate.code)).side >= 29


def test_every_dark_module_stands_in_the_path():
    matrix = segno.make("http://127.0.0.1:8000/verify/ABC/", error="m", micro=False).matrix
    mark = qr_of("http://127.0.0.1:8000/verify/ABC/")
    drawn = sum(int(piece.split("h")[1]) for piece in mark.path.split("M")[1:])
    assert (mark.side, drawn) == (len(matrix), sum(cell for row in matrix for cell in row))


@pytest.mark.parametrize("name", ["Maximiliana Alexandra von Hohenstein-Wittgenstein", "欧阳娜仁托娅·阿依古丽·买买提", "José"])
def test_a_long_name_becomes_smaller_and_the_rule_below_it_longer(name):
    line = spaced_line(name, 10.6, 0.28, 128)
    assert len(line.glyphs) == 1
    assert line.width <= 128.1
    assert line.rule[1] - line.rule[0] >= max(92, line.width + 11.9)


def test_a_latin_name_stands_once_and_smaller_than_the_heading():
    context = context_of(make.certificate(StaffFactory(name="Anna Berg", name_latin="Anna Berg")), "both")
    assert (context["name"].text, context["latin"]) == ("Anna Berg", "")
    assert context["name"].size < context_of(make.certificate(StaffFactory(name="林晓禾")), "both")["name"].size


@pytest.mark.parametrize(
    ("issuer", "seal"), [("江岚通信培训中心", [["江", "岚", "通"], ["信", "培", "训"]]), ("江岚通信", [["江", "岚"], ["通", "信"]]), ("Acme", [])]
)
def test_the_seal_takes_six_four_or_no_characters(issuer, seal):
    assert seal_of(issuer) == seal


def test_the_job_runs_twice_and_makes_one_file(certificate):
    make_pdf(str(certificate.pk), "both")
    make_pdf(str(certificate.pk), "both")
    row = CertificatePdf.objects.get()
    assert (row.language, row.size) == ("both", row.file.size)


def test_the_job_copes_with_a_certificate_that_is_gone():
    make_pdf("999999", "both")
    assert CertificatePdf.objects.count() == 0


def test_a_live_pass_has_its_file_after_the_commit(django_capture_on_commit_callbacks):
    person = StaffFactory()
    make.certificate_type()
    make.result(person)
    with django_capture_on_commit_callbacks(execute=True):
        settle_person(person.pk)
    assert CertificatePdf.objects.get().certificate.staff == person


def test_opening_the_page_of_an_old_certificate_asks_for_its_file(certificate, client_of, django_capture_on_commit_callbacks):
    certificate.staff.login = LoginFactory()
    certificate.staff.save()
    with django_capture_on_commit_callbacks():
        page = client_of(certificate.staff).get(certificate.get_absolute_url())
    assert 'id="preparing"' in page.content.decode()
    assert list(OwedJob.objects.values_list("kind", "object_id")) == [("certificate.pdf", str(certificate.pk))]


def test_the_web_process_never_loads_the_pdf_engine():
    code = "import django; django.setup(); import training_site.urls, sys; import exams.certificates.tasks; print('weasyprint' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
