from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "disclosure"
    verbose_name = "执法公示"

    def ready(self) -> None:
        from disclosure import composed
        from disclosure.access import RULES
        from disclosure.vocabulary import KINDS
        from enforcement import access, composition, vocabulary

        vocabulary.declare(*KINDS)
        access.register(*RULES)
        composition.add_panel(*composed.PANELS)
        composition.add_nav(*composed.NAV)
        composition.add_todos("公示", composed.todos)
