"""JSON Schemas of what an organisation writes, and the one way to apply a schema."""
