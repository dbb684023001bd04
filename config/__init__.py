"""Settings, panel protocols, holidays, Django's settings."""
