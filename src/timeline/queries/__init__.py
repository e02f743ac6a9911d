"""One question a file, with the type of its answer beside it. Pure: they see what is in force, never a log."""
