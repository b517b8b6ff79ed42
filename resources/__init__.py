"""Data of the program behind one small door, `resources.library`; standard library only."""
