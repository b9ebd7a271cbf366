"""Addresses of the manual."""

from django.urls import path, register_converter

from etiquette.norms import choosing_views, views


class NormCode:
    """N-9.2-01"""

    regex = r"N-\d{1,2}\.\d{1,2}-\d{2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(NormCode, "norm_code")

app_name = "norms"
urlpatterns = [
    path("", views.manual, name="manual"),
    path("chapter/<int:number>/", views.chapter, name="chapter"),
    path("search/", views.search, name="search"),
    path("choose/", choosing_views.choose, name="choose"),
    path("figures/", choosing_views.figures, name="figures"),
    path("notes/", views.notes, name="notes"),
    path("card/<int:version_id>/", views.card, name="card"),
    path("<norm_code:code>/", views.norm, name="norm"),
    path("<norm_code:code>/compare/", views.compare, name="compare"),
]
