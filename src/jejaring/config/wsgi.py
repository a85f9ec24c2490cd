"""The web application, as granian serves it."""

import os
import signal
from multiprocessing import parent_process

from jejaring.console.parent_death import end_with_parent

if (parent := parent_process()) is not None and parent.pid:  # granian's main process has forked us
    end_with_parent(parent.pid)
    for number in (signal.SIGINT, signal.SIGTERM):  # until granian listens: the main process' handlers do nothing here
        signal.signal(number, signal.SIG_DFL)

from django.conf import settings  # only now: it takes a second, in which the parent may end
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jejaring.config.settings")
settings.METRICS.mkdir(mode=0o700, parents=True, exist_ok=True)
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(settings.METRICS)  # read when the first metric is made
application = get_wsgi_application()
