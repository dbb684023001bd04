"""The cage: a stranger's bytes are read by a child process that can do nothing else."""
