"""Results for people and programs: JSON documents and tables."""
