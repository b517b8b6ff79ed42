"""Everything of the program that needs no window: the domain, the store, the workbooks, the verbs."""
