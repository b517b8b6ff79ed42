"""What goes out to one office as a workbook and comes back; the marks say to a machine what is what."""
