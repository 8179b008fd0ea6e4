"""What vehicle terminals say about a vehicle: alarms, states, colours of plates, and why a frame was refused.

Codes follow JT/T 808 (alarm and status words of message 0x0200) and, for the driver-assistance alarms, T/JSATL 12-2017,
which most terminals on commercial vehicles follow. Every code has its name in both languages.
"""

from collections.abc import Mapping
from enum import StrEnum

from daoan.terms.estimates import Text


class TerminalAlarm(StrEnum):
    """An alarm that a terminal raises. It is the terminal's claim, not a fact about the driver."""

    EMERGENCY = "emergency"
    OVERSPEED = "overspeed"
    FATIGUE = "fatigue"
    DANGER = "danger"
    GNSS_FAULT = "gnss_fault"
    GNSS_ANTENNA_OFF = "gnss_antenna_off"
    GNSS_ANTENNA_SHORT = "gnss_antenna_short"
    POWER_LOW = "power_low"
    POWER_OFF = "power_off"
    DISPLAY_FAULT = "display_fault"
    SPEECH_FAULT = "speech_fault"
    CAMERA_FAULT = "camera_fault"
    CARD_READER_FAULT = "card_reader_fault"
    OVERSPEED_SOON = "overspeed_soon"
    FATIGUE_SOON = "fatigue_soon"
    AGAINST_RULES = "against_rules"
    TYRE_PRESSURE = "tyre_pressure"
    BLIND_SPOT_RIGHT = "blind_spot_right"
    DRIVEN_TOO_LONG = "driven_too_long"
    PARKED_TOO_LONG = "parked_too_long"
    AREA_CROSSED = "area_crossed"
    ROUTE_CROSSED = "route_crossed"
    SECTION_TIME = "section_time"
    ROUTE_LEFT = "route_left"
    SPEED_SENSOR_FAULT = "speed_sensor_fault"
    FUEL_ABNORMAL = "fuel_abnormal"
    STOLEN = "stolen"
    IGNITION_ILLEGAL = "ignition_illegal"
    MOVED_ILLEGALLY = "moved_illegally"
    COLLISION = "collision"
    ROLLOVER = "rollover"
    DOOR_ILLEGAL = "door_illegal"
    FORWARD_COLLISION = "forward_collision"
    LANE_DEPARTURE = "lane_departure"
    TOO_CLOSE = "too_close"
    PEDESTRIAN_COLLISION = "pedestrian_collision"
    LANE_CHANGES = "lane_changes"
    SIGN_EXCEEDED = "sign_exceeded"
    OBSTACLE = "obstacle"
    DRIVER_FATIGUE = "driver_fatigue"
    DRIVER_PHONE = "driver_phone"
    DRIVER_SMOKING = "driver_smoking"
    DRIVER_DISTRACTED = "driver_distracted"
    DRIVER_ABNORMAL = "driver_abnormal"
    BEHIND_CLOSING = "behind_closing"
    BEHIND_LEFT = "behind_left"
    BEHIND_RIGHT = "behind_right"


