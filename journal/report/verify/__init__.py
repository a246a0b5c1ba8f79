"""What `journal verify` tells: one report, each check a section; as text, JSON and HTML. Pure."""
