"""What happens to a request before and after its operation: who calls, how much, and how the answer is sent."""
