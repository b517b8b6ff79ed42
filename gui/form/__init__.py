"""The middle of the window: the ledger, the fixed tables, what is typed into them, and the item beside them."""
