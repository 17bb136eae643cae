"""What one person has here, of every app: to be taken along, and to be deleted."""
