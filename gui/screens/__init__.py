"""Screens beside the ledger: head fields, the three lists, the library of items."""
