"""Libraries that come with an extra of nblabel."""

from importlib import import_module
from typing import Any

from nblabel.learn.features.featurizer import FeatureError


def needed(module: str, extra: str) -> Any:
    """The module. Raises FeatureError that says how to get it."""
    try:
        return import_module(module)
    except ImportError as error:
        missing = module.partition(".")[0]
        raise FeatureError(
            f'{missing} is not installed here. Run: pip install "nblabel[{extra}]".'
        ) from error
