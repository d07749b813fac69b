"""Stand in for systemd: hold a socket, start a command on it (socket activation), and start it anew at SIGHUP.

python3 .ci/activate.py SOCKET COMMAND...   The command can make no memory both writable and executable, as in
                                            deploy/hardening.conf, where the kernel knows how (Linux 6.3).
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys

_SET_MDWE = 65

path, *command = sys.argv[1:]
listener = socket.socket(socket.AF_UNIX)
listener.bind(path)
listener.listen(2048)
os.dup2(listener.fileno(), 3)
ctypes.CDLL(None).prctl(_SET_MDWE, 1, 0, 0, 0)
# The shell's own number is that of the command which takes its place.
activated = ["sh", "-c", 'LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"', "sh", *command]
waiting = {signal.SIGHUP, signal.SIGTERM}
signal.pthread_sigmask(signal.SIG_BLOCK, waiting)


def start() -> subprocess.Popen[bytes]:
    """Start the command, which gets signals as usual."""
    return subprocess.Popen(
        activated, pass_fds=[3], preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_SETMASK, set())
    )


process = start()
while True:
    asked = signal.sigwait(waiting)
    process.terminate()
    process.wait()
    if asked == signal.SIGTERM:
        break
    process = start()
