"""What can happen to a recorder."""

from enforcement.vocabulary import Kind

KINDS = (
    Kind("device.registered", "登记设备"),
    Kind("device.changed", "变更设备信息"),
    Kind("device.issued", "领用设备"),
    Kind("device.returned", "归还设备"),
)
