"""A pack as a workbook that staff can edit, written and read."""
