"""What builds, shows and documents the project."""
