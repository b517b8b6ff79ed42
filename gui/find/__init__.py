"""Finding: one box for items, places, units, years and commands; its index and readings know no Qt."""
