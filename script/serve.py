"""Prepare the data folder, then become the supervisor of the whole product. Called by `script/server`.

The process that was started stays the one that answers Ctrl-C: the supervisor replaces it, keeping the lock on
the data folder, and is the parent of redis, gunicorn, worker and beat.
"""

import argparse
import fcntl
import io
import logging
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

READY_WITHIN_SECONDS = 60


def refuse(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise SystemExit(1)


def lock(data: Path) -> None:
    """Hold the data folder for as long as this process, or the supervisor that replaces it, lives."""
    descriptor = os.open(data / "server.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 32).decode() or "未知"
        refuse(f"数据目录 {data} 正被另一个执迹实例使用（进程 {holder}）。请先停止它，或用 ZHIJI_DATA 指定别的目录。")
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode(), 0)
    os.set_inheritable(descriptor, True)


def check_port(host: str, port: str) -> None:
    try:
        number = int(port)
        family, kind, _, _, address = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)[0]
    except (ValueError, OverflowError, socket.gaierror):
        refuse(f"监听地址 {host}:{port} 不是有效的地址和端口，请检查 HOST 和 PORT。")
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except PermissionError:
            refuse(f"没有权限监听端口 {port}，请用 PORT 指定 1024 以上的端口。")
        except OSError:
            refuse(f"端口 {port} 已被其他程序占用，请用 PORT 指定别的端口，例如 PORT=8001 script/server。")


def prepare_sockets(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = folder.stat().st_uid
    if owner != os.getuid():
        refuse(f"目录 {folder} 属于其他用户，不能在其中建立套接字。")
    folder.chmod(0o700)


def prepare_product(*, empty: bool) -> list[str]:
    """Migrate, collect static files, see to the first accounts. Returns what to say once pages are up."""
    import django
    from django.contrib.auth import get_user_model
    from django.core.management import CommandError, call_command

    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    from config import static
    from config.demo import fill, people
    from enforcement.models import Job

    # there is no broker yet, and nobody needs to be told
    logging.disable(logging.WARNING)
    try:
        call_command("check", fail_level="ERROR", stdout=io.StringIO())
        call_command("migrate", interactive=False, verbosity=0)
        static.collect()
        is_new = not get_user_model().objects.exists()
        if empty:
            if is_new and not os.environ.get("ZHIJI_ADMIN_PASSWORD") and not sys.stdin.isatty():
                refuse(
                    "空白启动需要首位管理员：请设置 ZHIJI_ADMIN_NAME 和 ZHIJI_ADMIN_PASSWORD，或在终端中运行以便输入。"
                )
            call_command("first_admin")
            return []
        if is_new:
            call_command("demo", enqueue=True)
        if not Job.objects.filter(kind=fill.AGENCY).exists():
            return []
        return [*people.accounts(), "演示数据在后台陆续生成，约需几分钟，其间页面可以使用。"]
    except CommandError as error:
        refuse(str(error))
    except (EOFError, KeyboardInterrupt):
        refuse("已取消。")


def announce(address: str, logs: Path, lines: list[str]) -> None:
    """In a process of its own: wait until the pages answer, then say where they are."""
    began = time.monotonic()
    while time.monotonic() - began < READY_WITHIN_SECONDS:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                break
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    else:
        print(f"{READY_WITHIN_SECONDS} 秒内页面没有应答，原因见 {logs} 中的日志。", file=sys.stderr, flush=True)
        return
    print("\n".join([f"执迹已启动：{address}/", *lines, f"日志：{logs}", "按 Ctrl-C 停止。"]), flush=True)


def main() -> None:
    arguments = argparse.ArgumentParser(prog="script/server", description="运行执迹的全部进程。")
    arguments.add_argument("--empty", action="store_true", help="不建立演示数据，只建立首位系统管理员")
    options = arguments.parse_args()
    os.umask(0o077)
    os.chdir(ROOT)

    from config import runtime

    data = Path(os.environ.get("ZHIJI_DATA") or ROOT / "var").resolve()
    host = os.environ.setdefault("HOST", "127.0.0.1")
    port = os.environ.setdefault("PORT", "8000")
    sockets = runtime.socket_folder(data)
    try:
        (data / "log").mkdir(parents=True, exist_ok=True)
        lock(data)
        prepare_sockets(sockets)
    except OSError as error:
        refuse(f"数据目录 {data} 不能使用：{error.strerror}。")
    check_port(host, port)
    os.environ.update(
        ZHIJI_DATA=str(data),
        ZHIJI_PYTHON=sys.executable,
        ZHIJI_ROOT=str(ROOT),
        ZHIJI_SOCKETS=str(sockets),
    )
    lines = prepare_product(empty=options.empty)

    address = f"http://{'127.0.0.1' if host in {'0.0.0.0', '::'} else host}:{port}"
    if os.fork() == 0:
        announce(address, data / "log", lines)
        os._exit(0)
    os.execv(
        sys.executable, [sys.executable, "-m", "supervisor.supervisord", "-c", str(ROOT / "config/supervisor.conf")]
    )


if __name__ == "__main__":
    main()
