"""Training: the restart rule, the kernel that runs batches, the loop, machines and their files."""
