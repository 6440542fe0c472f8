import getpass
import os
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from enforcement.actions import organisation
from enforcement.models import Person


class Command(BaseCommand):
    help = "Make the first administrator of an empty installation; asks, or takes ZHIJI_ADMIN_NAME and ZHIJI_ADMIN_PASSWORD."

    def handle(self, *args: Any, **options: Any) -> None:
        if Person.objects.exists():
            self.stdout.write("已有人员账号，未新建管理员。")
            return
        name = os.environ.get("ZHIJI_ADMIN_NAME") or input("首位系统管理员的账号：")
        password = os.environ.get("ZHIJI_ADMIN_PASSWORD") or getpass.getpass("密码（至少 10 位）：")
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from error
        organisation.found_installation(username=name.strip(), password=password)
        self.stdout.write(f"已建立系统管理员 {name}，请登录后设立机关、机构、人员和岗位。")
