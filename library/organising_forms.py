"""Forms of tags and folders. Actions do what they ask for."""

from typing import Any, cast
from uuid import UUID

from django import forms

from library.models import Folder, Library, Tag
from library.models.folders import NAME_LENGTH as FOLDER_NAME_LENGTH
from library.models.tags import NAME_LENGTH as TAG_NAME_LENGTH

# Each is told from its neighbours as a dot on light and on dark.
PALETTE = {
    "": "None",
    "#e03131": "Red",
    "#e8590c": "Orange",
    "#f2a900": "Yellow",
    "#2f9e44": "Green",
    "#0c8599": "Teal",
    "#3b5bdb": "Blue",
    "#9c36b5": "Purple",
    "#868e96": "Grey",
}
# Of folders to choose from: whoever has more moves them through the API.
MOST_PLACES = 10_000


class TagForm(forms.Form):
    """Name and colour of a tag."""

    name = forms.CharField(
        max_length=TAG_NAME_LENGTH,
        error_messages={"required": "Give the tag a name."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    color = forms.ChoiceField(label="Colour", required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, tag: Tag, **options: Any) -> None:
        options["initial"] = {"name": tag.name, "color": tag.color}
        super().__init__(*args, **options)
        # A program may have set a colour that is none of these.
        own = {} if tag.color in PALETTE else {tag.color: f"As it is ({tag.color})"}
        field = cast(forms.ChoiceField, self.fields["color"])
        field.choices = list((PALETTE | own).items())


class TagMergeForm(forms.Form):
    """The tag that one is merged into, by its name."""

    name = forms.CharField(
        label="Merge into",
        max_length=TAG_NAME_LENGTH,
        error_messages={"required": "Name the tag to merge into."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "tag-options"}),
    )

    def __init__(self, *args: Any, tag: Tag, **options: Any) -> None:
        super().__init__(*args, **options)
        # Beside the form of the tag itself, which has a name too.
        self.auto_id = "merge_%s"
        self.tag = tag

    def clean(self) -> dict[str, Any]:
        """Adds `into`, the tag of that name. One query."""
        data: dict[str, Any] = super().clean() or {}
        if name := data.get("name"):
            tags = Tag.objects.filter(library=self.tag.library_id).accepted()
            data["into"] = tags.spelled([name]).first()
            if data["into"] is None:
                self.add_error("name", f"There is no tag “{name}” in this library.")
            elif data["into"] == self.tag:
                self.add_error("name", "This is the tag itself. Name another one.")
        return data


class PlaceField(forms.TypedChoiceField):
    """One of a library's folders, by its path, or none."""

    def __init__(self, **options: Any) -> None:
        options = {"required": False, "empty_value": None, "coerce": UUID} | options
        super().__init__(**options)
        self.folders: dict[UUID, Folder] = {}

    def offer(self, library: Library, *, none: str, without: Folder | None) -> None:
        """Let people choose among the library's folders. One query, or two."""
        left_out = without.subtree() if without else {}
        tree = library.folders.all().as_tree(limit=MOST_PLACES)
        self.folders = {one.pk: one for one in tree if one.pk not in left_out}
        paths = [(str(pk), folder.path) for pk, folder in self.folders.items()]
        self.choices = [("", none), *paths]

    def clean(self, value: Any) -> Folder | None:
        pk = super().clean(value)
        return self.folders[pk] if pk else None


class FolderForm(forms.Form):
    """Name and place of a folder."""

    name = forms.CharField(
        max_length=FOLDER_NAME_LENGTH,
        error_messages={"required": "Give the folder a name."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    parent = PlaceField(label="In")

    def __init__(
        self, *args: Any, library: Library, folder: Folder | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        field = cast(PlaceField, self.fields["parent"])
        field.offer(library, none="(the top)", without=folder)


class MoveForm(forms.Form):
    """Where a document goes."""

    folder = PlaceField(label="Folder")

    def __init__(self, *args: Any, library: Library, **options: Any) -> None:
        super().__init__(*args, **options)
        field = cast(PlaceField, self.fields["folder"])
        field.offer(library, none="(no folder)", without=None)
