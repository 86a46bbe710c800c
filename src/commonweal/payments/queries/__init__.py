"""Every read of money. Which rows there are is decided by the row policies, never here."""
