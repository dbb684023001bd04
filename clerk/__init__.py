"""The command line and the runners."""
