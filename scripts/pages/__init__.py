"""Pages that are made: documents from schemas and frameworks, and the output they show."""
