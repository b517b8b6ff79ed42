"""Workbooks, made to be handed in; knows the domain, never the store or the window."""
