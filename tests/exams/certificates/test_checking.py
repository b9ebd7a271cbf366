"""The public check: what it says, to whom, how often, and what it keeps to itself."""

import re
import time
import zlib
from datetime import UTC, date, datetime
from io import BytesIO
from random import Random

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from exams.certificates import checking
from exams.certificates.api import reissue, revoke
from exams.certificates.checking import MOST_PER_MINUTE, check_file, code_inside, look_up, masked, typed
from exams.certificates.models import CertificatePdf, Knock
from exams.certificates.tasks import make_pdf
from tests.factories import certificates as make
from tests.factories.people import StaffFactory
from training_site.lib.codes import grouped

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate():
    return make.certificate(StaffFactory(name="林晓禾", staff_number="J77001", email="lin@example.org", mobile="13800000000"), date(2026, 1, 10))


@pytest.fixture
def english(client):
    client.cookies["django_language"] = "en"
    return client


def page(client, code, when=datetime(2026, 2, 1, 12, tzinfo=UTC)):
    with time_machine.travel(when, tick=False):
        return client.get(reverse("verify:certificate", args=[code]))


@pytest.mark.parametrize(("name", "shown"), [("林晓禾", "林*禾"), ("王磊", "王*"), ("欧阳明月", "欧**月"), ("Lu Ning", "L. N.")])
def test_a_name_is_covered(name, shown):
    assert masked(name) == shown


@pytest.mark.parametrize("text", ["abcd-efgh-jkmn-pqrs-t0v1", "ABCDEFGHJKMNPQRSTOVI", " http://x/verify/ABCDEFGHJKMNPQRST0V1/ "])
def test_a_typed_code_is_read_as_it_is_stored(text):
    assert typed(text) == "ABCDEFGHJKMNPQRST0V1"


def test_a_valid_certificate_is_said_to_be_valid(english, certificate):
    answer = page(english, certificate.code)
    assert (answer.status_code, re.search(r'data-status="(\w+)"', answer.content.decode()).group(1)) == (200, "valid")
    assert "林*禾" in answer.content.decode()


@pytest.mark.parametrize(("when", "status"), [(datetime(2027, 1, 5, 12, tzinfo=UTC), "expiring"), (datetime(2027, 3, 1, 12, tzinfo=UTC), "expired")])
def test_the_calendar_is_followed(english, certificate, when, status):
    assert f'data-status="{status}"' in page(english, certificate.code, when).content.decode()


def test_a_revoked_certificate_shows_the_day_and_not_the_reason(english, certificate, hr):
    with time_machine.travel(datetime(2026, 1, 20, 12, tzinfo=UTC), tick=False):
        revoke(certificate, "secret-reason", hr.login)
    text = page(english, certificate.code).content.decode()
    assert 'data-status="revoked"' in text
    assert "revoked on 20 January 2026" in text
    assert "secret-reason" not in text


def test_a_revocation_shows_at_the_next_question(english, certificate, hr):
    page(english, certificate.code)
    revoke(certificate, "代考", hr.login)
    assert 'data-status="revoked"' in english.get(reverse("verify:certificate", args=[certificate.code])).content.decode()


def test_a_replaced_certificate_says_so(english, certificate):
    with time_machine.travel(datetime(2026, 1, 20, 12, tzinfo=UTC), tick=False):
        reissue(certificate, "姓名更正", None)
    assert 'data-status="superseded"' in page(english, certificate.code).content.decode()


def test_an_unknown_code_has_the_same_answer_in_shape(english, certificate):
    known, unknown = page(english, certificate.code), page(english, "0" * 20)
    assert (unknown.status_code, unknown["Content-Type"], sorted(unknown.headers)) == (
        known.status_code,
        known["Content-Type"],
        sorted(known.headers),
    )
    assert 'data-status="unknown"' in unknown.content.decode()


@pytest.mark.parametrize("known", [True, False])
def test_known_and_unknown_codes_cost_the_same_statements(certificate, known, django_assert_num_queries):
    with django_assert_num_queries(1):
        look_up(certificate.code if known else "0" * 20)


def test_nothing_else_is_told(english, certificate):
    text = page(english, certificate.code).content.decode()
    for secret in ("林晓禾", "J77001", "lin@example.org", "13800000000", "92.5", certificate.attempt.reference):
        assert secret not in text


def test_the_organisation_may_show_whole_names(english, certificate, settings):
    settings.CERTIFICATES = {**settings.CERTIFICATES, "show_names": True}
    assert "林晓禾" in page(english, certificate.code).content.decode()


def test_a_typed_code_leads_to_its_page(english, certificate):
    answer = english.post(reverse("verify:check"), {"code": grouped(certificate.code).lower()})
    assert (answer.status_code, answer["Location"]) == (302, reverse("verify:certificate", args=[certificate.code]))


@pytest.mark.parametrize("data", [{"code": "ABC"}, {"code": ""}, {"file": SimpleUploadedFile("x.pdf", b"hello")}])
def test_bad_input_gets_a_sentence(english, data):
    answer = english.post(reverse("verify:check"), data)
    assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (422, True)


def test_a_file_above_the_cap_is_refused(english):
    answer = english.post(reverse("verify:check"), {"file": SimpleUploadedFile("x.pdf", b"%PDF-" + b"0" * (2 * 1024 * 1024))})
    assert (answer.status_code, "larger than 2 MB" in answer.content.decode()) == (422, True)


