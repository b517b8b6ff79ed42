"""Dialogs: each is for one decision and gone after it; they decide nothing themselves."""
