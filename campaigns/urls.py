"""The addresses of the pages: URL name, view and template share one word."""

from django.urls import path

from . import import_views, views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("imports/", import_views.imports, name="imports"),
    path("imports/preview/<uuid:token>/", import_views.import_preview, name="import_preview"),
    path("imports/confirm/", import_views.import_confirm, name="import_confirm"),
    path("imports/<int:batch>/", import_views.import_done, name="import_done"),
]
