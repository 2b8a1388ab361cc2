"""Reading the publishers' formats: bytes in, units under their identifiers out."""
