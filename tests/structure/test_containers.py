import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
TOOLS = Path(sys.executable).parent


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    done = run(str(TOOLS / "hadolint"), "Dockerfile")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_compose_file_follows_the_compose_specification() -> None:
    done = run(str(TOOLS / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec", "docker-compose.yml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_compose_file_runs_every_process_and_names_only_services_that_exist() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert {"web", "worker", "beat", "postgres", "redis", "storage", "nginx"} <= set(services)
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)


def test_the_image_and_the_set_up_install_the_same_runtime_packages() -> None:
    setup = (ROOT / "script" / "setup").read_text()
    runtime = setup[setup.index("runtime_packages=(") : setup.index("test_packages=(")]
    wanted = {word.split("=")[1].rstrip(")") for word in runtime.split() if "=" in word and not word.endswith("=(")}
    # the image needs no Redis of its own, and Debian's base always has util-linux
    wanted -= {"redis-server", "util-linux"}
    assert wanted <= set((ROOT / "Dockerfile").read_text().split())


def test_nginx_takes_the_configuration_and_never_buffers_an_upload(tmp_path: Path) -> None:
    own = (ROOT / "config" / "nginx" / "zhiji.conf").read_text()
    assert "proxy_request_buffering off;" in own
    assert "client_max_body_size 0;" in own
    # `web` and port 80 exist only between the containers
    own = own.replace("server web:8000", "server 127.0.0.1:8000").replace("listen 80", "listen 127.0.0.1:8080")
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{own}\n}}\n")
    nginx = shutil.which("nginx", path="/usr/sbin:/sbin:/usr/bin")
    assert nginx, "script/setup --tests installs nginx"
    done = run(nginx, "-t", "-p", str(tmp_path), "-c", str(whole))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_pin_by_hash_and_name_no_host(name: str) -> None:
    lines = (ROOT / name).read_text().splitlines()
    assert not [line for line in lines if "://" in line or line.startswith(("-i", "--index", "--extra", "--find"))]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line and not line.startswith((" ", "#")):
            assert "==" in line
            assert following.lstrip().startswith("--hash=sha256:")
