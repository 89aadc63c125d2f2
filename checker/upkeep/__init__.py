"""What keeps a workspace alive: what was done, what proves it, who says so again, what is left."""
