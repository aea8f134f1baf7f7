"""The licences under which a site may give its data away."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Licence:
    """A licence by its SPDX code; `address` is that of its text."""

    code: str
    short_name: str
    name: str
    address: str


LICENCES = {
    one.code: one
    for one in (
        Licence(
            "CC-BY-4.0",
            "CC BY 4.0",
            pgettext_lazy("licence", "Creative Commons Attribution 4.0 International"),
            "https://creativecommons.org/licenses/by/4.0/",
        ),
        Licence(
            "CC0-1.0",
            "CC0 1.0",
            pgettext_lazy("licence", "Creative Commons Zero 1.0 Universal"),
            "https://creativecommons.org/publicdomain/zero/1.0/",
        ),
        Licence(
            "ODbL-1.0",
            "ODbL 1.0",
            _("Open Data Commons Open Database License 1.0"),
            "https://opendatacommons.org/licenses/odbl/1-0/",
        ),
    )
}


def data_licence() -> Licence | None:
    """The licence of the settings; None where the site grants none."""
    return LICENCES.get(settings.DATA_LICENCE)


def licence_link() -> dict[str, str]:
    """The licence as a header of a download (RFC 8288); nothing where there is none."""
    licence = data_licence()
    return {"Link": f'<{licence.address}>; rel="license"'} if licence else {}
