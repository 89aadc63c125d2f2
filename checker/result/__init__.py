"""The record that every output is derived from: result.json, version 1."""

from checker.result.record import SCHEMA, Gate, record

__all__ = ["SCHEMA", "Gate", "record"]
