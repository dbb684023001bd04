"""From a mailbox to durable receipts and typed messages."""
