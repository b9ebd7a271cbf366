"""The room's place in the Wagtail admin."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from exams.certificates.models import Certificate, CertificateType
from exams.certificates.viewsets import POLICY, TYPE_POLICY, CertificateTypeViewSet, CertificateViewSet

register_permission_policy(Certificate, POLICY)
register_permission_policy(CertificateType, TYPE_POLICY)


@hooks.register("register_admin_viewset")
def certificate_viewsets() -> list[object]:
    return [CertificateViewSet(), CertificateTypeViewSet()]
