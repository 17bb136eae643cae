"""A list as somebody looks at it: filters, order, view, and what names them."""

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.http import HttpResponse, QueryDict
from django.template.defaultfilters import date as format_date

from library.filter_forms import NEWEST, STATUSES, DocumentFilterForm
from library.languages import language_name
from library.listing import NO_FOLDER, DocumentFilter
from library.models import Document, Folder, Library, Tag
from library.models.document_queries import DocumentQuerySet
from library.waiting import explain
from pdfsum.accounts.http import UserRequest
from pdfsum.accounts.models import User
from pdfsum.lib.keyset import Page

PAGE_SIZE = 25
# Counting further costs more than anybody gains by it.
MOST_COUNTED = 1_000
# More would be a page of choices; the others are reached by their own pages.
MOST_CHOICES = 500
VIEWS = ("list", "grid")
VIEW_COOKIE = "pdfsum_view"
A_YEAR = 365 * 24 * 3600


class Chip(NamedTuple):
    """An active filter, and the address of the page without it."""

    label: str
    value: str
    url: str


class Count(NamedTuple):
    """How many documents match, exactly up to `MOST_COUNTED`."""

    number: int
    is_more: bool


@dataclass
class Choices:
    """What the filters and bulk actions of a user can name. Three queries."""

    user: User
    libraries: list[Library] = field(init=False)

    def __post_init__(self) -> None:
        found = Library.objects.visible_to(self.user).order_by("name", "pk")
        self.libraries = list(found[:MOST_CHOICES])

    @cached_property
    def tags(self) -> list[tuple[str, str]]:
        """(slug, name), each slug once: two libraries may spell one alike."""
        found = Tag.objects.visible_to(self.user).order_by("is_suggestion", "name")
        rows = found.values_list("slug", "name")[:MOST_CHOICES]
        return sorted(dict(rows).items(), key=lambda row: row[1].casefold())

    @cached_property
    def folders(self) -> list[tuple[str, str]]:
        """(id, path), by path; with several libraries, their names come first."""
        tree = Folder.objects.visible_to(self.user).as_tree(limit=MOST_CHOICES)
        paths = [(str(folder.pk), self._path(folder)) for folder in tree]
        return sorted(paths, key=lambda row: row[1].casefold())

    @cached_property
    def library_names(self) -> list[tuple[str, str]]:
        return [(str(library.pk), library.name) for library in self.libraries]

    def _path(self, folder: Folder) -> str:
        names = folder.path.split("/")
        if len(self.libraries) > 1:
            library = dict(self.library_names).get(str(folder.library_id), "…")
            names.insert(0, library)
        return " / ".join(names)


