"""The filters of a list, as addresses carry them."""

from typing import Any
from uuid import UUID

from django import forms

from library.languages import language_name
from library.listing import NO_FOLDER, DocumentFilter
from library.models import Document
from pdfsum.engines.language import known_languages

NEWEST = "-created_at"
ORDERINGS = {
    NEWEST: "Newest first",
    "created_at": "Oldest first",
    "title": "Title, A to Z",
    "-title": "Title, Z to A",
    "-document_date": "Latest date first",
    "document_date": "Earliest date first",
}
STATUSES = {
    Document.Status.QUEUED: "Waiting",
    Document.Status.PROCESSING: "Being read",
    Document.Status.READY: "Ready",
    Document.Status.READY_WITH_WARNINGS: "Ready, with warnings",
    Document.Status.FAILED: "Could not be read",
}
_ANY = ("", "Any")


class FolderField(forms.Field):
    """The id of a folder, or `NO_FOLDER`."""

    widget = forms.Select

    def to_python(self, value: Any) -> UUID | str | None:
        if value in self.empty_values:
            return None
        if value == NO_FOLDER:
            return NO_FOLDER
        try:
            return UUID(value)
        except ValueError as exc:
            raise forms.ValidationError("This is no folder.") from exc


def _languages() -> list[tuple[str, str]]:
    names = sorted((language_name(code), code) for code in known_languages())
    return [_ANY, *((code, name) for name, code in names)]


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        # What a browser's own date field takes and sends, in any language.
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the date as year-month-day."},
    )


class DocumentFilterForm(forms.Form):
    """What is wrong is told beside its field, and filters nothing.

    Reading it costs no query: only who prints it needs to name tags and folders
    (`offer`). Its fields are those of `DocumentFilter`, and the ordering.
    """

    q = forms.CharField(label="In the title", max_length=300, required=False)
    author = forms.CharField(
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    tag = forms.CharField(max_length=60, required=False, widget=forms.Select)
    folder = FolderField(required=False)
    library = forms.UUIDField(
        required=False,
        widget=forms.Select,
        error_messages={"invalid": "This is no library."},
    )
    status = forms.ChoiceField(choices=[_ANY, *STATUSES.items()], required=False)
    language = forms.ChoiceField(choices=_languages, required=False)
    dated_after = _day("Dated from")
    dated_before = _day("Dated until")
    added_after = _day("Added from")
    added_before = _day("Added until")
    ordering = forms.ChoiceField(
        label="Order", choices=list(ORDERINGS.items()), required=False
    )

    def clean(self) -> None:
        for what in ("dated", "added"):
            first = self.cleaned_data.get(f"{what}_after")
            last = self.cleaned_data.get(f"{what}_before")
            if first and last and last < first:
                self.add_error(f"{what}_before", "This day is before the first one.")

    def offer(self, **choices: list[tuple[str, str]]) -> None:
        """Name what can be chosen: tags by slug, folders and libraries by id."""
        for name, offered in choices.items():
            self.fields[name].widget.choices = [_ANY, *offered]

    @property
    def panel_fields(self) -> list[forms.BoundField]:
        """Those that do not stand beside the list all the time."""
        return [field for field in self if field.name not in ("q", "ordering")]

    @property
    def document_filter(self) -> DocumentFilter:
        values = {
            name: value or None
            for name, value in self._cleaned().items()
            if name != "ordering"
        }
        return DocumentFilter(**values)

    @property
    def chosen_ordering(self) -> str:
        return self._cleaned().get("ordering") or NEWEST

    def _cleaned(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data
