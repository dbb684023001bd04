"""The case register: rows, sealed blobs, audit, claims."""
