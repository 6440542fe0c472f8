from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "records"
    verbose_name = "执法文书"

    def ready(self) -> None:
        from django.core import checks

        from enforcement import access, approvals, composition, jobs, verify, vocabulary
        from records import actions, composed, printing, tasks
        from records.access import RULES
        from records.contents import APPROVE
        from records.verification import declarations, documents
        from records.vocabulary import KINDS

        vocabulary.declare(*KINDS)
        access.register(*RULES)
        approvals.on_granted(APPROVE, actions.granted)
        approvals.on_sent_back(APPROVE, actions.sent_back)
        jobs.register("records.print", tasks.print_document)
        jobs.register("records.bind", tasks.bind_volume)
        verify.register("文书格式", declarations)
        verify.register("文书内容", documents)
        composition.add_panel(*composed.PANELS)
        composition.add_todos("文书", composed.todos)
        checks.register(printing.cjk_font_present)
