"""Forms of the library's pages. Actions do what they ask for."""

from typing import Any, cast

from django import forms

from library.languages import language_name
from library.models import Library, Preferences
from pdfsum.accounts.models import User
from pdfsum.engines.doi import clean_doi
from pdfsum.engines.language import known_languages


class DocumentForm(forms.Form):
    """The details of a document that a person may know better than its PDF."""

    title = forms.CharField(
        max_length=300,
        error_messages={"required": "Give the document a title."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    authors = forms.CharField(
        required=False,
        max_length=500,
        help_text="Full names, separated by commas.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    document_date = forms.DateField(
        label="Date",
        required=False,
        help_text="When it was written or published.",
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "Write the date as year-month-day: 2024-05-31."},
        # What a browser's own date field takes and sends, in any language.
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    doi = forms.CharField(
        label="DOI",
        required=False,
        max_length=200,
        help_text="Such as 10.1000/182. An address at doi.org will do.",
        widget=forms.TextInput(
            attrs={
                "autocapitalize": "none",
                "autocomplete": "off",
                "spellcheck": "false",
            }
        ),
    )

    def put_focus(self) -> None:
        """Have the browser begin at the first error, else at the title."""
        name = next((name for name in self.fields if name in self.errors), "title")
        self.fields[name].widget.attrs["autofocus"] = True

    def clean_doi(self) -> str:
        typed: str = self.cleaned_data["doi"]
        doi = clean_doi(typed)
        if typed and not doi:
            raise forms.ValidationError(
                "This is no DOI. One begins with “10.” and a number, then a slash."
            )
        return doi


def _languages() -> list[tuple[str, str]]:
    named = [(code, language_name(code)) for code in known_languages()]
    return [("", "Leave it open"), *sorted(named, key=lambda pair: pair[1])]


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]
    language = forms.ChoiceField(
        label="Language of documents",
        choices=_languages,
        required=False,
        help_text=(
            "Of those with too few words to tell it themselves. Their words are then "
            "found in all their forms."
        ),
    )

    class Meta:
        model = Preferences
        fields = ["summary_style", "language"]
        labels = {"summary_style": "Summaries"}
        help_texts = {
            "summary_style": "Of documents that you add from now on. Any document can "
            "have others."
        }
        widgets = {"summary_style": forms.RadioSelect}


class LibraryImportForm(forms.Form):
    """An export, and the library that takes it: one's own unless told."""

    file = forms.FileField(
        label="Export",
        help_text="A ZIP file that pdfsum made.",
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )
    library = forms.ModelChoiceField(
        label="Into", queryset=Library.objects.none(), required=False, empty_label=None
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self._own = Library.objects.private_to(user)
        choice = cast("forms.ModelChoiceField[Library]", self.fields["library"])
        choice.queryset = Library.objects.writable_by(user).order_by("pk")
        self.initial["library"] = self._own

    def clean_library(self) -> Library:
        chosen: Library | None = self.cleaned_data["library"]
        return chosen or self._own
