"""Every operation shows what it takes and gives, by examples that fit its schema."""

import pytest

from pdfsum.openapi_examples import MISSING, example_of
from tests.test_api_contract import OPERATIONS, SCHEMA, validate

JSON = "application/json"
TAKEN = {
    name: operation["requestBody"]["content"][JSON]
    for name, operation in OPERATIONS.items()
    if JSON in operation.get("requestBody", {}).get("content", {})
}
GIVEN = {
    f"{name} {status}": response["content"][JSON]
    for name, operation in OPERATIONS.items()
    for status, response in operation["responses"].items()
    if JSON in response.get("content", {})
}


def texts_in(value):
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        return [text for one in value for text in texts_in(one)]
    return [value]


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_taken_has_an_example_that_fits(name):
    validate(TAKEN[name]["example"], TAKEN[name]["schema"])


@pytest.mark.parametrize("name", GIVEN)
def test_what_is_given_has_an_example_that_fits(name):
    validate(GIVEN[name]["example"], GIVEN[name]["schema"])


@pytest.mark.parametrize("name", [*TAKEN, *GIVEN])
def test_every_text_of_an_example_means_something(name):
    """Else: give the field `examples=`, or its name a value in `openapi_examples`."""
    content = TAKEN.get(name) or GIVEN[name]
    assert MISSING not in texts_in(content["example"]), content["example"]


def test_there_are_examples_at_all():
    assert len(TAKEN) > 5
    assert len(GIVEN) > 50


def test_a_value_of_another_type_is_no_example():
    """`pages` names pages in one shape, and is a list of their numbers in another."""
    numbers = {"type": "array", "items": {"type": "integer"}}
    shape = {"type": "object", "properties": {"pages": numbers}}
    assert example_of(shape, {}) == {"pages": [12]}
    shape = {"type": "object", "properties": {"pages": {"type": "string"}}}
    assert example_of(shape, {}) == {"pages": "3-10"}


def test_a_text_that_nothing_tells_is_found():
    shape = {"type": "object", "properties": {"unheard_of": {"type": "string"}}}
    assert example_of(shape, {}) == {"unheard_of": MISSING}


def test_a_shape_within_a_shape_is_followed():
    assert example_of({"$ref": "#/components/schemas/MeOut"}, shapes())["use"] == {
        "documents": 128,
        "bytes": 48213377,
    }


def shapes():
    return SCHEMA["components"]["schemas"]
