"""Given forms as files: read as a reader sees them, filled cell by cell, proved unharmed before handed over."""
