"""Instruments, provisions, identifiers, citations and commencement. Pure: values in, values out."""
