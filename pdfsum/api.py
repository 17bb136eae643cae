"""The JSON API, version 1: apps' routers under one roof, errors in one shape."""

from typing import Any, NoReturn

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from chat.api import router as chat_router
from library.api import router as library_router
from library.errors import DuplicateInTrashError, TagExistsError, TwinError
from library.usage import usage_of
from pdfsum.accounts.auth import api_auth
from pdfsum.accounts.http import UserRequest
from pdfsum.answers import tell
from pdfsum.api_docs import SharedSwagger
from pdfsum.lib.errors import AppError
from pdfsum.lib.routers import HeadRouter
from pdfsum.lib.shared_pages import same_for_everyone
from pdfsum.openapi import DescribedAPI
from search.api import router as search_router

api = DescribedAPI(
    title="pdfsum",
    version="1",
    description=(
        "A private library for PDFs that summarises, finds and answers with evidence. "
        "Send `Authorization: Bearer KEY`; keys are made under Settings, API keys. "
        "What you may not see is 404."
    ),
    auth=api_auth,
    urls_namespace="api",
    docs=SharedSwagger(),
    docs_decorator=same_for_everyone,
)


class UseOut(Schema):
    """What you added, trash included."""

    documents: int = Field(description="How many.")
    bytes: int = Field(description="The sum of their files.")


class MeOut(Schema):
    """Who you are, what you use and how much you may."""

    id: int = Field(description="Your account's number.")
    email: str = Field(description="What you log in with.")
    name: str = Field(
        description="Empty when you gave none.", examples=["Lise Meitner"]
    )
    max_upload_mb: int = Field(description="Megabytes that one upload may carry.")
    max_pages: int = Field(description="Pages that one PDF may have.")
    use: UseOut = Field(description="What you added, trash included.")


router = HeadRouter(tags=["account"])


@router.get("/me", response=MeOut)
def me(request: UserRequest) -> dict[str, Any]:
    """Who you are, limits and use."""
    return {
        "id": request.user.pk,
        "email": request.user.email,
        "name": request.user.name,
        "max_upload_mb": settings.PDFSUM_MAX_UPLOAD_MB,
        "max_pages": settings.PDFSUM_MAX_PAGES,
        "use": usage_of(request.user),
    }


api.add_router("", router)
api.add_router("", library_router)
api.add_router("", search_router)
api.add_router("", chat_router)


@api.exception_handler(AppError)
def app_error(request: HttpRequest, exc: AppError) -> HttpResponse:
    body: dict[str, Any] = {"code": exc.code, "detail": str(exc)}
    if exc.status == 422:
        body["errors"] = []  # It is the whole that is wrong, as `detail` says.
    if isinstance(exc, TwinError):
        body |= _twin(request, exc)
    if isinstance(exc, TagExistsError):
        tag = exc.tag
        body["existing"] = {"id": str(tag.pk), "name": tag.name, "slug": tag.slug}
    return api.create_response(request, body, status=exc.status)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, exc: Http404) -> HttpResponse:
    return tell(404, detail="There is nothing here that you may see.")


@api.exception_handler(AuthenticationError)
def not_authenticated(request: HttpRequest, exc: AuthenticationError) -> HttpResponse:
    response = tell(401)
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, exc: ValidationError) -> HttpResponse:
    body = {
        "code": "invalid",
        "detail": "Some values are missing or wrong; `errors` names them.",
        "errors": exc.errors,
    }
    return api.create_response(request, body, status=422)


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, exc: HttpError) -> HttpResponse:
    return tell(exc.status_code, detail=str(exc))


@api.exception_handler(Exception)
def unexpected(request: HttpRequest, exc: Exception) -> NoReturn:
    """Leave it to Django, which logs it and asks `pdfsum.answers` what to tell.

    Ninja's own handler answers with a traceback as text while debugging.
    """
    raise exc


def _twin(request: HttpRequest, exc: TwinError) -> dict[str, Any]:
    """Where the same bytes are; and, from the trash, where to restore them."""
    existing = exc.existing
    url = request.build_absolute_uri(existing.get_absolute_url())
    told: dict[str, Any] = {"existing": {"id": str(existing.pk), "url": url}}
    if isinstance(exc, DuplicateInTrashError):
        path = reverse("api:restore_document", args=[existing.pk])
        told["restore_url"] = request.build_absolute_uri(path)
    return told
