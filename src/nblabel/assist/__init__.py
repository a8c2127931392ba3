"""Learning while people label: `project.assist`."""
