"""PROVE. The handed-back folder, on a copy: the project's own drizzle-kit works on it, and is judged by effect."""
