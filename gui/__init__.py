"""The window of 法治填报; the only code that knows Qt."""
