"""The invented month: its people, its mails and its meetings as data, and what builds them."""
