"""Whole stories, from a mail that comes in to what goes out, on folders and an encrypted file."""
