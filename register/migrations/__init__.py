"""The register's migrations."""
