from django.conf import settings
from django.db import models

from library.models.summaries import Summary


class PreferencesQuerySet(models.QuerySet["Preferences"]):
    def style_of(self, user_id: int | None) -> str:
        """The style of summaries that a user wants; what is usual for nobody."""
        chosen = self.filter(user=user_id).values_list("summary_style", flat=True)
        return chosen.first() or Summary.Style.BALANCED


class Preferences(models.Model):
    """What one user wants where nothing else is said."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="preferences",
    )
    summary_style = models.CharField(
        max_length=13, choices=Summary.Style, default=Summary.Style.BALANCED
    )
    language = models.CharField(
        max_length=3,
        blank=True,
        help_text="ISO 639 code, of documents whose own language cannot be told.",
    )

    objects = PreferencesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "preferences"

    def __str__(self) -> str:
        return f"Preferences of {self.user_id}"
