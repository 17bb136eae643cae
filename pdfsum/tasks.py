"""Tasks that need more than one app."""

from celery import shared_task

from pdfsum.your_data import deleting


@shared_task(name=deleting.TASK, time_limit=3600)
def delete_account(user_id: int) -> None:
    """Delete an account that asked for it. Safe to deliver twice."""
    deleting.delete_account(user_id)


@shared_task(name="pdfsum.resume_deletions", time_limit=600)
def resume_deletions() -> None:
    """Beat's net under lost messages and dead workers."""
    deleting.resume_deletions()
