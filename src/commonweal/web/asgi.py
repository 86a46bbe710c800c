"""The application as the web server sees it."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonweal.web.settings")

application = get_asgi_application()
