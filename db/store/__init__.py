"""The data file: one SQLite database. Knows SQL and sqlite-utils; knows no workbook, no window, no rule."""
