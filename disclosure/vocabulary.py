"""The facts that publication states. All may be added to a sealed volume: publication outlives the case."""

from enforcement.vocabulary import Kind

KINDS = (
    Kind("publication.drafted", "拟公开行政执法决定", late_ok=True),
    Kind("publication.revised", "修改拟公开内容", late_ok=True),
    Kind("publication.returned", "公示审核退回", late_ok=True),
    Kind("publication.published", "公开行政执法决定", late_ok=True),
    Kind("publication.withdrawn", "撤回公开", late_ok=True),
    Kind("decision.revoked", "决定被变更、撤销或者确认违法、无效", late_ok=True),
)
