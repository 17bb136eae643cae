"""One tag: its name and colour, what it is merged into, and its end."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from library.actions.permissions import check_library_writable
from library.actions.tag_editing import delete_tag, edit_tag, merge_tags
from library.errors import TagColorError, TagExistsError, TagNameError
from library.models import Tag
from library.organising_forms import TagForm, TagMergeForm
from pdfsum.accounts.http import UserRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tag_edit(request: UserRequest, pk: UUID) -> HttpResponse:
    """The forms; a name that is taken offers to merge the two."""
    tag = _find(request, pk)
    check_library_writable(request.user, tag.library_id)
    form = TagForm(request.POST or None, tag=tag)
    if request.method == "POST" and form.is_valid():
        try:
            edit_tag(user=request.user, tag=tag, **form.cleaned_data)
        except TagExistsError as exc:
            form.add_error("name", str(exc))
            return _show(request, tag, form=form, existing=exc.tag)
        except TagNameError as exc:
            form.add_error("name", str(exc))
        except TagColorError as exc:
            form.add_error("color", str(exc))
        else:
            messages.success(request, "The tag is saved.")
            return redirect("library:tag_list")
    return _show(request, tag, form=form)


@login_required
@require_POST
def tag_merge(request: UserRequest, pk: UUID) -> HttpResponse:
    """Into the tag of this name, which must be one of the same library."""
    tag = _find(request, pk)
    check_library_writable(request.user, tag.library_id)
    form = TagMergeForm(request.POST, tag=tag)
    if not form.is_valid():
        return _show(request, tag, merge_form=form)
    into = merge_tags(user=request.user, tag=tag, into=form.cleaned_data["into"])
    messages.success(request, f"“{tag.name}” is part of “{into.name}” now.")
    return redirect(into)


@login_required
@require_POST
def tag_delete(request: UserRequest, pk: UUID) -> HttpResponse:
    tag = _find(request, pk)
    delete_tag(user=request.user, tag=tag)
    messages.success(request, f"The tag “{tag.name}” is deleted. Its documents stay.")
    return redirect("library:tag_list")


def _find(request: UserRequest, pk: UUID) -> Tag:
    tags = Tag.objects.visible_to(request.user).accepted().with_counts()
    return get_object_or_404(tags, pk=pk)


def _show(
    request: UserRequest,
    tag: Tag,
    *,
    form: TagForm | None = None,
    merge_form: TagMergeForm | None = None,
    existing: Tag | None = None,
) -> HttpResponse:
    context = {
        "tag": tag,
        "form": form or TagForm(tag=tag),
        "merge_form": merge_form or TagMergeForm(tag=tag),
        "existing": existing,
    }
    return render(request, "library/tag_edit.html", context)
