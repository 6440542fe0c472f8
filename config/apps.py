from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The top of the house as an app of its own: what it adds is the demo set."""

    name = "config"
    verbose_name = "演示数据"

    def ready(self) -> None:
        from config.demo import fill
        from enforcement import jobs

        jobs.register(fill.AGENCY, fill.make_agency)
        jobs.register(fill.STORY, fill.tell)
        jobs.register(fill.VOLUME, fill.bind)
