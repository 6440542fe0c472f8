"""The product's settings over a throw-away data folder; nothing of the developer's environment is touched."""

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="zhiji-test-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
for name in ("REDIS_URL", "SECRET_KEY", "STORAGE_URL", "ZHIJI_DEBUG", "ZHIJI_HTTPS", "ZHIJI_KEYS"):
    os.environ.pop(name, None)
os.environ["ZHIJI_DATA"] = _data
if os.environ.get("ZHIJI_TEST_REDIS_URL"):
    os.environ["REDIS_URL"] = os.environ["ZHIJI_TEST_REDIS_URL"]
# the synchronous Playwright keeps an event loop in the thread of the tests, which Django takes for an async caller
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from config.settings import *  # noqa: E402, F403
from config.settings import STORAGES  # noqa: E402

# argon2 is slow on purpose; the journeys, which run the product itself, keep it
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
