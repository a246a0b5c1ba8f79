"""The SQL that creates, drops or changes an object, and the hazard where there is none. Pure."""
