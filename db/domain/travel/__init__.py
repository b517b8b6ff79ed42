"""Figures on their way: which office owes which, what a returned workbook says, and how that meets the return."""
