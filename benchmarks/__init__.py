"""Whole-process measurements. None is a test: a shared machine's clock is no judge."""
