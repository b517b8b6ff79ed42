"""Forms that others issue: what a reader sees in them, and which of their cells mean which figures."""
