"""The database's versions, one file each under ``versions``. A released one never changes."""
