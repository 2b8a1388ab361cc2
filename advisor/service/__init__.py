"""The service: HTTP, pages and sign-in. It translates, and does not reason."""
