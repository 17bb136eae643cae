"""Text that people and programs send."""

# One line without control characters, as a pattern of the API's values. PostgreSQL
# stores no NUL at all, and the others would forge lines of a log.
ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
