"""Every read about technology partnerships. Which rows there are is decided by the row policies, never here."""
