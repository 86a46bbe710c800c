"""Settings, root addresses, middleware, the worker."""
