"""The rules inside a workbook, judged by its own formulas: the sheet in front, the hidden one behind it."""
