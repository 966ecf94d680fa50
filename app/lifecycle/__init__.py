"""The life of a model, from training to promotion. Nothing else in `app` imports `training`."""
