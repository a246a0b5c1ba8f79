"""The SQL that makes an object, takes it away, or changes it, and the hazard where none can be said. Pure."""
