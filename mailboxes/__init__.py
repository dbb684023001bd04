"""One module a mail system: raw messages in and out, nothing decided."""
