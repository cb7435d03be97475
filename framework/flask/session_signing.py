"""Signing session cookies: itsdangerous, with what stays the same worked out once."""

from __future__ import annotations

import hmac
import zlib
from typing import Any

from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode, want_bytes
from itsdangerous.signer import HMACAlgorithm, Signer

#: Shorter payloads hardly ever shrink, and setting up a compressor takes longer than
#: everything else that is done for a cookie.
_WORTH_COMPRESSING = 100


class _OneShotHMAC(HMACAlgorithm):
    """Signs in one call of the C library."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return hmac.digest(key, value, self.digest_method)


class _SessionSigner(TimestampSigner):
    """Derives the key for a secret key once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.algorithm = _OneShotHMAC(self.digest_method)
        self._derived_keys: dict[str | bytes, bytes] = {}

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        if secret_key is None:
            secret_key = self.secret_keys[-1]
        key = self._derived_keys.get(secret_key)
        if key is None:
            key = self._derived_keys[secret_key] = super().derive_key(secret_key)
        return key


class SessionSerializer(URLSafeTimedSerializer):
    """Reads and writes the same cookies as :class:`itsdangerous.URLSafeTimedSerializer`.

    One signer serves all cookies, since it keeps no state between them. For parameters see
    the base class.
    """

    default_signer = _SessionSigner

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._signer = super().make_signer()

    def make_signer(self, salt: str | bytes | None = None) -> Signer:
        """Return the signer for a salt; the one that is kept, for the serializer's own."""
        if salt is None or salt == self.salt:
            return self._signer
        return super().make_signer(salt)

    def dump_payload(self, obj: Any) -> bytes:
        """Return the payload for a value, compressed if that makes it shorter."""
        plain = want_bytes(self.serializer.dumps(obj, **self.serializer_kwargs))
        if len(plain) >= _WORTH_COMPRESSING:
            compressed = zlib.compress(plain)
            if len(compressed) < len(plain) - 1:
                return b"." + base64_encode(compressed)
        return base64_encode(plain)
