"""The product's settings over a throw-away data folder; nothing of the developer's environment is touched."""

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="zhiji-test-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["ZHIJI_DATA"] = _data
for name in ("REDIS_URL", "SECRET_KEY", "STORAGE_URL", "ZHIJI_DEBUG", "ZHIJI_HTTPS", "ZHIJI_KEYS"):
    os.environ.pop(name, None)

from config.settings import *  # noqa: E402, F403

# argon2 is slow on purpose; the journeys, which run the product itself, keep it
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
