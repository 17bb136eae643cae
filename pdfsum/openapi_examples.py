"""Examples of what the API takes and gives, made from its schema and a few values.

A shape that is made of fields with known names has its example by itself, and every
list and page of such shapes too. What a field says of itself (`examples=`) wins.
"""

from collections.abc import Mapping
from typing import Any

ID = "01890a5d-ac96-774b-bcce-b302099a8057"
SITE = "https://pdfsum.example"
BY_FORMAT = {
    "uuid": ID,
    "date": "2024-05-31",
    "date-time": "2026-05-01T12:00:00Z",
    "password": "correct horse",
}
# What a field of this name usually holds, in whatever shape it stands.
BY_NAME: dict[str, Any] = {
    "author": "Meitner",
    "authors": "Lise Meitner, Otto Hahn",
    "bytes": 48_213_377,
    "code": "not_found",
    "color": "#2f6f4f",
    "compression_ratio": 0.0142,
    "count": 128,
    "detail": "There is nothing here that you may see.",
    "documents": 128,
    "doi": "10.1038/s41586-020-2649-2",
    "email": "lise@example.org",
    "engine": "extractive",
    "error": None,
    "filename": "valley-report.pdf",
    "focus": "why the dam failed",
    "into": ID,
    "language": "en",
    "level": 1,
    "max_pages": 20_000,
    "max_upload_mb": 200,
    "max_words": 120,
    "model": "all-MiniLM-L6-v2",
    "name": "Water",
    "next": f"{SITE}/api/v1/library?limit=50&offset=100",
    "next_cursor": "WyItY3JlYXRlZF9hdCIsICIiLCAiMDE4OTBhNWQiXQ==",
    "original_word_count": 8_450,
    "page": 12,
    "page_count": 24,
    "page_end": 12,
    "pages": "3-10",
    "pages_done": 24,
    "pages_read": 24,
    "pages_total": 24,
    "parent": None,
    "passage_id": 48_213,
    "password": "correct horse",
    "path": ["Reports", "Water"],
    "percent": 100,
    "precision": None,
    "previous": f"{SITE}/api/v1/library?limit=50&offset=0",
    "processing_seconds": 1.284,
    "q": "valley",
    "query": "dam failure",
    "queue_position": None,
    "quote_found": True,
    "rate": None,
    "reason": "Near to 3 documents of this folder.",
    "restore_url": None,
    "score": 0.8312,
    "seconds_left": None,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "size_bytes": 1_048_576,
    "slug": "water",
    "snippet_html": "The <mark>dam</mark> held for two days.",
    "source": "page",
    "stage": "done",
    "status": "ready",
    "style": "balanced",
    "suggested": False,
    "tag": "water",
    "summary": "The dam held for two days. Nobody was hurt.",
    "text": "The dam held for two days.",
    "title": "The Valley Report",
    "took_ms": 12.4,
    "total_documents": 3,
    "trashed_at": "2026-05-01T12:00:00Z",
    "url": f"{SITE}/documents/{ID}/",
    "waiting_for": None,
    "width": 595.3,
    "height": 841.9,
    "word_count": 120,
}
# A number that no name tells.
BY_TYPE: dict[str, Any] = {"integer": 1, "number": 1.0, "boolean": True, "null": None}
# A text that neither field nor name gives an example of; a test finds it.
MISSING = "…"


def example_of(schema: Mapping[str, Any], shapes: Mapping[str, Any]) -> Any:
    """A value that fits the schema."""
    return _value("", schema, shapes)


def _value(name: str, schema: Mapping[str, Any], shapes: Mapping[str, Any]) -> Any:
    if "examples" in schema:
        return schema["examples"][0]
    if name in BY_NAME and _may_be(BY_NAME[name], schema, shapes):
        return BY_NAME[name]
    if "$ref" in schema:
        shape = shapes[schema["$ref"].rpartition("/")[2]]
        return _value("" if "properties" in shape else name, shape, shapes)
    for several in ("allOf", "anyOf"):
        if several in schema:
            return _value(name, schema[several][0], shapes)
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    return _plain(name, schema, shapes)


def _plain(name: str, schema: Mapping[str, Any], shapes: Mapping[str, Any]) -> Any:
    kind = schema.get("type", "object")
    if kind == "array":
        # Of `tags`, one is a `tag`; a tuple says of each place what stands there.
        inner = schema.get("prefixItems") or [schema.get("items", {})]
        return [_value(name.removesuffix("s"), one, shapes) for one in inner]
    if kind == "object" and "properties" in schema:
        return {
            field: _value(field, value, shapes)
            for field, value in schema["properties"].items()
        }
    if kind == "object":
        inner = schema.get("additionalProperties")
        return {"title": _value("", inner, shapes)} if isinstance(inner, dict) else {}
    if schema.get("format") in BY_FORMAT:
        return BY_FORMAT[schema["format"]]
    return schema.get("minimum", BY_TYPE.get(kind, MISSING))


def _may_be(value: Any, schema: Mapping[str, Any], shapes: Mapping[str, Any]) -> bool:
    """Whether a value is of the type that a schema asks for, as far as types go."""
    if "$ref" in schema:
        return _may_be(value, shapes[schema["$ref"].rpartition("/")[2]], shapes)
    for several in ("allOf", "anyOf"):
        if several in schema:
            return any(_may_be(value, one, shapes) for one in schema[several])
    if "enum" in schema or "const" in schema:
        return value in schema.get("enum", [schema.get("const")])
    types: dict[str, tuple[type, ...]] = {
        "string": (str,),
        "integer": (int,),
        "number": (int, float),
        "boolean": (bool,),
        "null": (type(None),),
    }
    if isinstance(value, bool) and schema.get("type") != "boolean":
        return False
    if schema.get("type") == "array" and isinstance(value, list):
        return all(_may_be(one, schema["items"], shapes) for one in value)
    return isinstance(value, types.get(schema.get("type", ""), ()))
