"""Pictures that editors upload: shown in the Wagtail admin only; readers get the copies that versions keep."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve

from training_site.people.access import ADMIN_DOOR, access


@access(ADMIN_DOOR)
def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file below media/images or media/original_images; never anything of media/private."""
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
