"""The verbs of the command line, by what they are about; db.__main__ makes commands of them."""
