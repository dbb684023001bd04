"""The encrypted SQLite file behind Django: SQLite's backend on SQLCipher."""
