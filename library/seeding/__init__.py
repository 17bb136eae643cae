"""A large, realistic and entirely made-up database, to measure and to try things on."""

from library.seeding.plan import Plan
from library.seeding.seed import seed_database, tidy_tables

__all__ = ["Plan", "seed_database", "tidy_tables"]
