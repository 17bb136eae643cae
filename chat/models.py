"""Conversations with documents. They are personal, whoever owns the library."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from library.models import Document, Folder, Library, Tag, TextVersion
from pdfsum.accounts.models import User
from pdfsum.lib.ids import uuid7


class ChatQuerySet(models.QuerySet["Chat"]):
    def visible_to(self, user: User) -> Self:
        """A chat belongs to one person; other members of a library never see it."""
        return self.filter(owner=user)


class Chat(models.Model):
    """A conversation about some documents; about all one may see if none is named.

    What it was narrowed by stays on record, so that a tag, a folder or a document that
    is deleted leaves it about nothing, rather than about everything.
    """

    class Scope(models.TextChoices):
        """What a chat may be narrowed by. Of several, all hold."""

        LIBRARY = "library"
        FOLDER = "folder"
        TAG = "tag"
        DOCUMENTS = "documents"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="chats",
        db_index=False,  # chat_chat_newest starts with owner
    )
    title = models.CharField(max_length=200, blank=True)
    library = models.ForeignKey(Library, models.SET_NULL, null=True, blank=True)
    folder = models.ForeignKey(Folder, models.SET_NULL, null=True, blank=True)
    tag = models.ForeignKey(Tag, models.SET_NULL, null=True, blank=True)
    documents = models.ManyToManyField(Document, blank=True, related_name="chats")
    narrowed_by = ArrayField(
        models.CharField(max_length=9, choices=Scope), default=list, blank=True
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ChatQuerySet.as_manager()

    class Meta:
        indexes = [
            # One person's chats, newest first.
            models.Index("owner", F("id").desc(), name="chat_chat_newest"),
        ]
        constraints = [
            # SET_NULL would widen a chat that does not say what it was narrowed by.
            models.CheckConstraint(
                condition=(Q(library=None) | Q(narrowed_by__contains=["library"]))
                & (Q(folder=None) | Q(narrowed_by__contains=["folder"]))
                & (Q(tag=None) | Q(narrowed_by__contains=["tag"])),
                name="chat_chat_says_its_scope",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.pk)

    @property
    def is_scope_lost(self) -> bool:
        """True once something that it was narrowed by is gone: it is about nothing.

        Costs a query where it was narrowed to documents.
        """
        gone = {
            self.Scope.LIBRARY: self.library_id is None,
            self.Scope.FOLDER: self.folder_id is None,
            self.Scope.TAG: self.tag_id is None,
            self.Scope.DOCUMENTS: self.Scope.DOCUMENTS in self.narrowed_by
            and not self.documents.exists(),
        }
        return any(gone[self.Scope(name)] for name in self.narrowed_by)


class Message(models.Model):
    """One question or one answer."""

    class Role(models.TextChoices):
        USER = "user"
        ASSISTANT = "assistant"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    chat = models.ForeignKey(
        Chat,
        models.CASCADE,
        related_name="messages",
        db_index=False,  # chat_message_in_order starts with chat
    )
    role = models.CharField(max_length=9, choices=Role)
    content = models.TextField(blank=True)
    engine = models.CharField(max_length=50, blank=True)
    model = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [
            # The messages of one chat, in order.
            models.Index(fields=["chat", "id"], name="chat_message_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"


class Citation(models.Model):
    """The place on a page that a numbered mark in an answer points to."""

    message = models.ForeignKey(
        Message,
        models.CASCADE,
        related_name="citations",
        db_index=False,  # chat_citation_number_once starts with message
    )
    number = models.PositiveSmallIntegerField()
    document = models.ForeignKey(Document, models.CASCADE, related_name="citations")
    text_version = models.ForeignKey(TextVersion, models.CASCADE, db_index=False)
    page = models.PositiveIntegerField()
    start = models.PositiveIntegerField(help_text="Into the page's text.")
    end = models.PositiveIntegerField()
    quote = models.TextField()
    verified = models.BooleanField(
        default=False, help_text="The quote was found on that page."
    )
    score = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "number"], name="chat_citation_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(end__gte=F("start")), name="chat_citation_span"
            ),
        ]

    def __str__(self) -> str:
        return f"[{self.number}] p. {self.page}"
