"""Webhooks: programs of others that are told of new entries of the record, by signed posts to their addresses.

A webhook has a place in the record up to which it was told. What comes after it goes out in order, many entries in one
message, until it is answered; so nothing is lost while its server is away, and nothing is kept for each entry.
"""
