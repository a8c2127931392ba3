"""Auto-label jobs: a model labels items in the background, within a budget, and loses no answer."""
