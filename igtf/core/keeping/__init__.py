"""What is kept so that it is not made again: pages, pieces of pages, counts; in a process, and in Redis for all."""
