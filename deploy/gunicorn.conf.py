"""How gunicorn serves the catalogue. Environment: WEB_CONCURRENCY (processes), BIND (where it listens)."""

import os

wsgi_app = "catalogue.wsgi:application"
worker_class = "catalogue.worker.BufferingWorker"

# Where systemd hands over a socket, that one counts.
bind = os.environ.get("BIND") or "127.0.0.1:8000"

# A process for each core: what a page costs is Python, which uses one core at a time. One more would only share
# them, and take 300 MB. Two cores: 2 processes, 600 MB. Eight: 8 processes, 2.4 GB.
workers = int(os.environ.get("WEB_CONCURRENCY") or len(os.sched_getaffinity(0)))

# Threads wait for the database, mails and long files, not for clients (waitress reads and sends in a loop of its own).
# Of eight, exports take five at most. With many processes four are enough: their sum is what PostgreSQL has to bear.
threads = 8 if workers <= 2 else 4

# A process tells every second that it lives, through a file: in memory, since a busy disk may stop it for longer.
worker_tmp_dir = "/dev/shm"  # noqa: S108 (gunicorn makes a file of its own in it)
timeout = 60  # seconds without such a sign, after which the process is replaced
graceful_timeout = 30  # seconds for what is being answered when the server stops: as long as the longest page, twice
backlog = 2048  # connections that wait while the processes start

loglevel = "warning"
control_socket_disable = True  # systemd is what commands it
# No header of anybody decides for gunicorn what the scheme or the path is: Django does (BEHIND_PROXY).
forwarded_allow_ips = ""
forwarder_headers = ""
