"""The commands, run as they are from the command line."""
