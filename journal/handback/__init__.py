"""PROVE. Hand the migrations back to drizzle-kit, which proves them on a copy before anything is written."""
