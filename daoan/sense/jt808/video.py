"""Messages of JT/T 1078 (sound and picture) and of alarm files that travel on the same line; read only to show them."""

from daoan.sense.jt808.fields import Blob, Moment, Words, u8, u16, u32
from daoan.sense.jt808.kinds import either, kind
from daoan.sense.jt808.layouts import Many

_SERVER = (Words("host", counted=1), u16("tcp_port"), u16("udp_port"))
_SPAN = (Moment("from_at"), Moment("to_at"))
_ALARMS = (u32("alarm_high"), u32("alarm_low"))
_MEDIA = (u8("media"), u8("stream"), u8("storage"))


VIDEO = (
    kind(0x9003, "ask sound and picture properties", "查询终端音视频属性"),
    kind(0x9101, "ask live picture", "实时音视频传输请求", *_SERVER, u8("channel"), u8("media"), u8("stream")),
    kind(0x9102, "control live picture", "音视频实时传输控制", u8("channel"), u8("command"), u8("close"), u8("stream")),
    kind(0x9105, "state of live picture", "实时音视频传输状态通知", u8("channel"), u8("loss_pct")),
    kind(
        0x9201,
        "ask playback",
        "平台下发远程录像回放请求",
        *_SERVER,
        u8("channel"),
        *_MEDIA,
        u8("mode"),
        u8("speed"),
        *_SPAN,
    ),
    kind(0x9202, "control playback", "平台下发远程录像回放控制", u8("channel"), u8("mode"), u8("speed"), Moment("at")),
    kind(0x9205, "ask list of recordings", "查询资源列表", u8("channel"), *_SPAN, *_ALARMS, *_MEDIA),
    kind(
        0x9206,
        "ask upload",
        "文件上传指令",
        Words("host", counted=1),
        u16("port"),
        Words("user", counted=1),
        Words("password", counted=1),
        Words("folder", counted=1),
        u8("channel"),
        *_SPAN,
        *_ALARMS,
        *_MEDIA,
        u8("when"),
    ),
    kind(0x9207, "control upload", "文件上传控制", u16("answers_serial"), u8("command")),
    kind(
        0x9208,
        "ask files of an alarm",
        "报警附件上传指令",
        *_SERVER,
        *either(Words("terminal_id", 7), Words("terminal_id", 30)),
        Moment("at"),
        u8("number"),
        u8("files"),
        *either(u8("reserved"), u16("reserved")),
        Words("alarm", 32),
        Blob("reserved_16", 16),
    ),
    kind(
        0x9212,
        "file received",
        "文件上传完成消息应答",
        Words("name", counted=1),
        u8("kind"),
        u8("result"),
        Many("again", 1, (u32("from_byte"), u32("bytes"))),
    ),
    kind(0x9301, "turn the camera", "云台旋转", u8("channel"), u8("direction"), u8("speed")),
    *(
        kind(message_id, en, zh, u8("channel"), u8("with"))
        for message_id, en, zh in (
            (0x9302, "focus", "云台调整焦距控制"),
            (0x9303, "aperture", "云台调整光圈控制"),
            (0x9304, "wiper", "云台雨刷控制"),
            (0x9305, "infrared light", "红外补光控制"),
            (0x9306, "zoom", "云台变倍控制"),
        )
    ),
)
