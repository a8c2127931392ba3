"""What a project keeps: items, answers, events, claims, suggestions, runs."""
