"""A believable alliance: made up, deterministic by seed, of any size."""
