"""The map of a project's items on a plane, drawn with ipycanvas."""
