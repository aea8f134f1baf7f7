"""The second factor of accounts: a phone, and backup codes for when it is lost.

As django-otp has them, but for what the database holds: the key of a phone encrypted, and backup
codes as hashes only.
"""

import logging
import os
import time
from base64 import b32encode
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, DeviceManager, ThrottlingMixin
from django_otp.oath import TOTP

from config.lib.encryption import InvalidToken, decrypt, encrypt, reencrypt

KEY_BYTES = 20  # as RFC 4226 recommends
TOLERANCE = 1  # steps of 30 seconds that the clock of a phone may be off
BACKUP_CODES, CODE_BYTES, CODE_LETTERS = 10, 5, 8

logger = logging.getLogger(__name__)


class PhoneManager(DeviceManager):
    def enrol(self, user, **values):
        """A phone of `user` with a key of its own, to be confirmed by its first code."""
        key = encrypt(os.urandom(KEY_BYTES), _purpose(user.pk))
        return self.create(user=user, encrypted_key=key, **values)


class Phone(ThrottlingMixin, Device):
    """A phone whose app shows the codes of an account, its key encrypted (动态验证码设备)."""

    encrypted_key = models.BinaryField(_("encrypted key"))
    drift = models.SmallIntegerField(_("steps that its clock is off"), default=0)
    last_step = models.BigIntegerField(_("step of the last code"), default=-1)

    objects = PhoneManager()

    class Meta:
        verbose_name = _("phone for codes")
        verbose_name_plural = _("phones for codes")

    @property
    def bin_key(self) -> bytes:
        """The key that the phone has too. InvalidToken where SECRET_KEY was lost."""
        return decrypt(bytes(self.encrypted_key), _purpose(self.user_id))

    @property
    def is_readable(self) -> bool:
        try:
            return bool(self.bin_key)
        except InvalidToken:
            logger.error("the key of phone %s is of another SECRET_KEY", self.pk)
            return False

    @property
    def config_url(self) -> str:
        """The address that tells an authenticator app the key."""
        account = f"{settings.OTP_TOTP_ISSUER}:{self.user.get_username()}"
        given = {"secret": b32encode(self.bin_key), "issuer": settings.OTP_TOTP_ISSUER}
        return f"otpauth://totp/{quote(account)}?{urlencode(given, quote_via=quote)}"

    def verify_token(self, token: str) -> bool:
        """Whether `token` is the code of this moment, and was not used before."""
        is_allowed, _reason = self.verify_is_allowed()
        if not (is_allowed and self.is_readable):
            return False
        totp = TOTP(self.bin_key, drift=self.drift)
        totp.time = time.time()  # one moment for what follows
        is_right = token.isdecimal() and totp.verify(int(token), TOLERANCE, self.last_step + 1)
        if is_right:
            self.last_step, self.drift = totp.t(), totp.drift
            self.throttle_reset(commit=False)
            self.save()
        else:
            self.throttle_increment()
        return is_right

    def reencrypt(self) -> None:
        """Encrypt the key with today's SECRET_KEY."""
        self.encrypted_key = reencrypt(bytes(self.encrypted_key), _purpose(self.user_id))
        self.save(update_fields=["encrypted_key"])

    def get_throttle_factor(self) -> int:
        return 1


class BackupDevice(ThrottlingMixin, Device):
    """The backup codes of an account (备用验证码组)."""

    class Meta:
        verbose_name = _("set of backup codes")
        verbose_name_plural = _("sets of backup codes")

    def make_codes(self) -> list[str]:
        """New codes, which nobody can read again."""
        codes = [
            b32encode(os.urandom(CODE_BYTES)).decode().lower() for _number in range(BACKUP_CODES)
        ]
        self.codes.bulk_create(BackupCode(device=self, hash=make_password(code)) for code in codes)
        return codes

    def verify_token(self, token: str) -> bool:
        """Whether `token` is one of the codes; it is used up by that."""
        is_allowed, _reason = self.verify_is_allowed()
        if not is_allowed or len(token) != CODE_LETTERS:  # a hash takes its time on purpose
            return False
        code = next((code for code in self.codes.all() if check_password(token, code.hash)), None)
        if code is None:
            self.throttle_increment()
            return False
        code.delete()
        self.throttle_reset()
        return True

    def get_throttle_factor(self) -> int:
        return 1


class BackupCode(models.Model):
    """A backup code, good for one sign-in; only its hash is stored (备用验证码)."""

    device = models.ForeignKey(
        BackupDevice, models.CASCADE, related_name="codes", verbose_name=_("set of backup codes")
    )
    hash = models.CharField(_("hash of the code"), max_length=128)

    class Meta:
        verbose_name = _("backup code")
        verbose_name_plural = _("backup codes")

    def __str__(self):
        return str(self.pk)


def _purpose(user: int) -> str:
    """An encrypted key is of use beside its own account only."""
    return f"second factor of account {user}"
