"""Pages painted: on a printer, into a PDF, on the screen before either."""
