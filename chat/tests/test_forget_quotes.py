import pytest

from chat.models import Chat, Citation, Message
from chat.quotes import REMOVED
from library import actions
from library.tests.factories import make_document, make_text

QUOTE = "The dam held for two days."


@pytest.fixture
def chat(alice):
    return Chat.objects.create(owner=alice)


@pytest.fixture
def document(alice):
    document = make_document(user=alice, trashed_at="2026-01-01T00:00Z")
    make_text(document, QUOTE)
    return document


def answer(chat, content, *cited, engine="extractive"):
    """An answer that cites (document, quote) pairs as [1], [2] …"""
    message = Message.objects.create(
        chat=chat, role="assistant", engine=engine, content=content
    )
    for number, (document, quote) in enumerate(cited, start=1):
        text = document.current_text or make_text(document, quote)
        Citation.objects.create(
            message=message,
            number=number,
            document=document,
            text_version=text,
            page=1,
            start=0,
            end=len(quote),
            quote=quote,
        )
    return message


def purge_and_read(alice, document, message):
    actions.purge_document(user=alice, document=document)
    message.refresh_from_db()
    return message.content


def test_the_quote_goes_and_those_of_other_documents_stay(alice, chat, document):
    other = make_document(user=alice)
    content = f"{QUOTE} [1] Then it broke. [2]"
    message = answer(chat, content, (document, QUOTE), (other, "Then it broke."))
    left = purge_and_read(alice, document, message)
    assert left == f"{REMOVED} Then it broke. [2]"
    assert message.citations.get().document == other


def test_a_quote_is_found_however_it_is_spaced(alice, chat, document):
    message = answer(chat, "The dam held\nfor  two days. [1]", (document, QUOTE))
    assert purge_and_read(alice, document, message) == REMOVED


def test_an_extractive_answer_whose_quote_is_not_found_goes_whole(
    alice, chat, document
):
    message = answer(chat, "The dam held for 2 days. [1]", (document, QUOTE))
    assert purge_and_read(alice, document, message) == REMOVED


def test_what_a_model_wrote_in_its_own_words_stays(alice, chat, document):
    content = f"It lasted a while [1]: “{QUOTE}”"
    message = answer(chat, content, (document, QUOTE), engine="openai")
    left = purge_and_read(alice, document, message)
    assert left == f"It lasted a while: “{REMOVED}”"


def test_questions_and_answers_about_others_are_untouched(alice, chat, document):
    question = Message.objects.create(chat=chat, role="user", content=QUOTE)
    answer(chat, f"{QUOTE} [1]", (document, QUOTE))
    assert purge_and_read(alice, document, question) == QUOTE


def test_a_quote_may_hold_what_patterns_mean_something_by(alice, chat, document):
    quote = "Costs (in $) rose by 5.0 % [sic] *"
    message = answer(chat, f"{quote} [1]", (document, quote))
    assert purge_and_read(alice, document, message) == REMOVED
