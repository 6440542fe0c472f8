from django.apps import AppConfig


class MediaEvidenceConfig(AppConfig):
    name = "media_evidence"
    verbose_name = "音像记录"

    def ready(self) -> None:
        from django.urls import reverse

        from enforcement import access, composition, jobs, vocabulary
        from media_evidence import queries, tasks
        from media_evidence.access import HANDING_OVER, LOOKING, RULES
        from media_evidence.vocabulary import KINDS

        vocabulary.declare(*KINDS)
        access.register(*RULES)
        jobs.register("media.store", tasks.store)
        jobs.register("media.examine", tasks.examine)
        jobs.register("media.proxy", tasks.make_proxy)
        composition.add_nav(
            composition.NavItem("音像记录", "media_evidence:list", LOOKING, order=50, group="音像"),
            composition.NavItem("移交音像记录", "media_evidence:hand-over", HANDING_OVER, order=55, group="音像"),
        )
        composition.add_page(
            "media", lambda dossier: reverse("media_evidence:page", args=[dossier.key.partition("/")[2]])
        )
        composition.add_panel(
            composition.Panel(
                "case", "media", "音像记录", "media_evidence/case_panel.html", queries.case_panel, order=40
            )
        )
