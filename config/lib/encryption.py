"""Secrets that must be read back, encrypted with keys that are made of SECRET_KEY.

The database alone gives none of them away. Those of SECRET_KEY_FALLBACKS are read too, so that
SECRET_KEY can be replaced.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

__all__ = ["InvalidToken", "decrypt", "encrypt", "reencrypt"]


def encrypt(secret: bytes, purpose: str) -> bytes:
    """`secret` as only the same `purpose` reads it again."""
    return _keys(purpose).encrypt(secret)


def decrypt(token: bytes, purpose: str) -> bytes:
    """The secret of `encrypt`. InvalidToken where no key of ours made the token for `purpose`."""
    return _keys(purpose).decrypt(token)


def reencrypt(token: bytes, purpose: str) -> bytes:
    """The same secret, encrypted with today's SECRET_KEY."""
    return _keys(purpose).rotate(token)


def _keys(purpose: str) -> MultiFernet:
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_key(secret, purpose)) for secret in secrets])


def _key(secret: str, purpose: str) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode())
    return urlsafe_b64encode(derive.derive(secret.encode()))
