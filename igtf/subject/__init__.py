"""Subject: the page of any subject, with its way, its steps and its timeline, and the lists of subjects."""
