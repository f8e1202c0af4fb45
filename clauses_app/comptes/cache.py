"""The cache, in two: attempts of sign-in are counted in the database, the rest is disposable in Valkey.

Counters must survive a broker that is down or emptied, otherwise an attacker would only have to wait for
that day. Anything else (progress of a task) may be lost: a failure reads as « not there ».
"""

from __future__ import annotations

from typing import Any

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

COMPTEURS = "compteurs"
PREFIXES = ("allauth",)


class CacheDeTravail(RedisCache):
    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        if cote := _compteurs(key):
            return bool(cote.add(key, value, timeout, version))
        try:
            return bool(super().add(key, value, timeout, version))
        except (RedisError, OSError):
            return False

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        if cote := _compteurs(key):
            return cote.get(key, default, version)
        try:
            return super().get(key, default, version)
        except (RedisError, OSError):
            return default

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        if cote := _compteurs(key):
            cote.set(key, value, timeout, version)
            return
        try:
            super().set(key, value, timeout, version)
        except (RedisError, OSError):
            return

    def delete(self, key: str, version: int | None = None) -> bool:
        if cote := _compteurs(key):
            return bool(cote.delete(key, version))
        try:
            return bool(super().delete(key, version))
        except (RedisError, OSError):
            return False


def _compteurs(key: str) -> BaseCache | None:
    return caches[COMPTEURS] if key.startswith(PREFIXES) else None