ALARM_NAMES: Mapping[TerminalAlarm, Text] = {
    TerminalAlarm.EMERGENCY: Text("emergency button", "紧急报警"),
    TerminalAlarm.OVERSPEED: Text("speeding", "超速报警"),
    TerminalAlarm.FATIGUE: Text("driving while tired", "疲劳驾驶"),
    TerminalAlarm.DANGER: Text("danger ahead", "危险预警"),
    TerminalAlarm.GNSS_FAULT: Text("satellite receiver faulty", "卫星定位模块故障"),
    TerminalAlarm.GNSS_ANTENNA_OFF: Text("antenna not connected or cut", "定位天线未接或被剪断"),
    TerminalAlarm.GNSS_ANTENNA_SHORT: Text("antenna short-circuited", "定位天线短路"),
    TerminalAlarm.POWER_LOW: Text("main power low", "主电源欠压"),
    TerminalAlarm.POWER_OFF: Text("main power cut", "主电源掉电"),
    TerminalAlarm.DISPLAY_FAULT: Text("display faulty", "显示器故障"),
    TerminalAlarm.SPEECH_FAULT: Text("speech module faulty", "语音模块故障"),
    TerminalAlarm.CAMERA_FAULT: Text("camera faulty", "摄像头故障"),
    TerminalAlarm.CARD_READER_FAULT: Text("permit card reader faulty", "道路运输证读卡模块故障"),
    TerminalAlarm.OVERSPEED_SOON: Text("close to speeding", "超速预警"),
    TerminalAlarm.FATIGUE_SOON: Text("close to driving too long", "疲劳驾驶预警"),
    TerminalAlarm.AGAINST_RULES: Text("driven against the rules", "违规行驶报警"),
    TerminalAlarm.TYRE_PRESSURE: Text("tyre pressure", "胎压报警"),
    TerminalAlarm.BLIND_SPOT_RIGHT: Text("somebody in the right blind spot", "右转盲区异常报警"),
    TerminalAlarm.DRIVEN_TOO_LONG: Text("driven too long today", "当天累计驾驶超时"),
    TerminalAlarm.PARKED_TOO_LONG: Text("parked too long", "超时停车"),
    TerminalAlarm.AREA_CROSSED: Text("entered or left an area", "进出区域"),
    TerminalAlarm.ROUTE_CROSSED: Text("entered or left a route", "进出路线"),
    TerminalAlarm.SECTION_TIME: Text("too quick or too slow on a section", "路段行驶时间不足或过长"),
    TerminalAlarm.ROUTE_LEFT: Text("off the route", "路线偏离"),
    TerminalAlarm.SPEED_SENSOR_FAULT: Text("speed sensor faulty", "车速传感器故障"),
    TerminalAlarm.FUEL_ABNORMAL: Text("fuel level abnormal", "油量异常"),
    TerminalAlarm.STOLEN: Text("vehicle stolen", "车辆被盗"),
    TerminalAlarm.IGNITION_ILLEGAL: Text("illegal ignition", "非法点火"),
    TerminalAlarm.MOVED_ILLEGALLY: Text("moved illegally", "非法位移"),
    TerminalAlarm.COLLISION: Text("collision", "碰撞预警"),
    TerminalAlarm.ROLLOVER: Text("rollover", "侧翻预警"),
    TerminalAlarm.DOOR_ILLEGAL: Text("door opened illegally", "非法开门"),
    TerminalAlarm.FORWARD_COLLISION: Text("forward collision", "前向碰撞"),
    TerminalAlarm.LANE_DEPARTURE: Text("lane departure", "车道偏离"),
    TerminalAlarm.TOO_CLOSE: Text("too close to the vehicle ahead", "车距过近"),
    TerminalAlarm.PEDESTRIAN_COLLISION: Text("pedestrian ahead", "行人碰撞"),
    TerminalAlarm.LANE_CHANGES: Text("many lane changes", "频繁变道"),
    TerminalAlarm.SIGN_EXCEEDED: Text("limit on a sign exceeded", "道路标识超限"),
    TerminalAlarm.OBSTACLE: Text("obstacle", "障碍物"),
    TerminalAlarm.DRIVER_FATIGUE: Text("driver looks tired", "疲劳驾驶（摄像头）"),
    TerminalAlarm.DRIVER_PHONE: Text("driver on the phone", "接打电话"),
    TerminalAlarm.DRIVER_SMOKING: Text("driver smoking", "抽烟"),
    TerminalAlarm.DRIVER_DISTRACTED: Text("driver distracted", "分神驾驶"),
    TerminalAlarm.DRIVER_ABNORMAL: Text("driver not as expected", "驾驶员异常"),
    TerminalAlarm.BEHIND_CLOSING: Text("closing in from behind", "后方接近"),
    TerminalAlarm.BEHIND_LEFT: Text("closing in from behind left", "左侧后方接近"),
    TerminalAlarm.BEHIND_RIGHT: Text("closing in from behind right", "右侧后方接近"),
}


class VehicleState(StrEnum):
    """What a vehicle's terminal says about the vehicle and about its own fix."""

    IGNITION_ON = "ignition_on"
    LOCATED = "located"
    OUT_OF_SERVICE = "out_of_service"
    HALF_LOADED = "half_loaded"
    LOADED = "loaded"
    FUEL_CUT = "fuel_cut"
    CIRCUIT_CUT = "circuit_cut"
    LOCKED = "locked"
    DOOR_1_OPEN = "door_1_open"
    DOOR_2_OPEN = "door_2_open"
    DOOR_3_OPEN = "door_3_open"
    DOOR_4_OPEN = "door_4_open"
    DOOR_5_OPEN = "door_5_open"
    BY_GPS = "by_gps"
    BY_BEIDOU = "by_beidou"
    BY_GLONASS = "by_glonass"
    BY_GALILEO = "by_galileo"


