"""`manage.py serve`: the supervisor, embedded PostgreSQL and Valkey."""
