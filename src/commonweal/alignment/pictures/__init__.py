"""Results turned into pictures, tables and words."""
