"""What pages are made of: frame, elements, diagrams, versions and lists in parts, errors, compression, plain text."""
