"""The record proven: a Merkle tree over its entries, signed checkpoints of it, receipts, and who verifies them.

Whoever keeps a checkpoint (a size and a root, signed) can show later that an entry was in the record, or that the
record was rewritten, with nothing but hashes. The tree is that of Certificate Transparency (RFC 9162), and a checkpoint
is a signed note as Go's checksum database and the logs of C2SP have it: tools that nobody here wrote read both.
"""
