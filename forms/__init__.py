"""From a document to a typed submission, and from a spec to a blank."""
