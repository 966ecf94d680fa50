"""Who may call what: keys, their scopes, and the file that lists them. Nothing here knows HTTP."""
