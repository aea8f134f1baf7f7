"""Take one address of the site and throw away what comes; say how long that alone took."""

import json
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.test import Client  # noqa: E402  # needs the settings

client = Client(headers={"host": "127.0.0.1"})
client.get("/healthz")
begun = time.monotonic()
response = client.get(sys.argv[1])
size = sum(len(part) for part in response)
seconds = time.monotonic() - begun
print(json.dumps({"status": response.status_code, "bytes": size, "seconds": seconds}))  # noqa: T201
