"""Where items come from, and reading their pixels. Knows no project and no notebook."""
