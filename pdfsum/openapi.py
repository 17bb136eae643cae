"""The API's description of itself: errors that endpoints share, with examples."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from library.schemas import ErrorOut, InvalidOut
from pdfsum.answers import TOLD
from pdfsum.openapi_examples import example_of

JSON = "application/json"
REF = "#/components/schemas/{model}"

# Why each error comes.
REASONS = {
    400: "The cursor is damaged, or of another list.",
    401: "No key, or one that is unknown, revoked or expired.",
    403: (
        "The key lacks a scope, the browser sent no CSRF token, or you may read this "
        "but not change it."
    ),
    404: "There is nothing here, or nothing that you may see.",
    409: "The state of the document forbids it; `code` says why.",
    413: "More bytes than one upload may have.",
    415: "The content is not a PDF, whatever its name says.",
    422: "Some values are missing or wrong; `errors` names them.",
    429: "Too many wrong passwords. Wait, then try again.",
    507: "The server's disk is full.",
}
EXAMPLES: dict[int, tuple[str, str]] = {
    400: (
        "invalid_cursor",
        "This page link is damaged. Start again from the first page.",
    ),
    401: TOLD[401],
    403: ("scope_missing", "This API key lacks the scope “write”."),
    404: ("not_found", "There is nothing here that you may see."),
    409: ("already_processing", "This document is being processed already."),
    413: ("file_too_large", "“report.pdf” is larger than 200 MB."),
    415: ("not_a_pdf", "“report.pdf” is not a PDF, whatever its name says."),
    422: ("invalid", "Some values are missing or wrong; `errors` names them."),
    429: (
        "too_many_passwords",
        "10 wrong passwords were tried on this document. "
        "Wait 10 minutes, then try again.",
    ),
    507: ("disk_full", "The server's disk is full, so the file was not kept."),
}
# What an error tells beside code and sentence, by the name of its shape.
DETAILS: dict[str, dict[str, Any]] = {
    "DuplicateOut": {
        "code": "duplicate_document",
        "detail": "You already have this file, as “Annual report”.",
        "existing": {
            "id": "01890a5d-ac96-774b-bcce-b302099a8057",
            "url": "https://pdfsum.example/documents/01890a5d-ac96-774b-bcce-b302099a8057/",
        },
    },
    "InvalidOut": {
        "errors": [
            {"type": "missing", "loc": ["query", "q"], "msg": "Field required"},
        ]
    },
}


class DescribedAPI(NinjaAPI):
    """Adds to every operation the errors that come from what all have in common."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        for model in (ErrorOut, InvalidOut):
            shape = model.model_json_schema(ref_template=REF, mode="serialization")
            schema["components"]["schemas"].setdefault(model.__name__, shape)
        for methods in schema["paths"].values():
            methods.pop("head", None)  # It says nothing that GET does not say.
            for operation in methods.values():
                _describe_errors(operation)
                _give_examples(operation, schema["components"]["schemas"])
        return schema


def _describe_errors(operation: dict[str, Any]) -> None:
    """A key or session is asked for; values are read; an id may lead nowhere."""
    responses = operation["responses"]
    parameters = operation["parameters"]
    _declare(responses, 401, ErrorOut)
    _declare(responses, 403, ErrorOut)
    if any(value["name"] == "cursor" for value in parameters):
        _declare(responses, 400, ErrorOut)
    if any(value["in"] == "path" for value in parameters):
        _declare(responses, 404, ErrorOut)
    if parameters or "requestBody" in operation:
        _declare(responses, 422, InvalidOut)
    for status in REASONS.keys() & responses.keys():
        _give_example(responses[status], status)
    operation["responses"] = dict(sorted(responses.items()))


def _give_examples(operation: dict[str, Any], shapes: dict[str, Any]) -> None:
    """To what it takes and to what it gives, as JSON."""
    contents = [operation.get("requestBody", {}).get("content", {})]
    contents += [
        response.get("content", {}) for response in operation["responses"].values()
    ]
    for content in contents:
        if JSON in content and not content[JSON].keys() & {"example", "examples"}:
            content[JSON]["example"] = example_of(content[JSON]["schema"], shapes)


def _declare(responses: dict[int, Any], status: int, model: type[ErrorOut]) -> None:
    schema = {"$ref": REF.format(model=model.__name__)}
    responses.setdefault(status, {"content": {JSON: {"schema": schema}}})


def _give_example(response: dict[str, Any], status: int) -> None:
    response["description"] = REASONS[status]
    content = response["content"][JSON]
    code, detail = EXAMPLES[status]
    shape = content["schema"]["$ref"].rpartition("/")[2]
    content["example"] = {"code": code, "detail": detail} | DETAILS.get(shape, {})
