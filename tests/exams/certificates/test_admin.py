"""Certificates in the administration."""

from datetime import date

import pytest
from django.urls import reverse

from exams.certificates.api import Certificate, CertificateType, Revocation, status
from tests.factories import certificates as make
from tests.factories.people import LoginFactory, StaffFactory
from training_site.lib import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor():
    return StaffFactory(login=LoginFactory(roles=["auditor"]))


def form_of(kind, **changes):
    """What the editor of a type sends."""
    names = [
        "code",
        "title_zh",
        "title_en",
        "wording_zh",
        "wording_en",
        "issuer_zh",
        "issuer_en",
        "signatory_zh",
        "signatory_en",
        "months",
        "languages",
    ]
    return {**{name: getattr(kind, name) for name in names}, "exam": kind.exam_id, "job_role": "", "signature_path": "", "in_use": "on", **changes}


def test_the_list_finds_by_name_and_by_typed_code(client_of, hr):
    wanted, other = make.certificate(StaffFactory(name="林晓禾")), make.certificate(StaffFactory(name="王磊"))
    client = client_of(hr)
    for text in ("晓禾", wanted.code[:8].lower(), wanted.number):
        page = client.get(reverse("certificates_admin:index"), {"q": text}).content.decode()
        assert (wanted.number in page, other.number in page) == (True, False)


def test_the_list_narrows_by_status(client_of, hr):
    valid, expired = make.certificate(StaffFactory()), make.certificate(StaffFactory(), date(2024, 1, 1))
    page = client_of(hr).get(reverse("certificates_admin:index"), {"status": "expired"}).content.decode()
    assert (expired.number in page, valid.number in page) == (True, False)


def test_the_export_leaves_as_a_file(client_of, hr):
    make.certificate(StaffFactory(name="=林"))
    reply = client_of(hr).get(reverse("certificates_admin:index"), {"export": "csv"})
    assert "'=林" in reply.content.decode("utf-8-sig")


def test_a_certificates_page_leads_those_who_may_to_granting_tries_of_its_exam(client_of, hr, auditor):
    certificate = make.certificate(StaffFactory())
    page = reverse("certificates_admin:show", args=[certificate.pk])
    grant = reverse("results:grant", args=[certificate.attempt.exam_id, certificate.staff.public_id])
    assert f'href="{grant}?next={page}"' in client_of(hr).get(page).content.decode()
    assert grant not in client_of(auditor).get(page).content.decode()
    assert client_of(hr).get(grant).status_code == 200


def test_hr_revokes_with_a_reason(client_of, hr):
    certificate = make.certificate(StaffFactory())
    url = reverse("certificates_admin:show", args=[certificate.pk])
    client_of(hr).post(url, {"deed": "revoke", "revoke-reason": "代考", "revoke-sure": "on"})
    revocation = Revocation.objects.get()
    assert (revocation.certificate, revocation.reason, revocation.by) == (certificate, "代考", hr.login)


@pytest.mark.parametrize("data", [{"revoke-reason": "", "revoke-sure": "on"}, {"revoke-reason": "代考"}])
def test_without_reason_or_tick_nothing_is_revoked(client_of, hr, data):
    certificate = make.certificate(StaffFactory())
    reply = client_of(hr).post(reverse("certificates_admin:show", args=[certificate.pk]), {"deed": "revoke", **data})
    assert (reply.status_code, Revocation.objects.count()) == (422, 0)


def test_hr_issues_again(client_of, hr):
    certificate = make.certificate(StaffFactory())
    url = reverse("certificates_admin:show", args=[certificate.pk])
    client_of(hr).post(url, {"deed": "reissue", "reissue-reason": "姓名更正", "reissue-sure": "on"})
    assert status(Certificate.objects.get(pk=certificate.pk)) == "superseded"


@pytest.mark.parametrize("who", ["trainer", "auditor"])
def test_nobody_else_decides(client_of, request, who):
    certificate = make.certificate(StaffFactory())
    url = reverse("certificates_admin:show", args=[certificate.pk])
    client = client_of(request.getfixturevalue(who))
    assert client.get(url).status_code == 200
    assert client.post(url, {"deed": "revoke", "revoke-reason": "代考", "revoke-sure": "on"}).status_code == 404
    assert Revocation.objects.count() == 0


def test_what_is_to_be_decided_stands_on_a_list_until_it_is(client_of, hr):
    certificate = make.certificate(StaffFactory())
    make.regraded(certificate.result, passed=False)
    client = client_of(hr)
    before = client.get(reverse("certificates_admin:proposals")).content.decode()
    url = reverse("certificates_admin:show", args=[certificate.pk])
    client.post(url, {"deed": "keep", "keep-reason": "不影响", "keep-sure": "on"})
    after = client.get(reverse("certificates_admin:proposals")).content.decode()
    assert (f'href="{url}"' in before, f'href="{url}"' in after) == (True, False)


def test_a_trainer_changes_the_words_of_a_type(client_of, trainer):
    kind = make.certificate_type()
    client_of(trainer).post(reverse("certificate_types:edit", args=[kind.pk]), form_of(kind, title_zh="新名", wording_zh="一行"))
    kind.refresh_from_db()
    assert (kind.title_zh, kind.wording_zh) == ("新名", "一行")


@pytest.mark.parametrize(
    "changes",
    [
        {"wording_zh": "一\n二\n三"},
        {"wording_zh": "字" * 37},
        {"wording_en": ""},
        {"signature_path": "<script>"},
        {"months": "0"},
    ],
)
def test_words_that_do_not_fit_get_a_sentence(client_of, trainer, changes):
    kind = make.certificate_type()
    reply = client_of(trainer).post(reverse("certificate_types:edit", args=[kind.pk]), form_of(kind, title_zh="新名", **changes))
    kind.refresh_from_db()
    assert (reply.status_code, kind.title_zh) == (200, "营业厅服务岗上岗合格")


def test_a_type_taken_out_of_use_can_be_put_back(client_of, hr):
    kind = make.certificate_type()
    client, url = client_of(hr), reverse("certificate_types:edit", args=[kind.pk])
    data = form_of(kind)
    del data["in_use"]
    client.post(url, data)
    out = CertificateType.objects.get().archived_at
    client.post(url, form_of(kind))
    assert (out is not None, CertificateType.objects.get().archived_at) == (True, None)


def test_a_type_cannot_be_deleted(client_of, hr):
    kind = make.certificate_type()
    client_of(hr).post(reverse("certificate_types:delete", args=[kind.pk]))
    assert CertificateType.objects.filter(pk=kind.pk).exists()


def test_an_auditor_reads_types_only(client_of, auditor):
    kind = make.certificate_type()
    client = client_of(auditor)
    client.post(reverse("certificate_types:edit", args=[kind.pk]), form_of(kind, title_zh="新名"))
    assert (client.get(reverse("certificate_types:index")).status_code, CertificateType.objects.get().title_zh) == (200, kind.title_zh)


def test_types_are_narrowed_to_those_in_use_and_exported(client_of, hr):
    used, gone = make.certificate_type("used-one"), make.certificate_type("gone-one", archived_at=clock.now(), title_zh="已停用的证书")
    client, index = client_of(hr), reverse("certificate_types:index")
    for wanted, rows in (("yes", [used]), ("no", [gone])):
        assert list(client.get(index, {"in_use": wanted}).context["object_list"]) == rows
    lines = client.get(index, {"in_use": "no", "export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("gone-one,已停用的证书,")
