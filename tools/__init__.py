"""Tools that make files of the repository; nothing of the product imports them."""
