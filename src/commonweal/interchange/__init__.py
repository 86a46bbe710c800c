"""FHIR and HSDS, in and out."""
