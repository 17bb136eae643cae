from django.urls import path, re_path

from library.views import (
    bulk,
    document_tags,
    documents,
    duplicates,
    editing,
    exports,
    files,
    folder_editing,
    folders,
    organising,
    pictures,
    preferences,
    progress,
    tag_editing,
    tags,
    transfers,
    trash,
    unlocking,
    uploads,
    versions,
)

app_name = "library"

urlpatterns = [
    path("", documents.document_list, name="document_list"),
    path("documents/", uploads.document_upload, name="document_upload"),
    path(
        "documents/progress/",
        progress.document_list_progress,
        name="document_list_progress",
    ),
    path("documents/bulk/", bulk.document_bulk, name="document_bulk"),
    path("documents/bulk/restore/", bulk.bulk_restore, name="bulk_restore"),
    path("documents/bulk/zip/", bulk.bulk_zip, name="bulk_zip"),
    path("documents/bulk/export/", bulk.bulk_export, name="bulk_export"),
    path("documents/<uuid:pk>/", documents.document_detail, name="document_detail"),
    path(
        "documents/<uuid:pk>/progress/",
        progress.document_detail_progress,
        name="document_detail_progress",
    ),
    path("documents/<uuid:pk>/edit/", editing.document_edit, name="document_edit"),
    path("documents/<uuid:pk>/facts/", editing.document_facts, name="document_facts"),
    path("documents/<uuid:pk>/tags/", document_tags.document_tag, name="document_tag"),
    path(
        "documents/<uuid:pk>/tags/accept/",
        document_tags.document_tags_accept,
        name="document_tags_accept",
    ),
    path(
        "documents/<uuid:pk>/tags/reject/",
        document_tags.document_tags_reject,
        name="document_tags_reject",
    ),
    path(
        "documents/<uuid:pk>/tags/<uuid:tag_pk>/accept/",
        document_tags.document_tag_accept,
        name="document_tag_accept",
    ),
    path(
        "documents/<uuid:pk>/tags/<uuid:tag_pk>/reject/",
        document_tags.document_tag_reject,
        name="document_tag_reject",
    ),
    path(
        "documents/<uuid:pk>/tags/<uuid:tag_pk>/rename/",
        document_tags.document_tag_rename,
        name="document_tag_rename",
    ),
    path(
        "documents/<uuid:pk>/move/", folder_editing.document_move, name="document_move"
    ),
    path("documents/<uuid:pk>/file/", files.document_file, name="document_file"),
    path(
        "documents/<uuid:pk>/summaries/<uuid:summary_pk>/export/",
        exports.summary_export,
        name="summary_export",
    ),
    path(
        "documents/<uuid:pk>/citation.bib",
        exports.document_citation,
        name="document_citation",
    ),
    path(
        "documents/<uuid:pk>/thumbnail/",
        pictures.document_thumbnail,
        name="document_thumbnail",
    ),
    path(
        "documents/<uuid:pk>/pages/<int:number>/picture/",
        pictures.document_page_picture,
        name="document_page_picture",
    ),
    path("documents/<uuid:pk>/trash/", trash.document_trash, name="document_trash"),
    path(
        "documents/<uuid:pk>/reprocess/",
        documents.document_reprocess,
        name="document_reprocess",
    ),
    path(
        "documents/<uuid:pk>/unlock/", unlocking.document_unlock, name="document_unlock"
    ),
    path("documents/<uuid:pk>/retry/", unlocking.document_retry, name="document_retry"),
    path("libraries/import/", transfers.library_import, name="library_import"),
    path(
        "libraries/imports/", transfers.library_import_list, name="library_import_list"
    ),
    path(
        "libraries/<uuid:pk>/export/", transfers.library_export, name="library_export"
    ),
    path(
        "documents/<uuid:pk>/version/",
        versions.document_version,
        name="document_version",
    ),
    path(
        "documents/<uuid:pk>/version/confirm/",
        versions.version_confirm,
        name="version_confirm",
    ),
    path(
        "documents/<uuid:pk>/version/discard/",
        versions.version_discard,
        name="version_discard",
    ),
    path("duplicates/", duplicates.duplicate_list, name="duplicate_list"),
    path(
        "duplicates/<int:pk>/dismiss/",
        duplicates.duplicate_dismiss,
        name="duplicate_dismiss",
    ),
    path(
        "duplicates/<int:pk>/trash/<uuid:document_pk>/",
        duplicates.duplicate_trash,
        name="duplicate_trash",
    ),
    path(
        "duplicates/<int:pk>/replace/<uuid:document_pk>/",
        duplicates.duplicate_replace,
        name="duplicate_replace",
    ),
    path("trash/", trash.trash_list, name="trash_list"),
    path("trash/restore/", trash.trash_restore, name="trash_restore"),
    path("trash/empty/", trash.trash_empty, name="trash_empty"),
    path("trash/<uuid:pk>/delete/", trash.document_purge, name="document_purge"),
    path("trash/<uuid:pk>/restore/", trash.document_restore, name="document_restore"),
    path("settings/defaults/", preferences.preferences, name="preferences"),
    path("sample/", uploads.add_sample, name="add_sample"),
    path("folders/", folders.folder_list, name="folder_list"),
    path("folders/new/", folder_editing.folder_create, name="folder_create"),
    path("folders/tree/", folders.folder_tree, name="folder_tree"),
    path("folders/<uuid:pk>/", folders.folder_detail, name="folder_detail"),
    path("folders/<uuid:pk>/edit/", folder_editing.folder_edit, name="folder_edit"),
    path(
        "folders/<uuid:pk>/delete/", folder_editing.folder_delete, name="folder_delete"
    ),
    path("organise/", organising.organise, name="organise"),
    path("organise/tags/", organising.organise_tags, name="organise_tags"),
    path("tags/", tags.tag_list, name="tag_list"),
    path("tags/-/options/", tags.tag_options, name="tag_options"),
    path("tags/<uuid:pk>/edit/", tag_editing.tag_edit, name="tag_edit"),
    path("tags/<uuid:pk>/merge/", tag_editing.tag_merge, name="tag_merge"),
    path("tags/<uuid:pk>/delete/", tag_editing.tag_delete, name="tag_delete"),
    # Not <slug:…>, which knows ASCII only.
    re_path(r"^tags/(?P<slug>[-\w]+)/$", tags.tag_detail, name="tag_detail"),
]
