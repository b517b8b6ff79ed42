"""What is true without a computer: no files, no SQL, no Qt, no clock; standard library only."""
