"""What can happen to a recording."""

from enforcement.vocabulary import Kind

KINDS = (
    Kind("media.received", "接收音像记录"),
    Kind("recording.received", "音像记录已移交"),
    Kind("recording.stored", "音像记录已入库", is_chore=True),
    Kind("media.examined", "检查音像记录", is_chore=True),
    Kind("media.proxy-made", "制作播放副本", late_ok=True, is_chore=True),
    Kind("media.viewed", "播放音像记录", late_ok=True),
    Kind("media.downloaded", "下载原件", late_ok=True),
)
