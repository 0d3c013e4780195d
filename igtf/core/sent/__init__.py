"""What people and programs send: fields for rows and files, what was typed before a refusal, the key of each submit."""
