"""Opening the cache that the settings ask for."""

from __future__ import annotations

from advisor.errors import UnavailableError
from advisor.memory.cache import Cache
from advisor.memory.disk import DiskCache
from advisor.settings import Settings


def open_cache(settings: Settings) -> Cache:
    """Return the shared cache where one is set, else the one in the data folder.

    A shared cache that does not answer now is asked again later: until then every answer is
    worked out.

    Raises:
        UnavailableError: the address of the shared cache is wrong, or its library is missing.
    """
    if settings.cache_url is None:
        return DiskCache(settings.cache_folder, settings.cache_size_mib * 2**20)
    try:
        from advisor.memory.shared import SharedCache
    except ImportError as exc:
        raise UnavailableError(
            "ADVISOR_CACHE_URL needs the extra `server`: pip install 'treaty-advisor[server]'"
        ) from exc
    return SharedCache(settings.cache_url.get_secret_value())
