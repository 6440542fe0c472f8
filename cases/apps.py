from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "执法案件"

    def ready(self) -> None:
        from cases import access as own
        from cases import queries, verification, vocabulary
        from cases.actions import proposals
        from enforcement import access, approvals, composition, numbers, verify
        from enforcement.vocabulary import declare

        declare(*vocabulary.KINDS)
        access.register(*own.RULES)
        approvals.on_granted(proposals.CORRECT, proposals.correction_granted)
        approvals.on_granted(proposals.DEVIATE, proposals.deviation_granted)
        approvals.on_sent_back(proposals.CORRECT, proposals.sent_back)
        approvals.on_sent_back(proposals.DEVIATE, proposals.sent_back)
        verify.register("案件阶段", verification.stages)
        verify.register("编号", numbers.holes)
        composition.add_nav(composition.NavItem("执法案件", "cases:list", own.READERS, order=20))
        composition.add_todos("执法案件", queries.todos)
        composition.add_page("case", lambda dossier: f"/cases/{dossier.key.partition('/')[2]}/")
