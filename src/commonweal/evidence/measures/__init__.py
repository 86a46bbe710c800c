"""The catalogue of measures: one file each, built as one row per unit and then summed."""
