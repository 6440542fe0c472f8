"""How gunicorn serves the product; `HOST` and `PORT` come from the environment."""

import os
import tempfile

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
wsgi_app = "config.wsgi:application"

worker_class = "gthread"
workers = int(os.environ.get("ZHIJI_WEB_WORKERS", "2"))
# uploads and playback hold a thread each while bytes flow
threads = int(os.environ.get("ZHIJI_WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 5
# the heartbeat file on a busy disk makes gunicorn kill workers that are well
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else tempfile.gettempdir()
control_socket_disable = True

accesslog = "-"
# neither address nor query string: what people search for stays out of the log
access_log_format = "%(m)s %(U)s %(s)s %(M)sms"
