"""From a mailing to a proof of sending."""
