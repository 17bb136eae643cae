"""For operators: what is there, what failed and why, and a way to try again.

They see that documents exist and how they stand, not what is written in them.
"""

from library.admin import documents, jobs, libraries, organising, texts, users

__all__ = ["documents", "jobs", "libraries", "organising", "texts", "users"]
