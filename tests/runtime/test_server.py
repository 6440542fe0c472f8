import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stack import Product, children_of, eventually, processes_of

ALL = {"redis", "web", "worker", "beat"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One installation for all tests after which it must be whole again anyhow."""
    one = Product(tmp_path_factory.mktemp("running") / "data").start()
    yield one
    one.stop()


def sees_everything(product: Product) -> bool:
    return product.answers("/login/") and set(product.children()) == ALL


def test_the_login_page_answers_soon_and_a_second_start_loses_nothing(installation: Product) -> None:
    began = time.monotonic()
    installation.start()
    eventually(lambda: installation.answers("/login/"), within=30)
    assert time.monotonic() - began < 30
    secret = (installation.data / "keys" / "secret").read_text()
    installation.stop()

    began = time.monotonic()
    installation.start()
    assert time.monotonic() - began < 15
    assert (installation.data / "keys" / "secret").read_text() == secret
    people = installation.manage(
        "shell",
        "-v",
        "0",
        "-c",
        "from enforcement.models import Person; print(*Person.objects.values_list('username'))",
    )
    assert people.stdout.count(installation.admin[0]) == 1


def test_each_child_killed_with_9_is_back_within_ten_seconds(running: Product) -> None:
    eventually(lambda: sees_everything(running), within=20)
    for name, pid in running.children().items():
        os.kill(pid, signal.SIGKILL)
        eventually(
            lambda name=name, pid=pid: running.children().get(name, pid) != pid and sees_everything(running),
            within=10,
        )
    eventually(lambda: _worker_answers(running), within=10)


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_grandchild_killed_with_9_is_replaced(running: Product, name: str) -> None:
    eventually(lambda: sees_everything(running), within=20)
    parent = running.children()[name]
    victims = eventually(lambda: children_of(parent), within=10)
    for victim in victims:
        os.kill(victim, signal.SIGKILL)
    eventually(lambda: set(children_of(parent)) - set(victims) and sees_everything(running), within=10)


def _worker_answers(product: Product) -> bool:
    from celery import Celery

    from config.runtime import celery_broker, redis_socket

    with Celery(broker=celery_broker(f"unix://{redis_socket(product.data)}")) as app:
        return bool(app.control.ping(timeout=1))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_leaves_no_process(installation: Product, number: signal.Signals) -> None:
    installation.start()
    eventually(lambda: sees_everything(installation), within=20)
    installation.stop(number)
    eventually(lambda: not processes_of(installation.data), within=3)
    assert installation.process.returncode == 0


def test_the_supervisor_killed_with_9_leaves_no_process(installation: Product) -> None:
    installation.start()
    eventually(lambda: sees_everything(installation), within=20)
    installation.process.kill()
    installation.process.wait()
    eventually(lambda: not processes_of(installation.data), within=15)
    installation.start()


def test_a_busy_port_is_refused_with_a_sentence(installation: Product) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", installation.port))
        other.listen()
        ended = _ended(installation)
    assert ended.returncode == 1
    assert f"端口 {installation.port} 已被其他程序占用" in ended.stderr


def test_a_second_instance_on_the_same_data_is_refused_with_a_sentence(running: Product) -> None:
    second = Product(running.data)
    ended = _ended(second)
    assert ended.returncode == 1
    assert f"正被另一个执迹实例使用（进程 {running.process.pid}）" in ended.stderr
    assert running.answers()


def test_a_data_folder_with_a_long_name_serves_too(tmp_path: Path) -> None:
    deep = Product(tmp_path / ("长" * 40) / ("d" * 60))
    try:
        deep.data.parent.mkdir()
        eventually(lambda: sees_everything(deep.start()), within=20)
    finally:
        deep.stop()


def test_without_a_terminal_an_empty_start_needs_the_first_administrator_from_the_environment(
    installation: Product,
) -> None:
    installation.admin = ("", "")
    ended = _ended(installation, "--empty")
    assert ended.returncode == 1
    assert "ZHIJI_ADMIN_NAME" in ended.stderr


def test_a_weak_password_for_the_first_administrator_is_refused(installation: Product) -> None:
    installation.admin = ("admin", "12345")
    ended = _ended(installation, "--empty")
    assert ended.returncode == 1
    assert "密码" in ended.stderr


def test_secrets_are_for_the_owner_alone(running: Product) -> None:
    for path in (running.data, running.data / "keys", *(running.data / "keys").iterdir()):
        assert path.stat().st_mode & 0o077 == 0, path


def _ended(product: Product, *arguments: str) -> subprocess.CompletedProcess[str]:
    process = product.launch(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)
