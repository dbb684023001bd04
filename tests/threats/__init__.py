"""Mail built to do harm: each ends in a named outcome, and the next mail is read as ever."""
