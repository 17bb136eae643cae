"""A whole installation in one file, and back: docs/adr/0011-backup-format.md."""

from pdfsum.backup.errors import BackupError
from pdfsum.backup.making import Report, make_backup
from pdfsum.backup.restoring import restore

__all__ = ["BackupError", "Report", "make_backup", "restore"]
