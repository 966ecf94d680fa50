"""HTTP: schemas, errors as problem details, and one router for each noun."""
