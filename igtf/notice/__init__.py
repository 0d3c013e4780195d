"""Notice: carrying what happened to whoever wants to know: mail, digests, feeds; and bringing in what they reply."""