class Browsing:
    """What the address of a list asks for. Costs no query until it is looked at.

    `fixed` filters belong to the page, such as its folder or tag: they hold whatever
    the address says, and nobody takes them away.
    """

    def __init__(self, request: UserRequest, **fixed: Any) -> None:
        self.request = request
        self._fixed = fixed.keys()
        self.form = DocumentFilterForm(request.GET)
        self.filter: DocumentFilter = replace(self.form.document_filter, **fixed)
        self.ordering = self.form.chosen_ordering
        self.view = self._view()

    @property
    def documents(self) -> DocumentQuerySet:
        return self.filter.of(self.request.user)

    def fetch_page(self) -> Page[Document]:
        """The rows of this page, and how they stand.

        Two queries, more while jobs run.
        """
        page = self.documents.for_list().fetch_page(
            cursor=self.request.GET.get("cursor"),
            limit=PAGE_SIZE,
            ordering=self.ordering,
            within=self.filter.within(self.request.user),
        )
        running = [row for row in page.results if row.is_unfinished]
        states = explain(running)
        for row in running:
            row.state = states[row.pk]
        return page

    @cached_property
    def count(self) -> Count:
        return count_up_to_limit(self.documents)

    @cached_property
    def choices(self) -> Choices:
        return Choices(self.request.user)

    @property
    def query(self) -> str:
        """The filters alone, as bulk actions send them back."""
        return self._address_of(self._named())

    @property
    def is_filtered(self) -> bool:
        return bool(self._active())

    @property
    def panel_count(self) -> int:
        """Active filters that are not on the page already."""
        return len(self._active().keys() - {"q"})

    @property
    def is_narrowed(self) -> bool:
        """True when no row on the page does not mean that there is no document."""
        return self.is_filtered or not self.form.is_valid() or self._is_later_page

    @property
    def _is_later_page(self) -> bool:
        return "cursor" in self.request.GET

    @property
    def reset_url(self) -> str:
        ordering = "" if self.ordering == NEWEST else f"?ordering={self.ordering}"
        return f"{self.request.path}{ordering}"

    @cached_property
    def chips(self) -> list[Chip]:
        """The active filters in words. Costs the queries of `choices`."""
        return [
            Chip(self._label(name), text, url)
            for name, text, url in map(self._chip, self._active())
        ]

    @cached_property
    def offered_form(self) -> DocumentFilterForm:
        """The form, with what can be chosen. Costs the queries of `choices`."""
        choices = self.choices
        tags = list(choices.tags)
        if self.filter.tag and self.filter.tag not in dict(tags):
            tags.append((self.filter.tag, self.filter.tag))
        self.form.offer(
            tag=tags,
            folder=[(NO_FOLDER, "In no folder"), *choices.folders],
            library=choices.library_names,
        )
        for name in self._fixed:
            del self.form.fields[name]
        if len(choices.libraries) < 2:
            self.form.fields.pop("library", None)
        return self.form

    def remember(self, response: HttpResponse) -> HttpResponse:
        """The view stays as it was chosen, in this browser."""
        if self.request.GET.get("view") in VIEWS:
            response.set_cookie(
                VIEW_COOKIE,
                self.view,
                max_age=A_YEAR,
                secure=self.request.is_secure(),
                httponly=True,
                samesite="Lax",
            )
        return response

    def _view(self) -> str:
        asked = self.request.GET.get("view")
        remembered = self.request.COOKIES.get(VIEW_COOKIE)
        return next((view for view in (asked, remembered) if view in VIEWS), "list")

    def _named(self) -> dict[str, Any]:
        values = vars(self.filter)
        return {name: value for name, value in values.items() if value is not None}

    def _active(self) -> dict[str, Any]:
        """What somebody chose and may take away."""
        named = self._named().items()
        return {name: value for name, value in named if name not in self._fixed}

    def _chip(self, name: str) -> tuple[str, str, str]:
        rest = {key: value for key, value in self._active().items() if key != name}
        query = self._address_of(rest, ordering=self.ordering)
        value = getattr(self.filter, name)
        return name, self._words(name, value), f"{self.request.path}?{query}"

    def _label(self, name: str) -> str:
        return str(self.form.base_fields[name].label or name.title())

    def _words(self, name: str, value: Any) -> str:
        if isinstance(value, date):
            return format_date(value, "j F Y")
        named: dict[str, Any] = {
            "tag": lambda: dict(self.choices.tags),
            "folder": lambda: {NO_FOLDER: "none", **dict(self.choices.folders)},
            "library": lambda: dict(self.choices.library_names),
            "status": lambda: STATUSES,
            "language": lambda: {value: language_name(value)},
        }
        if name not in named:
            return f"“{value}”"
        return str(named[name]().get(str(value), "one that is not here"))

    def _address_of(self, values: dict[str, Any], *, ordering: str = NEWEST) -> str:
        query = QueryDict(mutable=True)
        query.update({name: str(value) for name, value in values.items()})
        if ordering != NEWEST:
            query["ordering"] = ordering
        return query.urlencode()


def count_up_to_limit(documents: DocumentQuerySet) -> Count:
    """One query that stops beyond `MOST_COUNTED`."""
    found = documents.order_by()[: MOST_COUNTED + 1].count()
    return Count(min(found, MOST_COUNTED), is_more=found > MOST_COUNTED)


def shown_count(request: UserRequest) -> Count | None:
    """The count that the page of a form shows, as it is now; None if it shows none.

    Costs a query where the page sends `counted`, with its filters as `filter`.
    """
    if "counted" not in request.POST:
        return None
    matching = filter_of(request.POST.get("filter", "")) or DocumentFilter()
    return count_up_to_limit(matching.of(request.user))


def filter_of(query: str) -> DocumentFilter | None:
    """The filter that `Browsing.query` gave; None when something in it is wrong.

    A list that shows more than was asked for is a nuisance. An action on more than
    was asked for is a disaster.
    """
    form = DocumentFilterForm(QueryDict(query))
    return form.document_filter if form.is_valid() else None
