"""The pages of the standard workbook that hold no rules, one module for each sheet or sort of sheet."""
