"""People: persons, hats, countries, roles, accounts and sign-in."""
