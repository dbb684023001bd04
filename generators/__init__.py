"""From records to marked documents."""