def issued_file(certificate):
    make_pdf(str(certificate.pk), "both")
    return CertificatePdf.objects.get(certificate=certificate).file.open("rb").read()


def test_the_issued_file_is_recognised(english, certificate):
    content = issued_file(certificate)
    with time_machine.travel(datetime(2026, 2, 1, 12, tzinfo=UTC), tick=False):
        text = english.post(reverse("verify:check"), {"file": BytesIO(content)}).content.decode()
    assert 'data-status="valid"' in text
    assert "The file is unchanged since it was issued." in text


def test_an_altered_file_is_named_and_shows_the_register(english, certificate):
    content = issued_file(certificate)
    text = english.post(reverse("verify:check"), {"file": BytesIO(content + b"\n%changed")}).content.decode()
    assert "Not the issued file" in text
    assert certificate.number in text


def test_five_hundred_of_five_hundred_changed_bytes_are_noticed(certificate):
    content = issued_file(certificate)
    assert check_file(content).file == "same"
    found = []
    for place in Random(20260722).sample(range(len(content)), 500):
        changed = bytearray(content)
        changed[place] ^= 1
        found.append(check_file(bytes(changed)).file)
    assert found == ["altered"] * 500


def test_a_foreign_file_is_unknown(english):
    text = english.post(reverse("verify:check"), {"file": SimpleUploadedFile("x.pdf", b"%PDF-1.7 something")}).content.decode()
    assert 'data-status="unknown"' in text


def test_a_code_is_found_in_a_compressed_stream():
    packed = zlib.compress(b"<< /URI (http://x/verify/ABCDEFGHJKMNPQRST0V1/) >>")
    assert code_inside(b"%PDF-1.7\nstream\n" + packed + b"endstream") == "ABCDEFGHJKMNPQRST0V1"


@pytest.mark.parametrize(("piece", "times"), [(b"stream\n", 290_000), (b"stream\nendstream\n", 110_000), (b"endstream", 230_000)])
def test_a_file_made_to_keep_the_server_busy_is_done_at_once(piece, times):
    begun = time.process_time()
    assert code_inside(b"%PDF-1.7\n" + piece * times) == ""
    assert time.process_time() - begun < 1


def test_damaged_streams_use_up_what_may_be_unpacked(monkeypatch):
    asked = []
    real = checking._unpacked
    monkeypatch.setattr(checking, "_unpacked", lambda stream, most: asked.append(most) or real(stream, most))
    damaged = zlib.compress(b"0" * (2 * 1024 * 1024))[:-4] + b"xxxx"  # fails with its last bytes, when all is unpacked
    code_inside(b"%PDF-1.7\n" + (b"stream\n" + damaged + b"endstream\n") * 40)
    assert len(asked) == 5  # four of two megabytes, and what the last chunk of each did not give


def test_an_address_at_the_end_of_a_long_stream_is_found():
    packed = zlib.compress(b"0" * 300_000 + b"/verify/ABCDEFGHJKMNPQRST0V1/")
    assert code_inside(b"%PDF-1.7\nstream\r\n" + packed + b"\nendstream") == "ABCDEFGHJKMNPQRST0V1"


def test_a_bomb_is_not_unpacked():
    bomb = zlib.compress(b"0" * (64 * 1024 * 1024))
    assert code_inside(b"%PDF-1.7\nstream\n" + bomb + b"endstream") == ""


def test_asking_too_often_is_stopped_in_the_database(english, certificate):
    url = reverse("verify:certificate", args=[certificate.code])
    with time_machine.travel(datetime(2026, 2, 1, 12, tzinfo=UTC), tick=False):
        answers = [english.get(url).status_code for _ in range(MOST_PER_MINUTE + 1)]
        last = english.get(url)
    assert answers == [200] * MOST_PER_MINUTE + [429]
    assert last["Retry-After"] == "60"


def test_the_next_minute_starts_anew_and_old_ones_are_swept(english, certificate):
    url = reverse("verify:certificate", args=[certificate.code])
    with time_machine.travel(datetime(2026, 2, 1, 12, tzinfo=UTC), tick=False):
        for _ in range(MOST_PER_MINUTE + 1):
            english.get(url)
    with time_machine.travel(datetime(2026, 2, 1, 14, tzinfo=UTC), tick=False):
        assert english.get(url).status_code == 200
    assert Knock.objects.count() == 1


def test_who_asks_is_not_kept_in_the_clear(english, certificate):
    page(english, certificate.code)
    assert "127.0.0.1" not in Knock.objects.get().who


@pytest.mark.parametrize(
    ("facts", "field"), [({"code": "7K2M"}, "code"), ({}, "code"), ({"file": SimpleUploadedFile("paper.pdf", b"no PDF")}, "file")]
)
def test_what_is_wrong_stands_at_its_field_as_well(client, facts, field):
    page = client.post(reverse("verify:check"), facts).content.decode()
    assert f'aria-describedby="{field}-hint {field}-error" aria-invalid="true"' in page
    assert f'<span class="error" id="{field}-error">' in page
    assert page.count("aria-invalid") == 1
    assert f'<a href="#id_{field}">' in page
