from chat.models import Chat, Citation, Message
from library.tests.factories import make_text


def make_chat(user, *questions, title="The dam"):
    """A chat with an answer “Yes.” to each question."""
    chat = Chat.objects.create(owner=user, title=title)
    for question in questions:
        Message.objects.create(chat=chat, role="user", content=question)
        Message.objects.create(
            chat=chat, role="assistant", content="Yes.", engine="extractive"
        )
    return chat


def make_citation(chat, document, quote, *, page=1, **fields):
    """The next citation of the last answer of a chat, at the start of a page."""
    message = chat.messages.last()
    return Citation.objects.create(
        message=message,
        number=message.citations.count() + 1,
        document=document,
        text_version=document.current_text or make_text(document, quote),
        page=page,
        start=0,
        end=len(quote),
        quote=quote,
        **{"verified": True} | fields,
    )
