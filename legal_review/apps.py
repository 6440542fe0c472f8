from django.apps import AppConfig


class LegalReviewConfig(AppConfig):
    name = "legal_review"
    verbose_name = "法制审核"

    def ready(self) -> None:
        from enforcement import access, composition, vocabulary
        from legal_review import composed
        from legal_review.access import RULES
        from legal_review.vocabulary import KINDS

        vocabulary.declare(*KINDS)
        access.register(*RULES)
        composition.add_panel(*composed.PANELS)
        composition.add_nav(*composed.NAV)
        composition.add_todos("法制审核", composed.todos)
