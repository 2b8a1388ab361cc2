"""Opening the cache that the settings ask for."""

from __future__ import annotations

from advisor.errors import UnavailableError
from advisor.memory.disk import DiskCache
from advisor.settings import Settings


def open_cache(settings: Settings) -> DiskCache:
    """Return the cache in the data folder.

    Raises:
        UnavailableError: a shared cache is asked for, which this version does not offer.
    """
    if settings.cache_url is not None:
        raise UnavailableError(
            "a shared cache (ADVISOR_CACHE_URL) is not offered yet: unset it to use the data folder"
        )
    return DiskCache(settings.cache_folder, settings.cache_size_mib * 2**20)
