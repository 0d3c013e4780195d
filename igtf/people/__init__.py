"""People: persons, their hats, roles and sign-ins, on equal footing (procedure, section 1)."""
