from django.urls import path, re_path

from library.views import documents, files, progress, tags, trash, uploads

app_name = "library"

urlpatterns = [
    path("", documents.document_list, name="document_list"),
    path("documents/", uploads.document_upload, name="document_upload"),
    path(
        "documents/progress/",
        progress.document_list_progress,
        name="document_list_progress",
    ),
    path("documents/<uuid:pk>/", documents.document_detail, name="document_detail"),
    path(
        "documents/<uuid:pk>/progress/",
        progress.document_detail_progress,
        name="document_detail_progress",
    ),
    path("documents/<uuid:pk>/file/", files.document_file, name="document_file"),
    path("documents/<uuid:pk>/trash/", trash.document_trash, name="document_trash"),
    path(
        "documents/<uuid:pk>/reprocess/",
        documents.document_reprocess,
        name="document_reprocess",
    ),
    path("trash/", trash.trash_list, name="trash_list"),
    path("trash/<uuid:pk>/restore/", trash.document_restore, name="document_restore"),
    path("sample/", uploads.add_sample, name="add_sample"),
    # Not <slug:…>, which knows ASCII only.
    re_path(r"^tags/(?P<slug>[-\w]+)/$", tags.tag_detail, name="tag_detail"),
]