STATE_NAMES: Mapping[VehicleState, Text] = {
    VehicleState.IGNITION_ON: Text("ignition on", "ACC开"),
    VehicleState.LOCATED: Text("located", "已定位"),
    VehicleState.OUT_OF_SERVICE: Text("out of service", "停运"),
    VehicleState.HALF_LOADED: Text("half loaded", "半载"),
    VehicleState.LOADED: Text("fully loaded", "满载"),
    VehicleState.FUEL_CUT: Text("fuel line cut", "油路断开"),
    VehicleState.CIRCUIT_CUT: Text("circuit cut", "电路断开"),
    VehicleState.LOCKED: Text("doors locked", "车门加锁"),
    VehicleState.DOOR_1_OPEN: Text("front door open", "前门开"),
    VehicleState.DOOR_2_OPEN: Text("middle door open", "中门开"),
    VehicleState.DOOR_3_OPEN: Text("back door open", "后门开"),
    VehicleState.DOOR_4_OPEN: Text("driver's door open", "驾驶席门开"),
    VehicleState.DOOR_5_OPEN: Text("fifth door open", "第五门开"),
    VehicleState.BY_GPS: Text("located by GPS", "GPS定位"),
    VehicleState.BY_BEIDOU: Text("located by BeiDou", "北斗定位"),
    VehicleState.BY_GLONASS: Text("located by GLONASS", "格洛纳斯定位"),
    VehicleState.BY_GALILEO: Text("located by Galileo", "伽利略定位"),
}


class FrameFault(StrEnum):
    """Why a frame, or a position in it, cannot be used."""

    OUTSIDE = "outside"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    CHECKSUM_WRONG = "checksum_wrong"
    LENGTH_WRONG = "length_wrong"
    ENCRYPTED = "encrypted"
    EDITION_UNKNOWN = "edition_unknown"
    MESSAGE_UNKNOWN = "message_unknown"
    BODY_WRONG = "body_wrong"
    PARTS_MISSING = "parts_missing"
    PARTS_TOO_MANY = "parts_too_many"
    TIME_IMPOSSIBLE = "time_impossible"
    TIME_AHEAD = "time_ahead"
    PLACE_MISSING = "place_missing"
    PLACE_IMPOSSIBLE = "place_impossible"
    NOT_SIGNED_IN = "not_signed_in"
    CODE_WRONG = "code_wrong"
    NOT_KNOWN = "not_known"


FAULT_NAMES: Mapping[FrameFault, Text] = {
    FrameFault.OUTSIDE: Text("bytes outside of any frame", "帧外字节"),
    FrameFault.TOO_LONG: Text("frame longer than the standard allows", "帧超长"),
    FrameFault.TOO_SHORT: Text("frame too short for its header", "帧过短"),
    FrameFault.CHECKSUM_WRONG: Text("checksum wrong", "校验码错误"),
    FrameFault.LENGTH_WRONG: Text("body not as long as its header says", "消息体长度不符"),
    FrameFault.ENCRYPTED: Text("encrypted, and there is no key", "消息体已加密，无密钥"),
    FrameFault.EDITION_UNKNOWN: Text("edition of the standard not known", "协议版本未知"),
    FrameFault.MESSAGE_UNKNOWN: Text("message not known", "未知消息"),
    FrameFault.BODY_WRONG: Text("body not of its message's shape", "消息体格式错误"),
    FrameFault.PARTS_MISSING: Text("some parts of a message never came", "分包缺失"),
    FrameFault.PARTS_TOO_MANY: Text("more parts than are kept", "分包过多"),
    FrameFault.TIME_IMPOSSIBLE: Text("not a time", "时间无效"),
    FrameFault.TIME_AHEAD: Text("later than now", "时间超前"),
    FrameFault.PLACE_MISSING: Text("never located", "无定位"),
    FrameFault.PLACE_IMPOSSIBLE: Text("not a place on Earth", "位置无效"),
    FrameFault.NOT_SIGNED_IN: Text("terminal has not authenticated", "终端未鉴权"),
    FrameFault.CODE_WRONG: Text("authentication code wrong", "鉴权码错误"),
    FrameFault.NOT_KNOWN: Text("terminal is not on the list", "终端未登记"),
}


#: Colour of a plate as JT/T 808 and 809 number it; the upload of checkpoints numbers them otherwise.
PLATE_COLOURS: Mapping[int, Text] = {
    1: Text("blue", "蓝色"),
    2: Text("yellow", "黄色"),
    3: Text("black", "黑色"),
    4: Text("white", "白色"),
    9: Text("other", "其他"),
    91: Text("farm yellow", "农黄色"),
    92: Text("farm green", "农绿色"),
    93: Text("yellow-green", "黄绿色"),
    94: Text("gradient green", "渐变绿"),
}
