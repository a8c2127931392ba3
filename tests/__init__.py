"""Tests. In the kernels they start, assistance begins only where a test asks for it."""

import os

os.environ.setdefault("NBLABEL_ASSIST", "off")
