"""What is done, step by step: the only place where two rooms meet."""
