from importlib import import_module

from django.apps import AppConfig


class EnforcementConfig(AppConfig):
    name = "enforcement"
    verbose_name = "行政执法"

    def ready(self) -> None:
        from enforcement import access, composition, menu, rights, verify, vocabulary

        vocabulary.declare(*vocabulary.GROUND_FLOOR)
        access.register(*rights.RULES)
        verify.register_ground_floor()
        composition.add_nav(*menu.NAV)
        # the framework finds these classes once they exist
        import_module("enforcement.schema")
