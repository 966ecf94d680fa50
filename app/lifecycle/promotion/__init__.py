"""Which model is served: two models compared, a promotion, and the way back."""
