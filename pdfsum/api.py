"""The JSON API, version 1: apps' routers under one roof, errors in one shape."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from library.api import router as library_router
from library.usage import usage_of
from pdfsum.accounts.auth import api_auth
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.errors import AppError
from search.api import router as search_router

api = NinjaAPI(
    title="pdfsum",
    version="1",
    description=(
        "A private library for PDFs that summarises, finds and answers with evidence. "
        "Send `Authorization: Bearer KEY`; keys are made under Settings, API keys. "
        "What you may not see is 404."
    ),
    auth=api_auth,
    urls_namespace="api",
)
api.add_router("", library_router)
api.add_router("", search_router)


class UseOut(Schema):
    documents: int
    bytes: int


class MeOut(Schema):
    """Who you are, what you use and how much you may."""

    id: int
    email: str
    name: str
    max_upload_mb: int
    use: UseOut


@api.get("/me", response=MeOut, tags=["account"])
def me(request: UserRequest) -> dict[str, Any]:
    """Who you are, limits and use."""
    return {
        "id": request.user.pk,
        "email": request.user.email,
        "name": request.user.get_full_name(),
        "max_upload_mb": settings.PDFSUM_MAX_UPLOAD_MB,
        "use": usage_of(request.user),
    }


@api.exception_handler(AppError)
def app_error(request: HttpRequest, exc: AppError) -> HttpResponse:
    body = {"code": exc.code, "detail": str(exc)} | exc.extra()
    return api.create_response(request, body, status=exc.status)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, exc: Http404) -> HttpResponse:
    body = {"code": "not_found", "detail": "There is nothing here that you may see."}
    return api.create_response(request, body, status=404)


@api.exception_handler(AuthenticationError)
def not_authenticated(request: HttpRequest, exc: AuthenticationError) -> HttpResponse:
    body = {"code": "not_authenticated", "detail": "Send a valid API key, or log in."}
    response = api.create_response(request, body, status=401)
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
    body = {"code": "bad_request", "detail": str(exc)}
    return api.create_response(request, body, status=exc.status_code)
