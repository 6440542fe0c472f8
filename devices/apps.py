from django.apps import AppConfig


class DevicesConfig(AppConfig):
    name = "devices"
    verbose_name = "执法设备"

    def ready(self) -> None:
        from django.urls import reverse

        from devices.access import LOOKING, RULES
        from devices.vocabulary import KINDS
        from enforcement import access, composition, vocabulary

        vocabulary.declare(*KINDS)
        access.register(*RULES)
        composition.add_nav(composition.NavItem("执法设备", "devices:list", LOOKING, order=60, group="音像"))
        composition.add_page("device", lambda dossier: reverse("devices:page", args=[dossier.key.partition("/")[2]]))
